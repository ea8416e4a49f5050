"""What an attacker tried, and must not achieve."""

import logging
from base64 import b64encode
from datetime import timedelta

import jwt
import pytest

from gateway.logs import configure_logs
from gateway.resources import utc_now
from gateway.settings import LogFormat
from intake import Actor, Role, Unauthenticated
from schema import Context, Session
from support.images import jpeg
from support.service import SECRET, Person, Service

NAN_CHENG = {"longitude": 113.74373, "latitude": 23.02486}


def _fail_with_a_secret(secret: str) -> None:
    try:
        _ = 1 / (len(secret) - len(secret))
    except ZeroDivisionError:
        logging.getLogger("gateway.test").exception("it failed")


@pytest.mark.parametrize("style", LogFormat)
def test_logs_hold_no_local_variables(style: LogFormat, capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        configure_logs(style)
        _fail_with_a_secret("canary".upper())
        said = capsys.readouterr().err
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    assert "it failed" in said
    assert "ZeroDivisionError" in said
    assert "CANARY" not in said


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-01-01T00:00:00"]
)
async def test_a_forged_cursor_is_a_bad_cursor(citizen: Person, at: str) -> None:
    cursor = b64encode(f"{at}|a".encode()).decode()
    for field in ("reports", "inbox"):
        document = f'{{ {field}(after: "{cursor}") {{ pageInfo {{ hasNextPage }} }} }}'
        (error,) = await citizen.errors(document)
        assert error["extensions"]["rule"] == "cursor"


@pytest.mark.parametrize(
    ("at", "words"), [("0001-01-01T00:00:00+23:59", "calendar"), ("2026-11-23T00:00:00", "offset")]
)
async def test_a_time_that_is_no_instant_is_told(citizen: Person, at: str, words: str) -> None:
    for bound in ("since", "until"):
        document = f'{{ reports(filter: {{{bound}: "{at}"}}) {{ pageInfo {{ hasNextPage }} }} }}'
        (error,) = await citizen.errors(document)
        assert words in error["message"]


@pytest.mark.parametrize("name", ["Node:1", "Query:1", "Report:", ":", "Viewer:citizen-1"])
async def test_a_forged_node_is_nothing(citizen: Person, name: str) -> None:
    answer = (
        await citizen.post(
            "query($id: ID!) { node(id: $id) { id } }", {"id": b64encode(name.encode()).decode()}
        )
    ).json()
    codes = [each.get("extensions", {}).get("code") for each in answer.get("errors", [])]
    assert "INTERNAL" not in codes
    assert codes or answer["data"] == {"node": None}


async def test_a_token_for_all_eternity_is_refused_not_a_crash(nobody: Person) -> None:
    claims = {"iss": "suishoupai", "aud": "suishoupai", "sub": "x", "role": "reporter", "exp": 10**18}
    response = await nobody.post(
        "{ viewer { id } }", {}, authorization="Bearer " + jwt.encode(claims, SECRET, "HS256")
    )
    assert response.status_code == 401


async def test_a_crash_outside_graphql_is_typed_and_has_its_id(
    service: Service, citizen: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(service.resources.services.media, "upload", broken)
    response = await citizen.send_photo(jpeg())
    assert response.status_code == 500
    extensions = response.json()["errors"][0]["extensions"]
    assert extensions["correlationId"] == response.headers["x-correlation-id"]
    assert "secret" not in response.text


async def test_answers_are_neither_kept_nor_guessed_at(citizen: Person) -> None:
    response = await citizen.post("{ viewer { id } }", {})
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_a_redirect_never_repeats_a_foreign_host(nobody: Person) -> None:
    response = await nobody.http.get("/healthz/live/", headers={"host": "evil.example"})
    assert response.status_code == 404


async def test_originals_are_for_their_owner_and_dispatchers(
    citizen: Person, officer: Person, dispatcher: Person
) -> None:
    report = await citizen.filed(
        "original-key", matter="C0118", location=NAN_CHENG, photoIds=[await citizen.upload(jpeg())]
    )
    document = (
        "query($n: String!) { report(number: $n) { photos { url(rendition: ORIGINAL) large: url "
        "facts { capturedAt } } } }"
    )
    for person, sees in ((citizen, True), (dispatcher, True), (officer, False)):
        (photo,) = (await person.ask(document, n=report["number"]))["report"]["photos"]
        assert (photo["url"] is not None) is sees
        assert photo["large"] is not None
        assert photo["facts"] is not None


async def test_a_link_is_signed_once_a_request(
    service: Service, citizen: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = await citizen.upload(jpeg())
    await citizen.filed("links-key", matter="C0118", location=NAN_CHENG, photoIds=[photo])
    signed = 0
    media = service.resources.services.media
    plain = media.url

    async def counted(*given: object) -> str:
        nonlocal signed
        signed += 1
        return await plain(*given)  # type: ignore[arg-type] # passed through

    monkeypatch.setattr(media, "url", counted)
    document = "{ reports { edges { node { photos { a: url b: url c: url(rendition: SMALL) } } } } }"
    await citizen.ask(document)
    assert signed == 2


async def test_a_session_ends_with_its_token(service: Service) -> None:
    ended = Session(
        actor=Actor(id="citizen-1", role=Role.REPORTER), expires_at=utc_now() - timedelta(seconds=1)
    )
    context = Context(services=service.resources.services, session=ended)
    with pytest.raises(Unauthenticated):
        _ = context.signed_in


async def test_long_nonsense_is_not_echoed(citizen: Person) -> None:
    document = "query($m: String!) { suggestRoute(matter: $m) { accept } }"
    response = await citizen.post(document, {"m": "E" * 1_000_000})
    assert len(response.content) < 2_000
    (error,) = response.json()["errors"]
    assert (error["extensions"]["path"], error["extensions"]["rule"]) == (["matter"], "known_matter")


async def test_a_dry_run_names_its_own_arguments(citizen: Person) -> None:
    (error,) = await citizen.errors("{ suggestRoute(location: {longitude: 0, latitude: 0}) { accept } }")
    assert error["extensions"]["path"] == ["location"]
    (error,) = await citizen.errors(
        "{ reports(filter: {near: {location: {longitude: 0, latitude: 0}, radiusMetres: 9}}) "
        "{ edges { cursor } } }"
    )
    assert error["extensions"]["path"] == ["filter", "near", "location"]
