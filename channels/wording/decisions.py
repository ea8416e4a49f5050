"""The words of what was decided about a report: whose it is, by when, whether at all."""

from channels.wording.telling import Telling, Words
from channels.wording.times import local_time, local_time_en
from intake import AbnormalKind


def merge(told: Telling) -> Words:
    """It follows another one from now on; whose that is, and its number, is not this reporter's to know."""
    return Words(
        "诉求已并案",
        f"您的诉求 {told.number} 与另一件诉求反映的是同一问题，已合并办理，后续进展将继续通知您。",
        "Merged with another report",
        f"Your report {told.number} is about the same thing as another report "
        "and is handled together with it; you will hear its news.",
    )


def unmerge(told: Telling) -> Words:
    """It is a thing of its own after all."""
    return Words(
        "诉求恢复单独办理",
        f"您的诉求 {told.number} 已解除并案，恢复单独办理。",
        "Handled on its own again",
        f"Your report {told.number} is no longer merged; it is handled on its own.",
    )


def transfer(told: Telling) -> Words:
    """Another department of the same unit has it."""
    return Words(
        "已转派",
        f"您的诉求 {told.number} 已转由{told.department}办理。",
        "Passed on",
        f"Your report {told.number} was passed on to {told.department}.",
    )


def arbitrate(told: Telling) -> Words:
    """Whose it is was settled."""
    return Words(
        "已确定承办部门",
        f"经裁决，您的诉求 {told.number} 由{told.department}承办。",
        "The department is settled",
        f"It was settled that your report {told.number} is handled by {told.department}.",
    )


def grant_extension(told: Telling) -> Words:
    """It takes longer."""
    due = told.moment("resolve_by")
    return Words(
        "办理时限延长",
        f"经批准，您的诉求 {told.number} 办理时限延长{f'，预计 {local_time(due)} 前办结' if due else ''}。",
        "More time was granted",
        f"More time was granted for your report {told.number}"
        f"{f'; it is now due by {local_time_en(due)}' if due else ''}.",
    )


def grant_suspension(told: Telling) -> Words:
    """It rests, and when somebody looks at it again."""
    review = told.moment("review_by")
    return Words(
        "诉求暂缓办理",
        f"您的诉求 {told.number} 暂不具备处置条件，经批准暂缓办理"
        f"{f'，将在 {local_time(review)} 前复核' if review else ''}。",
        "On hold",
        f"Your report {told.number} cannot be handled for now and was put on hold"
        f"{f'; it is looked at again by {local_time_en(review)}' if review else ''}.",
    )


def resume(told: Telling) -> Words:
    """It rests no longer."""
    return Words(
        "诉求恢复办理",
        f"您的诉求 {told.number} 已恢复办理，由{told.department}继续处置。",
        "Resumed",
        f"{told.department} goes on with your report {told.number}.",
    )


def confirm_abnormal(told: Telling) -> Words:
    """It ends as abnormal, and how to object. What the reporter did is nobody else's to know."""
    if not told.is_own:
        return Words(
            "诉求已终止办理",
            f"您的诉求 {told.number} 所并入的诉求已终止办理。如问题仍未解决，请重新上报。",
            "No longer handled",
            f"The report that your report {told.number} was merged into is no longer handled. "
            "If it is not solved, please file a new report.",
        )
    kind = told.entry.details.get("kind")
    label = f"（{AbnormalKind(kind).zh}）" if kind else ""
    label_en = f" ({AbnormalKind(kind).en})" if kind else ""
    return Words(
        "诉求被认定为异常",
        f"您的诉求 {told.number} 经复核认定为异常诉求{label}，不再办理。{told.said}"
        "如有异议，可对本诉求提出一次申诉，由未参与认定的人员复核。",
        "Found to be abnormal",
        f"Your report {told.number} was found to be abnormal{label_en} and is no longer handled. {told.said} "
        "If you disagree, you may appeal once; somebody who took no part in this will look at it.",
    )


def appeal(told: Telling) -> Words:
    """The objection has arrived."""
    return Words(
        "已收到申诉",
        f"您对诉求 {told.number} 的申诉已收到，将由未参与认定的人员复核。",
        "We have your appeal",
        f"Your appeal about report {told.number} has arrived; somebody who took no part in the finding "
        "will look at it.",
    )


def dismiss_appeal(told: Telling) -> Words:
    """The objection changes nothing."""
    return Words(
        "申诉未获支持",
        f"您对诉求 {told.number} 的申诉经复核，维持原认定。",
        "Appeal dismissed",
        f"Your appeal about report {told.number} was looked at; the finding stands.",
    )


def rework(told: Telling) -> Words:
    """The result did not hold when somebody looked."""
    return Words(
        "核查未通过，重新办理",
        f"经现场核查，您的诉求 {told.number} 尚未处置到位，已退回{told.department}重新办理。",
        "Not yet right",
        f"An inspector looked at your report {told.number}: it is not right yet, "
        f"and is back with {told.department}.",
    )


def redact(told: Telling) -> Words:
    """Its words are gone, and why."""
    reason = told.report.redaction
    why, why_en = (f"（{reason.zh}）", f" ({reason.en})") if reason else ("", "")
    return Words(
        "诉求文字已脱敏",
        f"您的诉求 {told.number} 中的文字已脱敏{why}，不可恢复；办理经过仍予保留。",
        "Its words were taken out",
        f"The words in your report {told.number} were taken out for good{why_en}; "
        "what was done when is kept.",
    )
