"""For every command somebody who may give it, as data: what random people do to a report in tests."""

from datetime import datetime

from intake import (
    AbnormalKind,
    Accept,
    Actor,
    Appeal,
    Arbitrate,
    BlowWhistle,
    ChosenPhoto,
    Classify,
    Close,
    Command,
    Conclude,
    ConfirmAbnormal,
    Decline,
    DeclineReason,
    DismissAppeal,
    Dispatch,
    Evaluate,
    FlagAbnormal,
    GrantExtension,
    GrantReturn,
    GrantSuspension,
    Interim,
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
    Withdraw,
    Withhold,
    allowed,
)
from intake.table import TABLE
from support.reports import (
    AUDITOR,
    CALL_DESK,
    DIRTY_ROAD,
    DISPATCHER,
    HELPER,
    HUB,
    HUMEN_CG,
    INSPECTOR,
    NANCHENG_CG,
    OFFICER,
    PUBLISHER,
    REPORTER,
    SUPERVISOR,
)

Deed = tuple[Actor, Command]

OTHER_HUB = Actor("hub-2", Role.HUB, frozenset({HUMEN_CG}))
THIRD = Actor("supervisor-2", Role.SUPERVISOR)
TWO_DAYS = Limit(2, LimitUnit.WORKING_DAY)


def deeds(primary: str) -> tuple[Deed, ...]:
    """All of them; ``primary`` is the report that others are merged into. Warnings are the sweeper's."""
    return (
        (DISPATCHER, RequestInfo(words="请补充地点")),
        (REPORTER, Supplement(words="在路口")),
        (DISPATCHER, Accept(matter=DIRTY_ROAD)),
        (DISPATCHER, Decline(reason=DeclineReason.TOO_LATE, words="已过时限")),
        (DISPATCHER, Classify(matter="E0101")),
        (DISPATCHER, Classify(matter=DIRTY_ROAD)),
        (DISPATCHER, Merge(primary=primary)),
        (DISPATCHER, Unmerge(words="是另一处")),
        (DISPATCHER, Dispatch(lead=NANCHENG_CG.id)),
        (INSPECTOR, Dispatch(lead=NANCHENG_CG.id)),
        (DISPATCHER, Dispatch(lead=HUMEN_CG, assisting=(NANCHENG_CG.id,))),
        *((who, Sign()) for who in (OFFICER, HELPER, HUB)),
        (HUB, Transfer(target=HUMEN_CG, words="在虎门")),
        (OTHER_HUB, Transfer(target=NANCHENG_CG.id, words="在南城")),
        *(
            (who, RequestReturn(reason=ReturnReason.OTHER_PLACE, words="不在辖区"))
            for who in (OFFICER, HELPER)
        ),
        (DISPATCHER, GrantReturn()),
        (DISPATCHER, RefuseReturn(words="在辖区内")),
        (DISPATCHER, Arbitrate(lead=HUMEN_CG, words="由虎门承办")),
        *((who, RequestExtension(limit=TWO_DAYS, words="配件未到")) for who in (OFFICER, HELPER)),
        (SUPERVISOR, GrantExtension()),
        (SUPERVISOR, RefuseExtension(words="请按期完成")),
        *((who, RequestSuspension(words="等待汛期结束", review_days=30)) for who in (OFFICER, HELPER)),
        (SUPERVISOR, GrantSuspension()),
        (SUPERVISOR, RefuseSuspension(words="请继续办理")),
        (SUPERVISOR, Resume()),
        *((who, Interim(words="配件已订", made_safe=True)) for who in (OFFICER, HELPER)),
        (REPORTER, Urge()),
        (SUPERVISOR, Supervise(level=1, order="督〔2026〕1 号", days=3, words="请尽快")),
        (SUPERVISOR, BlowWhistle(departments=(HUMEN_CG,), words="请到场")),
        (SUPERVISOR, BlowWhistle(departments=(NANCHENG_CG.id,), words="请到场")),
        (HELPER, Respond(department=HUMEN_CG)),
        (OFFICER, Respond(department=NANCHENG_CG.id)),
        (HELPER, Conclude(department=HUMEN_CG, words="已处理")),
        (OFFICER, Conclude(department=NANCHENG_CG.id, words="已处理")),
        *(
            (who, Resolve(result=ResultCode.EXPLAINED, words="已向您说明清扫安排"))
            for who in (OFFICER, HELPER)
        ),
        (INSPECTOR, Verify(words="属实")),
        (SUPERVISOR, Verify()),
        (SUPERVISOR, Rework(words="还是脏")),
        (CALL_DESK, PayRevisit(reached=True, solved=False, satisfied=False)),
        (REPORTER, Evaluate(outcome=5, speed=4, attitude=5)),
        (SUPERVISOR, Close()),
        (REPORTER, Reopen(words="没有解决")),
        (THIRD, Reopen(words="申诉成立")),
        (REPORTER, Withdraw()),
        (SUPERVISOR, Void(words="测试数据")),
        *((who, FlagAbnormal(kind=AbnormalKind.FALSE, words="现场没有")) for who in (OFFICER, HELPER)),
        (SUPERVISOR, ConfirmAbnormal(words="属实")),
        (SUPERVISOR, RejectAbnormal(words="不属实")),
        (REPORTER, Appeal(words="确有其事")),
        (THIRD, DismissAppeal(words="维持认定")),
        (PUBLISHER, Publish(words="已清扫", photos=(ChosenPhoto(id="before"),))),
        (PUBLISHER, Withhold(words="涉及隐私")),
        (AUDITOR, Redact(reason=RedactReason.ERASURE_REQUEST)),
    )


def fitting(report: Report, now: datetime, all_deeds: tuple[Deed, ...]) -> list[Deed]:
    """Those that the table lets somebody do to this report now."""
    may = {actor: allowed(report, actor, now) for actor in dict.fromkeys(actor for actor, _ in all_deeds)}
    return [(actor, command) for actor, command in all_deeds if TABLE[type(command)].action in may[actor]]
