"""A router that never costs a report: what it cannot decide goes to a person, with the reason."""

import logging
from datetime import datetime

from intake.deadline import Deadline, DeadlineKind, Limit
from intake.decision import Ask, Decision, DepartmentRef, Reason, Router, Urgency
from intake.errors import Unavailable, UserError

_log = logging.getLogger(__name__)
_FAILED = Reason(
    "router_failed", "自动路由暂不可用，已转人工派单", "Routing is away; a person will send this report"
)


class CarefulRouter:
    """Wraps a router. Its refusals of bad input pass; its failures become the manual queue."""

    def __init__(self, router: Router) -> None:
        self._router = router

    def route(self, ask: Ask, now: datetime) -> Decision:
        """The router's decision.

        Raises:
            Unavailable: the router failed; a person's command waits rather than being half done.
        """
        try:
            return self._router.route(ask, now)
        except UserError:
            raise
        except Exception as error:
            _log.exception("the router failed; the command is refused")
            raise Unavailable("routing") from error

    def route_or_queue(self, ask: Ask, now: datetime) -> Decision:
        """The router's decision, or one for the manual queue when it fails; no report is refused for it."""
        try:
            return self._router.route(ask, now)
        except UserError:
            raise
        except Exception:  # noqa: BLE001 - whatever a router raises, the report is kept
            _log.exception("the router failed; the report goes to the manual queue")
            return Decision(
                accept=False, reasons=(_FAILED,), catalogue="unknown", urgency=ask.urgency or Urgency.NORMAL
            )

    def department(self, department_id: str, field: str) -> DepartmentRef:
        """The router's department; there is nothing to fall back to."""
        return self._router.department(department_id, field)

    def deadline(
        self, kind: DeadlineKind, matter: str | None, urgency: Urgency, start: datetime
    ) -> Deadline | None:
        """The router's clock, or none when it fails: a missing clock is mended, a lost report is not."""
        try:
            return self._router.deadline(kind, matter, urgency, start)
        except Exception:  # noqa: BLE001 - the same: a report without a clock beats no report
            _log.exception("no %s clock could be computed", kind)
            return None

    def clock(
        self, kind: DeadlineKind, limit: Limit, start: datetime, subject: str | None = None
    ) -> Deadline | None:
        """The router's clock, or none when it fails, as with `deadline`."""
        try:
            return self._router.clock(kind, limit, start, subject)
        except Exception:  # noqa: BLE001 - the same: what was decided counts, with a clock or without
            _log.exception("no %s clock could be computed", kind)
            return None

    def resumed(self, deadline: Deadline, left_at: datetime, now: datetime) -> Deadline:
        """The clock running again.

        Raises:
            Unavailable: the router failed; the command waits, as nobody would know by when it is due.
        """
        try:
            return self._router.resumed(deadline, left_at, now)
        except Exception as error:
            _log.exception("the %s clock could not be resumed; the command is refused", deadline.kind)
            raise Unavailable("routing") from error

    def extended(self, deadline: Deadline, limit: Limit, now: datetime) -> Deadline:
        """The clock due later by this limit.

        Raises:
            Unavailable: the router failed; the decision waits rather than being told without a date.
        """
        try:
            return self._router.extended(deadline, limit, now)
        except Exception as error:
            _log.exception("the %s clock could not be extended; the command is refused", deadline.kind)
            raise Unavailable("routing") from error

    def is_subordinate(self, of: str, to: str) -> bool:
        """What the router says; there is nothing to fall back to."""
        return self._router.is_subordinate(of, to)
