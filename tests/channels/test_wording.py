"""The words people read, as they read them."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import Notice, local_time, notice_of
from channels.wording import WORDS, local_time_en
from intake import (
    RULE,
    AbnormalKind,
    Accept,
    Action,
    Actor,
    Appeal,
    Arbitrate,
    BlowWhistle,
    Classify,
    Close,
    Conclude,
    ConfirmAbnormal,
    DeadlineKind,
    Decline,
    DeclineReason,
    DismissAppeal,
    Evaluate,
    FlagAbnormal,
    GrantExtension,
    GrantReturn,
    GrantSuspension,
    Interim,
    Level,
    Limit,
    LimitUnit,
    Merge,
    PayRevisit,
    Publish,
    RefuseExtension,
    RefuseReturn,
    RefuseSuspension,
    RejectAbnormal,
    Reopen,
    Report,
    RequestExtension,
    RequestInfo,
    RequestReturn,
    RequestSuspension,
    Resolve,
    Respond,
    ResultCode,
    Resume,
    ReturnReason,
    Rework,
    Role,
    Sign,
    Supervise,
    Supplement,
    Transfer,
    Unmerge,
    Urge,
    Verify,
    Void,
    Warn,
    Withdraw,
    Withhold,
)
from intake.effects.step import Step
from intake.lifecycle import adopt, release
from support.reports import (
    DIRTY_ROAD,
    DISPATCHER,
    HUMEN_CG,
    NANCHENG_CG,
    NOW,
    OFFICER,
    REPORTER,
    ROUTING,
    SUPERVISOR,
    act,
    filed,
    photo,
    submission,
    unclear,
)

NUMBER = "DG261123-7K3F9QWM-F"
PRIMARY = "DG261123-00000000-0"
HUB = Actor("hub-1", Role.HUB, frozenset({NANCHENG_CG.id}))
CALLED = Actor("officer-2", Role.OFFICER, frozenset({HUMEN_CG}))
INSPECTOR = Actor("inspector-1", Role.INSPECTOR, towns=frozenset({"441900004000"}))
OTHER_SUPERVISOR = replace(SUPERVISOR, id="supervisor-2")


def _life(text: str = "路面很脏", words: str = "已清扫干净路面。", *, say: str | None = None) -> list[Report]:
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


def _signed() -> Report:
    sent = replace(filed(), number=NUMBER)
    return act(sent, Sign(), OFFICER, now=NOW + timedelta(minutes=5))


def _decided(say: str | None = None) -> list[Report]:
    """What was decided beside the way: asked for, granted, refused, merged, found abnormal."""
    signed = _signed()
    longer = RequestExtension(limit=Limit(2, LimitUnit.WORKING_DAY), words="等配件")
    asked = act(signed, longer, OFFICER)
    waits = act(signed, RequestSuspension(words="待管网改造", review_days=30), OFFICER)
    suspended = act(waits, GrantSuspension(words=say), SUPERVISOR)
    elsewhere = RequestReturn(reason=ReturnReason.OTHER_PLACE, words="在虎门", proposed=HUMEN_CG)
    flagged = act(signed, FlagAbnormal(kind=AbnormalKind.REPEAT, words="第十次上报"), OFFICER)
    confirmed = act(flagged, ConfirmAbnormal(words=say or "同一事项已答复。"), SUPERVISOR)
    appealed = act(confirmed, Appeal(words=say or "这次不一样"), REPORTER)
    inspected = act(replace(signed, channel="grid"), _resolve(), OFFICER)
    primary = replace(filed(), number=PRIMARY)
    merged = act(signed, Merge(primary=PRIMARY, words=say), DISPATCHER, primary=primary)
    return [
        act(asked, GrantExtension(words=say), SUPERVISOR),
        act(asked, RefuseExtension(words="来得及"), SUPERVISOR),
        act(waits, RefuseSuspension(words="可先处置"), SUPERVISOR),
        act(suspended, Resume(words=say), OFFICER, now=NOW + timedelta(days=3)),
        act(signed, Transfer(target=HUMEN_CG, words=say or "在虎门"), HUB),
        act(_refused_twice(signed, elsewhere), Arbitrate(lead=HUMEN_CG, words=say or "按界线"), DISPATCHER),
        act(appealed, DismissAppeal(words=say or "照片与前九次相同。"), OTHER_SUPERVISOR),
        act(merged, Unmerge(words=say or "是另一处路面。"), DISPATCHER, primary=primary),
        act(inspected, Rework(words=say or "还是脏"), INSPECTOR),
    ]


def _refused_twice(report: Report, asked: RequestReturn) -> Report:
    for _ in range(2):
        report = act(act(report, asked, OFFICER), RefuseReturn(words="在南城"), DISPATCHER)
    return report


def _among_staff() -> list[Report]:
    """What is done without its reporter being told."""
    signed, later = _signed(), NOW + timedelta(hours=8)
    resolved = act(replace(signed, channel="grid"), _resolve(), OFFICER)
    called = act(signed, BlowWhistle(departments=(HUMEN_CG,), words="井盖和路面"), HUB)
    answered = act(called, Respond(department=HUMEN_CG), CALLED)
    flagged = act(signed, FlagAbnormal(kind=AbnormalKind.REPEAT, words="第十次"), OFFICER)
    primary = replace(filed(), number=PRIMARY)
    step = Step(actor=DISPATCHER, now=NOW, router=ROUTING)
    adopted = adopt(primary, signed, step)
    returned = act(signed, RequestReturn(reason=ReturnReason.OTHER_PLACE, words="在虎门"), OFFICER)
    return [
        act(signed, Classify(matter=DIRTY_ROAD), DISPATCHER),
        release(adopted, signed, step),
        act(returned, GrantReturn(), DISPATCHER),
        act(signed, Supervise(level=1, order="督〔2026〕1号", days=3, words="请尽快"), SUPERVISOR),
        act(signed, Warn(kind=DeadlineKind.RESOLVE, level=Level.RED), RULE, now=later),
        act(answered, Conclude(department=HUMEN_CG, words="井盖已换"), CALLED),
        act(
            act(resolved, Verify(), INSPECTOR),
            PayRevisit(reached=True, solved=True),
            Actor("desk-1", Role.CALL_DESK),
        ),
        act(flagged, RejectAbnormal(words="不是同一处"), SUPERVISOR),
        act(signed, Publish(words="路面已清扫"), Actor("publisher-1", Role.PUBLISHER)),
        act(signed, Withhold(words="含个人信息"), Actor("publisher-1", Role.PUBLISHER)),
    ]


def _resolve() -> Resolve:
    return Resolve(result=ResultCode.EXPLAINED, words="已向您当面说明")


def _told(*, say: str | None = None) -> list[Report]:
    return _life(say=say) + _decided(say)


def _notices(reports: list[Report]) -> dict[Action, Notice]:
    """What was told of each step, by the report as it stood right after it."""
    told: dict[Action, Notice] = {}
    for report in reports:
        for entry in report.timeline:
            if entry.public:
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
        "市城管和综合执法局南城分局答复您的诉求 DG261123-7K3F9QWM-F：已清扫干净路面。",
        "Handled",
        "市城管和综合执法局南城分局 on your report DG261123-7K3F9QWM-F: 已清扫干净路面。",
    ),
    Action.VERIFY: (
        "请您评价",
        "您的诉求 DG261123-7K3F9QWM-F 已办理完毕，请在 11月30日 24:00 前评价办理结果。",
        "Please evaluate",
        "Your report DG261123-7K3F9QWM-F has been handled; please evaluate the result by 30 Nov 24:00.",
    ),
    Action.REWORK: (
        "核查未通过，重新办理",
        "经现场核查，您的诉求 DG261123-7K3F9QWM-F 尚未处置到位，已退回市城管和综合执法局南城分局重新办理。",
        "Not yet right",
        (
            "An inspector looked at your report DG261123-7K3F9QWM-F: it is not right yet, "
            "and is back with 市城管和综合执法局南城分局."
        ),
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
    Action.MERGE: (
        "诉求已并案",
        "您的诉求 DG261123-7K3F9QWM-F 与另一件诉求反映的是同一问题，已合并办理，后续进展将继续通知您。",
        "Merged with another report",
        (
            "Your report DG261123-7K3F9QWM-F is about the same thing as another report "
            "and is handled together with it; you will hear its news."
        ),
    ),
    Action.UNMERGE: (
        "诉求恢复单独办理",
        "您的诉求 DG261123-7K3F9QWM-F 已解除并案，恢复单独办理。是另一处路面。",
        "Handled on its own again",
        "Your report DG261123-7K3F9QWM-F is no longer merged; it is handled on its own. 是另一处路面。",
    ),
    Action.TRANSFER: (
        "已转派",
        "您的诉求 DG261123-7K3F9QWM-F 已转由市城管和综合执法局虎门分局办理。",
        "Passed on",
        "Your report DG261123-7K3F9QWM-F was passed on to 市城管和综合执法局虎门分局.",
    ),
    Action.ARBITRATE: (
        "已确定承办部门",
        "经裁决，您的诉求 DG261123-7K3F9QWM-F 由市城管和综合执法局虎门分局承办。",
        "The department is settled",
        "It was settled that your report DG261123-7K3F9QWM-F is handled by 市城管和综合执法局虎门分局.",
    ),
    Action.GRANT_EXTENSION: (
        "办理时限延长",
        "经批准，您的诉求 DG261123-7K3F9QWM-F 办理时限延长，预计 11月25日 17:30 前办结。",
        "More time was granted",
        "More time was granted for your report DG261123-7K3F9QWM-F; it is now due by 25 Nov 17:30.",
    ),
    Action.GRANT_SUSPENSION: (
        "诉求暂缓办理",
        "您的诉求 DG261123-7K3F9QWM-F 暂不具备处置条件，经批准暂缓办理，将在 12月23日 24:00 前复核。",
        "On hold",
        (
            "Your report DG261123-7K3F9QWM-F cannot be handled for now and was put on hold; "
            "it is looked at again by 23 Dec 24:00."
        ),
    ),
    Action.RESUME: (
        "诉求恢复办理",
        "您的诉求 DG261123-7K3F9QWM-F 已恢复办理，由市城管和综合执法局南城分局继续处置。",
        "Resumed",
        "市城管和综合执法局南城分局 goes on with your report DG261123-7K3F9QWM-F.",
    ),
    Action.CONFIRM_ABNORMAL: (
        "诉求被认定为异常",
        (
            "您的诉求 DG261123-7K3F9QWM-F 经复核认定为异常诉求（重复诉求），不再办理。同一事项已答复。"
            "如有异议，可对本诉求提出一次申诉，由未参与认定的人员复核。"
        ),
        "Found to be abnormal",
        (
            "Your report DG261123-7K3F9QWM-F was found to be abnormal (filed again and again) and is no "
            "longer handled. 同一事项已答复。 If you disagree, you may appeal once; somebody who took no "
            "part in this will look at it."
        ),
    ),
    Action.APPEAL: (
        "已收到申诉",
        "您对诉求 DG261123-7K3F9QWM-F 的申诉已收到，将由未参与认定的人员复核。",
        "We have your appeal",
        (
            "Your appeal about report DG261123-7K3F9QWM-F has arrived; somebody who took no part in the "
            "finding will look at it."
        ),
    ),
    Action.DISMISS_APPEAL: (
        "申诉未获支持",
        "您对诉求 DG261123-7K3F9QWM-F 的申诉经复核，维持原认定。照片与前九次相同。",
        "Appeal dismissed",
        "Your appeal about report DG261123-7K3F9QWM-F was looked at; the finding stands. 照片与前九次相同。",
    ),
}


@pytest.mark.parametrize("action", sorted(GOLDEN))
def test_the_words_of_each_step(action: Action) -> None:
    notice = _notices(_told())[action]
    assert (notice.title, notice.body, notice.title_en, notice.body_en) == GOLDEN[action]


AMONG_STAFF = {
    Action.CLASSIFY,
    Action.ADOPT,
    Action.RELEASE,
    Action.REQUEST_RETURN,
    Action.GRANT_RETURN,
    Action.REFUSE_RETURN,
    Action.REQUEST_EXTENSION,
    Action.REFUSE_EXTENSION,
    Action.REQUEST_SUSPENSION,
    Action.REFUSE_SUSPENSION,
    Action.SUPERVISE,
    Action.WARN,
    Action.WHISTLE,
    Action.RESPOND,
    Action.CONCLUDE,
    Action.REVISIT,
    Action.FLAG_ABNORMAL,
    Action.REJECT_ABNORMAL,
    Action.PUBLISH,
    Action.WITHHOLD,
}
"""What a reporter is not told of."""


def test_every_action_is_told_in_words_or_stays_among_staff() -> None:
    assert set(GOLDEN) | AMONG_STAFF == set(Action)
    assert set(WORDS) == set(GOLDEN)
    entries = [each for report in [*_told(), *_among_staff()] for each in report.timeline]
    assert {entry.action for entry in entries if entry.public} == set(GOLDEN)
    assert {entry.action for entry in entries if not entry.public} == AMONG_STAFF


def test_a_notice_says_which_report_and_which_step() -> None:
    report = _life()[0]
    notice = notice_of(report, report.timeline[0])
    assert (notice.report_id, notice.number, notice.seq, notice.at) == (report.id, NUMBER, 1, NOW)


@pytest.mark.parametrize("action", sorted(GOLDEN))
def test_a_title_fits_a_phone(action: Action) -> None:
    assert 0 < len(_notices(_told())[action].title) <= 20


def test_long_words_of_a_reporter_are_quoted_in_part_and_on_one_line() -> None:
    body = _notices(_life("一二三四五\n六七八九十" * 50))[Action.SUBMIT].body
    assert "“一二三四五 六七八九十一二三四五 六七八…”" in body
    assert "…" not in _notices(_life("字" * 20))[Action.SUBMIT].body


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
    notice = _notices(_told(say="请您知悉。"))[action]
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
        _signed(),
        Warn(kind=DeadlineKind.RESOLVE, level=Level.OVERDUE),
        RULE,
        now=NOW + timedelta(hours=6),
    )
    notice = notice_of(late, late.timeline[-1])
    assert notice.title == "已超时，系统已催办"
    assert notice.body == ("您的诉求 DG261123-7K3F9QWM-F 已超时，系统已催办市城管和综合执法局南城分局。")


def test_what_lapsed_is_not_said_to_be_the_reporter_s_wish() -> None:
    resolved = act(_signed(), _resolve(), OFFICER)
    closed = act(resolved, Close(), RULE, now=NOW + timedelta(days=9))
    asked = act(replace(filed(unclear()), number=NUMBER), RequestInfo(words="是哪一段路？"), DISPATCHER)
    lapsed = act(asked, Withdraw(words="逾期"), RULE, now=NOW + timedelta(days=9))
    assert [notice_of(each, each.timeline[-1]).body for each in (closed, lapsed)] == [
        "评价期限已过，您的诉求 DG261123-7K3F9QWM-F 已按未评价结案。",
        "您的诉求 DG261123-7K3F9QWM-F 逾期未补充信息，视为撤回；如仍需办理，请重新上报。",
    ]


@pytest.mark.parametrize("kind", AbnormalKind)
def test_every_kind_of_abnormality_reads_as_a_sentence(kind: AbnormalKind) -> None:
    flagged = act(_signed(), FlagAbnormal(kind=kind, words="见附件"), OFFICER)
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
    reports = _told(say="内部意见")
    assert any(entry.words == "内部意见" for each in reports for entry in each.timeline)
    notice = _notices(reports)[action]
    assert "内部意见" not in notice.body + notice.body_en


def test_a_dispatcher_s_words_follow_the_notice() -> None:
    notice = _notices(_told(say="已为您归类。"))[Action.ACCEPT]
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
    life = _told(say="多谢")
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
    for report in _life(text, f"已清扫整条路面{words}", say=say):
        for entry in report.timeline:
            notice = notice_of(report, entry)
            for each in (notice.title, notice.body, notice.title_en, notice.body_en):
                assert not re.search(r"None|[{}]|Action\.|datetime", each)
                assert each.strip()
            assert NUMBER in notice.body
            assert NUMBER in notice.body_en


@pytest.mark.parametrize("action", sorted(GOLDEN))
def test_chinese_words_carry_chinese_punctuation(action: Action) -> None:
    notice = _notices(_told())[action]
    assert not re.search(r"[\u4e00-\u9fff”F][,:;!?(]", notice.title + notice.body)


def test_a_report_without_clocks_is_told_without_dates() -> None:
    for report in _told():
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
