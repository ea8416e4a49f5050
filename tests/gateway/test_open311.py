"""Open311 clients over real HTTP: what GeoReport v2 promises them, and what the public does not learn."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET

import httpx
import pytest

from gateway.resources import Database, Stores
from intake import Actor, Role
from support.images import jpeg
from support.reports import PUBLISHER
from support.service import Service, running, settings

KEY, OTHER = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
URL = "https://ssp.example.cn/open311/v2"
SAMPLES = Path(__file__).parents[2] / "docs/channels/open311/samples"
FORM = dict(parse_qsl((SAMPLES / "post.form").read_text().strip()))
HERE = {"longitude": 113.74373, "latitude": 23.02486, "address": "鸿福路 8 号 302 室"}
SECRET = "我家住 302，电话 13800138000"


@pytest.fixture
async def open_service(stores: Stores) -> AsyncIterator[Service]:
    channels = {"open311": {"keys": f"a:{KEY},b:{OTHER}", "per_minute": 40}}
    async with running(stores, settings(channels=channels, open311_url=URL)) as found:
        yield found


@pytest.fixture
async def client(open_service: Service) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{open_service.url}/open311/v2", timeout=30) as http:
        yield http


async def post(client: httpx.AsyncClient, **changes: str) -> httpx.Response:
    form = {**FORM, "api_key": KEY, **changes}
    return await client.post("/requests.json", data={name: each for name, each in form.items() if each})


async def number_of(client: httpx.AsyncClient, **changes: str) -> str:
    response = await post(client, **changes)
    assert response.status_code == 201, response.text
    return str(response.json()[0]["service_request_id"])


async def listed(client: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    response = await client.get("/requests.json", params=query)
    assert response.status_code == 200, response.text
    return list(response.json())


def read(document: str | bytes) -> ET.Element:
    return ET.fromstring(document)  # noqa: S314 - our own service wrote it


def tree(document: str | bytes) -> Any:
    """Tags and their children, without words: the shape of a document."""

    def shape(element: ET.Element) -> Any:
        return (element.tag, [shape(each) for each in element])

    return shape(read(document))


def sample(name: str) -> Any:
    return tree((SAMPLES / name).read_bytes())


async def test_discovery_names_the_endpoint(client: httpx.AsyncClient) -> None:
    found = await client.get("/discovery.xml")
    assert found.headers["content-type"] == "text/xml; charset=utf-8"
    assert found.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    assert tree(found.content) == sample("discovery.xml")
    endpoint = (await client.get("/discovery.json")).json()["endpoints"][0]
    assert (endpoint["url"], endpoint["formats"]) == (URL, ["text/xml", "application/json"])


async def test_every_matter_is_a_service_but_those_that_need_a_real_name(client: httpx.AsyncClient) -> None:
    rows = (await client.get("/services.json")).json()
    codes = {row["service_code"] for row in rows}
    assert {"E0104", "E9999"} <= codes
    assert not {code for code in codes if code.startswith("E21")}
    document = read((await client.get("/services.xml")).content)
    assert [each.findtext("service_code") for each in document] == [row["service_code"] for row in rows]
    first = next(each for each in document if each.findtext("service_code") == "E0104")
    assert tree(ET.tostring(first)) == sample("services.xml")[1][0]
    assert first.findtext("metadata") == "true"


async def test_a_definition_shows_the_hint(client: httpx.AsyncClient) -> None:
    found = await client.get("/services/E0104.xml")
    assert tree(found.content) == sample("service_definition.xml")
    english = await client.get("/services/E0104.json", headers={"accept-language": "en"})
    (hint,) = english.json()["attributes"]
    assert (hint["variable"], hint["description"].split()[0]) == (False, "Photograph")


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_the_form_of_the_specification_is_taken(client: httpx.AsyncClient, form: str) -> None:
    answer = await client.post(f"/requests.{form}", data={**FORM, "api_key": KEY})
    assert answer.status_code == 201
    if form == "xml":
        assert tree(answer.content) == sample("post_response.xml")
        number = read(answer.content).findtext("request/service_request_id")
    else:
        number = answer.json()[0]["service_request_id"]
    token = (await client.get(f"/tokens/{number}.json")).json()
    assert token == [{"token": number, "service_request_id": number}]
    shown = await client.get(f"/requests/{number}.xml")
    assert tree(shown.content) == sample("service_requests.xml")
    (row,) = (await client.get(f"/requests/{number}.json")).json()
    assert (row["status"], row["service_code"], row["lat"], row["long"]) == ("open", "E0104", 23.025, 113.744)
    assert row["agency_responsible"] == "市城管和综合执法局南城分局"
    assert row["expected_datetime"].endswith("+08:00")


async def test_who_hands_in_is_kept_nowhere(client: httpx.AsyncClient, mongo_db: Database) -> None:
    await number_of(client)
    stored = str([each async for each in mongo_db.reports.find()])
    for each in ("smit333", "tt222111", "123456", "john", "smith", "111111111"):
        assert each not in stored
    assert "路面很脏 A large sinkhole" in stored


async def test_what_is_sent_twice_is_filed_once(client: httpx.AsyncClient, mongo_db: Database) -> None:
    answers = await asyncio.gather(*(number_of(client) for _ in range(4)))
    assert len({*answers, await number_of(client)}) == 1
    assert await number_of(client, description="另一件事，在同一处") not in answers
    assert await number_of(client, api_key=OTHER) not in answers
    assert await mongo_db.reports.count_documents({}) == 3


async def test_photos_come_with_the_form(client: httpx.AsyncClient, mongo_db: Database) -> None:
    form = {**FORM, "api_key": KEY}
    for _ in range(2):
        answer = await client.post("/requests.json", data=form, files={"media": ("a.jpg", jpeg(seed=3))})
        assert answer.status_code == 201, answer.text
    report = await mongo_db.reports.find_one({"number": answer.json()[0]["service_request_id"]})
    assert report is not None
    assert len(report["photos"]) == await mongo_db.photos.count_documents({}) == 1
    many = [("media", (f"{n}.jpg", jpeg(seed=n))) for n in range(4)]
    assert (await client.post("/requests.json", data=form, files=many)).status_code == 400
    bad = await client.post("/requests.json", data=form, files={"media": ("a.jpg", b"no photo")})
    assert (bad.status_code, bad.json()[0]["code"]) == (400, 400)


async def test_a_photo_named_by_a_strange_host_is_said_not_to_be_there(client: httpx.AsyncClient) -> None:
    answer = await post(client, media_url="http://169.254.169.254/a.jpg")
    assert answer.status_code == 201
    assert "media_url" in answer.json()[0]["service_notice"]


async def test_an_address_without_a_point_waits_for_a_person(
    client: httpx.AsyncClient, mongo_db: Database
) -> None:
    number = await number_of(client, lat="", long="")
    report = await mongo_db.reports.find_one({"number": number})
    assert report is not None
    assert report["location"] is None
    assert report["text"].endswith("地点：南城鸿福路 1 号")


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "a"}, 403, "api_key"),
        ({"api_key": KEY[:-1] + "钥"}, 403, "api_key"),
        ({"jurisdiction_id": "sfgov.org"}, 404, "jurisdiction_id"),
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "001"}, 404, "service_code"),
        ({"service_code": "E2101"}, 404, "service_code"),
        ({"lat": ""}, 400, "lat"),
        ({"lat": "NaN"}, 400, "有效数字"),
        ({"lat": "inf"}, 400, "有效数字"),
        ({"lat": "23,02"}, 400, "lat"),
        ({"lat": "0", "long": "0"}, 400, "0,0"),
        ({"lat": "113.7", "long": "23.0"}, 400, "写反"),
        ({"lat": "", "long": "", "address_string": ""}, 400, "address_string"),
        ({"lat": "", "long": "", "address_string": "", "address_id": "1"}, 400, "address_id"),
        ({"description": "长" * 2001}, 400, "2000"),
        ({"description": "a\x00b"}, 400, "非法字符"),
    ],
)
async def test_what_is_wrong_is_told_as_the_specification_has_it(
    client: httpx.AsyncClient, mongo_db: Database, changes: dict[str, str], code: int, words: str
) -> None:
    answer = await post(client, **changes)
    assert (answer.status_code, answer.json()[0]["code"]) == (code, code)
    assert words in answer.json()[0]["description"]
    form = {name: each for name, each in {**FORM, "api_key": KEY, **changes}.items() if each}
    xml = await client.post("/requests.xml", data=form)
    assert tree(xml.content) == sample("errors.xml")
    assert read(xml.content).findtext("error/code") == str(code)
    assert await mongo_db.reports.count_documents({}) == 0


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/services.json?jurisdiction_id=sfgov.org", 404),
        ("/services/nothing.json", 404),
        ("/services.yaml", 404),
        ("/requests/DG261124-7K3F9QWM-X.json", 404),
        ("/requests/1%00.json", 404),
        ("/tokens/1.json", 404),
        ("/requests.json?status=lost", 400),
        ("/requests.json?start_date=yesterday", 400),
        ("/requests.json?start_date=2026-01-01T00:00:00", 400),
        ("/requests.json?start_date=0001-01-01T00:00:00Z", 400),
        ("/requests.json?start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z", 400),
        ("/requests.json?start_date=2026-02-01T00:00:00Z&end_date=2026-01-01T00:00:00Z", 400),
        ("/requests.json?page=0", 400),
        ("/requests.json?page=-1", 400),
        ("/requests.json?page_size=501", 400),
        ("/requests.json?page=999999&page_size=500", 400),
        ("/requests.json?service_code=$where", 400),
        ("/requests.json?api_key=wrong&service_request_id=1", 403),
        ("/requests.json?service_request_id=" + ",".join(["1"] * 101), 400),
    ],
)
async def test_a_question_that_cannot_be_answered_is_told(
    client: httpx.AsyncClient, path: str, code: int
) -> None:
    answer = await client.get(path)
    assert answer.status_code == code, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    if not path.startswith("/services.yaml"):
        assert answer.json()[0]["code"] == code


@pytest.mark.parametrize(
    ("kind", "chunks"), [("application/x-www-form-urlencoded", 5), ("multipart/form-data; boundary=b", 610)]
)
async def test_a_body_beyond_the_limit_is_refused_as_it_comes(
    client: httpx.AsyncClient, kind: str, chunks: int
) -> None:
    async def long() -> AsyncIterator[bytes]:
        yield b'--b\r\ncontent-disposition: form-data; name="media"; filename="a.jpg"\r\n\r\n'
        for _ in range(chunks):
            yield b"x" * 65_536

    answer = await client.post("/requests.json", content=long(), headers={"content-type": kind})
    assert answer.status_code == 413


async def test_markup_in_words_stays_words(open_service: Service, client: httpx.AsyncClient) -> None:
    words = '<script>alert(1)</script> & "路" ]]>'
    number = await number_of(client, description=words)
    async with open_service.person(PUBLISHER) as publisher:
        await publisher.done("publishReport", number=number, words=words)
    found = read((await client.get(f"/requests/{number}.xml")).content)
    assert found.findtext("request/description") == words
    assert (await listed(client))[0]["description"] == words


async def test_nobody_learns_what_was_not_published(open_service: Service, client: httpx.AsyncClient) -> None:
    async with open_service.person(Actor(id="citizen-1", role=Role.REPORTER)) as citizen:
        photo = await citizen.upload(jpeg(seed=1))
        given = {"text": SECRET, "matter": "E0104", "location": HERE, "photoIds": [photo]}
        number = (await citizen.filed("key-00000001", **given))["number"]
        quarrel = (await citizen.filed("key-00000002", **{**given, "matter": "E2208"}))["number"]
        unclear = (await citizen.filed("key-00000003", **{**given, "matter": "E9999"}))["number"]
    private = ("302", "138001", "鸿福路", photo, "citizen", "23.02486", "113.74373", "我家")
    texts = [
        (await client.get(path)).text
        for form in ("json", "xml")
        for path in (f"/requests.{form}", *(f"/requests/{n}.{form}" for n in (number, quarrel, unclear)))
    ]
    assert all(each not in text for each in private for text in texts)
    assert [row["service_request_id"] for row in await listed(client)] == [number]
    (guarded,) = (await client.get(f"/requests/{quarrel}.json?api_key={KEY}")).json()
    told = {name for name, value in guarded.items() if value is not None}
    assert told.isdisjoint({"lat", "long", "address", "agency_responsible", "description", "media_url"})
    async with open_service.person(PUBLISHER) as publisher:
        await publisher.done("publishReport", number=number, words="道路保洁", photos=[{"photoId": photo}])
        (row,) = await listed(client)
        assert (row["description"], row["media_url"]) == ("道路保洁", None)
        await publisher.done("withholdReport", number=number, words="涉及个人")
    assert await listed(client) == []
    (row,) = (await client.get(f"/requests/{number}.json")).json()
    assert (row["description"], row["lat"], row["address"]) == (None, None, None)


async def test_the_client_that_handed_in_reads_what_its_reporter_is_told(client: httpx.AsyncClient) -> None:
    number = await number_of(client)
    (row,) = await listed(client, service_request_id=f"{number},unknown", api_key=OTHER)
    assert row["description"] == "路面很脏 A large sinkhole"
    assert "已派至" in row["status_notes"]
    assert (row["lat"], row["address"]) == (23.02486, "南城鸿福路 1 号")
    (public,) = await listed(client, service_request_id=number)
    assert (public["description"], public["status_notes"]) == (None, "已派单")


async def test_lists_are_filtered_and_paged(open_service: Service, client: httpx.AsyncClient) -> None:
    places = [{"long": f"{113.70 + n / 100}", "description": f"第 {n} 处"} for n in range(4)]
    numbers = [await number_of(client, **each) for each in places]
    other = await number_of(client, service_code="E0102", description="垃圾")
    async with open_service.person(Actor(id="s", role=Role.SUPERVISOR)) as supervisor:
        await supervisor.done("voidReport", number=numbers[0], words="试验件")

    async def ids(**query: Any) -> list[str]:
        return [row["service_request_id"] for row in await listed(client, **query)]

    assert await ids() == [other, *reversed(numbers)]
    assert await ids(service_code="E0104,E9998", status="open") == numbers[:0:-1]
    assert await ids(status="closed") == numbers[:1]
    assert await ids(status="open,closed", page=2, page_size=2) == [numbers[2], numbers[1]]
    assert await ids(page=4, page_size=2) == []
    assert await ids(end_date="2026-01-01T00:00:00Z") == []
    assert await ids(start_date="2020-01-01T00:00:00Z", end_date="2020-03-01T00:00:00Z") == []
    at = (await listed(client, service_request_id=numbers[3]))[0]["requested_datetime"]
    # seconds are told, so what came in that second is listed again
    changed = await ids(updated_after=at)
    assert changed[-2:] == [other, numbers[0]]
    assert numbers[1] not in changed or changed.index(numbers[1]) < changed.index(other)


async def test_a_key_hands_in_so_often_a_minute(client: httpx.AsyncClient) -> None:
    codes = {(await post(client)).status_code for _ in range(90)}
    assert codes <= {201, 429}
    assert 429 in codes


async def test_it_is_closed_until_an_operator_opens_it(service: Service) -> None:
    async with httpx.AsyncClient(base_url=service.url) as http:
        assert (await http.get("/open311/v2/services.json")).status_code == 404


async def test_without_keys_anybody_reads_and_nobody_hands_in(stores: Stores) -> None:
    async with (
        running(stores, settings(open311_url=URL)) as found,
        httpx.AsyncClient(base_url=f"{found.url}/open311/v2") as http,
    ):
        assert (await http.get("/requests.json")).json() == []
        assert (await post(http, api_key="")).status_code == 403


async def test_what_is_owed_counts_as_told(
    open_service: Service, client: httpx.AsyncClient, mongo_db: Database
) -> None:
    number = await number_of(client)
    assert await open_service.drain() > 0
    report = await mongo_db.reports.find_one({"number": number})
    assert report is not None
    (mark,) = report["outgoing"]
    assert (mark["sent_seq"], mark["due_at"], mark["error"]) == (report["public_seq"], None, None)
    assert {each["error"] async for each in mongo_db.delivery_attempts.find()} == {None}
