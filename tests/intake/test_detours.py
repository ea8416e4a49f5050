"""Beside the straight way: asking back, answering in between, urging, taking up again, ending early."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from intake import (
    Accept,
    Action,
    Actor,
    Close,
    Command,
    DeadlineKind,
    Evaluate,
    Forbidden,
    Interim,
    InvalidInput,
    LocationSource,
    Reopen,
    Report,
    RequestInfo,
    Resolve,
    ResultCode,
    Role,
    Sign,
    Stage,
    Supplement,
    Urge,
    UserError,
    Void,
    Withdraw,
    WrongStage,
    breaks,
)
from support.reports import (
    DIRTY_ROAD,
    DISPATCHER,
    FIXED,
    HUMEN_CG,
    NANCHENG,
    NANCHENG_CG,
    NOW,
    OFFICER,
    REPORTER,
    SUPERVISOR,
    act,
    filed,
    photo,
    place,
    submission,
    unclear,
)

LATER = NOW + timedelta(minutes=7)
DAY = timedelta(days=1)
EVALUATE = Evaluate(outcome=2, speed=3, attitude=4, tags=("敷衍",), words="没有修好")
SHOWN = Resolve(result=ResultCode.FIXED, words="已清扫整条路面")
ASK = RequestInfo(words=" 请补充地点 ")
AGAIN = Reopen(words="还是脏")


def _waiting(**changes: Any) -> Report:
    """A matter without a place, asked back for it."""
    return act(filed(submission(location=None, **changes), photo("before")), ASK, DISPATCHER)


def _in_progress() -> Report:
    return act(filed(), Sign(), OFFICER)


def _verified(now: datetime = NOW) -> Report:
    return act(_in_progress(), SHOWN, OFFICER, now=now, photos=(photo("after").ref,))


def _resolved_again(report: Report, now: datetime) -> Report:
    return act(act(report, Sign(), OFFICER, now=now), FIXED, OFFICER, now=now)


def _running(report: Report) -> list[tuple[DeadlineKind, datetime]]:
    return [(clock.kind, clock.started_at) for clock in report.deadlines if clock.is_running]


def _stopped(report: Report) -> list[tuple[DeadlineKind, datetime]]:
    return [(clock.kind, clock.stopped_at) for clock in report.deadlines if clock.stopped_at]


def _rule(report: Report, command: Command, actor: Actor, error: type[UserError], **given: Any) -> str:
    with pytest.raises(error) as refused:
        act(report, command, actor, **given)
    assert refused.value.zh
    assert refused.value.en.isascii()
    return refused.value.rule


def test_asking_back_tells_until_when_and_starts_that_clock() -> None:
    report = act(filed(unclear()), ASK, DISPATCHER, now=LATER)
    assert (report.stage, _running(report)) == (Stage.NEEDS_INFO, [(DeadlineKind.SUPPLEMENT, LATER)])
    assert [clock.met_at for clock in report.deadlines if clock.kind is DeadlineKind.ACCEPT] == [LATER]
    entry = report.timeline[-1]
    assert (entry.words, entry.public) == ("请补充地点", True)
    assert entry.details["supplement_by"] == report.deadlines[-1].due_by


def test_a_supplement_joins_what_was_handed_in_and_waits_for_a_person() -> None:
    waiting = act(filed(unclear(), photo("before")), ASK, DISPATCHER)
    new, old = photo("new").ref, replace(photo("before").ref, id="again")
    report = act(waiting, Supplement(words=" 在东段 "), REPORTER, now=LATER, photos=(new, old))
    assert (report.stage, _running(report)) == (Stage.SUBMITTED, [(DeadlineKind.ACCEPT, LATER)])
    assert report.photos == (photo("before").ref, new)
    assert [clock.met_at for clock in report.deadlines if clock.kind is DeadlineKind.SUPPLEMENT] == [LATER]
    entry = report.timeline[-1]
    assert (entry.words, entry.details["photos"]) == ("在东段", [new.sha256])
    assert report.text == waiting.text


def test_a_supplement_whose_photo_names_the_place_is_accepted_and_sent_by_rule() -> None:
    waiting = _waiting()
    assert [reason.code for reason in waiting.reasons][-1] == "place_missing"
    where = place(NANCHENG, source=LocationSource.PHOTO)
    given = {"photos": (photo("new", NANCHENG).ref,), "location": where}
    report = act(waiting, Supplement(words="照片里有位置"), REPORTER, now=LATER, **given)
    assert [(entry.action, entry.role) for entry in report.timeline[-3:]] == [
        (Action.SUPPLEMENT, Role.REPORTER),
        (Action.ACCEPT, Role.RULE),
        (Action.DISPATCH, Role.RULE),
    ]
    assert (report.stage, report.location, report.departments[0]) == (Stage.DISPATCHED, where, NANCHENG_CG.id)
    assert report.jurisdiction is not None
    assert "place_missing" not in [reason.code for reason in report.reasons]
    assert _running(report) == [(DeadlineKind.SIGN, LATER), (DeadlineKind.RESOLVE, LATER)]
    assert report.version == waiting.version + 1


def test_a_place_that_was_given_outranks_that_of_a_later_photo() -> None:
    waiting = act(filed(unclear()), ASK, DISPATCHER)
    report = act(waiting, Supplement(words="补拍"), REPORTER, location=place(NANCHENG, address="别处"))
    assert report.location == waiting.location


def test_a_supplement_with_a_place_but_no_matter_is_judged_anew_and_waits() -> None:
    waiting = act(filed(unclear(location=None)), ASK, DISPATCHER)
    report = act(waiting, Supplement(words="补拍"), REPORTER, location=place())
    assert report.stage is Stage.SUBMITTED
    assert report.jurisdiction is not None
    codes = [reason.code for reason in report.reasons]
    assert "matter_missing" in codes
    assert "place_missing" not in codes


def test_supplements_are_held_to_the_rules_of_photos_and_words() -> None:
    names = tuple(f"new-{n}" for n in range(10))
    many = Supplement(words="补拍", photo_ids=names)
    assert _rule(_waiting(), many, REPORTER, InvalidInput) == "max_items"
    twice = Supplement(words="补拍", photo_ids=names[:1] * 2)
    assert _rule(_waiting(), twice, REPORTER, InvalidInput) == "unique_items"


@pytest.mark.parametrize(
    ("report", "command", "actor"),
    [
        (filed(unclear()), ASK, DISPATCHER),
        (_waiting(), Supplement(words="在东段"), REPORTER),
        (_in_progress(), Interim(words="明早清扫"), OFFICER),
        (_verified(), AGAIN, REPORTER),
        (_in_progress(), Void(words="属测试数据"), SUPERVISOR),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_must_be_said_is_said(report: Report, command: Any, actor: Actor) -> None:
    for words in ("", " \n", "\u200b", "\u3164\u2800"):
        assert _rule(report, replace(command, words=words), actor, InvalidInput) == "required"
    assert _rule(report, replace(command, words="字" * 1001), actor, InvalidInput) == "max_length"


@pytest.mark.parametrize(
    ("report", "command", "actor"),
    [
        (_in_progress(), Urge(words="字" * 1001), REPORTER),
        (_verified(), Close(words="字" * 1001), SUPERVISOR),
        (filed(), Withdraw(words="字" * 1001), REPORTER),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_may_be_said_is_held_to_a_thousand(report: Report, command: Command, actor: Actor) -> None:
    assert _rule(report, command, actor, InvalidInput) == "max_length"


def test_an_answer_in_between_moves_nothing_and_is_the_lead_s_alone() -> None:
    before = _in_progress()
    report = act(before, Interim(words="明早清扫"), OFFICER, now=LATER)
    assert (report.stage, report.deadlines) == (before.stage, before.deadlines)
    assert (report.timeline[-1].department, report.timeline[-1].words) == (NANCHENG_CG, "明早清扫")
    assisting = replace(before, departments=(NANCHENG_CG.id, HUMEN_CG))
    helper = Actor("officer-2", Role.OFFICER, frozenset({HUMEN_CG}))
    assert _rule(assisting, Interim(words="明早清扫"), helper, Forbidden) == "own"


def test_a_reporter_urges_three_times_a_day_apart() -> None:
    report, now = _in_progress(), NOW
    for _ in range(3):
        report = act(report, Urge(words=" 急 "), REPORTER, now=now)
        assert (report.stage, report.timeline[-1].words) == (Stage.IN_PROGRESS, "急")
        assert report.timeline[-1].department == NANCHENG_CG
        last = now
        now += DAY
        if sum(entry.action is Action.URGE for entry in report.timeline) < 3:
            early = last + DAY - timedelta(milliseconds=1)
            assert _rule(report, Urge(), REPORTER, Forbidden, now=early) == "urge_interval"
    assert _rule(report, Urge(), REPORTER, Forbidden, now=now + 100 * DAY) == "urge_count"


def test_a_supervisor_urges_whenever_it_is_needed_and_uses_up_nobody_s_turn() -> None:
    report = _in_progress()
    for _ in range(5):
        report = act(report, Urge(), SUPERVISOR)
    for turn in range(3):
        report = act(report, Urge(), REPORTER, now=NOW + turn * DAY)
    assert act(report, Urge(), SUPERVISOR, now=NOW + 2 * DAY).timeline[-1].role is Role.SUPERVISOR


def test_what_nobody_has_yet_may_be_urged() -> None:
    accepted = act(filed(unclear(location=None)), Accept(matter=DIRTY_ROAD), DISPATCHER)
    report = act(accepted, Urge(), REPORTER)
    assert (report.stage, report.timeline[-1].department) == (Stage.ACCEPTED, None)
    assert report.deadlines == accepted.deadlines


def test_closing_without_an_evaluation_says_so_and_counts_as_none() -> None:
    report = act(_verified(), Close(), SUPERVISOR, now=LATER)
    assert (report.stage, report.evaluation) == (Stage.CLOSED, None)
    assert report.timeline[-1].details == {"evaluated": False}
    assert report.resolution is not None
    assert (_running(report), _stopped(report)) == ([], [(DeadlineKind.EVALUATE, LATER)])


@pytest.mark.parametrize("by_reporter", [True, False])
def test_reopening_sends_it_to_the_same_department_with_new_clocks(by_reporter: bool) -> None:  # noqa: FBT001 - a parameter of a test
    before = _verified()
    assert before.assignment is not None
    report = act(before, AGAIN, REPORTER if by_reporter else SUPERVISOR, now=LATER)
    assert report.stage is Stage.DISPATCHED
    assert report.assignment == replace(before.assignment, officer=None, at=LATER)
    assert report.departments == before.departments
    assert (report.resolution, report.evaluation) == (None, None)
    assert _stopped(report) == [(DeadlineKind.EVALUATE, LATER)]
    assert _running(report) == [(DeadlineKind.SIGN, LATER), (DeadlineKind.RESOLVE, LATER)]
    assert report.deadlines[: len(before.deadlines) - 1] == before.deadlines[:-1]
    assert (report.timeline[-1].department, report.timeline[-1].words) == (NANCHENG_CG, "还是脏")


def test_the_former_result_and_evaluation_stay_on_the_timeline_in_full() -> None:
    report = act(act(_verified(), EVALUATE, REPORTER), AGAIN, REPORTER, now=LATER)
    told = {entry.action: entry for entry in report.timeline}
    resolved, evaluated = told[Action.RESOLVE], told[Action.EVALUATE]
    assert (resolved.words, resolved.details["result"]) == ("已清扫整条路面", "fixed")
    assert resolved.details["photos"] == [photo("after").ref.sha256]
    assert (evaluated.words, evaluated.details) == (
        "没有修好",
        {"outcome": 2, "speed": 3, "attitude": 4, "tags": ["敷衍"]},
    )
    assert breaks(report) == []


def test_a_reopened_report_goes_the_whole_way_again() -> None:
    report = _resolved_again(act(_verified(), AGAIN, REPORTER, now=LATER), LATER)
    closed = act(report, replace(EVALUATE, outcome=5), REPORTER, now=LATER)
    assert closed.stage is Stage.CLOSED
    assert closed.evaluation is not None
    assert closed.evaluation.outcome == 5
    assert _running(closed) == []


def test_the_photo_of_the_first_result_is_no_proof_of_the_second() -> None:
    report = act(act(_verified(), AGAIN, REPORTER), Sign(), OFFICER)
    same = replace(photo("after").ref, id="uploaded-again")
    assert _rule(report, SHOWN, OFFICER, InvalidInput, photos=(same,)) == "not_the_before_photo"
    assert act(report, SHOWN, OFFICER, photos=(photo("new").ref,)).stage is Stage.VERIFIED


def test_a_supplemented_photo_is_no_proof_of_the_result() -> None:
    given = {"photos": (photo("added").ref,), "location": place()}
    sent = act(_waiting(), Supplement(words="补拍"), REPORTER, **given)
    same = replace(photo("added").ref, id="uploaded-again")
    signed = act(sent, Sign(), OFFICER)
    assert _rule(signed, SHOWN, OFFICER, InvalidInput, photos=(same,)) == "not_the_before_photo"


def test_a_reporter_reopens_twice_and_a_supervisor_as_often_as_needed() -> None:
    report = _verified()
    report = _resolved_again(act(report, AGAIN, SUPERVISOR), NOW)
    for _ in range(2):
        report = _resolved_again(act(report, AGAIN, REPORTER), NOW)
    assert _rule(report, AGAIN, REPORTER, Forbidden) == "reopen_count"
    assert act(report, AGAIN, SUPERVISOR).stage is Stage.DISPATCHED


def test_a_reporter_reopens_within_fifteen_days_of_the_last_result() -> None:
    report, edge = _verified(LATER), LATER + 15 * DAY
    closed = act(report, EVALUATE, REPORTER, now=LATER + 5 * DAY)
    for each in (report, closed):
        assert act(each, AGAIN, REPORTER, now=edge).stage is Stage.DISPATCHED
        late = edge + timedelta(milliseconds=1)
        assert _rule(each, AGAIN, REPORTER, Forbidden, now=late) == "reopen_window"
        assert act(each, AGAIN, SUPERVISOR, now=late + 365 * DAY).stage is Stage.DISPATCHED
    second = _resolved_again(act(report, AGAIN, REPORTER, now=edge), edge)
    assert act(second, AGAIN, REPORTER, now=edge + 15 * DAY).stage is Stage.DISPATCHED


@pytest.mark.parametrize(
    "report",
    [
        filed(unclear()),
        _waiting(),
        act(filed(unclear(location=None)), Accept(matter=DIRTY_ROAD), DISPATCHER),
        filed(),
    ],
    ids=lambda report: report.stage.value,
)
def test_a_reporter_withdraws_until_somebody_has_signed(report: Report) -> None:
    running = [kind for kind, _ in _running(report)]
    withdrawn = act(report, Withdraw(words="已自行解决"), REPORTER, now=LATER)
    assert (withdrawn.stage, withdrawn.timeline[-1].words) == (Stage.WITHDRAWN, "已自行解决")
    assert (_running(withdrawn), _stopped(withdrawn)) == ([], [(kind, LATER) for kind in running])
    lead = report.assignment.lead if report.assignment else None
    assert withdrawn.timeline[-1].department == lead


@pytest.mark.parametrize("report", [_in_progress(), _verified()], ids=lambda report: report.stage.value)
def test_nobody_withdraws_what_was_signed_for(report: Report) -> None:
    assert _rule(report, Withdraw(), REPORTER, WrongStage) == "stage"


@pytest.mark.parametrize(
    "report",
    [filed(unclear()), _waiting(), filed(), _in_progress(), _verified()],
    ids=lambda report: report.stage.value,
)
def test_a_supervisor_alone_voids_what_is_open_and_every_clock_stops(report: Report) -> None:
    void = Void(words="属测试数据")
    for actor in (REPORTER, OFFICER, DISPATCHER):
        assert _rule(report, void, actor, Forbidden) == "role"
    voided = act(report, void, SUPERVISOR, now=LATER)
    assert (voided.stage, _running(voided)) == (Stage.VOIDED, [])
    assert len(_stopped(voided)) == len(_running(report)) > 0
    for command, actor in ((AGAIN, SUPERVISOR), (void, SUPERVISOR), (AGAIN, REPORTER)):
        assert _rule(voided, command, actor, WrongStage) == "stage"


def test_the_clock_for_supplementing_is_three_days_to_midnight() -> None:
    clock = act(filed(unclear()), ASK, DISPATCHER).deadlines[-1]
    assert clock.due_by == datetime.fromisoformat("2026-11-27T00:00+08:00")
