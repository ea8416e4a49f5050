"""The words of each step, as people read them."""

import re

import pytest

from channels import notice_of
from channels.wording import WORDS
from intake import Action
from support.lives import NUMBER, among_staff, life, notices, told
from support.reports import NOW

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
    Action.REDACT: (
        "诉求文字已脱敏",
        "您的诉求 DG261123-7K3F9QWM-F 中的文字已脱敏（本人申请删除），不可恢复；办理经过仍予保留。",
        "Its words were taken out",
        (
            "The words in your report DG261123-7K3F9QWM-F were taken out for good "
            "(its reporter asked for it); what was done when is kept."
        ),
    ),
}


@pytest.mark.parametrize("action", sorted(GOLDEN))
def test_the_words_of_each_step(action: Action) -> None:
    notice = notices(told())[action]
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
    entries = [each for report in [*told(), *among_staff()] for each in report.timeline]
    assert {entry.action for entry in entries if entry.public} == set(GOLDEN)
    assert {entry.action for entry in entries if not entry.public} == AMONG_STAFF


def test_a_notice_says_which_report_and_which_step() -> None:
    report = life()[0]
    notice = notice_of(report, report.timeline[0])
    assert (notice.report_id, notice.number, notice.seq, notice.at) == (report.id, NUMBER, 1, NOW)


@pytest.mark.parametrize("action", sorted(GOLDEN))
def test_a_title_fits_a_phone(action: Action) -> None:
    assert 0 < len(notices(told())[action].title) <= 20


@pytest.mark.parametrize("action", sorted(GOLDEN))
def test_chinese_words_carry_chinese_punctuation(action: Action) -> None:
    notice = notices(told())[action]
    assert not re.search(r"[\u4e00-\u9fff”F][,:;!?(]", notice.title + notice.body)
