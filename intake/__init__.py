"""The report: its records, its lifecycle, and the one writer. Knows no other package of the project."""

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
from intake.place import Crs, Jurisdiction, Location, LocationSource, Point
from intake.stage import RULE, Actor, Role, Stage
from intake.submission import Anonymity, Evidence, PhotoRef, Photos, Submission, check_point

__all__ = [
    "RULE",
    "Actor",
    "Anonymity",
    "Ask",
    "Crs",
    "Deadline",
    "DeadlineKind",
    "Decision",
    "DepartmentRef",
    "ErrorCode",
    "Evidence",
    "Forbidden",
    "IdempotencyConflict",
    "InvalidInput",
    "Jurisdiction",
    "Limit",
    "LimitUnit",
    "Location",
    "LocationSource",
    "MatterRef",
    "NotFound",
    "PhotoRef",
    "Photos",
    "Point",
    "Reason",
    "Role",
    "Router",
    "Stage",
    "Submission",
    "Unauthenticated",
    "Unavailable",
    "Urgency",
    "UserError",
    "VersionConflict",
    "WrongStage",
    "check_point",
]
