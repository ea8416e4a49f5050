"""What people wrote is taken out of a report that has ended."""

from dataclasses import dataclass

from intake.reasons import RedactReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Redact:
    """脱敏: all words of people are taken out, for good; the trace stays, and so do the figures."""

    reason: RedactReason
