"""From an entry of the timeline to the words its follower reads. Pure."""

from collections.abc import Callable
from datetime import datetime, timedelta

from channels.notice import Notice
from intake import CITY_ZONE, Action, Entry, Report

_EXCERPT = 20
_Words = tuple[str, str, str, str]


def notice_of(report: Report, entry: Entry) -> Notice:
    """The notice for a public entry."""
    title, body, title_en, body_en = _WORDS[entry.action](report, entry)
    if entry.words and entry.action in _FOLLOWED:
        body, body_en = f"{body}{entry.words}", f"{body_en} {entry.words}"
    return Notice(
        report_id=report.id,
        number=report.number,
        seq=entry.seq,
        at=entry.at,
        title=title,
        body=body,
        title_en=title_en,
        body_en=body_en,
    )


def local_time(at: datetime) -> str:
    """City time as people here write it: ``11月25日 17:30``; midnight is 24:00 of the day that ends."""
    day, clock = _day_and_clock(at)
    return f"{day.month}月{day.day}日 {clock}"


def local_time_en(at: datetime) -> str:
    """City time in English: ``25 Nov 17:30``."""
    day, clock = _day_and_clock(at)
    return f"{day:%-d %b} {clock}"


def _day_and_clock(at: datetime) -> tuple[datetime, str]:
    local = at.astimezone(CITY_ZONE)
    if local.hour == local.minute == 0:
        return local - timedelta(days=1), "24:00"
    return local, f"{local:%H:%M}"


def _subject(report: Report) -> str:
    if report.matter is not None:
        return report.matter.name
    text = " ".join(report.text.split())
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}…"


def _submit(report: Report, _entry: Entry) -> _Words:
    return (
        "已收到您的诉求",
        f"您反映的“{_subject(report)}”已登记，编号 {report.number}，凭编号可随时查询进度。",
        "We have your report",
        f"Your report “{_subject(report)}” is registered as {report.number}.",
    )


def _accept(report: Report, _entry: Entry) -> _Words:
    return (
        "诉求已受理",
        f"您的诉求 {report.number} 已受理，事项为“{_subject(report)}”。",
        "Report accepted",
        f"Your report {report.number} is accepted as “{_subject(report)}”.",
    )


def _decline(report: Report, entry: Entry) -> _Words:
    reason, reason_en = (
        (report.decline_reason.zh, report.decline_reason.en) if report.decline_reason else ("", "")
    )
    return (
        "诉求不予受理",
        f"很抱歉，您的诉求 {report.number} 不予受理，原因：{reason}。{entry.words or ''}",
        "Report not taken up",
        f"We are sorry: your report {report.number} is not taken up ({reason_en}). {entry.words or ''}",
    )


def _dispatch(report: Report, entry: Entry) -> _Words:
    department = entry.department.name if entry.department else ""
    due: datetime | None = entry.details.get("resolve_by")
    until = f"，预计 {local_time(due)} 前办结" if due else ""
    until_en = f", due by {local_time_en(due)}" if due else ""
    return (
        "已派单",
        f"您的诉求 {report.number} 已派至{department}办理{until}。",
        "Sent to the department",
        f"Your report {report.number} was sent to {department}{until_en}.",
    )


def _sign(report: Report, entry: Entry) -> _Words:
    department = entry.department.name if entry.department else ""
    return (
        "承办部门已签收",
        f"{department}已签收您的诉求 {report.number}，正在处置。",
        "The department is on it",
        f"{department} has taken your report {report.number} in hand.",
    )


def _resolve(report: Report, entry: Entry) -> _Words:
    department = entry.department.name if entry.department else ""
    return (
        "处置完成",
        f"{department}答复您的诉求 {report.number}：{entry.words or ''}",
        "Handled",
        f"{department} on your report {report.number}: {entry.words or ''}",
    )


def _verify(report: Report, entry: Entry) -> _Words:
    until: datetime | None = entry.details.get("evaluate_by")
    by = f"请在 {local_time(until)} 前" if until else "请您"
    by_en = f" by {local_time_en(until)}" if until else ""
    return (
        "请您评价",
        f"您的诉求 {report.number} 已办理完毕，{by}评价办理结果。",
        "Please evaluate",
        f"Your report {report.number} has been handled; please evaluate the result{by_en}.",
    )


def _evaluate(report: Report, _entry: Entry) -> _Words:
    return (
        "感谢评价，诉求已结案",
        f"您的诉求 {report.number} 已结案，感谢您的评价。",
        "Thank you; the report is closed",
        f"Your report {report.number} is closed. Thank you for evaluating it.",
    )


def _request_info(report: Report, entry: Entry) -> _Words:
    until: datetime | None = entry.details.get("supplement_by")
    by = f"请在 {local_time(until)} 前" if until else "请您"
    by_en = f" by {local_time_en(until)}" if until else ""
    return (
        "请补充信息",
        f"您的诉求 {report.number} 需要补充信息，{by}补充。",
        "Please add what is missing",
        f"Your report {report.number} needs more; please add it{by_en}.",
    )


def _supplement(report: Report, _entry: Entry) -> _Words:
    return (
        "已收到补充信息",
        f"您为诉求 {report.number} 补充的信息已收到。",
        "We have what you added",
        f"What you added to your report {report.number} has arrived.",
    )


def _interim(report: Report, entry: Entry) -> _Words:
    department = entry.department.name if entry.department else ""
    return (
        "办理进展",
        f"{department}就您的诉求 {report.number} 答复进展：",
        "Progress",
        f"{department} on the progress of your report {report.number}:",
    )


def _urge(report: Report, entry: Entry) -> _Words:
    department, department_en = (
        (entry.department.name, entry.department.name)
        if entry.department
        else ("受理部门", "The receiving desk")
    )
    return (
        "已催办",
        f"已就您的诉求 {report.number} 催办{department}。",
        "Urged",
        f"{department_en} was urged about your report {report.number}.",
    )


def _close(report: Report, _entry: Entry) -> _Words:
    return (
        "诉求已结案",
        f"您的诉求 {report.number} 已结案。",
        "The report is closed",
        f"Your report {report.number} is closed.",
    )


def _reopen(report: Report, entry: Entry) -> _Words:
    department = entry.department.name if entry.department else ""
    return (
        "诉求已重开",
        f"您的诉求 {report.number} 已重开，由{department}重新办理。",
        "Reopened",
        f"Your report {report.number} is open again with {department}.",
    )


def _withdraw(report: Report, _entry: Entry) -> _Words:
    return (
        "诉求已撤回",
        f"您的诉求 {report.number} 已按您的要求撤回。",
        "Withdrawn",
        f"Your report {report.number} is withdrawn as you asked.",
    )


def _void(report: Report, _entry: Entry) -> _Words:
    return (
        "诉求已作废",
        f"您的诉求 {report.number} 已作废。",
        "The report is void",
        f"Your report {report.number} is void.",
    )


# Actions whose words are for the reporter and follow the notice; a reporter's own are not read back.
_FOLLOWED = frozenset(
    {Action.REQUEST_INFO, Action.ACCEPT, Action.DISPATCH, Action.INTERIM, Action.CLOSE, Action.VOID}
)
_WORDS: dict[Action, Callable[[Report, Entry], _Words]] = {
    Action.SUBMIT: _submit,
    Action.REQUEST_INFO: _request_info,
    Action.SUPPLEMENT: _supplement,
    Action.ACCEPT: _accept,
    Action.DECLINE: _decline,
    Action.DISPATCH: _dispatch,
    Action.SIGN: _sign,
    Action.RESOLVE: _resolve,
    Action.VERIFY: _verify,
    Action.EVALUATE: _evaluate,
    Action.INTERIM: _interim,
    Action.URGE: _urge,
    Action.CLOSE: _close,
    Action.REOPEN: _reopen,
    Action.WITHDRAW: _withdraw,
    Action.VOID: _void,
}
