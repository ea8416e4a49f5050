"""Whose report was merged hears what becomes of it: under their own number, in no one else's words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from channels import Inbox, Notice, notice_of
from channels.wording import WORDS, is_news
from intake import (
    RULE,
    AbnormalKind,
    Accept,
    Action,
    Appeal,
    ConfirmAbnormal,
    Database,
    DismissAppeal,
    Entry,
    Evaluate,
    FlagAbnormal,
    Forbidden,
    Intake,
    Merge,
    Reopen,
    Report,
    Role,
    Sign,
    Stage,
    Unmerge,
    Urge,
)
from support.channels import delivery as delivery_of
from support.clock import Clock
from support.reports import (
    DIRTY_ROAD,
    DISPATCHER,
    FIXED,
    OFFICER,
    REPORTER,
    SUPERVISOR,
    filed,
    submission,
    unclear,
)

SECRET = "我家住在三元里八巷九号"
NEIGHBOUR = replace(REPORTER, id="reporter-2")
THIRD = replace(SUPERVISOR, id="supervisor-2")


async def _drain(database: Database, clock: Clock) -> None:
    delivery = delivery_of(database)
    while await delivery.deliver_once(clock()):
        pass


async def _heard(inbox: Inbox, follower: str = NEIGHBOUR.id) -> list[Notice]:
    page = await inbox.page(replace(NEIGHBOUR, id=follower), 100)
    return [notice for _, notice in reversed(page.items)]


async def _merged(intake: Intake, primary: Report) -> Report:
    """The neighbour's report, merged into this one."""
    own = await intake.submit(submission(reporter=NEIGHBOUR.id))
    return await intake.apply(own.number, Merge(primary=primary.number), DISPATCHER)


async def test_a_follower_is_told_which_report_theirs_follows_and_then_its_news(
    intake: Intake, inbox: Inbox, mongo_db: Database, clock: Clock
) -> None:
    primary = await intake.submit(submission(text=SECRET))
    own = await _merged(intake, primary)
    clock.advance(timedelta(minutes=5))
    await intake.apply(primary.number, Sign(), OFFICER)
    clock.advance(timedelta(hours=1))
    await intake.apply(primary.number, FIXED, OFFICER)
    await _drain(mongo_db, clock)
    heard = await _heard(inbox)
    assert [notice.title for notice in heard] == [
        "已收到您的诉求",
        "诉求已受理",
        "已派单",
        "诉求已并案",
        "承办部门已签收",
        "处置完成",
        "诉求已办理完毕",
    ]
    assert {notice.number for notice in heard} == {own.number}
    assert "与另一件诉求反映的是同一问题" in heard[3].body
    told = heard[3:]
    assert all(own.number in notice.body and own.number in notice.body_en for notice in told)
    assert not any(primary.number in notice.body + notice.body_en for notice in told)


async def test_news_of_a_report_without_a_matter_quote_nothing_of_it(
    intake: Intake, inbox: Inbox, mongo_db: Database, clock: Clock
) -> None:
    primary = await intake.submit(unclear(text=SECRET))
    await _merged(intake, primary)
    clock.advance(timedelta(minutes=1))
    await intake.apply(primary.number, Accept(matter=DIRTY_ROAD), DISPATCHER)
    await _drain(mongo_db, clock)
    heard = await _heard(inbox)
    assert [notice.title for notice in heard][4:] == ["诉求已受理", "已派单"]
    assert not any(SECRET[:6] in notice.body + notice.body_en for notice in heard)


async def test_what_passes_between_the_other_reporter_and_the_city_is_no_news_and_holds_nothing_up(
    intake: Intake, inbox: Inbox, mongo_db: Database, clock: Clock
) -> None:
    primary = await intake.submit(unclear(text=SECRET))
    await _merged(intake, primary)
    await _drain(mongo_db, clock)
    before = await _heard(inbox)
    for command, actor in (
        (Accept(matter=DIRTY_ROAD), DISPATCHER),
        (Urge(words=SECRET), REPORTER),
        (Sign(), OFFICER),
        (FIXED, OFFICER),
        (Evaluate(outcome=1, speed=1, attitude=1, words=SECRET), REPORTER),
    ):
        clock.advance(timedelta(minutes=1))
        await intake.apply(primary.number, command, actor)
    await _drain(mongo_db, clock)
    heard = (await _heard(inbox))[len(before) :]
    assert [notice.title for notice in heard] == [
        "诉求已受理",
        "已派单",
        "承办部门已签收",
        "处置完成",
        "诉求已办理完毕",
    ]
    stored = await intake.read(primary.number, RULE)
    assert [(mark.sent_seq, mark.due_at) for mark in stored.outgoing] == [(stored.public_seq, None)] * 2
    assert not any(SECRET in notice.body + notice.body_en for notice in heard)
    owed = await mongo_db.delivery_attempts.count_documents({"to": NEIGHBOUR.id})
    assert owed == len(before) + len(heard)


async def test_a_follower_hears_that_it_is_worked_on_again_and_not_who_wanted_it(
    intake: Intake, inbox: Inbox, mongo_db: Database, clock: Clock
) -> None:
    primary = await intake.submit(submission())
    own = await _merged(intake, primary)
    clock.advance(timedelta(minutes=1))
    await intake.apply(primary.number, Sign(), OFFICER)
    await intake.apply(primary.number, FIXED, OFFICER)
    await intake.apply(primary.number, Reopen(words=SECRET), REPORTER)
    await _drain(mongo_db, clock)
    last = (await _heard(inbox))[-1]
    assert last.body == f"您的诉求 {own.number} 已重开，由市城管和综合执法局南城分局重新办理。"


async def test_that_the_other_reporter_was_found_abnormal_is_nobody_else_s_to_know(
    intake: Intake, inbox: Inbox, mongo_db: Database, clock: Clock
) -> None:
    primary = await intake.submit(submission())
    own = await _merged(intake, primary)
    await intake.apply(primary.number, FlagAbnormal(kind=AbnormalKind.MALICIOUS, words="多次辱骂"), OFFICER)
    with pytest.raises(Forbidden) as refused:
        await intake.apply(primary.number, ConfirmAbnormal(words="经核实属恶意。"), SUPERVISOR)
    assert refused.value.rule == "has_merged"
    await intake.apply(own.number, Unmerge(words="另行办理。"), DISPATCHER)
    for command, actor in (
        (ConfirmAbnormal(words="经核实属恶意。"), SUPERVISOR),
        (Appeal(words="不服"), REPORTER),
        (DismissAppeal(words="维持。"), THIRD),
    ):
        clock.advance(timedelta(minutes=1))
        await intake.apply(primary.number, command, actor)
    await _drain(mongo_db, clock)
    heard = await _heard(inbox)
    assert not any(word in each.body for each in heard for word in ("恶意", "异常", "申诉"))
    assert [notice.title for notice in await _heard(inbox, REPORTER.id)][-1] == "申诉未获支持"


async def test_whose_report_was_taken_out_again_hears_no_more_of_the_other(
    intake: Intake, inbox: Inbox, mongo_db: Database, clock: Clock
) -> None:
    primary = await intake.submit(submission())
    own = await _merged(intake, primary)
    await intake.apply(own.number, Unmerge(words="是另一处。"), DISPATCHER)
    await intake.apply(primary.number, Sign(), OFFICER)
    await _drain(mongo_db, clock)
    assert (await _heard(inbox))[-1].body == f"您的诉求 {own.number} 已解除并案，恢复单独办理。是另一处。"


async def test_somebody_who_filed_both_is_told_under_both_numbers(
    intake: Intake, inbox: Inbox, mongo_db: Database, clock: Clock
) -> None:
    primary = await intake.submit(submission())
    own = await intake.submit(submission())
    await intake.apply(own.number, Merge(primary=primary.number), DISPATCHER)
    await intake.apply(primary.number, Sign(), OFFICER)
    await _drain(mongo_db, clock)
    signed = [each for each in await _heard(inbox, REPORTER.id) if each.title == "承办部门已签收"]
    assert sorted(each.number for each in signed) == sorted([primary.number, own.number])


def _entry(action: Action, role: Role) -> Entry:
    return replace(filed().timeline[0], action=action, role=role, stage=Stage.IN_PROGRESS)


@pytest.mark.parametrize("action", sorted(WORDS))
def test_whoever_filed_it_hears_everything(action: Action) -> None:
    assert all(is_news(_entry(action, role), None) for role in Role)


@pytest.mark.parametrize("action", sorted(set(WORDS) - {Action.SUBMIT, Action.MERGE, Action.UNMERGE}))
def test_no_notice_to_a_follower_names_or_quotes_the_other_report(action: Action) -> None:
    report = replace(filed(unclear(text=SECRET)), number="DG261123-7K3F9QWM-F")
    entry = replace(_entry(action, Role.DISPATCHER), words=None, details={})
    notice = notice_of(report, entry, "DG261123-00000000-0")
    for text in (notice.body, notice.body_en):
        assert "DG261123-00000000-0" in text
        assert "DG261123-7K3F9QWM-F" not in text
        assert SECRET[:4] not in text


@pytest.mark.parametrize(
    ("action", "role"),
    [
        (Action.REQUEST_INFO, Role.DISPATCHER),
        (Action.SUPPLEMENT, Role.REPORTER),
        (Action.URGE, Role.REPORTER),
        (Action.EVALUATE, Role.REPORTER),
        (Action.WITHDRAW, Role.REPORTER),
        (Action.APPEAL, Role.REPORTER),
        (Action.DISMISS_APPEAL, Role.SUPERVISOR),
        (Action.REDACT, Role.AUDITOR),
    ],
)
def test_what_the_other_reporter_is_asked_says_or_is_answered_is_no_news(action: Action, role: Role) -> None:
    assert not is_news(_entry(action, role), "DG261123-00000000-0")


def test_that_the_time_to_evaluate_is_over_is_no_news_and_a_supervisor_s_closing_is() -> None:
    assert not is_news(_entry(Action.CLOSE, Role.RULE), "DG261123-00000000-0")
    assert is_news(_entry(Action.CLOSE, Role.SUPERVISOR), "DG261123-00000000-0")
    assert is_news(_entry(Action.URGE, Role.RULE), "DG261123-00000000-0")
