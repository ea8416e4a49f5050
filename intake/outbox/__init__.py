"""Who must still be told what: claimed with a lease, told in order, never forgotten."""

from intake.outbox.claims import LEASE, Claim, Outbox, following
from intake.outbox.failure import Failure, FailureFilter, FailurePage, FailurePlace, Remedy, check_operator
from intake.outbox.failures import Failures
from intake.outbox.outcome import Outcome, given_up, sent, to_retry

__all__ = [
    "LEASE",
    "Claim",
    "Failure",
    "FailureFilter",
    "FailurePage",
    "FailurePlace",
    "Failures",
    "Outbox",
    "Outcome",
    "Remedy",
    "check_operator",
    "following",
    "given_up",
    "sent",
    "to_retry",
]
