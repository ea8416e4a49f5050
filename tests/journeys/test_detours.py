"""Beside the straight way, over real HTTP on real parts, with a clock that the test moves."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.resources import Stores
from intake import Audit, Point
from support.clock import Clock
from support.images import jpeg
from support.service import Person, Service, officer_of, running, settings

NAN_CHENG = {"longitude": 113.74373, "latitude": 23.02486}
LAMP = "C0118"
LAMP_OUT: dict[str, Any] = {"text": "路灯三天没亮", "matter": LAMP, "location": NAN_CHENG}
INBOX = "{ inbox(first: 50) { edges { node { number seq title } } } }"
DAY = timedelta(days=1)


@pytest.fixture
async def service(stores: Stores, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Service]:
    """The whole service by the clock of the test; afterwards every trace in its database must hold."""
    monkeypatch.setattr("gateway.resources.utc_now", clock)
    async with running(stores, settings()) as found:
        yield found
    found = [finding.breaks async for finding in Audit(stores.database).verify()]
    assert found
    assert not any(found), found


def _pass(service: Service, clock: Clock, time: timedelta, *people: Person) -> None:
    """Let time pass; these people sign in anew."""
    clock.advance(time)
    for person in people:
        assert person.actor is not None
        person.http.headers["authorization"] = f"Bearer {service.token(person.actor)}"


async def _report(person: Person, mutation: str, **given: Any) -> dict[str, Any]:
    """The report after a command that must succeed."""
    payload = await person.do(mutation, **given)
    assert payload["__typename"] == "ReportSuccess", payload
    report: dict[str, Any] = payload["report"]
    return report


async def _refusal(person: Person, mutation: str, **given: Any) -> tuple[str, str]:
    """Code and rule of a command that must be refused."""
    payload = await person.do(mutation, **given)
    assert payload["__typename"] != "ReportSuccess", payload
    return payload["code"], payload["rule"]


async def _solve(officer: Person, number: str, *, size: int) -> dict[str, Any]:
    """Sign for it and show that it is fixed, by a photo of this width."""
    await _report(officer, "signReport", number=number)
    photo = await officer.upload(jpeg((size, 480), seed=size))
    return await _report(
        officer, "resolveReport", number=number, result="FIXED", words="已更换路灯灯头。", photoIds=[photo]
    )


async def _told(service: Service, clock: Clock, person: Person, number: str) -> list[tuple[int, str]]:
    """What arrived about a report, in the order of arrival."""
    while await service.resources.delivery.deliver_once(clock()):
        pass
    edges = (await person.ask(INBOX))["inbox"]["edges"]
    found = [edge["node"] for edge in reversed(edges)]
    return [(each["seq"], each["title"]) for each in found if each["number"] == number]


def _running(report: dict[str, Any]) -> set[str]:
    return {
        clock["kind"]
        for clock in report["deadlines"]
        if clock["metAt"] is None and clock["stoppedAt"] is None
    }


async def test_what_was_missing_is_asked_for_and_the_rules_finish(
    service: Service, clock: Clock, citizen: Person, neighbour: Person, dispatcher: Person
) -> None:
    photo = await citizen.upload(jpeg())
    report = await citizen.filed("detour-ask", text="路灯不亮", matter=LAMP, photoIds=[photo])
    number = report["number"]
    assert report["stage"] == "SUBMITTED"
    asked = await _report(dispatcher, "requestInfo", number=number, words="请补充路灯的位置。")
    assert (asked["stage"], _running(asked)) == ("NEEDS_INFO", {"SUPPLEMENT"})
    due = next(each["dueBy"] for each in asked["deadlines"] if each["kind"] == "SUPPLEMENT")
    assert datetime.fromisoformat(due) == datetime.fromisoformat("2026-11-27T00:00+08:00")
    _pass(service, clock, timedelta(minutes=30), citizen, neighbour)
    placed = await citizen.upload(jpeg((640, 480), point=Point(113.886, 22.928)))
    given = {"number": number, "words": "照片里有位置", "photoIds": [placed]}
    assert await _refusal(neighbour, "supplementReport", **given) == ("NOT_FOUND", "visible")
    assert await _refusal(dispatcher, "supplementReport", **given) == ("FORBIDDEN", "role")
    other = await neighbour.upload(jpeg((320, 240)))
    foreign = {**given, "photoIds": [other]}
    assert await _refusal(citizen, "supplementReport", **foreign) == ("INVALID_INPUT", "own_ready_photo")
    sent = await _report(citizen, "supplementReport", **given)
    assert (sent["stage"], _running(sent)) == ("DISPATCHED", {"SIGN", "RESOLVE"})
    assert sent["jurisdiction"]["townName"] == "松山湖"
    assert sent["location"]["source"] == "PHOTO"
    assert [each["id"] for each in sent["photos"]] == [photo, placed]
    assert [(entry["action"], entry["role"]) for entry in sent["timeline"]] == [
        ("SUBMIT", "REPORTER"),
        ("REQUEST_INFO", "DISPATCHER"),
        ("SUPPLEMENT", "REPORTER"),
        ("ACCEPT", "RULE"),
        ("DISPATCH", "RULE"),
    ]
    assert await _told(service, clock, citizen, number) == [
        (1, "已收到您的诉求"),
        (2, "请补充信息"),
        (3, "已收到补充信息"),
        (4, "诉求已受理"),
        (5, "已派单"),
    ]


async def test_only_an_officer_of_the_lead_answers_in_between(
    service: Service, clock: Clock, citizen: Person, officer: Person, stranger: Person, dispatcher: Person
) -> None:
    report = await citizen.filed(
        "detour-interim", text="建议路口多装路灯", matter="E2901", location=NAN_CHENG
    )
    number = report["number"]
    await _report(
        dispatcher, "dispatchReport", number=number, lead="CG-441900004000", assisting=["GD-441900004000"]
    )
    given = {"number": number, "words": "已约产权单位。"}
    assert await _refusal(officer, "replyInterim", **given) == ("WRONG_STAGE", "stage")
    signed = await _report(officer, "signReport", number=number)
    async with service.person(officer_of("GD-441900004000")) as helper:
        assert await _refusal(helper, "replyInterim", **given) == ("FORBIDDEN", "own")
    assert await _refusal(stranger, "replyInterim", **given) == ("NOT_FOUND", "visible")
    assert await _refusal(citizen, "replyInterim", **given) == ("FORBIDDEN", "role")
    assert await _refusal(dispatcher, "replyInterim", **given) == ("FORBIDDEN", "role")
    answered = await _report(officer, "replyInterim", **given)
    assert (answered["stage"], answered["deadlines"]) == ("IN_PROGRESS", signed["deadlines"])
    assert answered["timeline"][-1]["words"] == "已约产权单位。"
    assert (await _told(service, clock, citizen, number))[-2:] == [(4, "承办部门已签收"), (5, "办理进展")]


async def test_a_reporter_urges_three_times_a_day_apart_and_a_supervisor_at_will(
    service: Service, clock: Clock, citizen: Person, neighbour: Person, supervisor: Person
) -> None:
    number = (await citizen.filed("detour-urge", **LAMP_OUT))["number"]
    assert await _refusal(neighbour, "urgeReport", number=number) == ("NOT_FOUND", "visible")
    for turn in range(3):
        urged = await _report(citizen, "urgeReport", number=number, words="急")
        assert urged["stage"] == "DISPATCHED"
        if turn < 2:
            assert await _refusal(citizen, "urgeReport", number=number) == ("FORBIDDEN", "urge_interval")
        _pass(service, clock, DAY, citizen, supervisor)
    assert await _refusal(citizen, "urgeReport", number=number) == ("FORBIDDEN", "urge_count")
    for _ in range(4):
        await _report(supervisor, "urgeReport", number=number, words="请今日办结")
    told = await _told(service, clock, citizen, number)
    assert told[3:] == [(seq, "已催办") for seq in range(4, 11)]


async def test_a_retried_urge_counts_once(citizen: Person) -> None:
    number = (await citizen.filed("detour-retry", **LAMP_OUT))["number"]
    given = {"number": number, "idempotencyKey": "urge-once"}
    first = await _report(citizen, "urgeReport", **given)
    assert await _report(citizen, "urgeReport", **given) == first


async def test_a_reporter_withdraws_until_somebody_signs(
    service: Service, clock: Clock, citizen: Person, neighbour: Person, officer: Person
) -> None:
    number = (await citizen.filed("detour-withdraw", **LAMP_OUT))["number"]
    assert await _refusal(neighbour, "withdrawReport", number=number) == ("NOT_FOUND", "visible")
    assert await _refusal(officer, "withdrawReport", number=number) == ("FORBIDDEN", "role")
    withdrawn = await _report(citizen, "withdrawReport", number=number, words="灯亮了")
    assert (withdrawn["stage"], _running(withdrawn), withdrawn["allowedActions"]) == ("WITHDRAWN", set(), [])
    assert await _refusal(officer, "signReport", number=number) == ("WRONG_STAGE", "stage")
    assert (await _told(service, clock, citizen, number))[-1] == (4, "诉求已撤回")
    signed = (await citizen.filed("detour-too-late", **LAMP_OUT))["number"]
    await _report(officer, "signReport", number=signed)
    assert await _refusal(citizen, "withdrawReport", number=signed) == ("WRONG_STAGE", "stage")


async def test_a_supervisor_alone_voids_whatever_is_open(
    service: Service,
    clock: Clock,
    citizen: Person,
    officer: Person,
    dispatcher: Person,
    supervisor: Person,
) -> None:
    submitted = await citizen.filed("detour-void-1", text="不知道算什么", location=NAN_CHENG)
    asked = await citizen.filed("detour-void-2", text="不知道算什么", location=NAN_CHENG)
    await _report(dispatcher, "requestInfo", number=asked["number"], words="是什么事情？")
    accepted = await citizen.filed(
        "detour-void-3", text="建议路口多装路灯", matter="E2901", location=NAN_CHENG
    )
    dispatched, signed, solved = [
        await citizen.filed(f"detour-void-{index}", **{**LAMP_OUT, "text": words})
        for index, words in ((4, LAMP_OUT["text"]), (5, "另一盏路灯不亮"), (6, "对面的灯杆歪了"))
    ]
    await _report(officer, "signReport", number=signed["number"])
    await _solve(officer, solved["number"], size=640)
    stages = []
    for report in (submitted, asked, accepted, dispatched, signed, solved):
        given = {"number": report["number"], "words": "属测试数据。"}
        for person in (citizen, dispatcher):
            assert await _refusal(person, "voidReport", **given) == ("FORBIDDEN", "role")
        found = await supervisor.ask("query($n: String!) { report(number: $n) { stage } }", n=given["number"])
        stages.append(found["report"]["stage"])
        voided = await _report(supervisor, "voidReport", **given)
        assert (voided["stage"], _running(voided)) == ("VOIDED", set())
        assert await _refusal(supervisor, "voidReport", **given) == ("WRONG_STAGE", "stage")
        assert (await _told(service, clock, citizen, given["number"]))[-1][1] == "诉求已作废"
    assert stages == ["SUBMITTED", "NEEDS_INFO", "ACCEPTED", "DISPATCHED", "IN_PROGRESS", "VERIFIED"]


async def test_a_supervisor_closes_what_nobody_evaluates(
    service: Service, clock: Clock, citizen: Person, officer: Person, dispatcher: Person, supervisor: Person
) -> None:
    number = (await citizen.filed("detour-close", **LAMP_OUT))["number"]
    assert await _refusal(supervisor, "closeReport", number=number) == ("WRONG_STAGE", "stage")
    await _solve(officer, number, size=640)
    for person in (citizen, officer, dispatcher):
        assert await _refusal(person, "closeReport", number=number) == ("FORBIDDEN", "role")
    closed = await _report(supervisor, "closeReport", number=number, words="逾期未评价。")
    assert (closed["stage"], closed["evaluation"], _running(closed)) == ("CLOSED", None, set())
    assert closed["resolution"]["words"] == "已更换路灯灯头。"
    (window,) = [each for each in closed["deadlines"] if each["kind"] == "EVALUATE"]
    assert (window["metAt"], window["stoppedAt"] is None) == (None, False)
    assert (await _told(service, clock, citizen, number))[-1][1] == "诉求已结案"
    scores = {"outcome": 5, "speed": 5, "attitude": 5}
    assert await _refusal(citizen, "evaluateReport", number=number, **scores) == ("WRONG_STAGE", "stage")


async def test_what_is_not_solved_goes_back_and_is_told_in_order(
    service: Service, clock: Clock, citizen: Person, neighbour: Person, officer: Person
) -> None:
    number = (await citizen.filed("detour-reopen", **LAMP_OUT))["number"]
    first = await _solve(officer, number, size=640)
    scores = {"outcome": 1, "speed": 4, "attitude": 4}
    await _report(citizen, "evaluateReport", number=number, words="还是不亮", **scores)
    _pass(service, clock, 2 * DAY, citizen, neighbour, officer)
    given = {"number": number, "words": "当晚又灭了"}
    assert await _refusal(neighbour, "reopenReport", **given) == ("NOT_FOUND", "visible")
    assert await _refusal(officer, "reopenReport", **given) == ("FORBIDDEN", "role")
    again = await _report(citizen, "reopenReport", **given)
    assert (again["stage"], again["resolution"], again["evaluation"]) == ("DISPATCHED", None, None)
    assert again["assignment"] == {**first["assignment"], "signed": False}
    started = [each for each in again["deadlines"] if datetime.fromisoformat(each["startedAt"]) == clock()]
    assert [each["kind"] for each in started] == ["SIGN", "RESOLVE"]
    assert _running(again) == {"SIGN", "RESOLVE"}
    assert all(each["metAt"] or each["stoppedAt"] for each in again["deadlines"] if each not in started)
    said = {entry["action"]: entry["words"] for entry in again["timeline"]}
    assert (said["RESOLVE"], said["EVALUATE"]) == ("已更换路灯灯头。", "还是不亮")
    await _report(officer, "signReport", number=number)
    same = await officer.upload(jpeg((640, 480), seed=640))
    done = {"number": number, "result": "FIXED", "words": "已更换路灯线路。"}
    refusal = await _refusal(officer, "resolveReport", **done, photoIds=[same])
    assert refusal == ("INVALID_INPUT", "not_the_before_photo")
    new = await officer.upload(jpeg((800, 600), seed=800))
    second = await _report(officer, "resolveReport", **done, photoIds=[new])
    assert second["resolution"]["photos"][0]["id"] == new
    closed = await _report(citizen, "evaluateReport", number=number, outcome=5, speed=4, attitude=5)
    assert closed["evaluation"]["outcome"] == 5
    titles = ["承办部门已签收", "处置完成", "请您评价", "感谢评价，诉求已结案"]
    start = ["已收到您的诉求", "诉求已受理", "已派单"]
    assert await _told(service, clock, citizen, number) == list(
        enumerate([*start, *titles, "诉求已重开", *titles], 1)
    )


async def test_a_reporter_reopens_twice_and_in_time_and_a_supervisor_whenever(
    service: Service, clock: Clock, citizen: Person, officer: Person, supervisor: Person
) -> None:
    number = (await citizen.filed("detour-twice", **LAMP_OUT))["number"]
    given = {"number": number, "words": "又不亮了"}
    for turn in range(2):
        await _solve(officer, number, size=640 + turn)
        _pass(service, clock, 15 * DAY, citizen, officer, supervisor)
        assert (await _report(citizen, "reopenReport", **given))["stage"] == "DISPATCHED"
    await _solve(officer, number, size=800)
    assert await _refusal(citizen, "reopenReport", **given) == ("FORBIDDEN", "reopen_count")
    assert (await _report(supervisor, "reopenReport", **given))["stage"] == "DISPATCHED"
    late = (await citizen.filed("detour-late", **{**LAMP_OUT, "text": "另一盏路灯不亮"}))["number"]
    await _solve(officer, late, size=810)
    await _report(supervisor, "closeReport", number=late)
    _pass(service, clock, 15 * DAY + timedelta(milliseconds=1), citizen, supervisor)
    given = {"number": late, "words": "又不亮了"}
    assert await _refusal(citizen, "reopenReport", **given) == ("FORBIDDEN", "reopen_window")
    assert (await _report(supervisor, "reopenReport", **given))["stage"] == "DISPATCHED"
