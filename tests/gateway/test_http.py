"""The edges of HTTP: bodies, tokens, limits, probes, metrics."""

import asyncio
import json
from datetime import timedelta

import httpx
import jwt
import pytest

from gateway.app import create_app
from gateway.metrics import Metrics
from gateway.resources import Stores
from gateway.settings import Profile
from intake import Actor, Role
from support.images import jpeg
from support.service import SECRET, Person, Service, running, settings

VIEWER = "{ viewer { id role departments { key name } } }"


async def test_the_probes_name_their_parts(nobody: Person) -> None:
    assert (await nobody.http.get("/healthz/live")).json() == {"live": True}
    ready = await nobody.http.get("/healthz/ready")
    assert ready.status_code == 200
    assert ready.json() == {"ready": True, "parts": {"database": True, "object_store": True}}


async def test_metrics_count_requests_by_route(nobody: Person) -> None:
    await nobody.http.get("/healthz/live")
    await nobody.http.get("/no/such/path")
    text = (await nobody.http.get("/metrics")).text
    assert 'suishoupai_requests_total{code="200",method="GET",route="/healthz/live"} 1.0' in text
    assert 'suishoupai_requests_total{code="404",method="GET",route="other"} 1.0' in text


async def test_the_viewer_is_whoever_the_token_names(nobody: Person, officer: Person) -> None:
    assert (await nobody.ask(VIEWER))["viewer"] is None
    viewer = (await officer.ask(VIEWER))["viewer"]
    assert viewer["role"] == "OFFICER"
    assert viewer["departments"] == [{"key": "CG-441900004000", "name": "市城管和综合执法局南城分局"}]


async def test_an_inspector_has_towns(service: Service) -> None:
    there = Actor("inspector-1", Role.INSPECTOR, towns=frozenset({"441900004000"}))
    async with service.person(there) as inspector:
        viewer = (await inspector.ask("{ viewer { role townCodes departments { key } } }"))["viewer"]
    assert viewer == {"role": "INSPECTOR", "townCodes": ["441900004000"], "departments": []}


async def test_from_where_staff_act_is_the_connection_whatever_a_header_says(
    service: Service, citizen: Person, officer: Person
) -> None:
    number = (
        await citizen.filed(
            "http-origin", matter="C0118", location={"longitude": 113.74373, "latitude": 23.02486}
        )
    )["number"]
    app = create_app(settings(), service.resources, Metrics())
    connection = httpx.ASGITransport(app, client=("203.0.113.9", 50_000))
    headers = {**officer.http.headers, "x-forwarded-for": "198.51.100.7", "forwarded": "for=198.51.100.7"}
    async with httpx.AsyncClient(transport=connection, base_url="http://desk", headers=headers) as http:
        signed = await Person(officer.actor, http).done("signReport", number=number)
    assert signed["timeline"][-1]["origin"] == "desk 203.0.113.9"


def _forged(**claims: object) -> str:
    sound = {
        "iss": "suishoupai",
        "aud": "suishoupai",
        "sub": "x",
        "role": "reporter",
        "exp": 4_000_000_000,
    }
    return jwt.encode({**sound, **claims}, SECRET, "HS256")


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer nonsense",
        "Basic dXNlcjpwYXNz",
        "Bearer "
        + jwt.encode({"sub": "x", "role": "dispatcher"}, "another-secret-of-thirty-two-bytes!!", "HS256"),
        "Bearer " + jwt.encode({"sub": "x", "role": "dispatcher", "exp": 4_000_000_000}, None, "none"),
        "Bearer " + _forged(exp=1),
        "Bearer " + _forged(role="rule"),
        "Bearer " + _forged(role=["dispatcher"]),
        "Bearer " + _forged(iss="somebody else"),
        "Bearer " + _forged(aud="another service"),
        "Bearer " + _forged(sub=""),
        "Bearer " + _forged(sub="x" * 65),
        "Bearer " + _forged(departments="CG"),
        "Bearer " + _forged(departments=[1]),
        "Bearer " + _forged(towns="441900004000"),
    ],
)
async def test_a_token_that_does_not_hold_is_401(nobody: Person, authorization: str) -> None:
    response = await nobody.post(VIEWER, {}, authorization=authorization)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b"null",
        b'"text"',
        b"{}",
        b'{"query": 1}',
        b'{"query": null}',
        b'{"query": "{ viewer { id } }", "variables": []}',
        b'{"query": "{ viewer { id } }", "variables": "x"}',
        b'{"query": "{ viewer { id } }", "operationName": 1}',
        b'[{"query": "{ viewer { id } }"}]',
        b"\xff\xfe",
    ],
)
async def test_a_body_that_is_no_request_is_400(nobody: Person, body: bytes) -> None:
    response = await nobody.http.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 400


async def test_queries_by_get_and_forms_are_refused(nobody: Person) -> None:
    assert (await nobody.http.get("/graphql", params={"query": VIEWER})).status_code in {400, 405}
    form = await nobody.http.post("/graphql", data={"query": VIEWER})
    assert form.status_code in {400, 415}
    parts = {"operations": (None, json.dumps({"query": VIEWER})), "map": (None, "{}")}
    multipart = await nobody.http.post("/graphql", files=parts)
    assert multipart.status_code in {400, 415}


async def test_a_body_beyond_the_limit_is_413(nobody: Person) -> None:
    response = await nobody.post(VIEWER, {"x": "y" * 3_000_000})
    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"]["rule"] == "max_bytes"


async def test_an_undeclared_length_is_counted_as_it_comes(citizen: Person) -> None:
    async def endless() -> object:
        for _ in range(300):
            yield b"x" * 65_536

    response = await citizen.http.post(
        "/media/photos",
        content=endless(),  # type: ignore[arg-type] # an async generator is an async iterable
        headers={"content-type": "multipart/form-data; boundary=b"},
    )
    assert response.status_code in {400, 413}


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data", "application/json", ""])
async def test_an_upload_that_is_no_form_is_400(citizen: Person, content_type: str) -> None:
    response = await citizen.http.post(
        "/media/photos", content=b"--b\r\nbroken", headers={"content-type": content_type}
    )
    assert response.status_code == 400
    assert response.json()["error"]["rule"] == "multipart_file"


async def test_an_upload_without_its_field_is_400(citizen: Person) -> None:
    response = await citizen.http.post("/media/photos", files={"picture": ("a.jpg", jpeg(), "image/jpeg")})
    assert (response.status_code, response.json()["error"]["path"]) == (400, ["file"])


async def test_messages_follow_accept_language(nobody: Person) -> None:
    document = (
        'mutation { submitReport(input: {idempotencyKey: "12345678"}) { ... on UserError { message } } }'
    )
    chinese = await nobody.post(document, {}, **{"accept-language": "zh-CN,zh;q=0.9,en;q=0.8"})
    english = await nobody.post(document, {}, **{"accept-language": "en-GB,en;q=0.9"})
    assert chinese.json()["data"]["submitReport"]["message"] == "请先登录"
    assert english.json()["data"]["submitReport"]["message"] == "Sign in first"


async def test_a_correlation_id_comes_back(nobody: Person) -> None:
    given = await nobody.http.get("/healthz/live", headers={"x-correlation-id": "mine-1"})
    assert given.headers["x-correlation-id"] == "mine-1"
    forged = await nobody.http.get("/healthz/live", headers={"x-correlation-id": "two words;"})
    assert forged.headers["x-correlation-id"] != "two words;"
    assert len((await nobody.http.get("/healthz/live")).headers["x-correlation-id"]) == 32


async def test_an_unexpected_error_is_masked_and_named(
    service: Service, citizen: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(service.resources.services.intake, "read", broken)
    response = await citizen.post('{ report(number: "x") { id } }', {})
    (error,) = response.json()["errors"]
    assert "secret" not in response.text
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["correlationId"] == response.headers["x-correlation-id"]


async def test_errors_of_a_document_are_told_as_they_are(citizen: Person) -> None:
    (syntax,) = await citizen.errors("{ viewer { ")
    assert "Syntax Error" in syntax["message"]
    (unknown,) = await citizen.errors("{ viewer { shoeSize } }")
    assert "shoeSize" in unknown["message"]
    (tokens,) = await citizen.errors("{ " + "viewer { id } " * 1000 + "}")
    assert "token" in tokens["message"].lower()
    (long,) = await citizen.errors('{ report(number: "' + "x" * 20_000 + '") { id } }')
    assert "20000" in long["message"]


@pytest.mark.parametrize(
    ("arguments", "path", "rule"),
    [
        ("first: 0", ["first"], "page_size"),
        ("first: -1", ["first"], "page_size"),
        ("first: 101", ["first"], "page_size"),
        ("last: 101", ["last"], "page_size"),
        ("first: 1, last: 1", ["last"], "one_direction"),
        ('after: "nonsense"', ["after"], "cursor"),
        ('before: "bm9uc2Vuc2U="', ["before"], "cursor"),
        (
            "filter: {near: {location: {longitude: 113, latitude: 23}, radiusMetres: 0}}",
            ["filter", "near", "radiusMetres"],
            "range",
        ),
    ],
)
async def test_a_bad_page_is_named(citizen: Person, arguments: str, path: list[str], rule: str) -> None:
    (error,) = await citizen.errors(f"{{ reports({arguments}) {{ edges {{ cursor }} }} }}")
    assert (error["extensions"]["code"], error["extensions"]["path"], error["extensions"]["rule"]) == (
        "INVALID_INPUT",
        path,
        rule,
    )


async def test_production_shows_no_schema_no_explorer_and_no_hints(stores: Stores) -> None:
    hardened = settings(
        profile=Profile.PRODUCTION,
        mongodb_uri="mongodb://elsewhere",
        s3_endpoint_url="http://elsewhere",
        s3_access_key_id="x",
        s3_secret_access_key="x",
    )
    async with running(stores, hardened) as service, service.person(None) as nobody:
        errors = await nobody.errors("{ __schema { types { name } } }")
        assert "introspection" in errors[0]["message"].lower()
        (unknown,) = await nobody.errors("{ vewer { id } }")
        assert "Did you mean" not in unknown["message"]
        assert (await nobody.http.get("/graphql", headers={"accept": "text/html"})).status_code == 404
        assert (await nobody.http.get("/static/graphiql/index.html")).status_code == 404


async def test_development_has_the_explorer(nobody: Person) -> None:
    page = await nobody.http.get("/graphql", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "graphiql" in page.text
    assert "https://" not in page.text


async def test_a_request_that_takes_too_long_is_504(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(stores, settings(request_timeout_s=0.2)) as slow:

        async def hang(*_: object) -> None:
            await asyncio.Event().wait()

        monkeypatch.setattr(slow.resources.services.intake, "read", hang)
        async with slow.person(Actor(id="c", role=Role.REPORTER)) as person:
            response = await person.post('{ report(number: "x") { id } }', {})
    assert response.status_code == 504
    assert response.headers["retry-after"] == "2"


async def test_tokens_expire(service: Service, nobody: Person) -> None:
    stale = service.resources.identity.issue(Actor(id="x", role=Role.REPORTER), timedelta(seconds=-1))
    assert (await nobody.post(VIEWER, {}, authorization=f"Bearer {stale}")).status_code == 401
