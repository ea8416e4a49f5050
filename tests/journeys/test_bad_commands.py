"""Everything that can be wrong with a command: a typed error naming field and rule, and nothing written."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.resources import Stores
from intake import Actor, Role
from support.clock import Clock
from support.images import jpeg
from support.service import Person, Service, officer_of, running, settings

NAN_CHENG = {"longitude": 113.74373, "latitude": 23.02486}
LAMP_OUT: dict[str, Any] = {"text": "路灯三天没亮", "matter": "C0118", "location": NAN_CHENG}
LEAD, HELPER, OTHER = "CG-441900004000", "GY-441900004000", "GD-441900004000"
EXTENSION: dict[str, Any] = {"limit": {"value": 2, "unit": "WORKING_DAY"}, "words": "需采购"}
RETURN: dict[str, Any] = {"reason": "OTHER_PLACE", "words": "不在辖区"}
SUSPENSION: dict[str, Any] = {"words": "待许可", "reviewDays": 10}
SUPERVISION: dict[str, Any] = {"level": 1, "order": "1号", "days": 3, "words": "尽快"}
FORBIDDEN, INVALID, MISSING, STAGE = "Forbidden", "InvalidInput", "NotFound", "WrongStage"
Bad = tuple[str, str, dict[str, Any], tuple[str, str, str]]


@pytest.fixture
async def service(stores: Stores, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Service]:
    """The whole service by the clock of the test."""
    monkeypatch.setattr("gateway.resources.utc_now", clock)
    async with running(stores, settings()) as found:
        yield found


@pytest.fixture
async def people(
    service: Service,
    citizen: Person,
    neighbour: Person,
    officer: Person,
    stranger: Person,
    dispatcher: Person,
    supervisor: Person,
) -> AsyncIterator[dict[str, Person]]:
    """One of each, by what they are."""
    inspector = Actor("inspector-1", Role.INSPECTOR, towns=frozenset({"441900004000"}))
    async with (
        service.person(Actor("hub-1", Role.HUB, frozenset({LEAD}))) as hub,
        service.person(inspector) as walking,
        service.person(Actor("desk-1", Role.CALL_DESK)) as desk,
        service.person(Actor("publisher-1", Role.PUBLISHER)) as publisher,
        service.person(Actor("auditor-1", Role.AUDITOR)) as auditor,
    ):
        yield {
            "citizen": citizen,
            "neighbour": neighbour,
            "officer": officer,
            "stranger": stranger,
            "dispatcher": dispatcher,
            "supervisor": supervisor,
            "hub": hub,
            "inspector": walking,
            "desk": desk,
            "publisher": publisher,
            "auditor": auditor,
        }


async def _refused(people: dict[str, Person], number: str, *bad: Bad) -> None:
    """Each is refused as told, and the report stays at its version, whoever reads it."""
    before = await people["supervisor"].sees(number)
    for who, mutation, given, told in bad:
        assert await people[who].refused(mutation, number=number, **given) == told, (who, mutation)
        assert await people["supervisor"].sees(number) == before


async def test_before_it_is_signed(people: dict[str, Person]) -> None:
    number = (await people["citizen"].filed("bad-command-1", **LAMP_OUT))["number"]
    stage = (STAGE, "number", "stage")
    role = (FORBIDDEN, "number", "role")
    unknown = (MISSING, "number", "visible")
    await _refused(
        people,
        number,
        ("officer", "requestExtension", EXTENSION, stage),
        ("officer", "requestSuspension", SUSPENSION, stage),
        ("officer", "resumeReport", {}, stage),
        ("dispatcher", "blowWhistle", {"departments": [OTHER], "words": "请到场"}, stage),
        ("desk", "payRevisit", {"reached": False}, stage),
        ("inspector", "verifyReport", {}, stage),
        ("supervisor", "unmergeReport", {"words": "不同"}, stage),
        ("citizen", "appealAbnormal", {"words": "不服"}, stage),
        ("supervisor", "dismissAppeal", {"words": "维持"}, stage),
        ("citizen", "requestReturn", RETURN, role),
        ("officer", "transferReport", {"target": OTHER, "words": "转"}, role),
        ("officer", "superviseReport", SUPERVISION, role),
        ("auditor", "classifyReport", {"matter": "E0104"}, role),
        ("dispatcher", "publishReport", {"words": "公开"}, role),
        ("stranger", "requestReturn", RETURN, unknown),
        ("stranger", "flagAbnormal", {"kind": "FALSE", "words": "假"}, unknown),
        ("neighbour", "evaluateReport", {"outcome": 5, "speed": 5, "attitude": 5}, unknown),
        ("dispatcher", "classifyReport", {"matter": "E0000"}, (INVALID, "matter", "known_matter")),
        (
            "hub",
            "transferReport",
            {"target": OTHER, "words": "转"},
            (INVALID, "target", "own_tree"),
        ),
        ("officer", "requestReturn", {**RETURN, "words": " "}, (INVALID, "words", "required")),
        (
            "officer",
            "requestReturn",
            {**RETURN, "proposed": LEAD},
            (INVALID, "proposed", "another_department"),
        ),
        (
            "officer",
            "requestReturn",
            {**RETURN, "proposed": "XX-1"},
            (INVALID, "proposed", "known_department"),
        ),
        ("supervisor", "superviseReport", {**SUPERVISION, "level": 4}, (INVALID, "level", "range")),
        ("supervisor", "superviseReport", {**SUPERVISION, "days": 0}, (INVALID, "days", "range")),
        ("dispatcher", "grantReturn", {}, (FORBIDDEN, "number", "pending_request")),
        ("supervisor", "confirmAbnormal", {"words": "属实"}, (FORBIDDEN, "number", "second_person")),
        ("dispatcher", "arbitrateReport", {"lead": LEAD, "words": "定"}, (FORBIDDEN, "number", "disputed")),
    )


async def test_while_it_is_worked_on(people: dict[str, Person]) -> None:
    number = (await people["citizen"].filed("bad-command-2", **LAMP_OUT))["number"]
    await people["officer"].done("signReport", number=number)
    too_long = {**EXTENSION, "limit": {"value": 61, "unit": "WORKING_DAY"}}
    in_hours = {**EXTENSION, "limit": {"value": 4, "unit": "WORKING_HOUR"}}
    await _refused(
        people,
        number,
        ("officer", "signReport", {}, (STAGE, "number", "stage")),
        ("officer", "requestExtension", too_long, (INVALID, "limit", "extension_limit")),
        ("officer", "requestExtension", in_hours, (INVALID, "limit", "extension_limit")),
        ("officer", "requestSuspension", {**SUSPENSION, "reviewDays": 0}, (INVALID, "reviewDays", "range")),
        ("officer", "grantExtension", {}, (FORBIDDEN, "number", "role")),
        ("supervisor", "grantExtension", {}, (FORBIDDEN, "number", "pending_request")),
        (
            "dispatcher",
            "blowWhistle",
            {"departments": ["XX-441900004000"], "words": "请到场"},
            (INVALID, "departments", "known_department"),
        ),
        (
            "dispatcher",
            "blowWhistle",
            {"departments": [LEAD], "words": "请到场"},
            (INVALID, "departments", "another_department"),
        ),
        (
            "dispatcher",
            "blowWhistle",
            {"departments": [], "words": "请到场"},
            (INVALID, "departments", "item_count"),
        ),
        ("officer", "respondWhistle", {"department": LEAD}, (FORBIDDEN, "number", "own")),
    )


async def test_whoever_helps_asks_for_nothing(service: Service, people: dict[str, Person]) -> None:
    report = await people["citizen"].filed(
        "bad-command-3", text="建议路口多装路灯", matter="E2901", location=NAN_CHENG
    )
    number = report["number"]
    await people["dispatcher"].done("dispatchReport", number=number, lead=LEAD, assisting=[OTHER])
    await people["officer"].done("signReport", number=number)
    async with service.person(officer_of(OTHER)) as helper:
        await _refused(
            {**people, "helper": helper},
            number,
            ("helper", "requestReturn", RETURN, (FORBIDDEN, "number", "own")),
            ("helper", "requestExtension", EXTENSION, (FORBIDDEN, "number", "own")),
            ("helper", "flagAbnormal", {"kind": "FALSE", "words": "假"}, (FORBIDDEN, "number", "own")),
        )


async def test_what_was_asked_or_answered_is_not_asked_or_answered_twice(
    service: Service, people: dict[str, Person]
) -> None:
    number = (await people["citizen"].filed("bad-command-4", **LAMP_OUT))["number"]
    await people["officer"].done("signReport", number=number)
    await people["officer"].done("requestExtension", number=number, **EXTENSION)
    asked = (FORBIDDEN, "number", "one_request")
    await _refused(
        people,
        number,
        ("officer", "requestExtension", EXTENSION, asked),
        ("officer", "requestSuspension", SUSPENSION, asked),
        ("supervisor", "grantSuspension", {}, (FORBIDDEN, "number", "pending_request")),
        ("officer", "resolveReport", {"result": "EXPLAINED", "words": "已说明线路改造的工期安排。"}, asked),
    )
    await people["supervisor"].done("refuseExtension", number=number, words="应按期办结")
    await people["dispatcher"].done("blowWhistle", number=number, departments=[OTHER], words="请到场")
    async with service.person(officer_of(OTHER)) as called:
        not_called = await called.refused("respondWhistle", number=number, department=LEAD)
        assert not_called == (FORBIDDEN, "department", "called")
        await called.done("respondWhistle", number=number, department=OTHER)
        await _refused(
            {**people, "called": called},
            number,
            ("supervisor", "refuseExtension", {"words": "否"}, (FORBIDDEN, "number", "pending_request")),
            (
                "dispatcher",
                "blowWhistle",
                {"departments": [HELPER], "words": "请到场"},
                (FORBIDDEN, "number", "whistle_open"),
            ),
            ("called", "respondWhistle", {"department": OTHER}, (FORBIDDEN, "number", "once")),
            (
                "called",
                "concludeWhistle",
                {"department": HELPER, "words": "已断电"},
                (FORBIDDEN, "department", "called"),
            ),
        )


async def test_nothing_is_extended_once_the_time_is_over(
    service: Service, clock: Clock, people: dict[str, Person]
) -> None:
    number = (await people["citizen"].filed("bad-command-5", **LAMP_OUT))["number"]
    signed = await people["officer"].done("signReport", number=number)
    due = next(each["dueBy"] for each in signed["deadlines"] if each["kind"] == "RESOLVE")
    clock.set(datetime.fromisoformat(due))
    for name in ("officer", "supervisor"):
        actor = people[name].actor
        assert actor is not None
        people[name].http.headers["authorization"] = f"Bearer {service.token(actor)}"
    late = ("officer", "requestExtension", EXTENSION, (FORBIDDEN, "number", "before_expiry"))
    await _refused(people, number, late)
    clock.advance(timedelta(milliseconds=-1))
    await people["officer"].done("requestExtension", number=number, **EXTENSION)


def _lamp(which: int) -> dict[str, Any]:
    """One of several lamps, so that no rule takes them for one."""
    return {**LAMP_OUT, "text": f"第 {which} 盏路灯不亮"}


async def test_reports_are_merged_neither_into_themselves_nor_in_a_circle(people: dict[str, Person]) -> None:
    citizen, dispatcher = people["citizen"], people["dispatcher"]
    one, two, three = [
        (await citizen.filed(f"bad-command-6{index}", **_lamp(index)))["number"] for index in range(3)
    ]
    itself = ("dispatcher", "mergeReport", {"primary": one}, (INVALID, "primary", "another_report"))
    nowhere = (
        "dispatcher",
        "mergeReport",
        {"primary": "DG261123-AAAAAAAA-A"},
        (MISSING, "primary", "visible"),
    )
    await _refused(people, one, itself, nowhere)
    await dispatcher.done("mergeReport", number=two, primary=one)
    circle = ("dispatcher", "mergeReport", {"primary": two}, (FORBIDDEN, "number", "has_merged"))
    await _refused(people, one, circle)
    chain = ("dispatcher", "mergeReport", {"primary": two}, (INVALID, "primary", "not_merged"))
    await _refused(people, three, chain)
    twice = ("dispatcher", "mergeReport", {"primary": three}, (STAGE, "number", "stage"))
    await _refused(people, two, twice)
    await people["supervisor"].done("voidReport", number=three, words="误报。")
    other = (await citizen.filed("bad-command-69", **_lamp(9)))["number"]
    ended = ("dispatcher", "mergeReport", {"primary": three}, (INVALID, "primary", "primary_stage"))
    await _refused(people, other, ended)


async def test_once_it_is_verified(people: dict[str, Person]) -> None:
    number = (await people["citizen"].filed("bad-command-7", **LAMP_OUT))["number"]
    foreign = await people["neighbour"].upload(jpeg((200, 100)))
    await people["officer"].done("signReport", number=number)
    await people["officer"].done(
        "resolveReport", number=number, result="EXPLAINED", words="已说明线路改造的工期安排。"
    )
    scores = {"outcome": 5, "speed": 5, "attitude": 5}
    await _refused(
        people,
        number,
        ("neighbour", "evaluateReport", scores, (MISSING, "number", "visible")),
        ("officer", "evaluateReport", scores, (FORBIDDEN, "number", "role")),
        ("desk", "payRevisit", {"reached": True}, (INVALID, "solved", "required")),
        ("desk", "payRevisit", {"reached": False, "solved": True}, (INVALID, "solved", "reached")),
        (
            "publisher",
            "publishReport",
            {"words": "公开", "photos": [{"photoId": foreign}]},
            (INVALID, "photos", "photo_of_the_report"),
        ),
        ("officer", "requestReturn", RETURN, (STAGE, "number", "stage")),
    )
