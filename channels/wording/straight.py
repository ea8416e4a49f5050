"""The words of the straight way, from handing in to evaluating."""

from channels.wording.telling import Telling, Words
from channels.wording.times import local_time, local_time_en

_EXCERPT = 20


def submit(told: Telling) -> Words:
    """It has arrived."""
    subject = told.report.matter.name if told.report.matter else _excerpt(told.report.text)
    return Words(
        "已收到您的诉求",
        f"您反映的“{subject}”已登记，编号 {told.number}，凭编号可随时查询进度。",
        "We have your report",
        f"Your report “{subject}” is registered as {told.number}.",
    )


def accept(told: Telling) -> Words:
    """It is taken up."""
    matter = told.report.matter.name if told.report.matter else ""
    return Words(
        "诉求已受理",
        f"您的诉求 {told.number} 已受理，事项为“{matter}”。",
        "Report accepted",
        f"Your report {told.number} is accepted as “{matter}”.",
    )


def decline(told: Telling) -> Words:
    """It is not taken up, and why."""
    reason = told.report.decline_reason
    why, why_en = (reason.zh, reason.en) if reason else ("", "")
    return Words(
        "诉求不予受理",
        f"很抱歉，您的诉求 {told.number} 不予受理，原因：{why}。{told.said}",
        "Report not taken up",
        f"We are sorry: your report {told.number} is not taken up ({why_en}). {told.said}",
    )


def dispatch(told: Telling) -> Words:
    """It was sent."""
    due = told.moment("resolve_by")
    until = f"，预计 {local_time(due)} 前办结" if due else ""
    until_en = f", due by {local_time_en(due)}" if due else ""
    return Words(
        "已派单",
        f"您的诉求 {told.number} 已派至{told.department}办理{until}。",
        "Sent to the department",
        f"Your report {told.number} was sent to {told.department}{until_en}.",
    )


def sign(told: Telling) -> Words:
    """Somebody has it in hand."""
    return Words(
        "承办部门已签收",
        f"{told.department}已签收您的诉求 {told.number}，正在处置。",
        "The department is on it",
        f"{told.department} has taken your report {told.number} in hand.",
    )


def resolve(told: Telling) -> Words:
    """What was done."""
    return Words(
        "处置完成",
        f"{told.department}答复您的诉求 {told.number}：{told.said}",
        "Handled",
        f"{told.department} on your report {told.number}: {told.said}",
    )


def verify(told: Telling) -> Words:
    """The result holds. Only whoever filed the report may evaluate it."""
    if not told.is_own:
        return Words(
            "诉求已办理完毕",
            f"您的诉求 {told.number} 已随并案办理完毕。如问题仍未解决，请重新上报。",
            "Handled",
            f"Your report {told.number} has been handled with the one it was merged into. "
            "If it is not solved, please file a new report.",
        )
    until = told.moment("evaluate_by")
    by = f"请在 {local_time(until)} 前" if until else "请您"
    by_en = f" by {local_time_en(until)}" if until else ""
    return Words(
        "请您评价",
        f"您的诉求 {told.number} 已办理完毕，{by}评价办理结果。",
        "Please evaluate",
        f"Your report {told.number} has been handled; please evaluate the result{by_en}.",
    )


def evaluate(told: Telling) -> Words:
    """It was evaluated."""
    return Words(
        "感谢评价，诉求已结案",
        f"您的诉求 {told.number} 已结案，感谢您的评价。",
        "Thank you; the report is closed",
        f"Your report {told.number} is closed. Thank you for evaluating it.",
    )


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else f"{line[:_EXCERPT]}…"
