"""Who may read which report: one rule in two forms, for a report in hand and for a query."""

from typing import Any

from intake.report import Report
from intake.stage import Actor, Role

_EVERYTHING = frozenset(
    {Role.DISPATCHER, Role.SUPERVISOR, Role.CALL_DESK, Role.PUBLISHER, Role.AUDITOR, Role.RULE}
)


def can_read(actor: Actor, report: Report) -> bool:
    """Whether the actor may read this report."""
    match actor.role:
        case _ if actor.role in _EVERYTHING:
            return True
        case Role.INSPECTOR:
            return report.jurisdiction is not None and report.jurisdiction.town_code in actor.towns
        case Role.OFFICER | Role.HUB:
            return not actor.departments.isdisjoint(report.departments)
        case Role.REPORTER:
            return actor.id == report.reporter
        case Role.ADMINISTRATOR:
            return False  # keeps the data that decisions follow, and needs no report for it
        case _:
            raise RuntimeError(f"no rule says what {actor.role} may read")


def readable_by(actor: Actor) -> dict[str, Any]:
    """The same rule as a MongoDB filter, put before every list and every count."""
    match actor.role:
        case _ if actor.role in _EVERYTHING:
            return {}
        case Role.INSPECTOR:
            return {"jurisdiction.town_code": {"$in": sorted(actor.towns)}}
        case Role.OFFICER | Role.HUB:
            return {"departments": {"$in": sorted(actor.departments)}}
        case Role.REPORTER:
            return {"reporter": actor.id}
        case Role.ADMINISTRATOR:
            return {"number": {"$in": []}}
        case _:
            raise RuntimeError(f"no rule says what {actor.role} may read")
