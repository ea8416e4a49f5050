"""What can be done to a report, as data. Each class is one row of the lifecycle table."""

from intake.commands.abnormality import Appeal, ConfirmAbnormal, DismissAppeal, FlagAbnormal, RejectAbnormal
from intake.commands.detours import Close, Interim, Reopen, RequestInfo, Supplement, Urge, Void, Withdraw
from intake.commands.inspection import PayRevisit, Rework, Verify
from intake.commands.merging import Merge, Unmerge
from intake.commands.publishing import ChosenPhoto, Publish, Withhold
from intake.commands.reassign import Arbitrate, Classify, Transfer
from intake.commands.redaction import Redact
from intake.commands.requests import (
    GrantExtension,
    GrantReturn,
    GrantSuspension,
    RefuseExtension,
    RefuseReturn,
    RefuseSuspension,
    RequestExtension,
    RequestReturn,
    RequestSuspension,
    Resume,
)
from intake.commands.straight import Accept, Decline, Dispatch, Evaluate, Resolve, Sign
from intake.commands.supervision import Supervise, Warn
from intake.commands.whistles import BlowWhistle, Conclude, Respond

__all__ = [
    "Accept",
    "Appeal",
    "Arbitrate",
    "BlowWhistle",
    "ChosenPhoto",
    "Classify",
    "Close",
    "Command",
    "Conclude",
    "ConfirmAbnormal",
    "Decline",
    "DismissAppeal",
    "Dispatch",
    "Evaluate",
    "FlagAbnormal",
    "GrantExtension",
    "GrantReturn",
    "GrantSuspension",
    "Interim",
    "Merge",
    "PayRevisit",
    "Publish",
    "Redact",
    "RefuseExtension",
    "RefuseReturn",
    "RefuseSuspension",
    "RejectAbnormal",
    "Reopen",
    "RequestExtension",
    "RequestInfo",
    "RequestReturn",
    "RequestSuspension",
    "Resolve",
    "Respond",
    "Resume",
    "Rework",
    "Sign",
    "Supervise",
    "Supplement",
    "Transfer",
    "Unmerge",
    "Urge",
    "Verify",
    "Void",
    "Warn",
    "Withdraw",
    "Withhold",
]

Command = (
    RequestInfo
    | Supplement
    | Accept
    | Decline
    | Dispatch
    | Sign
    | Interim
    | Urge
    | Resolve
    | Verify
    | Evaluate
    | Close
    | Reopen
    | Withdraw
    | Void
    | Classify
    | Merge
    | Unmerge
    | Transfer
    | Arbitrate
    | RequestReturn
    | GrantReturn
    | RefuseReturn
    | RequestExtension
    | GrantExtension
    | RefuseExtension
    | RequestSuspension
    | GrantSuspension
    | RefuseSuspension
    | Resume
    | Supervise
    | Warn
    | BlowWhistle
    | Respond
    | Conclude
    | Rework
    | PayRevisit
    | FlagAbnormal
    | ConfirmAbnormal
    | RejectAbnormal
    | Appeal
    | DismissAppeal
    | Publish
    | Withhold
    | Redact
)
