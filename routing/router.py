"""The router that intake asks: one catalogue, one boundary layer, one calendar."""

from datetime import datetime

from intake import Ask, Deadline, DeadlineKind, Decision, DepartmentRef, InvalidInput, Limit, Point, Urgency
from routing import deadlines
from routing.boundary import BoundaryLayer
from routing.builtin import builtin_limits
from routing.catalogue import Catalogue
from routing.classifier import Classifier
from routing.decide import Knowledge, decide
from routing.limits import Limits
from routing.overlay import Overlay
from routing.refusal import Fault, LayerRefused
from routing.workdays import WorkCalendar, WorkingHours
from routing.worktime import WorkTime


class Routing:
    """Implements `intake.Router`. Nothing in it waits; it turns to new knowledge between two decisions.

    Attributes:
        calendar: the days the city works.
        hours: when it works on them.
        limits: how long the steps may take that neither the matter nor a person limits.
        knowledge: all that a decision looks at; `turn_to` replaces it.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        layer: BoundaryLayer,
        calendar: WorkCalendar,
        hours: WorkingHours = WorkingHours(),  # noqa: B008 - frozen, and the city's own default
        limits: Limits | None = None,
        *,
        overlay: Overlay | None = None,
        classifier: Classifier | None = None,
    ) -> None:
        """Bring the parts together; without ``limits``, those that ship.

        Raises:
            LayerRefused: the layer names a town that the catalogue lacks.
        """
        self.calendar = calendar
        self.hours = hours
        self.limits = builtin_limits() if limits is None else limits
        self._work = WorkTime(calendar, hours)
        self.turn_to(Knowledge(catalogue=catalogue, layer=layer, overlay=overlay, classifier=classifier))

    @property
    def catalogue(self) -> Catalogue:
        """The three lists, units, areas and departments that decisions follow now."""
        return self.knowledge.catalogue

    def turn_to(self, knowledge: Knowledge) -> None:
        """Decide by other knowledge from now on; nothing changes when it does not hold together.

        Raises:
            LayerRefused: the layer names a town that the catalogue lacks.
        """
        unknown = sorted(knowledge.layer.town_codes - set(knowledge.catalogue.towns))
        if unknown:
            names = ", ".join(unknown)
            fault = Fault(
                knowledge.layer.version,
                0,
                unknown[0],
                "known_town",
                f"事项目录中没有镇街 {names}",
                f"the catalogue has no town {names}",
            )
            raise LayerRefused([fault])
        self.knowledge = knowledge

    def route(self, ask: Ask, now: datetime) -> Decision:
        """Decide where a report goes and why.

        Raises:
            InvalidInput: the matter or the village is unknown.
        """
        return decide(ask, self.knowledge, now)

    def is_in_city(self, point: Point) -> bool:
        """Whether a point is some town's ground, or within the few hundred metres that count as such."""
        return self.knowledge.layer.locate(point).jurisdiction is not None

    def department(self, department_id: str, field: str) -> DepartmentRef:
        """The department with this id, as named in ``input.<field>``.

        Raises:
            InvalidInput: there is none (``known_department``), or it does not act on the spot
            (``executing_department``).
        """
        path = ("input", field)
        found = self.catalogue.departments.get(department_id)
        if found is None:
            raise InvalidInput(
                f"承办部门“{department_id[:40]}”不存在",
                f"There is no department {department_id[:40]!r}",
                path=path,
                rule="known_department",
            )
        if not found.executes:
            raise InvalidInput(
                f"{found.name}不承担现场处置，请改派承办部门",
                f"{found.name} does not act on the spot; choose another department",
                path=path,
                rule="executing_department",
            )
        return found.ref

    def deadline(
        self, kind: DeadlineKind, matter: str | None, urgency: Urgency, start: datetime
    ) -> Deadline | None:
        """The clock of this kind that starts at this moment, or None when no rule sets such a limit.

        A report may outlive its matter in the catalogue: then only the clocks that every matter has remain.
        """
        known = None if matter is None else self.catalogue.implementation(matter, urgency)
        limit = deadlines.limit_of(kind, known, urgency, self.limits)
        return None if limit is None else self.clock(kind, limit, start)

    def clock(
        self, kind: DeadlineKind, limit: Limit, start: datetime, subject: str | None = None
    ) -> Deadline:
        """The clock of a limit that a person names, for this department where one is named."""
        return deadlines.clock(kind, limit, start, self._work, subject)

    def resumed(self, deadline: Deadline, left_at: datetime, now: datetime) -> Deadline:
        """The clock running again: what was left of it at ``left_at`` counts from now."""
        return deadlines.resumed(deadline, left_at, now, self._work)

    def extended(self, deadline: Deadline, limit: Limit, now: datetime) -> Deadline:
        """The clock due later by this limit, counted from its end, as decided now."""
        return deadlines.extended(deadline, limit, now, self._work)

    def is_subordinate(self, of: str, to: str) -> bool:
        """Whether ``to`` is another department of the unit of ``of``, and both act on the spot."""
        one, other = (self.catalogue.departments.get(each) for each in (of, to))
        if one is None or other is None or one is other:
            return False
        return one.unit == other.unit and one.executes and other.executes
