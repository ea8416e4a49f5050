"""``deliveries`` over a real database: what it prints and what it changes."""

from io import StringIO

import pytest
from rich.console import Console

from channels import CircuitStore
from gateway.cli import deliveries
from gateway.resources import Database, Stores, utc_now
from intake import FailureFilter, FailureReason, Outbox, Remedy, given_up
from support.clock import Clock
from support.reports import SUPERVISOR, open_intake, unclear
from support.service import settings


@pytest.fixture
def said(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """What the command prints, over the stores of the test."""
    said = StringIO()

    class Opened:
        async def __aenter__(self) -> Stores:
            return stores

        async def __aexit__(self, *_: object) -> None:
            return None

    monkeypatch.setattr(deliveries, "open_stores", lambda _: Opened())
    monkeypatch.setattr(deliveries, "out", Console(file=said, width=300))
    return said


async def test_a_channel_is_listed_and_requeued(said: StringIO, mongo_db: Database) -> None:
    intake, outbox = await open_intake(mongo_db, Clock(utc_now())), Outbox(mongo_db)
    reports = [await intake.submit(unclear(channel="city", external_ref=f"r-{n}")) for n in range(3)]
    for claim in await outbox.claim(utc_now(), "city", 10):
        await outbox.settle([given_up(claim, utc_now(), FailureReason.EXHAUSTED, "[red]HTTP 503")])
    wanted = FailureFilter(channel="city")
    assert await deliveries._list(settings(), wanted, 2) == 0
    assert sum(report.number in said.getvalue() for report in reports) == 2
    assert "[red]HTTP 503" in said.getvalue()
    assert await deliveries._decide(settings(), wanted, Remedy.REQUEUE, "已恢复", SUPERVISOR) == 0
    assert "3/3" in said.getvalue()
    assert len(await outbox.claim(utc_now(), "city", 10)) == 3
    assert await deliveries._decide(settings(), ("no.thing",), Remedy.DROP, "已注销", SUPERVISOR) == 1


async def test_a_circuit_is_shown_and_closed(said: StringIO, mongo_db: Database) -> None:
    circuits = CircuitStore(mongo_db)
    await circuits.failed("city", 5, "Later('HTTP 503')", utc_now(), 0.0)
    assert await deliveries._circuit(settings(), None) == 0
    assert "熔断 open" in said.getvalue()
    assert await deliveries._circuit(settings(), "city") == 0
    assert (await circuits.read("city")).is_clean


def test_ids_and_filters_are_not_given_together() -> None:
    for ids, wanted in ((None, FailureFilter()), (["x"], FailureFilter(channel="city"))):
        with pytest.raises(SystemExit) as ended:
            deliveries._named(ids, wanted)
        assert ended.value.code == 2
