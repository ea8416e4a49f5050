"""Statistics and topics over HTTP: who gets what, in which words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from support.service import ERRORS, Person

HERE = {"longitude": 113.74373, "latitude": 23.02486}
STATISTICS = """
query($filter: StatisticsFilterInput!, $groupBy: [Dimension!]) {
  statistics(filter: $filter, groupBy: $groupBy) {
    keys { dimension key name } submitted direct returned notEvaluated directRate accuracy onTimeRate
    outcome { mean goodShare }
  }
}"""
CANDIDATES = """
query($filter: StatisticsFilterInput!) {
  topicCandidates(filter: $filter) {
    matter { key name } town { name } reports score parts { mark words reports weight points }
  }
}"""
TOPIC = "id week title stage version measures reports result lead { key name } steps { stage by }"


def _today() -> dict[str, str]:
    """Yesterday and today in the city: a test may run over midnight."""
    now = datetime.now(UTC) + timedelta(hours=8)
    return {"since": (now - timedelta(days=1)).date().isoformat(), "until": now.date().isoformat()}


async def _keep(person: Person, mutation: str, **given: Any) -> dict[str, Any]:
    kind = mutation[0].upper() + mutation[1:] + "Input"
    document = (
        f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ "
        f"... on TopicSuccess {{ topic {{ {TOPIC} }} }} {ERRORS} }} }}"
    )
    payload: dict[str, Any] = (await person.ask(document, input=given))[mutation]
    return payload


async def test_statistics_name_their_keys_and_leave_open_what_is_over_nothing(
    citizen: Person, supervisor: Person, officer: Person, stranger: Person
) -> None:
    await citizen.filed("statistics-1", matter="C0118", location=HERE)
    await citizen.filed("statistics-2", text="说不清楚")
    asked = {"filter": _today(), "groupBy": ["TOWN", "MATTER"]}
    placed, nowhere = (await supervisor.ask(STATISTICS, **asked))["statistics"]
    assert placed["keys"] == [
        {"dimension": "TOWN", "key": "441900004000", "name": "南城街道"},
        {"dimension": "MATTER", "key": "C0118", "name": placed["keys"][1]["name"]},
    ]
    assert placed["keys"][1]["name"]
    assert (placed["submitted"], placed["direct"], placed["directRate"], placed["accuracy"]) == (1, 1, 1, 1)
    assert (placed["onTimeRate"], placed["outcome"]) == (None, {"mean": None, "goodShare": None})
    assert [key["key"] for key in nowhere["keys"]] == [None, None]
    assert (nowhere["directRate"], nowhere["accuracy"]) == (None, None)
    for person, many in ((supervisor, 2), (officer, 1), (stranger, 0)):
        (row,) = (await person.ask(STATISTICS, filter=_today()))["statistics"]
        assert (row["keys"], row["submitted"]) == ([], many)


@pytest.mark.parametrize(
    ("days", "rule"),
    [
        ({"since": "2026-11-24", "until": "2026-11-23"}, "day_order"),
        ({"since": "2025-01-01", "until": "2026-11-23"}, "max_days"),
    ],
)
async def test_statistics_over_days_that_make_no_sense_are_refused(
    supervisor: Person, days: dict[str, str], rule: str
) -> None:
    (error,) = await supervisor.errors(STATISTICS, filter=days)
    assert (error["extensions"]["code"], error["extensions"]["rule"]) == ("INVALID_INPUT", rule)
    assert error["extensions"]["path"] == ["filter", "until"]


async def test_a_day_that_is_none_is_told(supervisor: Person) -> None:
    (error,) = await supervisor.errors(STATISTICS, filter={"since": "2026-02-30", "until": "2026-03-01"})
    assert "2026-11-23" in error["message"]


@pytest.mark.parametrize("document", [STATISTICS, CANDIDATES])
async def test_reporters_count_nothing(citizen: Person, document: str) -> None:
    (error,) = await citizen.errors(document, filter=_today())
    assert (error["extensions"]["code"], error["extensions"]["rule"]) == ("FORBIDDEN", "role")


async def test_candidates_tell_why_they_stand_where_they_stand(
    citizen: Person, supervisor: Person, officer: Person, dispatcher: Person
) -> None:
    report = await citizen.filed("candidate-1", matter="C0118", location=HERE)
    await officer.do("requestReturn", number=report["number"], reason="OTHER_PLACE", words="不在我镇")
    await dispatcher.do("grantReturn", number=report["number"])
    (candidate,) = (await supervisor.ask(CANDIDATES, filter=_today()))["topicCandidates"]
    assert (candidate["matter"]["key"], candidate["town"]["name"]) == ("C0118", "南城街道")
    assert (candidate["reports"], candidate["score"]) == (1, 2)
    assert [part for part in candidate["parts"] if part["points"]] == [
        {"mark": "returned", "words": "退单", "reports": 1, "weight": 2, "points": 2}
    ]


async def test_a_topic_is_kept_by_supervisors_and_read_by_those_who_coordinate(
    citizen: Person, supervisor: Person, dispatcher: Person
) -> None:
    report = await citizen.filed("topic-report", matter="C0118", location=HERE)
    given = {"idempotencyKey": "topic-key-1", "title": "路灯反复不亮", "week": "2026-W48"}
    refused = await _keep(dispatcher, "proposeTopic", **given)
    assert (refused["__typename"], refused["rule"]) == ("Forbidden", "role")
    topic = (await _keep(supervisor, "proposeTopic", **given))["topic"]
    assert (await _keep(supervisor, "proposeTopic", **given))["topic"] == topic
    early = await _keep(supervisor, "verifyTopic", topic=topic["id"], result="已整治")
    assert (early["__typename"], early["path"]) == ("WrongStage", ["input", "topic"])
    lead = "CG-441900004000"
    adopted = await _keep(supervisor, "adoptTopic", topic=topic["id"], lead=lead, measures="更换线路")
    assert (adopted["topic"]["stage"], adopted["topic"]["lead"]["key"]) == ("ADOPTED", lead)
    stale = await _keep(supervisor, "dropTopic", topic=topic["id"], version=1, reason="不办")
    assert (stale["__typename"], stale["message"][:2]) == ("VersionConflict", "题目")
    linked = await _keep(supervisor, "linkReports", topic=topic["id"], add=[report["number"]])
    assert linked["topic"]["reports"] == [report["number"]]
    verified = await _keep(supervisor, "verifyTopic", topic=topic["id"], result="已整治")
    assert (verified["topic"]["stage"], verified["topic"]["result"]) == ("VERIFIED", "已整治")
    listing = f'{{ topics(week: "2026-W48") {{ edges {{ cursor node {{ {TOPIC} }} }} }} }}'
    page = (await dispatcher.ask(listing))["topics"]
    assert [edge["node"] for edge in page["edges"]] == [verified["topic"]]
    node = "query($id: ID!) { node(id: $id) { ... on Topic { title } } }"
    assert await dispatcher.ask(node, id=topic["id"]) == {"node": {"title": "路灯反复不亮"}}
    assert await citizen.ask(node, id=topic["id"]) == {"node": None}


async def test_the_id_of_something_else_is_no_topic_s(citizen: Person, supervisor: Person) -> None:
    report = await citizen.filed("not-a-topic", matter="C0118", location=HERE)
    refused = await _keep(supervisor, "dropTopic", topic=report["id"], reason="不办")
    assert refused["__typename"] == "NotFound"


@pytest.mark.parametrize("topic", ["", "nonsense", "VG9waWM=", "汉字"])
async def test_what_is_no_id_is_told_by_field(supervisor: Person, topic: str) -> None:
    refused = await _keep(supervisor, "dropTopic", topic=topic, reason="不办")
    assert (refused["__typename"], refused["path"], refused["rule"]) == (
        "InvalidInput",
        ["input", "topic"],
        "global_id",
    )
    (error,) = await supervisor.errors("query($id: ID!) { node(id: $id) { id } }", id=topic)
    assert error["extensions"] == {"code": "INVALID_INPUT", "path": ["id"], "rule": "global_id"}
