"""The servers of apps over real HTTP: what is taken, what is refused, and that nothing comes twice."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from channels import Key
from gateway.resources import Database, Stores, utc_now
from intake import HashAlgorithm
from support.images import jpeg
from support.legacy import KEY, LegacyApp, LegacyServer, legacy_server, refusal
from support.service import Service, running, settings

NEW = Key("2026-b", b"fedcba9876543210fedcba9876543210")
PHOTO = jpeg(seed=1)


def keys(*each: Key) -> str:
    return ",".join(f"{key.id}:{key.secret.decode()}" for key in each)


@pytest.fixture
async def stub() -> AsyncIterator[LegacyServer]:
    async with legacy_server() as server:
        server.photos = {"one": PHOTO, "two": jpeg(seed=2), "text": b"no photo"}
        yield server


@pytest.fixture
async def open_service(stores: Stores, stub: LegacyServer) -> AsyncIterator[Service]:
    """A service with two apps whose photos may come from the stub; the third is closed."""
    channels = {
        "city": {"keys": keys(KEY, NEW), "photo_hosts": f"{stub.netloc},localhost", "per_minute": 500},
        "grid": {"keys": keys(KEY), "hash": "sm3", "per_minute": 3},
    }
    async with running(stores, settings(channels=channels)) as found:
        yield found


@pytest.fixture
async def http(open_service: Service) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"accept-language": "en"}
    async with httpx.AsyncClient(base_url=open_service.url, headers=headers, timeout=30) as client:
        yield client


@pytest.fixture
def city(http: httpx.AsyncClient) -> LegacyApp:
    return LegacyApp(http, "city")


def report(ref: str = "CG-1", **changes: Any) -> dict[str, Any]:
    """Something without a matter: it waits for a person."""
    whole = {
        "externalRef": ref,
        "reportedAt": utc_now().isoformat(),
        "reporter": {"id": "wx-1"},
        "text": "这里有点问题",
        "location": {"longitude": 113.74373, "latitude": 23.02486, "crs": "wgs84"},
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


async def count(database: Database) -> int:
    return int(await database.reports.count_documents({}))


async def test_a_report_is_filed_once_under_its_reference(city: LegacyApp, mongo_db: Database) -> None:
    document = report(reportedAt="2026-11-23T09:00:00+08:00")
    first = await city.post("/reports", document)
    assert first.status_code == 201
    told = first.json()["report"]
    assert (told["externalRef"], told["step"], told["ended"]) == ("CG-1", "采集", False)
    again = await city.post("/reports", document)
    assert (again.status_code, again.json()) == (200, first.json())
    shown = await city.get("/reports/CG-1")
    assert (shown.status_code, shown.json()) == (200, first.json())
    other = await city.post("/reports", {**document, "text": "换了一句话"})
    assert refusal(other) == (409, ["externalRef"], "same_key_same_content")
    assert await count(mongo_db) == 1


async def test_a_replay_is_refused_whichever_process_took_the_first(
    city: LegacyApp, stores: Stores, mongo_db: Database
) -> None:
    body = json.dumps(report()).encode()
    request = city.signed("POST", "/reports", body)
    assert (await city.http.send(request)).status_code == 201
    assert refusal(await city.http.send(request)) == (401, ["headers", "x-ssp-nonce"], "replay")
    async with (
        running(stores, settings(channels={"city": {"keys": keys(KEY)}})) as second,
        httpx.AsyncClient(base_url=second.url) as http,
    ):
        moved = http.build_request("POST", request.url.path, content=body, headers=request.headers)
        assert refusal(await http.send(moved))[2] == "replay"
    assert await count(mongo_db) == 1


async def test_one_of_many_replays_at_once_is_taken(city: LegacyApp) -> None:
    request = city.signed("POST", "/reports", json.dumps(report()).encode())
    answers = await asyncio.gather(*(city.http.send(request) for _ in range(8)))
    assert sorted(each.status_code for each in answers) == [201, *[401] * 7]


async def test_either_key_opens_and_a_stranger_does_not(city: LegacyApp) -> None:
    assert (await city.get("/reports/CG-1")).status_code == 404
    city.key = NEW
    assert (await city.get("/reports/CG-1")).status_code == 404
    city.key = Key(KEY.id, b"x" * 32)
    assert refusal(await city.get("/reports/CG-1")) == (401, ["headers", "x-ssp-signature"], "signature")


async def test_a_clock_that_is_off_is_told(city: LegacyApp) -> None:
    late = city.signed("GET", "/reports/CG-1", b"", at=utc_now() - timedelta(seconds=302))
    assert refusal(await city.http.send(late)) == (401, ["headers", "x-ssp-timestamp"], "clock_skew")


async def test_another_body_than_the_signed_one_is_refused(city: LegacyApp, mongo_db: Database) -> None:
    signed = city.signed("POST", "/reports", json.dumps(report()).encode())
    other = json.dumps(report(text="别的话")).encode()
    headers = {name: value for name, value in signed.headers.items() if name.startswith("x-ssp")}
    response = await city.http.post(signed.url.path, content=other, headers=headers)
    assert refusal(response) == (401, ["headers", "x-ssp-digest"], "digest")
    assert await count(mongo_db) == 0


@pytest.mark.parametrize("channel", ["traffic", "iguanjia", "pigeon"])
async def test_a_channel_without_keys_is_closed(http: httpx.AsyncClient, channel: str) -> None:
    app = LegacyApp(http, channel)
    assert refusal(await app.post("/reports", report())) == (404, ["channel"], "channel_open")


async def test_too_many_in_a_minute_are_told_to_wait(http: httpx.AsyncClient) -> None:
    grid = LegacyApp(http, "grid", algorithm=HashAlgorithm.SM3)
    answers = [await grid.get("/reports/ZW-1") for _ in range(8)]
    # a minute may turn meanwhile
    assert {each.status_code for each in answers} == {404, 429}
    refused = answers[-1] if answers[-1].status_code == 429 else answers[-2]
    assert refusal(refused)[2] == "rate_limit"
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert (await LegacyApp(http, "city").get("/reports/CG-1")).status_code == 404


@pytest.mark.parametrize(
    ("change", "path", "rule"),
    [
        ({"colour": "red"}, ["colour"], "unknown_field"),
        ({"reporter": {"id": "wx-1", "age": 4}}, ["reporter", "age"], "unknown_field"),
        (
            {"location": {"longitude": 1, "latitude": 2, "crs": "wgs84", "z": 0}},
            ["location", "z"],
            "unknown_field",
        ),
        ({"externalRef": None}, ["externalRef"], "required"),
        ({"reportedAt": None}, ["reportedAt"], "required"),
        ({"reporter": None}, ["reporter"], "required"),
        ({"reporter": {}}, ["reporter", "id"], "required"),
        ({"location": None}, ["location"], "required"),
        ({"location": {"longitude": 113.7, "latitude": 23.0}}, ["location", "crs"], "required"),
        ({"location": {"longitude": 23.0, "latitude": 113.7, "crs": "wgs84"}}, ["location"], "not_swapped"),
        ({"text": None}, ["text"], "text_or_matter"),
        ({"text": 7}, ["text"], "type"),
        ({"text": "长" * 2001}, ["text"], "max_length"),
        ({"reporter": "wx-1"}, ["reporter"], "type"),
        ({"reporter": {"id": "13800138000"}}, ["reporter", "id"], "pseudonym"),
        ({"reporter": {"id": "44190019900101123X"}}, ["reporter", "id"], "pseudonym"),
        ({"externalRef": "a b"}, ["externalRef"], "pattern"),
        ({"reportedAt": "2026-11-24 09:00"}, ["reportedAt"], "date_time"),
        ({"reportedAt": "2099-01-01T00:00:00Z"}, ["reportedAt"], "past"),
        ({"category": "A02"}, ["photos"], "min_items"),
        ({"category": "X"}, ["category"], "category"),
        ({"photoIds": ["no-such-photo"]}, ["photoIds", "0"], "own_ready_photo"),
        ({"photoIds": [str(n) for n in range(10)]}, ["photoIds"], "max_items"),
        ({"photoIds": [1]}, ["photoIds", "0"], "type"),
    ],
)
async def test_a_field_that_breaks_a_rule_is_named(
    city: LegacyApp, mongo_db: Database, change: dict[str, Any], path: list[str], rule: str
) -> None:
    assert refusal(await city.post("/reports", report(**change))) == (422, path, rule)
    assert await count(mongo_db) == 0


@pytest.mark.parametrize("body", [b"", b'{"externalRef": "CG-1', b"[]", b"\xff", b"NaN"])
async def test_what_is_no_whole_object_is_refused(city: LegacyApp, body: bytes) -> None:
    response = await city.http.send(city.signed("POST", "/reports", body))
    assert refusal(response)[0] == 422
    assert refusal(response)[2] in {"json", "type"}


async def test_a_hundred_megabytes_are_not_read(city: LegacyApp) -> None:
    signed = city.signed("POST", "/reports", b"")
    lines = [f"POST {signed.url.path} HTTP/1.1", f"content-length: {100 * 1024 * 1024}"]
    lines += [f"{name}: {value}" for name, value in signed.headers.items() if name != "content-length"]
    reader, writer = await asyncio.open_connection(city.http.base_url.host, city.http.base_url.port)
    writer.write("\r\n".join([*lines, "", ""]).encode())
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"rule":"max_bytes"' in answer


async def test_a_body_without_a_length_is_cut_off_too(city: LegacyApp) -> None:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(8):
            yield bytes(65_536)

    signed = city.signed("POST", "/reports", b"")
    headers = {name: value for name, value in signed.headers.items() if name.startswith("x-ssp")}
    response = await city.http.post(signed.url.path, content=body(), headers=headers)
    assert refusal(response) == (413, ["body"], "max_bytes")


async def test_photos_come_in_the_form_before_it_or_by_link(
    city: LegacyApp, stub: LegacyServer, mongo_db: Database
) -> None:
    sent = await city.post_form("/media", {"reporter": "wx-1"}, [PHOTO])
    assert sent.status_code == 201, sent.text
    document = report(photoIds=[sent.json()["photo"]["id"]], photoUrls=[f"{stub.url}/photos/two"])
    payload = {"payload": json.dumps(document)}
    filed = await city.post_form("/reports", payload, [jpeg(seed=3)])
    assert filed.status_code == 201, filed.text
    again = await city.post_form("/reports", payload, [jpeg(seed=3)])
    assert (again.status_code, again.json()) == (200, filed.json())
    stored = await mongo_db.reports.find_one({"external_ref": "CG-1"})
    assert stored is not None
    assert len({each["sha256"] for each in stored["photos"]}) == 3
    assert (stub.asked, await mongo_db.photos.count_documents({})) == (["two"], 3)


async def test_a_photo_of_another_user_is_not_to_be_used(city: LegacyApp) -> None:
    sent = await city.post_form("/media", {"reporter": "wx-2"}, [PHOTO])
    response = await city.post("/reports", report(photoIds=[sent.json()["photo"]["id"]]))
    assert refusal(response) == (422, ["photoIds", "0"], "own_ready_photo")


@pytest.mark.parametrize(
    ("link", "rule"),
    [
        ("{stub}/photos/elsewhere", "redirect"),
        ("{stub}/photos/endless", "max_bytes"),
        ("{stub}/photos/none", "photo_link"),
        ("{stub}/photos/text", "file_type"),
        ("https://localhost/photos/one", "private"),
        ("http://localhost/photos/one", "photo_host"),
        ("https://localhost:8443/photos/one", "photo_host"),
        ("https://169.254.169.254/latest", "photo_host"),
        ("https://u:p@localhost/photos/one", "url"),
        ("file:///etc/passwd", "url"),
        ("photos/one", "url"),
    ],
)
async def test_links_that_lead_nowhere_good(
    city: LegacyApp, stub: LegacyServer, mongo_db: Database, link: str, rule: str
) -> None:
    links = [f"{stub.url}/photos/one", link.format(stub=stub.url)]
    response = await city.post("/reports", report(photoUrls=links))
    assert refusal(response) == (422, ["photoUrls", "1"], rule)
    assert await count(mongo_db) == 0


async def test_a_photo_that_is_away_files_nothing_and_is_had_later(
    city: LegacyApp, stub: LegacyServer, mongo_db: Database
) -> None:
    stub.away = True
    document = report(photoUrls=[f"{stub.url}/photos/one"])
    refused = await city.post("/reports", document)
    assert refusal(refused) == (503, ["photoUrls", "0"], "photo_away")
    assert int(refused.headers["retry-after"]) > 0
    assert (await count(mongo_db), await mongo_db.photos.count_documents({})) == (0, 0)
    stub.away = False
    assert (await city.post("/reports", document)).status_code == 201
    stub.away = True  # what came once needs no second look
    assert (await city.post("/reports", document)).status_code == 200


@pytest.mark.parametrize(
    ("fields", "photos"),
    [({}, 1), ({"payload": "{}", "more": "x"}, 1), ({"payload": "{}"}, 10)],
)
async def test_forms_of_another_shape(city: LegacyApp, fields: dict[str, str], photos: int) -> None:
    status, _, rule = refusal(await city.post_form("/reports", fields, [b"x"] * photos))
    assert status == 422
    assert rule in {"multipart", "max_items"}


async def test_a_form_that_was_cut_off_is_refused(city: LegacyApp, mongo_db: Database) -> None:
    form = b'--b\r\ncontent-disposition: form-data; name="payload"\r\n\r\n' + json.dumps(report()).encode()
    request = city.signed("POST", "/reports", form)
    request.headers["content-type"] = "multipart/form-data; boundary=b"
    assert refusal(await city.http.send(request))[2] == "multipart"
    assert await count(mongo_db) == 0


async def test_an_app_acts_for_the_reporter_of_its_report(city: LegacyApp) -> None:
    await city.post("/reports", report(ref="CG-2"))
    withdrawn = await city.post("/reports/CG-2/withdrawals", {"updateRef": "update-1"})
    assert (withdrawn.status_code, withdrawn.json()["report"]["ended"]) == (200, True)
    again = await city.post("/reports/CG-2/withdrawals", {"updateRef": "update-1"})
    assert again.json() == withdrawn.json()
    other = await city.post("/reports/CG-2/withdrawals", {"updateRef": "update-1", "words": "不用了"})
    assert refusal(other) == (409, ["updateRef"], "same_key_same_content")
    late = await city.post("/reports/CG-2/urges", {"updateRef": "update-2"})
    assert refusal(late) == (409, ["number"], "stage")


@pytest.mark.parametrize(
    ("path", "document", "answer"),
    [
        ("/reports/CG-9/urges", {"updateRef": "update-1"}, (404, ["externalRef"], "visible")),
        ("/reports/CG-3/praises", {"updateRef": "update-1"}, (404, ["deed"], "known")),
        ("/reports/CG-3/urges", {}, (422, ["updateRef"], "required")),
        ("/reports/CG-3/urges", {"updateRef": "update-1", "x": 1}, (422, ["x"], "unknown_field")),
        ("/reports/CG-3/evaluations", {"updateRef": "update-1", "outcome": "5"}, (422, ["outcome"], "type")),
        ("/reports/CG-3/supplements", {"updateRef": "update-1"}, (422, ["words"], "required")),
    ],
)
async def test_deeds_that_are_refused(
    city: LegacyApp, path: str, document: dict[str, Any], answer: tuple[int, list[str], str]
) -> None:
    await city.post("/reports", report(ref="CG-3"))
    assert refusal(await city.post(path, document)) == answer
