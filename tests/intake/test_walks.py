"""Walks of real commands from filing on: together they write every kind of entry there is."""

from datetime import timedelta

from intake import RULE, Action, Merge, Report, Stage, Unmerge
from intake.alarm import due_command
from intake.lifecycle import adopt, release
from support.deeds import deeds
from support.reports import DISPATCHER, NOW, act, filed, photo, step_for, submission, unclear

PRIMARY = filed()
DEEDS = {
    f"{actor.id} {type(command).__name__}": (actor, command)
    for actor, command in reversed(deeds(PRIMARY.number))
}
"""The first of every actor's commands of a kind."""

WALKS: tuple[tuple[Stage, str], ...] = (
    (
        Stage.CLOSED,
        """dispatcher-1 RequestInfo, reporter-1 Supplement, dispatcher-1 Accept, inspector-1 Dispatch,
        officer-1 Sign, supervisor-1 Supervise, officer-1 RequestExtension, supervisor-1 RefuseExtension,
        officer-1 RequestExtension, supervisor-1 GrantExtension, officer-1 RequestSuspension,
        supervisor-1 RefuseSuspension, officer-1 RequestSuspension, supervisor-1 GrantSuspension,
        supervisor-1 Resume, officer-1 Interim, reporter-1 Urge, supervisor-1 BlowWhistle, officer-2 Respond,
        officer-2 Conclude, officer-1 FlagAbnormal, supervisor-1 RejectAbnormal, officer-1 Resolve,
        supervisor-1 Rework, officer-1 Resolve, inspector-1 Verify, call-desk-1 PayRevisit,
        publisher-1 Publish, publisher-1 Withhold, reporter-1 Evaluate""",
    ),
    (
        Stage.CLOSED,
        """dispatcher-1 Accept, dispatcher-1 Dispatch, officer-1 RequestReturn, dispatcher-1 RefuseReturn,
        officer-1 RequestReturn,
        dispatcher-1 RefuseReturn, dispatcher-1 Arbitrate, hub-2 Transfer, officer-1 Sign,
        dispatcher-1 Classify, officer-1 Resolve, supervisor-1 Verify, supervisor-1 Close,
        reporter-1 Reopen, officer-1 FlagAbnormal, supervisor-1 ConfirmAbnormal, reporter-1 Appeal,
        supervisor-2 DismissAppeal, auditor-1 Redact""",
    ),
    (
        Stage.DISPATCHED,
        """dispatcher-1 Accept, inspector-1 Dispatch, officer-1 RequestReturn, dispatcher-1 GrantReturn,
        dispatcher-1 Dispatch""",
    ),
    (Stage.DECLINED, "dispatcher-1 Decline"),
    (Stage.WITHDRAWN, "reporter-1 Withdraw"),
    (Stage.VOIDED, "supervisor-1 Void"),
)


def _walk(report: Report, way: str) -> Report:
    for name in way.split(","):
        actor, command = DEEDS[name.strip()]
        report = act(report, command, actor, primary=PRIMARY)
    return report


def test_every_kind_of_entry_is_written_by_real_commands() -> None:
    walked = set[Action]()
    for ends, way in WALKS:
        report = _walk(filed(unclear(channel="grid"), photo("before")), way)
        assert report.stage is ends, way
        walked |= {entry.action for entry in report.timeline}
    other, merge, part = filed(submission()), Merge(primary=PRIMARY.number), Unmerge(words="是另一处")
    merged = act(other, merge, DISPATCHER, primary=PRIMARY)
    primary = adopt(PRIMARY, merged, step_for(PRIMARY, merge, DISPATCHER))
    parted = act(merged, part, DISPATCHER, primary=primary)
    primary = release(primary, parted, step_for(primary, part, DISPATCHER))
    late = NOW + timedelta(days=1)
    command = due_command(other, late)
    assert command is not None
    for report in (merged, primary, parted, act(other, command, RULE, now=late)):
        walked |= {entry.action for entry in report.timeline}
    missing = sorted(action.value for action in set(Action) - walked)
    assert missing == [], f"rows that no walk covers: {missing}"
