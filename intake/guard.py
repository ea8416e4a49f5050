"""Rules beyond role and stage: whose report it is, what was asked, how often, how long ago. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.effects.merging import has_merged
from intake.effects.step import entries
from intake.entry import Action
from intake.report import Report
from intake.request import RequestKind
from intake.stage import Actor, Role, Stage
from intake.whistle import Call

MAX_URGES = 3
URGE_AGAIN_AFTER = timedelta(hours=24)
MAX_REOPENS = 2
REOPEN_WITHIN = timedelta(days=15)
MAX_RETURNS_REFUSED = 2
MAX_EXTENSIONS = 2
MAX_SUSPENSIONS = 2
MAX_TRANSFERS = 3
MAX_RETURNS = 3
INSPECTED_CHANNELS = frozenset({"grid"})
"""Channels whose reports are looked at on the spot: before they are sent out, and before a result holds."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition of a row.

    Attributes:
        rule: stable snake_case word.
        zh: what must hold, in Chinese, told to whoever is refused.
        en: the same in English.
        holds: whether it does, for this report, actor and moment.
    """

    rule: str
    zh: str
    en: str
    holds: Callable[[Report, Actor, datetime], bool]


def _is_lead(report: Report, actor: Actor, _now: datetime) -> bool:
    return report.assignment is not None and report.assignment.lead.id in actor.departments


def _is_lead_or_staff(report: Report, actor: Actor, now: datetime) -> bool:
    return actor.role not in {Role.OFFICER, Role.HUB} or _is_lead(report, actor, now)


def _is_reporter(report: Report, actor: Actor, _now: datetime) -> bool:
    return actor.role is not Role.REPORTER or actor.id == report.reporter


def _calls(report: Report, actor: Actor) -> list[Call]:
    """The calls that are this actor's to answer: of their departments, or all of them for a supervisor."""
    calls = report.whistle.calls if report.whistle else ()
    all_of_them = actor.role is Role.SUPERVISOR
    return [each for each in calls if all_of_them or each.department.id in actor.departments]


def _is_awaited(report: Report, actor: Actor, _now: datetime) -> bool:
    return any(call.responded_at is None and call.concluded_at is None for call in _calls(report, actor))


def _is_unconcluded(report: Report, actor: Actor, _now: datetime) -> bool:
    return any(call.concluded_at is None for call in _calls(report, actor))


def _is_there(report: Report, actor: Actor, _now: datetime) -> bool:
    here = any(call.responded_at and call.concluded_at is None for call in _calls(report, actor))
    return here or actor.role is Role.SUPERVISOR


def _walks_there(report: Report, actor: Actor, _now: datetime) -> bool:
    if actor.role is not Role.INSPECTOR:
        return True
    return report.jurisdiction is not None and report.jurisdiction.town_code in actor.towns


def _is_inspected(report: Report, actor: Actor, _now: datetime) -> bool:
    return actor.role is not Role.INSPECTOR or report.channel in INSPECTED_CHANNELS


def _asked(kind: RequestKind) -> Guard:
    return Guard(
        "pending_request",
        f"没有待决定的{kind.zh}申请",
        f"No {kind.value} waits for a decision",
        lambda report, _actor, _now: report.request is not None and report.request.kind is kind,
    )


def _fewer(rule: str, action: Action, most: int) -> Guard:
    return Guard(
        rule,
        f"“{action.zh}”最多 {most} 次",
        f"{action.value} is possible {most} times",
        lambda report, _actor, _now: len(entries(report, action)) < most,
    )


def _is_second_person(report: Report, actor: Actor, _now: datetime) -> bool:
    return report.abnormal is not None and report.abnormal.flagged_by != actor.id


def _is_third_person(report: Report, actor: Actor, _now: datetime) -> bool:
    flagged = report.abnormal
    return flagged is not None and actor.id not in {flagged.flagged_by, flagged.confirmed_by}


def _urged_rarely(report: Report, actor: Actor, _now: datetime) -> bool:
    return actor.role is not Role.REPORTER or len(entries(report, Action.URGE, Role.REPORTER)) < MAX_URGES


def _urged_long_ago(report: Report, actor: Actor, now: datetime) -> bool:
    mine = entries(report, Action.URGE, Role.REPORTER)
    return actor.role is not Role.REPORTER or not mine or now >= mine[-1].at + URGE_AGAIN_AFTER


def _reopened_rarely(report: Report, actor: Actor, _now: datetime) -> bool:
    mine = entries(report, Action.REOPEN, Role.REPORTER)
    return actor.role is not Role.REPORTER or len(mine) < MAX_REOPENS


def _resolved_lately(report: Report, actor: Actor, now: datetime) -> bool:
    verified = entries(report, Action.VERIFY)
    if actor.role is not Role.REPORTER or not verified:
        return True
    return now <= verified[-1].at + REOPEN_WITHIN


def _may_reopen_abnormal(report: Report, actor: Actor, now: datetime) -> bool:
    if report.abnormal is None or report.stage is not Stage.CLOSED:
        return True
    return actor.role is Role.SUPERVISOR and _is_third_person(report, actor, now)


def _has_lapsed(report: Report, actor: Actor, now: datetime) -> bool:
    """Whether a window of the reporter is over, where a rule acts on that."""
    windows = (clock for clock in report.deadlines if clock.kind.is_window and clock.is_running)
    return actor.role is not Role.RULE or any(clock.due_by <= now for clock in windows)


def _since_settled(report: Report, action: Action) -> int:
    """How often this was done since the last arbitration, which settled what came before."""
    done = [each.action for each in report.timeline if each.action in {action, Action.ARBITRATE}]
    return [*reversed(done), Action.ARBITRATE].index(Action.ARBITRATE)


def _is_disputed(report: Report, _actor: Actor, _now: datetime) -> bool:
    refused = _since_settled(report, Action.REFUSE_RETURN)
    return refused >= MAX_RETURNS_REFUSED or _since_settled(report, Action.GRANT_RETURN) >= MAX_RETURNS


LEAD = Guard("own", "只有主办部门的人员可以操作", "Only the lead department may do this", _is_lead)
LEAD_OR_STAFF = Guard("own", LEAD.zh, LEAD.en, _is_lead_or_staff)
REPORTER = Guard("own", "只有诉求人本人可以操作", "Only its own reporter may do this", _is_reporter)
CALLED = Guard(
    "own",
    "只有被吹哨的部门可以操作",
    "Only a called department may do this",
    lambda report, actor, _now: bool(_calls(report, actor)),
)
WALKS_THERE = Guard(
    "own", "只有本镇街的核查员可以操作", "Only an inspector of its town may do this", _walks_there
)
INSPECTED = Guard(
    "inspected",
    "该渠道的诉求不需要现场核实",
    "Reports of this channel are not looked at before they are sent out",
    _is_inspected,
)

NO_REQUEST = Guard(
    "one_request",
    "已有待决定的申请",
    "A request already waits for its decision",
    lambda report, _actor, _now: report.request is None,
)
RETURN_ASKED = _asked(RequestKind.RETURN)
EXTENSION_ASKED = _asked(RequestKind.EXTENSION)
SUSPENSION_ASKED = _asked(RequestKind.SUSPENSION)
RETURN_COUNT = Guard(
    "return_count",
    f"已 {MAX_RETURNS_REFUSED} 次不同意退单，由派单员裁决",
    f"A return was refused {MAX_RETURNS_REFUSED} times; a dispatcher settles it now",
    lambda report, _actor, _now: _since_settled(report, Action.REFUSE_RETURN) < MAX_RETURNS_REFUSED,
)
NOT_FINAL = Guard(
    "not_arbitrated",
    "已经裁决，不能再退单",
    "It was settled by arbitration; it cannot be returned",
    lambda report, _actor, _now: report.assignment is None or not report.assignment.is_final,
)
DISPUTED = Guard(
    "disputed",
    f"须有 {MAX_RETURNS_REFUSED} 次退单未获同意，或已退单 {MAX_RETURNS} 次；裁决后重新计次",
    f"It takes {MAX_RETURNS_REFUSED} refused returns, or {MAX_RETURNS} granted ones, since any arbitration",
    _is_disputed,
)
EXTENSION_COUNT = _fewer("extension_count", Action.GRANT_EXTENSION, MAX_EXTENSIONS)
SUSPENSION_COUNT = _fewer("suspension_count", Action.GRANT_SUSPENSION, MAX_SUSPENSIONS)
TRANSFER_COUNT = _fewer("transfer_count", Action.TRANSFER, MAX_TRANSFERS)
URGE_COUNT = Guard(
    "urge_count", f"最多催办 {MAX_URGES} 次", f"A report may be urged {MAX_URGES} times", _urged_rarely
)
URGE_INTERVAL = Guard(
    "urge_interval",
    "24 小时内已催办过，请稍后再试",
    "It was urged within the last 24 hours",
    _urged_long_ago,
)
REOPEN_COUNT = Guard(
    "reopen_count",
    f"最多重开 {MAX_REOPENS} 次，如仍有异议请拨打 12345",
    f"A report may be reopened {MAX_REOPENS} times; call 12345 if it is still not right",
    _reopened_rarely,
)
REOPEN_WINDOW = Guard(
    "reopen_window",
    f"已超过办结后 {REOPEN_WITHIN.days} 天的重开期限，请重新上报",
    f"It may be reopened within {REOPEN_WITHIN.days} days of its result; file a new report",
    _resolved_lately,
)
NO_WHISTLE = Guard(
    "whistle_open",
    "吹哨的部门尚未全部办结",
    "A called department has not concluded yet",
    lambda report, _actor, _now: report.whistle is None or not report.whistle.is_open,
)
AWAITED = Guard("once", "该部门已报到或已办结", "The department has answered or concluded", _is_awaited)
UNCONCLUDED = Guard("once", "该部门已办结", "The department has concluded", _is_unconcluded)
RESPONDED = Guard("respond_first", "请先报到", "Answer the call first", _is_there)
NOT_FLAGGED = Guard(
    "not_flagged",
    "已标记异常，等待认定",
    "It is flagged as abnormal and waits for a second person",
    lambda report, _actor, _now: report.abnormal is None,
)
SECOND_PERSON = Guard(
    "second_person",
    "须由标记人以外的人认定，且已标记异常",
    "It takes a flag, and somebody other than whoever flagged it",
    _is_second_person,
)
CONFIRMED = Guard(
    "confirmed_abnormal",
    "只有被认定为异常的诉求可以申诉，且只能申诉一次",
    "Only a report that was confirmed abnormal is appealed, and once",
    lambda report, _actor, _now: (
        report.abnormal is not None
        and report.abnormal.confirmed_at is not None
        and report.abnormal.appealed_at is None
    ),
)
APPEALED = Guard(
    "appealed",
    "没有待处理的申诉，或申诉已驳回",
    "No appeal waits for a decision",
    lambda report, _actor, _now: (
        report.abnormal is not None
        and report.abnormal.appealed_at is not None
        and report.abnormal.dismissed_at is None
    ),
)
THIRD_PERSON = Guard(
    "third_person",
    "须由标记人和认定人以外的人处理",
    "It takes somebody other than the two who decided",
    _is_third_person,
)
REOPEN_ABNORMAL = Guard(
    "appeal_first",
    "该诉求被认定为异常，请申诉，由第三人处理",
    "It was confirmed abnormal: appeal, and a third person decides",
    _may_reopen_abnormal,
)
NOT_PRIMARY = Guard(
    "has_merged",
    "有其他诉求并入该诉求，请先解除并案",
    "Other reports follow this one; unmerge them first",
    lambda report, _actor, _now: not has_merged(report),
)
WINDOW_OVER = Guard(
    "window_over",
    "诉求人的补充或评价期限未到",
    "Its reporter still has time to supplement or to evaluate",
    _has_lapsed,
)
HAS_DEPARTMENT = Guard(
    "has_department",
    "该诉求由原系统导入，承办部门不详，不能重开，请重新上报",
    "It was imported and nobody knows which department had it; file a new report",
    lambda report, _actor, _now: report.assignment is not None,
)
NOT_REDACTED = Guard(
    "not_redacted",
    "该诉求已脱敏",
    "Its words were taken out",
    lambda report, _actor, _now: report.redaction is None,
)
APPEAL_DECIDED = Guard(
    "appeal_decided",
    "申诉尚未处理，暂不能脱敏",
    "An appeal still waits for its decision",
    lambda report, actor, now: not APPEALED.holds(report, actor, now),
)
