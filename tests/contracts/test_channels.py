"""What every channel holds to: run over the registry, over real HTTP, for each file of an adapter."""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

import channels.adapters
from channels import App, Channel, Handed, Raw
from channels.inbound.signature import check_body, verify
from channels.news import told
from gateway.resources import Database, Stores, utc_now
from intake import Address, InvalidInput, Sign
from support.channels import channels as built
from support.images import jpeg
from support.json_schema import broken
from support.legacy import KEY, LegacyApp, LegacyServer, legacy_server, refusal
from support.reports import CATALOGUE, FIXED, OFFICER, act, filed, submission
from support.service import Service, running, settings

DOCS = Path(__file__).parents[2] / "docs" / "channels"
FILES = {each.stem for each in Path(channels.adapters.__path__[0]).glob("[!_]*.py")}
APPS = ("city", "grid", "traffic")
"""Channels whose own servers hand in, with a schema and samples."""


def samples(name: str) -> list[Path]:
    return sorted((DOCS / name / "samples").glob("*.json"))


SAMPLES = [pytest.param(name, path, id=f"{name}/{path.stem}") for name in APPS for path in samples(name)]


def schema(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


@pytest.fixture
def registry(mongo_db: Database) -> dict[str, Channel]:
    return dict(built(mongo_db, {name: App(keys=(KEY,)) for name in APPS}))


def parsed(channel: Channel, document: bytes, photos: int = 0) -> Handed:
    assert channel.inlet is not None
    files = tuple(b"photo" for _ in range(photos))
    return channel.inlet.parse(Raw(method="POST", target="", headers={}, body=document, files=files))


def test_every_file_of_an_adapter_is_registered(registry: dict[str, Channel]) -> None:
    assert set(registry) == FILES
    assert [name for name, channel in registry.items() if channel.name != name or not channel.zh] == []


def test_every_channel_with_a_way_in_has_a_page_a_schema_and_samples(registry: dict[str, Channel]) -> None:
    handing_in = {name for name, channel in registry.items() if channel.inlet is not None}
    assert handing_in == set(APPS)
    for name in handing_in:
        assert (DOCS / name / "README.md").read_text("utf-8").startswith("# ")
        assert (DOCS / name / "report.schema.json").exists()
        assert len(samples(name)) >= 2


@pytest.mark.parametrize(("name", "path"), SAMPLES)
def test_samples_hold_to_schema_and_adapter(registry: dict[str, Channel], name: str, path: Path) -> None:
    document = schema(path)
    rules = schema(DOCS / name / "report.schema.json")
    assert broken(rules, document) == []
    handed = parsed(registry[name], path.read_bytes())
    given = handed.submission
    assert (given.channel, given.external_ref) == (name, document["externalRef"])
    assert given.reporter == f"{name}:{document['reporter']['id']}"
    assert given.matter is None or given.matter in CATALOGUE.matters
    assert handed.photo_urls == tuple(document.get("photoUrls", ()))


@pytest.mark.parametrize(("name", "path"), SAMPLES)
def test_schema_and_adapter_refuse_the_same(registry: dict[str, Channel], name: str, path: Path) -> None:
    document, rules = schema(path), schema(DOCS / name / "report.schema.json")
    changes = [{"colour": "red"}, {"text": 7}, {"externalRef": "a b"}, {"reporter": {"id": ""}}]
    without = [{k: v for k, v in document.items() if k != field} for field in rules["required"]]
    for wrong in [{**document, **each} for each in changes] + without:
        assert broken(rules, wrong) != []
        with pytest.raises(InvalidInput):
            parsed(registry[name], json.dumps(wrong).encode())


@pytest.fixture
async def stub() -> AsyncIterator[LegacyServer]:
    async with legacy_server() as server:
        server.photos = {str(seed): jpeg(seed=seed) for seed in range(3)}
        yield server


@pytest.fixture
async def service(stores: Stores, stub: LegacyServer) -> AsyncIterator[Service]:
    secret = f"{KEY.id}:{KEY.secret.decode()}"
    chosen = {
        name: {"keys": secret, "photo_hosts": stub.netloc, "callback_url": f"{stub.url}/hear"}
        for name in APPS
    }
    async with running(stores, settings(channels=chosen)) as found:
        yield found


@pytest.mark.parametrize(("name", "path"), SAMPLES)
async def test_samples_are_filed_over_http_and_told_in_the_words_of_the_app(
    service: Service, stub: LegacyServer, name: str, path: Path
) -> None:
    document = schema(path)
    wanted = len(document.pop("photoIds", ())) or len(document.get("photoUrls", ()))
    document["photoUrls"] = [f"{stub.url}/photos/{each}" for each in range(wanted)]
    reported_at, now = datetime.fromisoformat(document["reportedAt"]), utc_now()
    document["reportedAt"] = now.isoformat()
    if "occurredAt" in document:
        before = reported_at - datetime.fromisoformat(document["occurredAt"])
        document["occurredAt"] = (now - before).isoformat()
    async with httpx.AsyncClient(base_url=service.url, timeout=30) as http:
        app = LegacyApp(http, name)
        filed = await app.post("/reports", document)
        assert filed.status_code == 201, filed.text
        shown = (await app.get(f"/reports/{document['externalRef']}")).json()["report"]
        assert shown == filed.json()["report"]
        assert refusal(await app.post("/reports", {**document, "text": "别的话"}))[0] == 409
    await service.drain()
    app_of_stub = App(keys=(KEY,))
    for raw in stub.heard:
        check_body(verify(name, app_of_stub, raw, utc_now()), app_of_stub, raw.body)
    heard = [json.loads(raw.body) for raw in stub.heard]
    assert len({each.pop("deliveryId") for each in heard}) == len(heard)
    assert heard == shown["timeline"]
    rules = schema(DOCS / "message.schema.json")
    assert [broken(rules, each) for each in shown["timeline"]] == [[] for _ in shown["timeline"]]
    assert shown["timeline"][0]["seq"] == 1


def test_every_outlet_renders_every_public_step(registry: dict[str, Channel]) -> None:
    report = act(act(filed(submission()), Sign(), OFFICER), FIXED, OFFICER)
    for name, channel in registry.items():
        to = Address(channel=name, ref="ref-1")
        news = [told(report, entry, to) for entry in report.timeline if entry.public]
        bodies = [channel.outlet.render(each) for each in news]
        assert len({each.delivery_id for each in bodies}) == len(news)
        assert [channel.outlet.render(each) for each in news] == bodies
        assert {each.to for each in bodies} == {"ref-1"}
