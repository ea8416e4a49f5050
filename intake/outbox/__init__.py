"""Who must still be told what: claimed with a lease, told in order, never forgotten."""

from intake.outbox.claims import LEASE, Claim, Outbox, following
from intake.outbox.outcome import Outcome, given_up, sent, to_retry

__all__ = ["LEASE", "Claim", "Outbox", "Outcome", "following", "given_up", "sent", "to_retry"]
