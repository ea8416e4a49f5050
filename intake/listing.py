"""Lists of reports by keyset: newest first, forwards and backwards, never skipping."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake.deadline import Level
from intake.errors import Forbidden
from intake.place import EARTH_RADIUS_M, Point
from intake.report import Report
from intake.request import RequestKind
from intake.screening import Screening
from intake.stage import Actor, Role, Stage
from intake.visibility import readable_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A circle on the ground."""

    point: Point
    radius_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFilter:
    """What to list; every given field must hold.

    Attributes:
        since: submitted then or later, aware.
        until: submitted before then, aware.
        warning: a clock that still runs has given a warning of this level or a higher one.
        request: what its department asks for and nobody has decided yet.
        screening: why a person should read its words before others do.
        arbitrated: it was settled by arbitration whose it is; False asks for any.
    """

    stages: tuple[Stage, ...] = ()
    matter: str | None = None
    town: str | None = None
    department: str | None = None
    channel: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    near: Near | None = None
    warning: Level | None = None
    request: RequestKind | None = None
    screening: Screening | None = None
    arbitrated: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: between this report and the next."""

    at: datetime
    id: str

    @classmethod
    def of(cls, report: Report) -> "Cursor":
        """The place right at this report."""
        return cls(report.submitted_at, report.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which part of a list: ``limit`` reports after a cursor, or before one when ``backwards``."""

    limit: int
    cursor: Cursor | None = None
    backwards: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Part of a list, newest first, and whether there is more on either side."""

    reports: tuple[Report, ...]
    has_next: bool
    has_previous: bool


def to_query(actor: Actor, wanted: ReportFilter) -> dict[str, Any]:
    """The MongoDB filter of what this actor may see of what is wanted.

    Raises:
        Forbidden: a reporter lists by what is internal to the city.
    """
    internal = {"request": wanted.request, "screening": wanted.screening, "warning": wanted.warning}
    asked = [name for name, value in internal.items() if value is not None]
    if asked and actor.role is Role.REPORTER:
        raise Forbidden(
            "诉求人不能按申请、检测结果或预警筛选",
            "Reporters do not list by requests, screenings or warnings",
            path=("filter", asked[0]),
            rule="role",
        )
    exactly = {
        "matter.code": wanted.matter,
        "jurisdiction.town_code": wanted.town,
        "channel": wanted.channel,
        "request.kind": wanted.request,
        "screening": wanted.screening,
    }
    parts: list[dict[str, Any]] = [readable_by(actor)]
    parts += [{field: value} for field, value in exactly.items() if value is not None]
    if wanted.arbitrated:
        parts.append({"assignment.is_final": True})
    if wanted.department is not None:
        parts.append(_of_department(wanted.department, actor))
    if wanted.stages:
        parts.append({"stage": {"$in": [stage.value for stage in wanted.stages]}})
    if wanted.since is not None:
        parts.append({"submitted_at": {"$gte": wanted.since}})
    if wanted.until is not None:
        parts.append({"submitted_at": {"$lt": wanted.until}})
    if wanted.near is not None:
        centre = [wanted.near.point.longitude, wanted.near.point.latitude]
        sphere = [centre, wanted.near.radius_m / EARTH_RADIUS_M]
        parts.append({"location.point": {"$geoWithin": {"$centerSphere": sphere}}})
    if wanted.warning is not None:
        levels = [level.value for level in Level if level.rank >= wanted.warning.rank]
        parts.append({"warning": {"$in": levels}})
    given = [part for part in parts if part]
    return {"$and": given} if given else {}


def _of_department(department: str, actor: Actor) -> dict[str, Any]:
    """Reports of a department; reporters do not learn by it who else was called to the spot."""
    if actor.role is not Role.REPORTER:
        return {"departments": department}
    return {"$or": [{f"assignment.{part}.id": department} for part in ("lead", "assisting")]}


def from_cursor(query: dict[str, Any], window: Window) -> dict[str, Any]:
    """The same filter, past the window's cursor in the window's direction."""
    if window.cursor is None:
        return query
    past, past_or_at = ("$gt", "$gte") if window.backwards else ("$lt", "$lte")
    at, id_ = window.cursor.at, window.cursor.id
    # The bound stands outside the choice too: so an index can start at it whatever else is asked
    beyond = {
        "submitted_at": {past_or_at: at},
        "$or": [{"submitted_at": {past: at}}, {"_id": {past: id_}}],
    }
    return {"$and": [query, beyond]} if query else beyond
