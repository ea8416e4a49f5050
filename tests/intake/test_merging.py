"""并案: one report follows another; its reporter hears the other's next news, and no more once they part."""

from datetime import timedelta

import pytest

from intake import (
    Action,
    Address,
    Command,
    ConfirmAbnormal,
    Database,
    Decline,
    DeclineReason,
    FlagAbnormal,
    Forbidden,
    Intake,
    InvalidInput,
    Merge,
    Outbox,
    Report,
    RequestInfo,
    RequestReturn,
    ReturnReason,
    Sign,
    Stage,
    Unmerge,
    Void,
    Withdraw,
)
from intake.lifecycle import adopt
from intake.outbox import sent
from intake.reasons import OF_ONE_PERSON, AbnormalKind
from support.clock import Clock
from support.reports import (
    DISPATCHER,
    OFFICER,
    REPORTER,
    SUPERVISOR,
    act,
    filed,
    step_for,
    submission,
    unclear,
)

OTHER = "reporter-2"


async def _told(outbox: Outbox, clock: Clock) -> list[tuple[Address, str | None, Action]]:
    """Deliver all that is due: to whom, about which report, and what."""
    told = []
    while claims := await outbox.claim_others(clock(), (), 1):
        told += [(claim.to, claim.about, claim.entry.action) for claim in claims]
        await outbox.settle([sent(claim, clock()) for claim in claims])
    return told


async def test_a_follower_hears_the_primary_s_next_news_only_and_none_after_they_part(
    intake: Intake, mongo_db: Database, clock: Clock
) -> None:
    outbox = Outbox(mongo_db)
    primary, report = await intake.submit(submission()), await intake.submit(unclear(reporter=OTHER))
    await _told(outbox, clock)
    await intake.apply(report.number, Merge(primary=primary.number), DISPATCHER)
    other, own = (Address(channel="iguanjia", ref=who) for who in (OTHER, REPORTER.id))
    assert await _told(outbox, clock) == [(other, None, Action.MERGE)]
    clock.advance(timedelta(minutes=1))
    await intake.apply(primary.number, Sign(), OFFICER)
    told = await _told(outbox, clock)
    assert sorted(told, key=str) == sorted(
        [(own, None, Action.SIGN), (other, report.number, Action.SIGN)], key=str
    )
    clock.advance(timedelta(minutes=1))
    await intake.apply(report.number, Unmerge(words="是另一处"), DISPATCHER)
    assert await _told(outbox, clock) == [(other, None, Action.UNMERGE)]
    await intake.apply(primary.number, Void(words="测试数据"), SUPERVISOR)
    assert await _told(outbox, clock) == [(own, None, Action.VOID)]


@pytest.mark.parametrize(
    ("command", "actor"),
    [
        (Withdraw(), REPORTER),
        (Void(words="测试数据"), SUPERVISOR),
        (RequestInfo(words="请补充地点"), DISPATCHER),
    ],
)
async def test_what_others_follow_is_neither_taken_back_nor_asked_back(
    intake: Intake, command: Command, actor: object
) -> None:
    primary, report = await intake.submit(unclear()), await intake.submit(unclear())
    await intake.apply(report.number, Merge(primary=primary.number), DISPATCHER)
    with pytest.raises(Forbidden) as refused:
        await intake.apply(primary.number, command, actor)  # type: ignore[arg-type] # one of the actors above
    assert refused.value.rule == "has_merged"
    third = await intake.submit(unclear())
    with pytest.raises(Forbidden):
        await intake.apply(primary.number, Merge(primary=third.number), DISPATCHER)


@pytest.mark.parametrize("reason", sorted(OF_ONE_PERSON))
def test_nobody_is_declined_for_what_another_one_wrote(reason: DeclineReason) -> None:
    primary = filed(unclear())
    followed = _followed(primary, filed(unclear()))
    with pytest.raises(InvalidInput) as refused:
        act(followed, Decline(reason=reason, words="乱写"), DISPATCHER)
    assert refused.value.rule == "has_merged"
    elsewhere = Decline(reason=DeclineReason.OUTSIDE_CITY, words="请向惠州反映")
    assert act(followed, elsewhere, DISPATCHER).stage is Stage.DECLINED


def test_nobody_ends_with_another_one_s_abnormal_report() -> None:
    primary = act(filed(), FlagAbnormal(kind=AbnormalKind.MALICIOUS, words="恶意"), OFFICER)
    followed = _followed(primary, filed())
    with pytest.raises(Forbidden) as refused:
        act(followed, ConfirmAbnormal(words="恶意"), SUPERVISOR)
    assert refused.value.rule == "has_merged"


def _followed(primary: Report, report: Report) -> Report:
    merge = Merge(primary=primary.number)
    step = step_for(report, merge, DISPATCHER, primary=primary)
    return adopt(primary, report, step)


def _merged(report: Report, primary: Report) -> Report:
    return act(report, Merge(primary=primary.number), DISPATCHER, primary=primary)


def test_nothing_follows_what_follows_waits_for_its_reporter_or_has_ended() -> None:
    primary = filed(unclear())
    for target, rule in (
        (_merged(filed(unclear()), primary), "not_merged"),
        (act(filed(unclear()), RequestInfo(words="请补充地点"), DISPATCHER), "primary_stage"),
        (act(filed(), Void(words="测试数据"), SUPERVISOR), "primary_stage"),
    ):
        with pytest.raises(InvalidInput) as refused:
            _merged(filed(), target)
        assert (refused.value.rule, refused.value.path) == (rule, ("input", "primary"))


def test_what_a_department_asked_or_flagged_ends_with_the_merge_and_parting_starts_afresh() -> None:
    ask = RequestReturn(reason=ReturnReason.OTHER_PLACE, words="不在辖区")
    flag = FlagAbnormal(kind=AbnormalKind.FALSE, words="现场没有")
    merged = _merged(act(act(filed(), ask, OFFICER), flag, OFFICER), filed())
    assert (merged.stage, merged.request, merged.abnormal) == (Stage.MERGED, None, None)
    assert merged.alarm_at is None
    parted = act(merged, Unmerge(words="是另一处"), DISPATCHER)
    assert (parted.stage, parted.assignment, parted.departments) == (Stage.SUBMITTED, None, ())
    assert parted.alarm_at is not None
