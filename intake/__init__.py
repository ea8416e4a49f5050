"""The report: its records, its lifecycle, and the one writer. Knows no other package of the project."""

from intake.audit import Audit, Head
from intake.changes import Changes
from intake.commands import Accept, Command, Decline, Dispatch, Evaluate, Resolve, Sign, Verify
from intake.deadline import Deadline, DeadlineKind, Limit, LimitUnit
from intake.decision import Ask, Decision, DepartmentRef, MatterRef, Reason, Router, Urgency
from intake.errors import (
    ErrorCode,
    Forbidden,
    IdempotencyConflict,
    InvalidInput,
    NotFound,
    Unauthenticated,
    Unavailable,
    UserError,
    VersionConflict,
    WrongStage,
)
from intake.lifecycle import allowed
from intake.listing import Cursor, Near, Page, ReportFilter, Window
from intake.number import CITY_ZONE, new_number, parse_number
from intake.outbox import Claim, Outbox
from intake.place import Crs, Jurisdiction, Location, LocationSource, Point
from intake.report import (
    Action,
    Address,
    Assignment,
    DeclineReason,
    DispatchMode,
    Entry,
    Evaluation,
    Outgoing,
    Report,
    Resolution,
    ResultCode,
)
from intake.service import Intake
from intake.stage import RULE, Actor, Role, Stage
from intake.store import Database, database_errors
from intake.submission import (
    MAX_PHOTOS,
    MAX_TEXT,
    Anonymity,
    Evidence,
    PhotoRef,
    Photos,
    Submission,
    check_point,
)
from intake.trace import Break, breaks
from intake.visibility import can_read

__all__ = [
    "CITY_ZONE",
    "MAX_PHOTOS",
    "MAX_TEXT",
    "RULE",
    "Accept",
    "Action",
    "Actor",
    "Address",
    "Anonymity",
    "Ask",
    "Assignment",
    "Audit",
    "Break",
    "Changes",
    "Claim",
    "Command",
    "Crs",
    "Cursor",
    "Database",
    "Deadline",
    "DeadlineKind",
    "Decision",
    "Decline",
    "DeclineReason",
    "DepartmentRef",
    "Dispatch",
    "DispatchMode",
    "Entry",
    "ErrorCode",
    "Evaluate",
    "Evaluation",
    "Evidence",
    "Forbidden",
    "Head",
    "IdempotencyConflict",
    "Intake",
    "InvalidInput",
    "Jurisdiction",
    "Limit",
    "LimitUnit",
    "Location",
    "LocationSource",
    "MatterRef",
    "Near",
    "NotFound",
    "Outbox",
    "Outgoing",
    "Page",
    "PhotoRef",
    "Photos",
    "Point",
    "Reason",
    "Report",
    "ReportFilter",
    "Resolution",
    "Resolve",
    "ResultCode",
    "Role",
    "Router",
    "Sign",
    "Stage",
    "Submission",
    "Unauthenticated",
    "Unavailable",
    "Urgency",
    "UserError",
    "Verify",
    "VersionConflict",
    "Window",
    "WrongStage",
    "allowed",
    "breaks",
    "can_read",
    "check_point",
    "database_errors",
    "new_number",
    "parse_number",
]
