"""The words beside the straight way: asking back, urging, taking up again, ending early."""

from channels.wording.telling import Telling, Words
from channels.wording.times import local_time, local_time_en


def request_info(told: Telling) -> Words:
    """Something is missing."""
    until = told.moment("supplement_by")
    by = f"请在 {local_time(until)} 前" if until else "请您"
    by_en = f" by {local_time_en(until)}" if until else ""
    return Words(
        "请补充信息",
        f"您的诉求 {told.number} 需要补充信息，{by}补充。",
        "Please add what is missing",
        f"Your report {told.number} needs more; please add it{by_en}.",
    )


def supplement(told: Telling) -> Words:
    """It has arrived."""
    return Words(
        "已收到补充信息",
        f"您为诉求 {told.number} 补充的信息已收到。",
        "We have what you added",
        f"What you added to your report {told.number} has arrived.",
    )


def interim(told: Telling) -> Words:
    """How far they are."""
    return Words(
        "办理进展",
        f"{told.department}就您的诉求 {told.number} 答复进展：",
        "Progress",
        f"{told.department} on the progress of your report {told.number}:",
    )


def urge(told: Telling) -> Words:
    """Its department was asked for speed: by a person, or because the time is over."""
    whom = told.department or "受理部门"
    if told.is_by_rule:
        return Words(
            "已超时，系统已催办",
            f"您的诉求 {told.number} 已超时，系统已催办{whom}。",
            "Overdue; the department was urged",
            f"Your report {told.number} is overdue; {told.department or 'the receiving desk'} was urged.",
        )
    return Words(
        "已催办",
        f"已就您的诉求 {told.number} 催办{whom}。",
        "Urged",
        f"{told.department or 'The receiving desk'} was urged about your report {told.number}.",
    )


def close(told: Telling) -> Words:
    """It ended without an evaluation."""
    if told.is_by_rule:
        return Words(
            "诉求已结案",
            f"评价期限已过，您的诉求 {told.number} 已按未评价结案。",
            "The report is closed",
            f"The time to evaluate is over; your report {told.number} is closed without an evaluation.",
        )
    return Words(
        "诉求已结案",
        f"您的诉求 {told.number} 已结案。",
        "The report is closed",
        f"Your report {told.number} is closed.",
    )


def reopen(told: Telling) -> Words:
    """It is worked on again."""
    return Words(
        "诉求已重开",
        f"您的诉求 {told.number} 已重开，由{told.department}重新办理。",
        "Reopened",
        f"Your report {told.number} is open again with {told.department}.",
    )


def withdraw(told: Telling) -> Words:
    """Nobody asks for it any more."""
    if told.is_by_rule:
        return Words(
            "诉求视为撤回",
            f"您的诉求 {told.number} 逾期未补充信息，视为撤回；如仍需办理，请重新上报。",
            "Counted as withdrawn",
            f"Your report {told.number} was not supplemented in time and counts as withdrawn; "
            "please file a new one if you still need it.",
        )
    return Words(
        "诉求已撤回",
        f"您的诉求 {told.number} 已按您的要求撤回。",
        "Withdrawn",
        f"Your report {told.number} is withdrawn as you asked.",
    )


def void(told: Telling) -> Words:
    """It never was a report."""
    return Words(
        "诉求已作废",
        f"您的诉求 {told.number} 已作废。",
        "The report is void",
        f"Your report {told.number} is void.",
    )
