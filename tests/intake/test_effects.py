"""What each command changes: fields, clocks, and the steps that rules take at once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from intake import (
    RULE,
    Accept,
    Action,
    Command,
    DeadlineKind,
    Decision,
    Decline,
    DeclineReason,
    Dispatch,
    DispatchMode,
    Evaluate,
    InvalidInput,
    Reason,
    Report,
    Resolve,
    ResultCode,
    Role,
    Sign,
    Stage,
    Urgency,
)
from support.reports import (
    DIRTY_ROAD,
    DISPATCHER,
    FIXED,
    HUMEN_CG,
    NANCHENG_CG,
    NOW,
    OFFICER,
    OUTSIDE,
    REPORTER,
    ROUTING,
    FixedRouter,
    act,
    filed,
    photo,
    place,
    submission,
    unclear,
)

LATER = NOW + timedelta(minutes=7)
WHY = (Reason("because", "因为", "because"),)
EVALUATE = Evaluate(outcome=5, speed=4, attitude=3, tags=("快",), words=" 谢谢 ")


def _actions(report: Report) -> list[Action]:
    return [entry.action for entry in report.timeline]


def _running(report: Report) -> set[DeadlineKind]:
    return {clock.kind for clock in report.deadlines if clock.is_running}


def _met(report: Report, kind: DeadlineKind) -> list[Any]:
    return [clock.met_at for clock in report.deadlines if clock.kind is kind]


def _accepted() -> Report:
    """Accepted by rule, with nobody to send it to."""
    nobody = Decision(accept=True, reasons=WHY, catalogue="c1", matter=filed().matter)
    return filed(router=FixedRouter(nobody))


def _in_progress() -> Report:
    return act(filed(submission(photo_ids=("before",)), photo("before")), Sign(), OFFICER)


def _verified() -> Report:
    return act(_in_progress(), FIXED, OFFICER)


def _scored(name: str, score: Any) -> Evaluate:
    return replace(EVALUATE, **{name: score})


def _refused(report: Report, command: Command, actor: Any, **given: Any) -> tuple[tuple[str, ...], str]:
    with pytest.raises(InvalidInput) as refused:
        act(report, command, actor, **given)
    return refused.value.path, refused.value.rule


def test_a_clear_report_is_accepted_and_sent_in_the_same_breath() -> None:
    report = filed(submission(text="  路面很脏 "))
    assert _actions(report) == [Action.SUBMIT, Action.ACCEPT, Action.DISPATCH]
    assert [entry.role for entry in report.timeline] == [Role.REPORTER, Role.RULE, Role.RULE]
    assert [entry.actor for entry in report.timeline] == [REPORTER.id, RULE.id, RULE.id]
    assert (report.stage, report.version, report.public_seq) == (Stage.DISPATCHED, 1, 3)
    assert report.text == "路面很脏"
    assert report.assignment is not None
    assert (report.assignment.lead, report.assignment.mode) == (NANCHENG_CG, DispatchMode.AUTO)
    assert report.departments[0] == NANCHENG_CG.id
    assert report.matter is not None
    assert report.jurisdiction is not None
    assert report.reasons
    assert {clock.started_at for clock in report.deadlines} == {NOW}


@pytest.mark.parametrize(
    "handed_in", [unclear(), submission(location=None), submission(location=place(OUTSIDE))]
)
def test_what_a_rule_may_not_accept_waits_for_a_person_with_its_reasons(handed_in: Any) -> None:
    report = filed(handed_in)
    assert (report.stage, _actions(report)) == (Stage.SUBMITTED, [Action.SUBMIT])
    assert report.reasons
    assert report.assignment is None
    assert report.departments == ()
    assert _running(report) == {DeadlineKind.ACCEPT}


def test_an_accepted_report_without_a_department_waits_for_a_dispatcher() -> None:
    report = _accepted()
    assert (report.stage, _running(report)) == (Stage.ACCEPTED, {DeadlineKind.DISPATCH})
    sent = act(
        report, Dispatch(lead=HUMEN_CG, assisting=(NANCHENG_CG.id, HUMEN_CG, NANCHENG_CG.id)), DISPATCHER
    )
    assert sent.assignment is not None
    assert (sent.assignment.lead.id, sent.assignment.mode) == (HUMEN_CG, DispatchMode.MANUAL)
    assert sent.departments == (HUMEN_CG, NANCHENG_CG.id)
    assert [reason.code for reason in sent.reasons] == ["dispatcher"]


def test_a_dispatcher_may_take_the_department_that_routing_proposes() -> None:
    sent = act(_accepted(), Dispatch(), DISPATCHER)
    assert sent.assignment is not None
    assert (sent.assignment.lead, sent.assignment.mode) == (NANCHENG_CG, DispatchMode.AUTO)


def test_accepting_by_hand_sends_it_on_when_routing_names_a_department() -> None:
    report = act(filed(unclear()), Accept(matter=DIRTY_ROAD, words="已为您归类"), DISPATCHER, now=LATER)
    assert _actions(report) == [Action.SUBMIT, Action.ACCEPT, Action.DISPATCH]
    assert [entry.role for entry in report.timeline[1:]] == [Role.DISPATCHER, Role.RULE]
    assert report.timeline[1].words == "已为您归类"
    assert (report.version, report.stage, report.updated_at) == (2, Stage.DISPATCHED, LATER)
    assert report.submitted_at == NOW


def test_accepting_by_hand_stops_there_when_routing_names_none() -> None:
    report = act(filed(unclear(location=None)), Accept(matter=DIRTY_ROAD), DISPATCHER)
    assert (report.stage, _running(report)) == (Stage.ACCEPTED, {DeadlineKind.DISPATCH})


def test_accepting_needs_a_matter() -> None:
    assert _refused(filed(unclear()), Accept(), DISPATCHER) == (("input", "matter"), "required")


def test_sending_needs_a_department_that_exists_and_acts() -> None:
    report = act(filed(unclear(location=None)), Accept(matter=DIRTY_ROAD), DISPATCHER)
    assert _refused(report, Dispatch(), DISPATCHER) == (("input", "lead"), "required")
    assert _refused(report, Dispatch(lead="NOBODY"), DISPATCHER) == (("input", "lead"), "known_department")
    unknown = Dispatch(lead=HUMEN_CG, assisting=("NOBODY",))
    assert _refused(report, unknown, DISPATCHER) == (("input", "assisting"), "known_department")


def test_named_assisting_departments_join_the_proposed_lead() -> None:
    sent = act(_accepted(), Dispatch(assisting=(HUMEN_CG, NANCHENG_CG.id)), DISPATCHER)
    assert sent.departments == (NANCHENG_CG.id, HUMEN_CG)


def test_assisting_departments_are_ten_at_most() -> None:
    many = Dispatch(lead=NANCHENG_CG.id, assisting=(HUMEN_CG,) * 11)
    assert _refused(_accepted(), many, DISPATCHER) == (("input", "assisting"), "max_items")


def test_clocks_start_and_stop_at_their_steps() -> None:
    at = [NOW + timedelta(minutes=10 * n) for n in range(5)]
    report = filed(unclear())
    assert _running(report) == {DeadlineKind.ACCEPT}
    report = act(report, Accept(matter=DIRTY_ROAD), DISPATCHER, now=at[1])
    assert _met(report, DeadlineKind.ACCEPT) == _met(report, DeadlineKind.DISPATCH) == [at[1]]
    assert _running(report) == {DeadlineKind.SIGN, DeadlineKind.RESOLVE}
    report = act(report, Sign(), OFFICER, now=at[2])
    assert _met(report, DeadlineKind.SIGN) == [at[2]]
    assert _running(report) == {DeadlineKind.RESOLVE}
    report = act(report, FIXED, OFFICER, now=at[3])
    assert _met(report, DeadlineKind.RESOLVE) == _met(report, DeadlineKind.VERIFY) == [at[3]]
    assert _running(report) == {DeadlineKind.EVALUATE}
    report = act(report, EVALUATE, REPORTER, now=at[4])
    assert _met(report, DeadlineKind.EVALUATE) == [at[4]]
    assert _running(report) == set()


def test_the_resolve_clock_starts_at_dispatch_and_signing_late_wins_nothing() -> None:
    sent = filed()
    signed = act(sent, Sign(), OFFICER, now=NOW + timedelta(hours=3))
    clocks = [clock for clock in signed.deadlines if clock.kind is DeadlineKind.RESOLVE]
    assert [(clock.started_at, clock.met_at) for clock in clocks] == [(NOW, None)]
    expected = ROUTING.deadline(DeadlineKind.RESOLVE, DIRTY_ROAD, Urgency.NORMAL, NOW)
    assert expected is not None
    assert clocks[0].due_by == expected.due_by
    assert sent.timeline[-1].details["resolve_by"] == expected.due_by


def test_declining_tells_why_and_stops_the_clock() -> None:
    command = Decline(reason=DeclineReason.LEGAL_CHANNEL, words=" 请向法院提起诉讼 ")
    report = act(filed(unclear()), command, DISPATCHER, now=LATER)
    assert (report.stage, report.decline_reason) == (Stage.DECLINED, DeclineReason.LEGAL_CHANNEL)
    assert report.timeline[-1].words == "请向法院提起诉讼"
    assert _running(report) == set()


@pytest.mark.parametrize("words", ["", "  \n"])
def test_a_refusal_and_a_result_need_words(words: str) -> None:
    decline = Decline(reason=DeclineReason.TOO_LATE, words=words)
    assert _refused(filed(unclear()), decline, DISPATCHER) == (("input", "words"), "required")
    assert _refused(_in_progress(), replace(FIXED, words=words), OFFICER) == (("input", "words"), "required")


@pytest.mark.parametrize(
    ("report", "command", "actor"),
    [
        (filed(unclear()), Accept(matter=DIRTY_ROAD, words="字" * 1001), DISPATCHER),
        (filed(unclear()), Decline(reason=DeclineReason.TOO_LATE, words="字" * 1001), DISPATCHER),
        (_accepted(), Dispatch(words="字" * 1001), DISPATCHER),
        (_in_progress(), replace(FIXED, words="字" * 1001), OFFICER),
        (_verified(), replace(EVALUATE, words="字" * 1001), REPORTER),
    ],
    ids=["accept", "decline", "dispatch", "resolve", "evaluate"],
)
def test_words_are_held_to_a_thousand(report: Report, command: Command, actor: Any) -> None:
    assert _refused(report, command, actor) == (("input", "words"), "max_length")


def test_signing_names_the_officer() -> None:
    report = act(filed(), Sign(), OFFICER)
    assert report.assignment is not None
    assert report.assignment.officer == OFFICER.id
    assert report.timeline[-1].department == NANCHENG_CG


@pytest.mark.parametrize("result", [ResultCode.FIXED, ResultCode.NOT_FOUND])
def test_what_changes_the_ground_is_shown(result: ResultCode) -> None:
    command = Resolve(result=result, words="已清扫整条路面")
    assert _refused(_in_progress(), command, OFFICER) == (("input", "photoIds"), "after_photo")
    shown = act(_in_progress(), command, OFFICER, photos=(photo("after").ref,))
    assert shown.resolution is not None
    assert shown.resolution.photos == (photo("after").ref,)


@pytest.mark.parametrize("result", [ResultCode.PENALISED, ResultCode.EXPLAINED])
def test_what_is_said_or_fined_needs_no_photo(result: ResultCode) -> None:
    report = act(_in_progress(), Resolve(result=result, words="已向责任人说明情况"), OFFICER, now=LATER)
    assert _actions(report)[-2:] == [Action.RESOLVE, Action.VERIFY]
    assert [entry.role for entry in report.timeline[-2:]] == [Role.OFFICER, Role.RULE]
    assert (report.stage, report.version) == (Stage.VERIFIED, 3)
    evaluate_by = next(clock.due_by for clock in report.deadlines if clock.kind is DeadlineKind.EVALUATE)
    assert report.timeline[-1].details["evaluate_by"] == evaluate_by


def test_the_before_photo_is_no_after_photo_under_whatever_id() -> None:
    command = Resolve(result=ResultCode.FIXED, words="已清扫整条路面")
    before = replace(photo("before").ref, id="another-id")
    refusal = (("input", "photoIds"), "not_the_before_photo")
    assert _refused(_in_progress(), command, OFFICER, photos=(before,)) == refusal
    assert _refused(_in_progress(), command, OFFICER, photos=(photo("after").ref, before)) == refusal


def test_after_photos_are_nine_at_most_and_each_once() -> None:
    names = tuple(f"after-{n}" for n in range(10))
    many = Resolve(result=ResultCode.FIXED, words="已清扫整条路面", photo_ids=names)
    twice, nine = replace(many, photo_ids=names[:1] * 2), replace(many, photo_ids=names[:9])
    photos = tuple(photo(name).ref for name in names)
    assert _refused(_in_progress(), many, OFFICER, photos=photos) == (("input", "photoIds"), "max_items")
    refusal = _refused(_in_progress(), twice, OFFICER, photos=photos[:1] * 2)
    assert refusal == (("input", "photoIds"), "unique_items")
    assert act(_in_progress(), nine, OFFICER, photos=photos[:9]).stage is Stage.VERIFIED


@pytest.mark.parametrize("name", ["outcome", "speed", "attitude"])
def test_scores_are_one_to_five(name: str) -> None:
    for score in (-1, 0, 6, 2**31):
        command = _scored(name, score)
        assert _refused(_verified(), command, REPORTER) == (("input", name), "score_range")
    for score in range(1, 6):
        closed = act(_verified(), _scored(name, score), REPORTER)
        assert getattr(closed.evaluation, name) == closed.timeline[-1].details[name] == score


@pytest.mark.parametrize("blank", ["", "  ", "\u3164"])
def test_a_tag_says_something(blank: str) -> None:
    refused = _refused(_verified(), replace(EVALUATE, tags=("快", blank)), REPORTER)
    assert refused == (("input", "tags", "1"), "required")


def test_tags_are_few_and_short() -> None:
    many, long = replace(EVALUATE, tags=("好",) * 11), replace(EVALUATE, tags=("好" * 21,))
    assert _refused(_verified(), many, REPORTER) == (("input", "tags"), "max_items")
    assert _refused(_verified(), long, REPORTER) == (("input", "tags", "0"), "max_length")


def test_an_evaluation_ends_the_report_and_keeps_what_was_said() -> None:
    closed = act(_verified(), EVALUATE, REPORTER, now=LATER)
    assert closed.stage is Stage.CLOSED
    assert closed.evaluation is not None
    assert (closed.evaluation.tags, closed.evaluation.words, closed.evaluation.at) == (("快",), "谢谢", LATER)


def test_a_person_s_urgency_outranks_the_matter_s() -> None:
    report = act(
        filed(unclear()), Accept(matter=DIRTY_ROAD, urgency=Urgency.EMERGENCY), DISPATCHER, now=LATER
    )
    assert report.urgency is Urgency.EMERGENCY
    sign = next(clock for clock in report.deadlines if clock.kind is DeadlineKind.SIGN)
    assert sign.due_by - LATER == timedelta(minutes=10)
