"""Who may read which report: one rule in two forms, for a report in hand and for a query."""

from typing import Any, assert_never

from intake.report import Report
from intake.stage import Actor, Role


def can_read(actor: Actor, report: Report) -> bool:
    """Whether the actor may read this report."""
    match actor.role:
        case Role.DISPATCHER | Role.SUPERVISOR | Role.RULE:
            return True
        case Role.OFFICER:
            return not actor.departments.isdisjoint(report.departments)
        case Role.REPORTER:
            return actor.id == report.reporter
        case _ as never:
            assert_never(never)


def readable_by(actor: Actor) -> dict[str, Any]:
    """The same rule as a MongoDB filter, put before every list and every count."""
    match actor.role:
        case Role.DISPATCHER | Role.SUPERVISOR | Role.RULE:
            return {}
        case Role.OFFICER:
            return {"departments": {"$in": sorted(actor.departments)}}
        case Role.REPORTER:
            return {"reporter": actor.id}
        case _ as never:
            assert_never(never)
