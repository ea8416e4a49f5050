"""Reports at every step of their lives and of every way beside it, and what was told of them."""

from dataclasses import replace
from datetime import timedelta

from channels import Notice, notice_of
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
    Redact,
    RedactReason,
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
    AUDITOR,
    DIRTY_ROAD,
    DISPATCHER,
    HELPER,
    HUB,
    HUMEN_CG,
    INSPECTOR,
    NOW,
    OFFICER,
    REPORTER,
    ROUTING,
    SALT,
    SUPERVISOR,
    act,
    filed,
    photo,
    unclear,
)

NUMBER = "DG261123-7K3F9QWM-F"
PRIMARY = "DG261123-00000000-0"
OTHER_SUPERVISOR = replace(SUPERVISOR, id="supervisor-2")


def life(text: str = "路面很脏", words: str = "已清扫干净路面。", *, say: str | None = None) -> list[Report]:
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


def in_hand() -> Report:
    sent = replace(filed(), number=NUMBER)
    return act(sent, Sign(), OFFICER, now=NOW + timedelta(minutes=5))


def decided(say: str | None = None) -> list[Report]:
    """What was decided beside the way: asked for, granted, refused, merged, found abnormal."""
    signed = in_hand()
    longer = RequestExtension(limit=Limit(2, LimitUnit.WORKING_DAY), words="等配件")
    asked = act(signed, longer, OFFICER)
    waits = act(signed, RequestSuspension(words="待管网改造", review_days=30), OFFICER)
    suspended = act(waits, GrantSuspension(words=say), SUPERVISOR)
    elsewhere = RequestReturn(reason=ReturnReason.OTHER_PLACE, words="在虎门", proposed=HUMEN_CG)
    flagged = act(signed, FlagAbnormal(kind=AbnormalKind.REPEAT, words="第十次上报"), OFFICER)
    confirmed = act(flagged, ConfirmAbnormal(words=say or "同一事项已答复。"), SUPERVISOR)
    appealed = act(confirmed, Appeal(words=say or "这次不一样"), REPORTER)
    dismissed = act(appealed, DismissAppeal(words=say or "照片与前九次相同。"), OTHER_SUPERVISOR)
    inspected = act(replace(signed, channel="grid"), explained(), OFFICER)
    primary = replace(filed(), number=PRIMARY)
    merged = act(signed, Merge(primary=PRIMARY, words=say), DISPATCHER, primary=primary)
    return [
        act(asked, GrantExtension(words=say), SUPERVISOR),
        act(asked, RefuseExtension(words="来得及"), SUPERVISOR),
        act(waits, RefuseSuspension(words="可先处置"), SUPERVISOR),
        act(suspended, Resume(words=say), OFFICER, now=NOW + timedelta(days=3)),
        act(signed, Transfer(target=HUMEN_CG, words=say or "在虎门"), HUB),
        act(_refused_twice(signed, elsewhere), Arbitrate(lead=HUMEN_CG, words=say or "按界线"), DISPATCHER),
        dismissed,
        act(dismissed, Redact(reason=RedactReason.ERASURE_REQUEST), AUDITOR),
        act(merged, Unmerge(words=say or "是另一处路面。"), DISPATCHER, primary=primary),
        act(inspected, Rework(words=say or "还是脏"), INSPECTOR),
    ]


def _refused_twice(report: Report, asked: RequestReturn) -> Report:
    for _ in range(2):
        report = act(act(report, asked, OFFICER), RefuseReturn(words="在南城"), DISPATCHER)
    return report


def among_staff() -> list[Report]:
    """What is done without its reporter being told."""
    signed, later = in_hand(), NOW + timedelta(hours=8)
    resolved = act(replace(signed, channel="grid"), explained(), OFFICER)
    called = act(signed, BlowWhistle(departments=(HUMEN_CG,), words="井盖和路面"), HUB)
    answered = act(called, Respond(department=HUMEN_CG), HELPER)
    flagged = act(signed, FlagAbnormal(kind=AbnormalKind.REPEAT, words="第十次"), OFFICER)
    primary = replace(filed(), number=PRIMARY)
    step = Step(actor=DISPATCHER, now=NOW, router=ROUTING, salt=SALT)
    adopted = adopt(primary, signed, step)
    returned = act(signed, RequestReturn(reason=ReturnReason.OTHER_PLACE, words="在虎门"), OFFICER)
    return [
        act(signed, Classify(matter=DIRTY_ROAD), DISPATCHER),
        release(adopted, signed, step),
        act(returned, GrantReturn(), DISPATCHER),
        act(signed, Supervise(level=1, order="督〔2026〕1号", days=3, words="请尽快"), SUPERVISOR),
        act(signed, Warn(kind=DeadlineKind.RESOLVE, level=Level.RED), RULE, now=later),
        act(answered, Conclude(department=HUMEN_CG, words="井盖已换"), HELPER),
        act(
            act(resolved, Verify(), INSPECTOR),
            PayRevisit(reached=True, solved=True),
            Actor("desk-1", Role.CALL_DESK),
        ),
        act(flagged, RejectAbnormal(words="不是同一处"), SUPERVISOR),
        act(signed, Publish(words="路面已清扫"), Actor("publisher-1", Role.PUBLISHER)),
        act(signed, Withhold(words="含个人信息"), Actor("publisher-1", Role.PUBLISHER)),
    ]


def explained() -> Resolve:
    return Resolve(result=ResultCode.EXPLAINED, words="已向您当面说明")


def told(*, say: str | None = None) -> list[Report]:
    return life(say=say) + decided(say)


def notices(reports: list[Report]) -> dict[Action, Notice]:
    """What was told of each step, by the report as it stood right after it."""
    told: dict[Action, Notice] = {}
    for report in reports:
        for entry in report.timeline:
            if entry.public:
                told.setdefault(entry.action, notice_of(report, entry))
    return told
