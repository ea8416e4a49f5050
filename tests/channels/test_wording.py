"""The words people read, as they read them."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import Notice, local_time, notice_of
from channels.wording import local_time_en
from intake import (
    Accept,
    Action,
    Close,
    Decline,
    DeclineReason,
    Evaluate,
    Interim,
    Reopen,
    Report,
    RequestInfo,
    Resolve,
    ResultCode,
    Sign,
    Supplement,
    Urge,
    Void,
    Withdraw,
)
from support.reports import (
    DIRTY_ROAD,
    DISPATCHER,
    NOW,
    OFFICER,
    REPORTER,
    SUPERVISOR,
    act,
    filed,
    photo,
    submission,
    unclear,
)

NUMBER = "DG261123-7K3F9QWM-F"


def _life(text: str = "路面很脏", words: str = "已清扫干净。", *, say: str | None = None) -> list[Report]:
    """A report after each step of its life and of every way it may take beside it, under a known number."""
    first = replace(filed(unclear(text=text)), number=NUMBER)
    accepted = act(first, Accept(matter=DIRTY_ROAD, words=say), DISPATCHER)
    signed = act(accepted, Sign(), OFFICER, now=NOW + timedelta(minutes=5))
    resolve = Resolve(result=ResultCode.FIXED, words=words)
    resolved = act(signed, resolve, OFFICER, now=NOW + timedelta(hours=1), photos=(photo("after").ref,))
    closed = act(resolved, Evaluate(outcome=5, speed=5, attitude=5, words=say), REPORTER)
    declined = act(first, Decline(reason=DeclineReason.EMERGENCY_LINE, words=say or "好。"), DISPATCHER)
    asked = act(first, RequestInfo(words=say or "是哪一段路？"), DISPATCHER)
    return [
        first,
        asked,
        act(asked, Supplement(words=say or "东段"), REPORTER),
        accepted,
        signed,
        act(signed, Interim(words=say or "明早清扫。"), OFFICER),
        act(signed, Urge(words=say), REPORTER),
        resolved,
        closed,
        act(resolved, Close(words=say), SUPERVISOR),
        act(closed, Reopen(words=say or "还是脏"), REPORTER),
        declined,
        act(first, Withdraw(words=say), REPORTER),
        act(signed, Void(words=say or "属测试数据。"), SUPERVISOR),
    ]


def _notices(reports: list[Report]) -> dict[Action, Notice]:
    """What was told of each step, by the report as it stood right after it."""
    told: dict[Action, Notice] = {}
    for report in reports:
        for entry in report.timeline:
            told.setdefault(entry.action, notice_of(report, entry))
    return told


GOLDEN = {
    Action.SUBMIT: (
        "已收到您的诉求",
        "您反映的“路面很脏”已登记，编号 DG261123-7K3F9QWM-F，凭编号可随时查询进度。",
        "We have your report",
        "Your report “路面很脏” is registered as DG261123-7K3F9QWM-F.",
    ),
    Action.ACCEPT: (
        "诉求已受理",
        "您的诉求 DG261123-7K3F9QWM-F 已受理，事项为“道路不洁”。",
        "Report accepted",
        "Your report DG261123-7K3F9QWM-F is accepted as “道路不洁”.",
    ),
    Action.DISPATCH: (
        "已派单",
        "您的诉求 DG261123-7K3F9QWM-F 已派至市城管和综合执法局南城分局办理，预计 11月23日 15:30 前办结。",
        "Sent to the department",
        "Your report DG261123-7K3F9QWM-F was sent to 市城管和综合执法局南城分局, due by 23 Nov 15:30.",
    ),
    Action.SIGN: (
        "承办部门已签收",
        "市城管和综合执法局南城分局已签收您的诉求 DG261123-7K3F9QWM-F，正在处置。",
        "The department is on it",
        "市城管和综合执法局南城分局 has taken your report DG261123-7K3F9QWM-F in hand.",
    ),
    Action.RESOLVE: (
        "处置完成",
        "市城管和综合执法局南城分局答复您的诉求 DG261123-7K3F9QWM-F：已清扫干净。",
        "Handled",
        "市城管和综合执法局南城分局 on your report DG261123-7K3F9QWM-F: 已清扫干净。",
    ),
    Action.VERIFY: (
        "请您评价",
        "您的诉求 DG261123-7K3F9QWM-F 已办理完毕，请在 11月30日 24:00 前评价办理结果。",
        "Please evaluate",
        "Your report DG261123-7K3F9QWM-F has been handled; please evaluate the result by 30 Nov 24:00.",
    ),
    Action.EVALUATE: (
        "感谢评价，诉求已结案",
        "您的诉求 DG261123-7K3F9QWM-F 已结案，感谢您的评价。",
        "Thank you; the report is closed",
        "Your report DG261123-7K3F9QWM-F is closed. Thank you for evaluating it.",
    ),
    Action.DECLINE: (
        "诉求不予受理",
        "很抱歉，您的诉求 DG261123-7K3F9QWM-F 不予受理，原因：应拨打 110、119、120 或 122。好。",
        "Report not taken up",
        "We are sorry: your report DG261123-7K3F9QWM-F is not taken up (call 110, 119, 120 or 122). 好。",
    ),
    Action.REQUEST_INFO: (
        "请补充信息",
        "您的诉求 DG261123-7K3F9QWM-F 需要补充信息，请在 11月26日 24:00 前补充。是哪一段路？",
        "Please add what is missing",
        "Your report DG261123-7K3F9QWM-F needs more; please add it by 26 Nov 24:00. 是哪一段路？",
    ),
    Action.SUPPLEMENT: (
        "已收到补充信息",
        "您为诉求 DG261123-7K3F9QWM-F 补充的信息已收到。",
        "We have what you added",
        "What you added to your report DG261123-7K3F9QWM-F has arrived.",
    ),
    Action.INTERIM: (
        "办理进展",
        "市城管和综合执法局南城分局就您的诉求 DG261123-7K3F9QWM-F 答复进展：明早清扫。",
        "Progress",
        "市城管和综合执法局南城分局 on the progress of your report DG261123-7K3F9QWM-F: 明早清扫。",
    ),
    Action.URGE: (
        "已催办",
        "已就您的诉求 DG261123-7K3F9QWM-F 催办市城管和综合执法局南城分局。",
        "Urged",
        "市城管和综合执法局南城分局 was urged about your report DG261123-7K3F9QWM-F.",
    ),
    Action.CLOSE: (
        "诉求已结案",
        "您的诉求 DG261123-7K3F9QWM-F 已结案。",
        "The report is closed",
        "Your report DG261123-7K3F9QWM-F is closed.",
    ),
    Action.REOPEN: (
        "诉求已重开",
        "您的诉求 DG261123-7K3F9QWM-F 已重开，由市城管和综合执法局南城分局重新办理。",
        "Reopened",
        "Your report DG261123-7K3F9QWM-F is open again with 市城管和综合执法局南城分局.",
    ),
    Action.WITHDRAW: (
        "诉求已撤回",
        "您的诉求 DG261123-7K3F9QWM-F 已按您的要求撤回。",
        "Withdrawn",
        "Your report DG261123-7K3F9QWM-F is withdrawn as you asked.",
    ),
    Action.VOID: (
        "诉求已作废",
        "您的诉求 DG261123-7K3F9QWM-F 已作废。属测试数据。",
        "The report is void",
        "Your report DG261123-7K3F9QWM-F is void. 属测试数据。",
    ),
}


@pytest.mark.parametrize("action", Action)
def test_the_words_of_each_step(action: Action) -> None:
    notice = _notices(_life())[action]
    assert (notice.title, notice.body, notice.title_en, notice.body_en) == GOLDEN[action]


def test_every_action_has_words() -> None:
    assert set(_notices(_life())) == set(Action) == set(GOLDEN)


def test_a_notice_says_which_report_and_which_step() -> None:
    report = _life()[0]
    notice = notice_of(report, report.timeline[0])
    assert (notice.report_id, notice.number, notice.seq, notice.at) == (report.id, NUMBER, 1, NOW)


@pytest.mark.parametrize("action", Action)
def test_a_title_fits_a_phone(action: Action) -> None:
    assert 0 < len(_notices(_life())[action].title) <= 20


def test_long_words_of_a_reporter_are_quoted_in_part_and_on_one_line() -> None:
    body = _notices(_life("一二三四五\n六七八九十" * 50))[Action.SUBMIT].body
    assert "“一二三四五 六七八九十一二三四五 六七八…”" in body
    assert "…" not in _notices(_life("字" * 20))[Action.SUBMIT].body


@pytest.mark.parametrize("action", [Action.REQUEST_INFO, Action.INTERIM, Action.CLOSE, Action.VOID])
def test_the_words_of_staff_beside_the_straight_way_follow_the_notice(action: Action) -> None:
    notice = _notices(_life(say="请您知悉。"))[action]
    assert notice.body.endswith("请您知悉。")
    assert notice.body_en.endswith(" 请您知悉。")


def test_a_report_that_nobody_has_yet_is_urged_at_the_receiving_desk() -> None:
    accepted = act(filed(unclear(location=None)), Accept(matter=DIRTY_ROAD), DISPATCHER)
    urged = act(replace(accepted, number=NUMBER), Urge(), REPORTER)
    notice = notice_of(urged, urged.timeline[-1])
    assert notice.body == "已就您的诉求 DG261123-7K3F9QWM-F 催办受理部门。"
    assert notice.body_en == "The receiving desk was urged about your report DG261123-7K3F9QWM-F."


def test_a_dispatcher_s_words_follow_the_notice() -> None:
    notice = _notices(_life(say="已为您归类。"))[Action.ACCEPT]
    assert notice.body.endswith("事项为“道路不洁”。已为您归类。")
    assert notice.body_en.endswith(" 已为您归类。")


@pytest.mark.parametrize(
    "action", [Action.SUPPLEMENT, Action.URGE, Action.EVALUATE, Action.REOPEN, Action.WITHDRAW]
)
def test_a_reporter_s_own_words_are_not_read_back(action: Action) -> None:
    life = _life(say="多谢")
    assert any(entry.words == "多谢" for each in life for entry in each.timeline if entry.action is action)
    notice = _notices(life)[action]
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
    for report in _life(text, words, say=say):
        for entry in report.timeline:
            notice = notice_of(report, entry)
            for each in (notice.title, notice.body, notice.title_en, notice.body_en):
                assert not re.search(r"None|[{}]|Action\.|datetime", each)
                assert each.strip()
            assert NUMBER in notice.body
            assert NUMBER in notice.body_en


@pytest.mark.parametrize("action", Action)
def test_chinese_words_carry_chinese_punctuation(action: Action) -> None:
    notice = _notices(_life())[action]
    assert not re.search(r"[\u4e00-\u9fff”F][,:;!?(]", notice.title + notice.body)


def test_a_report_without_clocks_is_told_without_dates() -> None:
    for report in _life():
        for entry in report.timeline:
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
