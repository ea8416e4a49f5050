"""脱敏 over HTTP: who may, what everybody reads afterwards, and what is exported."""

from collections.abc import AsyncIterator

import pytest

from intake import Actor, Role
from support.service import Person, Service

MARK = "住东街三号的陈某某"
PLACE = {"longitude": 113.74373, "latitude": 23.02486, "address": f"{MARK}家"}
SEEN = """
query($number: String!) { report(number: $number) {
  text redaction location { address longitude } allowedActions timeline { seq action words role } } }"""


@pytest.fixture
async def auditor(service: Service) -> AsyncIterator[Person]:
    async with service.person(Actor("auditor-1", Role.AUDITOR)) as person:
        yield person


@pytest.fixture
async def declined(citizen: Person, dispatcher: Person) -> str:
    filed = await citizen.filed("redact-01", text=f"{MARK}很吵", location=PLACE)
    given = {"number": filed["number"], "reason": "TOO_LATE", "words": f"{MARK}已过时限"}
    number: str = (await dispatcher.done("declineReport", **given))["number"]
    return number


async def test_after_a_redaction_everybody_reads_that_it_was_done_and_no_word_of_it(
    declined: str, auditor: Person, citizen: Person, supervisor: Person
) -> None:
    assert "REDACT" in (await auditor.sees(declined))["allowedActions"]
    after = await auditor.done("redactReport", number=declined, reason="ERASURE_REQUEST")
    assert (after["text"], "REDACT" in after["allowedActions"]) == ("［已脱敏］", False)
    for person in (citizen, supervisor):
        report = (await person.ask(SEEN, number=declined))["report"]
        assert (report["text"], report["redaction"]) == ("［已脱敏］", "ERASURE_REQUEST")
        assert report["location"] == {"address": "［已脱敏］", "longitude": 113.74373}
        assert [(each["action"], each["words"], each["role"]) for each in report["timeline"]] == [
            ("SUBMIT", None, "REPORTER"),
            ("DECLINE", "［已脱敏］", "DISPATCHER"),
            ("REDACT", None, "AUDITOR"),
        ]
        assert MARK not in repr(await person.sees(declined))
    exported = (await supervisor.http.get("/export/reports.csv")).text
    assert (declined in exported, "［已脱敏］" in exported, MARK in exported) == (True, True, False)


async def test_nobody_but_an_auditor_redacts_and_no_open_report(
    declined: str, auditor: Person, citizen: Person, dispatcher: Person, supervisor: Person
) -> None:
    for person in (citizen, dispatcher, supervisor):
        refused = await person.refused("redactReport", number=declined, reason="RETENTION")
        assert refused == ("Forbidden", "number", "role")
        assert "REDACT" not in (await person.sees(declined))["allowedActions"]
    waits = (await citizen.filed("redact-02", text="说不清楚"))["number"]
    refused = await auditor.refused("redactReport", number=waits, reason="RETENTION")
    assert refused == ("WrongStage", "number", "stage")
    await auditor.done("redactReport", number=declined, reason="RETENTION")
    refused = await auditor.refused("redactReport", number=declined, reason="RETENTION")
    assert refused == ("Forbidden", "number", "not_redacted")
