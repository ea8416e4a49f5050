"""What a notice takes over from the report, and what it keeps to itself."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import local_time, notice_of
from channels.wording import local_time_en
from intake import (
    RULE,
    AbnormalKind,
    Accept,
    Action,
    Close,
    ConfirmAbnormal,
    DeadlineKind,
    Decline,
    DeclineReason,
    FlagAbnormal,
    Level,
    RequestInfo,
    Urge,
    Warn,
    Withdraw,
)
from support.lives import NUMBER, explained, in_hand, life, notices, told
from support.reports import (
    DIRTY_ROAD,
    DISPATCHER,
    NOW,
    OFFICER,
    REPORTER,
    SUPERVISOR,
    act,
    filed,
    submission,
    unclear,
)


def test_long_words_of_a_reporter_are_quoted_in_part_and_on_one_line() -> None:
    body = notices(life("一二三四五\n六七八九十" * 50))[Action.SUBMIT].body
    assert "“一二三四五 六七八九十一二三四五 六七八…”" in body
    assert "…" not in notices(life("字" * 20))[Action.SUBMIT].body


@pytest.mark.parametrize(
    "action",
    [
        Action.REQUEST_INFO,
        Action.INTERIM,
        Action.CLOSE,
        Action.VOID,
        Action.MERGE,
        Action.UNMERGE,
        Action.DISMISS_APPEAL,
    ],
)
def test_the_words_of_staff_beside_the_straight_way_follow_the_notice(action: Action) -> None:
    notice = notices(told(say="请您知悉。"))[action]
    assert notice.body.endswith("请您知悉。")
    assert notice.body_en.endswith(" 请您知悉。")


def test_a_report_that_nobody_has_yet_is_urged_at_the_receiving_desk() -> None:
    accepted = act(filed(unclear(location=None)), Accept(matter=DIRTY_ROAD), DISPATCHER)
    urged = act(replace(accepted, number=NUMBER), Urge(), REPORTER)
    notice = notice_of(urged, urged.timeline[-1])
    assert notice.body == "已就您的诉求 DG261123-7K3F9QWM-F 催办受理部门。"
    assert notice.body_en == "The receiving desk was urged about your report DG261123-7K3F9QWM-F."


def test_a_time_that_is_over_is_said_to_be_over() -> None:
    late = act(
        in_hand(),
        Warn(kind=DeadlineKind.RESOLVE, level=Level.OVERDUE),
        RULE,
        now=NOW + timedelta(hours=6),
    )
    notice = notice_of(late, late.timeline[-1])
    assert notice.title == "已超时，系统已催办"
    assert notice.body == ("您的诉求 DG261123-7K3F9QWM-F 已超时，系统已催办市城管和综合执法局南城分局。")


def test_what_lapsed_is_not_said_to_be_the_reporter_s_wish() -> None:
    resolved = act(in_hand(), explained(), OFFICER)
    closed = act(resolved, Close(), RULE, now=NOW + timedelta(days=9))
    asked = act(replace(filed(unclear()), number=NUMBER), RequestInfo(words="是哪一段路？"), DISPATCHER)
    lapsed = act(asked, Withdraw(words="逾期"), RULE, now=NOW + timedelta(days=9))
    assert [notice_of(each, each.timeline[-1]).body for each in (closed, lapsed)] == [
        "评价期限已过，您的诉求 DG261123-7K3F9QWM-F 已按未评价结案。",
        "您的诉求 DG261123-7K3F9QWM-F 逾期未补充信息，视为撤回；如仍需办理，请重新上报。",
    ]


@pytest.mark.parametrize("kind", AbnormalKind)
def test_every_kind_of_abnormality_reads_as_a_sentence(kind: AbnormalKind) -> None:
    flagged = act(in_hand(), FlagAbnormal(kind=kind, words="见附件"), OFFICER)
    found = act(flagged, ConfirmAbnormal(words="经两人核实。"), SUPERVISOR)
    notice = notice_of(found, found.timeline[-1])
    assert f"认定为异常诉求（{kind.zh}），不再办理。经两人核实。如有异议，" in notice.body
    assert f"found to be abnormal ({kind.en})" in notice.body_en


@pytest.mark.parametrize(
    "action",
    [
        Action.TRANSFER,
        Action.ARBITRATE,
        Action.GRANT_EXTENSION,
        Action.GRANT_SUSPENSION,
        Action.RESUME,
    ],
)
def test_what_staff_write_to_each_other_is_not_read_out(action: Action) -> None:
    reports = told(say="内部意见")
    assert any(entry.words == "内部意见" for each in reports for entry in each.timeline)
    notice = notices(reports)[action]
    assert "内部意见" not in notice.body + notice.body_en


def test_a_dispatcher_s_words_follow_the_notice() -> None:
    notice = notices(told(say="已为您归类。"))[Action.ACCEPT]
    assert notice.body.endswith("事项为“道路不洁”。已为您归类。")
    assert notice.body_en.endswith(" 已为您归类。")


@pytest.mark.parametrize(
    "action",
    [
        Action.SUPPLEMENT,
        Action.URGE,
        Action.EVALUATE,
        Action.REOPEN,
        Action.WITHDRAW,
        Action.APPEAL,
    ],
)
def test_a_reporter_s_own_words_are_not_read_back(action: Action) -> None:
    lives = told(say="多谢")
    assert any(entry.words == "多谢" for each in lives for entry in each.timeline if entry.action is action)
    notice = notices(lives)[action]
    assert "多谢" not in notice.body + notice.body_en


@pytest.mark.parametrize("reason", DeclineReason)
def test_every_reason_reads_as_a_sentence(reason: DeclineReason) -> None:
    command = Decline(reason=reason, words="如有疑问请致电 12345。")
    report = act(filed(unclear()), command, DISPATCHER)
    body = notice_of(report, report.timeline[-1]).body
    assert f"原因：{reason.zh}。如有疑问请致电 12345。" in body


PLAIN = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="{}N"), min_size=1, max_size=300
).filter(str.strip)


@given(PLAIN, PLAIN, st.one_of(st.none(), PLAIN))
def test_no_notice_shows_its_machinery(text: str, words: str, say: str | None) -> None:
    for report in life(text, f"已清扫整条路面{words}", say=say):
        for entry in report.timeline:
            notice = notice_of(report, entry)
            for each in (notice.title, notice.body, notice.title_en, notice.body_en):
                assert not re.search(r"None|[{}]|Action\.|datetime", each)
                assert each.strip()
            assert NUMBER in notice.body
            assert NUMBER in notice.body_en


def test_a_report_without_clocks_is_told_without_dates() -> None:
    for report in told():
        for entry in filter(lambda each: each.public, report.timeline):
            bare = notice_of(report, replace(entry, details={}))
            assert not re.search(r"\d月|前办结|\bby \d", bare.body + bare.body_en)


@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        (datetime(2026, 11, 25, 9, 30, tzinfo=UTC), "11月25日 17:30", "25 Nov 17:30"),
        (datetime(2026, 12, 31, 16, 5, tzinfo=UTC), "1月1日 00:05", "1 Jan 00:05"),
    ],
)
def test_times_are_the_city_s(at: datetime, zh: str, en: str) -> None:
    assert (local_time(at), local_time_en(at)) == (zh, en)


def test_a_report_that_was_sent_at_once_names_its_matter() -> None:
    report = filed(submission(text="x" * 500))
    assert "“道路不洁”" in notice_of(report, report.timeline[0]).body
