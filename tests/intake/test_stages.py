"""The table as a whole: every stage is reached and left, and every word of it has a label."""

from intake import (
    AbnormalKind,
    Action,
    DeadlineKind,
    DeclineReason,
    Level,
    RedactReason,
    RequestKind,
    ResultCode,
    ReturnReason,
    Role,
    Stage,
)
from intake.table import TABLE


def test_no_row_is_out_of_reach_and_no_stage_is_dead() -> None:
    reached, before = {Stage.SUBMITTED}, set[Stage]()
    while reached != before:
        before = set(reached)
        reached |= {row.target for row in TABLE.values() if row.target and row.sources & reached}
    unreachable = [row.action.value for row in TABLE.values() if not row.sources & reached]
    moving = {stage for row in TABLE.values() if row.target for stage in row.sources}
    print(f"unreachable rows: {unreachable}; unreached stages: {set(Stage) - reached}")  # noqa: T201 - the test's answer
    assert unreachable == []
    assert reached == set(Stage)
    assert set(Stage) - moving == {Stage.DECLINED, Stage.WITHDRAWN, Stage.VOIDED}


def test_what_has_ended_stays_ended_unless_it_is_reopened_or_parted() -> None:
    left = {
        (row.action, stage)
        for row in TABLE.values()
        for stage in row.sources
        if not stage.is_open and row.target is not None
    }
    assert left == {(Action.REOPEN, Stage.CLOSED), (Action.UNMERGE, Stage.MERGED)}


def test_every_word_of_the_lifecycle_has_a_chinese_label() -> None:
    words = [
        *Stage,
        *Role,
        *Action,
        *DeclineReason,
        *RedactReason,
        *ReturnReason,
        *AbnormalKind,
        *RequestKind,
        *Level,
        *DeadlineKind,
    ]
    assert all(word.zh and not word.zh.isascii() for word in words)
    assert {code for code in ResultCode if code.needs_photo} == {ResultCode.FIXED, ResultCode.NOT_FOUND}
