"""Requests, calls, merging, objections: over real HTTP on real parts, with a clock that the test moves."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.resources import Stores
from intake import RULE, Actor, Audit, DeadlineKind, Level, Role, Warn
from support.clock import Clock
from support.images import jpeg
from support.reports import submission
from support.service import Person, Service, officer_of, running, settings

NAN_CHENG = {"longitude": 113.74373, "latitude": 23.02486}
LAMP_OUT: dict[str, Any] = {"text": "路灯三天没亮", "matter": "C0118", "location": NAN_CHENG}
LEAD = "CG-441900004000"
OTHER = "GD-441900004000"
LISTED = "query($f: ReportFilterInput) { reports(filter: $f) { totalCount edges { node { number } } } }"
INBOX = "{ inbox(first: 50) { edges { node { number seq } } } }"


@pytest.fixture
async def service(stores: Stores, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Service]:
    """The whole service by the clock of the test; afterwards every trace in its database must hold."""
    monkeypatch.setattr("gateway.resources.utc_now", clock)
    async with running(stores, settings()) as running_service:
        yield running_service
    found = [finding async for finding in Audit(stores.database).verify()]
    assert found
    assert not any(finding.breaks for finding in found), found


@pytest.fixture
async def other(service: Service) -> AsyncIterator[Person]:
    """An officer of the power supply in the same town."""
    async with service.person(officer_of(OTHER)) as person:
        yield person


def _pass(service: Service, clock: Clock, time: timedelta, *people: Person) -> None:
    """Let time pass; these people sign in anew."""
    clock.advance(time)
    for person in people:
        assert person.actor is not None
        person.http.headers["authorization"] = f"Bearer {service.token(person.actor)}"


def _clock(report: dict[str, Any], kind: str) -> dict[str, Any]:
    """The last clock of this kind."""
    return [each for each in report["deadlines"] if each["kind"] == kind][-1]


async def _signed(citizen: Person, officer: Person, key: str) -> dict[str, Any]:
    report = await citizen.filed(key, **LAMP_OUT)
    return await officer.done("signReport", number=report["number"])


async def _listed(person: Person, **wanted: Any) -> list[str]:
    """Numbers of the reports that are so, and that their count is the same."""
    found = (await person.ask(LISTED, f=wanted))["reports"]
    numbers = [edge["node"]["number"] for edge in found["edges"]]
    assert found["totalCount"] == len(numbers)
    return numbers


async def test_a_granted_extension_moves_the_due_date_and_nothing_else(
    citizen: Person, officer: Person, supervisor: Person, dispatcher: Person
) -> None:
    before = await _signed(citizen, officer, "request-extension")
    number, due = before["number"], _clock(before, "RESOLVE")["dueBy"]
    limit = {"value": 2, "unit": "WORKING_DAY"}
    asked = await officer.done("requestExtension", number=number, limit=limit, words="需采购灯具")
    assert asked["request"] == {
        "kind": "EXTENSION",
        "words": "需采购灯具",
        "reason": None,
        "department": {"key": LEAD},
        "proposed": None,
        "limit": limit,
        "reviewDays": None,
    }
    assert _clock(asked, "RESOLVE")["dueBy"] == due
    assert "GRANT_EXTENSION" in (await supervisor.sees(number))["allowedActions"]
    assert await _listed(supervisor, request="EXTENSION") == [number]
    assert await _listed(dispatcher, request="RETURN") == []
    for internal in ({"request": "EXTENSION"}, {"warning": "YELLOW"}):
        assert (await citizen.errors(LISTED, f=internal))[0]["extensions"]["path"] == ["filter", *internal]
    seen = await citizen.sees(number)
    assert seen["request"] is None
    assert "REQUEST_EXTENSION" not in {entry["action"] for entry in seen["timeline"]}
    granted = await supervisor.done("grantExtension", number=number)
    assert datetime.fromisoformat(_clock(granted, "RESOLVE")["dueBy"]) - datetime.fromisoformat(due) == (
        timedelta(days=2)
    )
    assert (granted["request"], granted["stage"]) == (None, "IN_PROGRESS")
    assert _clock(granted, "SIGN") == _clock(before, "SIGN")
    assert await _listed(supervisor, request="EXTENSION") == []
    assert (await citizen.sees(number))["timeline"][-1]["action"] == "GRANT_EXTENSION"


async def test_a_return_that_was_refused_twice_is_settled_by_arbitration(
    citizen: Person, officer: Person, dispatcher: Person, other: Person
) -> None:
    number = (await _signed(citizen, officer, "request-return"))["number"]
    given = {"number": number, "reason": "OWNERSHIP_UNCLEAR", "words": "产权在供电所", "proposed": OTHER}
    ruling = {"number": number, "lead": OTHER, "words": "产权单位处置。"}
    assert await dispatcher.refused("arbitrateReport", **ruling) == ("Forbidden", "number", "disputed")
    for _ in range(2):
        asked = await officer.done("requestReturn", **given)
        assert asked["request"]["proposed"] == {"key": OTHER}
        assert await _listed(dispatcher, request="RETURN") == [number]
        refused = await dispatcher.done("refuseReturn", number=number, words="清单写明由城管处置")
        assert (refused["request"], refused["stage"]) == (None, "IN_PROGRESS")
    assert await officer.refused("requestReturn", **given) == ("Forbidden", "number", "return_count")
    settled = await dispatcher.done("arbitrateReport", **ruling)
    assert settled["stage"] == "DISPATCHED"
    assert settled["assignment"]["lead"]["key"] == OTHER
    assert await officer.refused("signReport", number=number) == ("NotFound", "number", "visible")
    assert await other.refused("requestReturn", **{**given, "proposed": LEAD}) == (
        "Forbidden",
        "number",
        "not_arbitrated",
    )


async def test_a_granted_return_goes_back_to_be_sent_elsewhere(
    citizen: Person, officer: Person, dispatcher: Person, other: Person
) -> None:
    number = (await citizen.filed("request-granted", **LAMP_OUT))["number"]
    await officer.done("requestReturn", number=number, reason="OTHER_PLACE", words="不在辖区")
    back = await dispatcher.done("grantReturn", number=number)
    assert (back["stage"], back["assignment"]) == ("ACCEPTED", None)
    await dispatcher.done("dispatchReport", number=number, lead=OTHER)
    assert (await other.done("signReport", number=number))["stage"] == "IN_PROGRESS"


async def test_a_suspension_stops_the_clocks_and_resuming_gives_what_was_left(
    service: Service, clock: Clock, citizen: Person, officer: Person, supervisor: Person
) -> None:
    before = await _signed(citizen, officer, "request-suspension")
    number = before["number"]
    left = datetime.fromisoformat(_clock(before, "RESOLVE")["dueBy"]) - clock()
    await officer.done("requestSuspension", number=number, words="待道路开挖许可", reviewDays=10)
    stands = await supervisor.done("grantSuspension", number=number, words="许可批复后处置。")
    assert stands["stage"] == "SUSPENDED"
    assert _clock(stands, "RESOLVE")["stoppedAt"] is not None
    assert _clock(stands, "REVIEW")["metAt"] is None
    _pass(service, clock, timedelta(days=7), officer, supervisor)
    goes_on = await officer.done("resumeReport", number=number)
    assert goes_on["stage"] == "IN_PROGRESS"
    resolve = _clock(goes_on, "RESOLVE")
    assert (resolve["stoppedAt"], resolve["metAt"]) == (None, None)
    assert datetime.fromisoformat(resolve["dueBy"]) - clock() == left  # seven days later, the same weekday
    assert resolve["pausedSeconds"] > 0
    assert _clock(goes_on, "REVIEW")["metAt"] is not None  # it was looked at


async def test_a_called_department_answers_and_concludes_before_the_lead_resolves(
    citizen: Person, officer: Person, dispatcher: Person, other: Person
) -> None:
    number = (await _signed(citizen, officer, "request-whistle"))["number"]
    assert await other.refused("respondWhistle", number=number, department=OTHER) == (
        "NotFound",
        "number",
        "visible",
    )
    called = await dispatcher.done("blowWhistle", number=number, departments=[OTHER], words="线路带电")
    assert called["whistle"]["open"] is True
    assert _clock(called, "RESPOND")["subject"] == {"key": OTHER}
    seen = await citizen.sees(number)
    assert seen["whistle"] is None
    assert await _listed(citizen, department=OTHER) == []
    assert await _listed(citizen, department=LEAD) == [number]
    assert "RESPOND" not in {each["kind"] for each in seen["deadlines"]}
    done = {"number": number, "result": "EXPLAINED", "words": "已告知线路改造后的恢复时间。"}
    assert await officer.refused("resolveReport", **done) == ("Forbidden", "number", "whistle_open")
    early = {"number": number, "department": OTHER, "words": "已断电"}
    assert await other.refused("concludeWhistle", **early) == ("Forbidden", "number", "respond_first")
    there = await other.done("respondWhistle", number=number, department=OTHER)
    assert _clock(there, "RESPOND")["metAt"] is not None
    concluded = await other.done("concludeWhistle", **early)
    (call,) = concluded["whistle"]["calls"]
    assert (concluded["whistle"]["open"], call["conclusion"]) == (False, "已断电")
    assert (await officer.done("resolveReport", **done))["stage"] == "VERIFIED"


async def test_the_follower_hears_of_the_primary_under_their_own_number(
    service: Service,
    clock: Clock,
    citizen: Person,
    neighbour: Person,
    officer: Person,
    dispatcher: Person,
) -> None:
    first = await citizen.filed("request-merge-1", **LAMP_OUT)
    second = await neighbour.filed("request-merge-2", **LAMP_OUT)
    merged = await dispatcher.done("mergeReport", number=second["number"], primary=first["number"])
    assert (merged["stage"], merged["mergedInto"]) == ("MERGED", first["number"])
    assert (await dispatcher.sees(first["number"]))["merged"] == [second["number"]]
    assert (await citizen.sees(first["number"]))["merged"] is None
    assert (await neighbour.sees(second["number"]))["mergedInto"] is None
    signed = await officer.done("signReport", number=first["number"])
    while await service.resources.delivery.deliver_once(clock()):
        pass
    told = [edge["node"] for edge in (await neighbour.ask(INBOX))["inbox"]["edges"]]
    assert {each["number"] for each in told} == {second["number"]}
    assert signed["timeline"][-1]["seq"] in {each["seq"] for each in told}
    void = {"number": first["number"], "words": "误报。"}
    async with service.person(Actor("supervisor-9", Role.SUPERVISOR)) as supervisor:
        assert await supervisor.refused("voidReport", **void) == ("Forbidden", "number", "has_merged")
        own = await supervisor.done("unmergeReport", number=second["number"], words="不是同一盏灯。")
        assert (own["stage"], own["mergedInto"]) == ("SUBMITTED", None)
        assert (await supervisor.done("voidReport", **void))["merged"] == []


async def test_abnormal_takes_two_people_and_an_objection_a_third(
    service: Service, citizen: Person, officer: Person, supervisor: Person
) -> None:
    number = (await _signed(citizen, officer, "request-abnormal"))["number"]
    given = {"number": number, "words": "同一人同一地点第七次"}
    flagged = await officer.done("flagAbnormal", kind="REPEAT", **given)
    assert flagged["abnormal"]["words"] == "同一人同一地点第七次"
    assert (await citizen.sees(number))["abnormal"] is None
    assert officer.actor is not None
    same = Actor(officer.actor.id, Role.HUB, frozenset({LEAD}))
    async with service.person(same) as hub:
        assert await hub.refused("confirmAbnormal", **given) == ("Forbidden", "number", "second_person")
    ended = await supervisor.done("confirmAbnormal", number=number, words="属重复诉求。")
    assert ended["stage"] == "CLOSED"
    seen = (await citizen.sees(number))["abnormal"]
    assert (seen["kind"], seen["words"], seen["confirmedAt"] is None) == ("REPEAT", None, False)
    again = {"number": number, "words": "灯还是不亮"}
    assert await citizen.refused("reopenReport", **again) == ("Forbidden", "number", "appeal_first")
    dismissal = {"number": number, "words": "维持认定。"}
    assert await supervisor.refused("dismissAppeal", **dismissal) == ("Forbidden", "number", "appealed")
    objected = await citizen.done("appealAbnormal", **again)
    assert objected["abnormal"]["appealedAt"] is not None
    assert await citizen.refused("appealAbnormal", **again) == ("Forbidden", "number", "confirmed_abnormal")
    assert await supervisor.refused("dismissAppeal", **dismissal) == ("Forbidden", "number", "third_person")
    async with service.person(Actor("supervisor-3", Role.SUPERVISOR)) as third:
        assert (await third.done("dismissAppeal", **dismissal))["abnormal"]["dismissedAt"] is not None


async def test_an_inspector_sends_back_what_does_not_hold_and_the_desk_asks(
    service: Service, citizen: Person, officer: Person
) -> None:
    handed_in = submission(channel="grid", reporter="citizen-1", matter="C0118")
    number = (await service.resources.services.intake.submit(handed_in)).number
    there = Actor("inspector-1", Role.INSPECTOR, towns=frozenset({"441900004000"}))
    async with service.person(there) as inspector:
        seen = await inspector.sees(number)
        assert (seen["stage"], "DISPATCH" in seen["allowedActions"]) == ("ACCEPTED", True)
        sent = await inspector.done("dispatchReport", number=number, words="网格员已到场核实")
        assert (sent["stage"], sent["assignment"]["mode"]) == ("DISPATCHED", "AUTO")
    await officer.done("signReport", number=number)
    done = {"number": number, "result": "EXPLAINED", "words": "已告知线路改造后的恢复时间。"}
    resolved = await officer.done("resolveReport", **done)
    assert resolved["stage"] == "RESOLVED"
    assert {check["verdict"] for check in resolved["resolution"]["checks"]} <= {"PASSED", "UNVERIFIED"}
    assert all(check["rule"] and check["words"] for check in resolved["resolution"]["checks"])
    assert (await citizen.sees(number))["resolution"]["checks"] is None
    elsewhere = Actor("inspector-2", Role.INSPECTOR, towns=frozenset({"441900121000"}))
    async with service.person(elsewhere) as stranger:
        assert await stranger.refused("verifyReport", number=number) == ("NotFound", "number", "visible")
    async with service.person(there) as inspector:
        photo = await inspector.upload(jpeg((500, 300)))
        back = await inspector.done("reworkReport", number=number, words="灯仍不亮", photoIds=[photo])
        assert (back["stage"], back["resolution"]) == ("IN_PROGRESS", None)
        assert "灯仍不亮" in str(await citizen.sees(number))
        await officer.done("resolveReport", **{**done, "words": "已更换南侧第三盏路灯的灯具。"})
        assert (await inspector.done("verifyReport", number=number))["stage"] == "VERIFIED"
    async with service.person(Actor("desk-1", Role.CALL_DESK)) as desk:
        heard = await desk.done("payRevisit", number=number, reached=True, solved=True, satisfied=False)
    assert heard["revisit"] == {"reached": True, "solved": True, "satisfied": False, "words": None}
    assert (await citizen.sees(number))["revisit"] is None


async def test_supervisors_find_what_is_late_and_order_it(
    service: Service, clock: Clock, citizen: Person, officer: Person, supervisor: Person
) -> None:
    report = await _signed(citizen, officer, "request-warned")
    number, orange = report["number"], _clock(report, "RESOLVE")["warnAt"][1]
    assert _clock(report, "RESOLVE")["level"] is None
    _pass(service, clock, datetime.fromisoformat(orange) - clock(), citizen, officer, supervisor)
    assert _clock(await citizen.sees(number), "RESOLVE")["level"] == "ORANGE"
    warning = Warn(kind=DeadlineKind.RESOLVE, level=Level.ORANGE)
    await service.resources.services.intake.apply(number, warning, RULE)
    assert await _listed(supervisor, warning="YELLOW") == [number]
    assert await _listed(supervisor, warning="ORANGE", town="441900004000") == [number]
    assert await _listed(supervisor, warning="RED") == []
    order = {"number": number, "level": 2, "order": "督〔2026〕17号", "days": 3, "words": "三日内办结"}
    watched = await supervisor.done("superviseReport", **order)
    assert _clock(watched, "SUPERVISE")["metAt"] is None
    seen = await citizen.sees(number)
    assert seen["warning"] is None
    assert {"SUPERVISE", "WARN"}.isdisjoint(
        {each["kind"] for each in seen["deadlines"]} | {entry["action"] for entry in seen["timeline"]}
    )


async def test_the_public_gets_what_was_chosen_and_hidden(
    service: Service, citizen: Person, officer: Person
) -> None:
    photo = await citizen.upload(jpeg())
    number = (await citizen.filed("request-publish", **LAMP_OUT, photoIds=[photo]))["number"]
    box = {"left": 0.1, "top": 0.2, "width": 0.3, "height": 0.4}
    chosen = [{"photoId": photo, "boxes": [box]}]
    async with service.person(Actor("publisher-1", Role.PUBLISHER)) as publisher:
        shown = await publisher.done("publishReport", number=number, words="路灯已修复", photos=chosen)
        assert shown["publication"] == {
            "public": True,
            "words": "路灯已修复",
            "photos": [{"photo": {"id": photo}, "boxes": [box]}],
        }
        wide = [{"photoId": photo, "boxes": [{**box, "width": 1.0}]}]
        refusal = await publisher.refused("publishReport", number=number, words="路灯", photos=wide)
        assert refusal == ("InvalidInput", "photos", "boxes")
        hidden = await publisher.done("withholdReport", number=number, words="涉及住户")
        assert hidden["publication"]["public"] is False
    assert (await officer.sees(number))["publication"]["words"] == "涉及住户"
    assert (await citizen.sees(number))["publication"] is None


async def test_staff_see_who_acted_from_where_but_not_which_reporter(
    citizen: Person, officer: Person, dispatcher: Person
) -> None:
    number = (await _signed(citizen, officer, "request-trace"))["number"]
    assert officer.actor is not None
    name = officer.actor.id
    for person in (dispatcher, officer):
        seen = await person.sees(number)
        trace = [(entry["actor"], entry["origin"]) for entry in seen["timeline"]]
        assert trace == [(None, "iguanjia"), ("rule", ""), ("rule", ""), (name, "desk 127.0.0.1")]
        assert "citizen-1" not in str({**seen, "photos": None})
        assert "assignment" in seen["timeline"][-1]["changed"]
    for entry in (await citizen.sees(number))["timeline"]:
        assert entry["public"]
        internal = (entry["actor"], entry["origin"], entry["changed"], entry["rules"])
        assert internal == (None, None, None, None)
