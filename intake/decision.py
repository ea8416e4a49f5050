"""What a router decides about a report, and the port through which intake asks."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from intake.asset import Asset
from intake.deadline import Deadline, DeadlineKind, Limit
from intake.place import Jurisdiction, Location


class Urgency(StrEnum):
    """How fast a matter must be handled."""

    NORMAL = "normal"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _URGENCY_ZH[self]


_URGENCY_ZH = {Urgency.NORMAL: "一般", Urgency.URGENT: "紧急", Urgency.EMERGENCY: "突发"}


@dataclass(frozen=True, slots=True)
class MatterRef:
    """A matter as it was named when the report was judged."""

    code: str
    name: str


UNSURE = "E9999"
"""Code of the matter a reporter chooses who is not sure; a person judges it. Every catalogue has it."""


class MatterSource(StrEnum):
    """Who said what the matter is."""

    CHOSEN = "chosen"
    ASSET = "asset"
    CLASSIFIED = "classified"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class MatterCandidate:
    """A matter that the words may mean.

    Attributes:
        matter: the matter.
        confidence: how likely it is the right one, 0-1, calibrated on held-out data.
    """

    matter: MatterRef
    confidence: float


@dataclass(frozen=True, slots=True)
class DepartmentRef:
    """A department as it was named when the report was sent to it.

    Attributes:
        id: unit key, or unit key and area code: ``CG-441900004000``.
        name: its full Chinese name.
    """

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of a decision, in the order it was taken.

    Attributes:
        code: stable snake_case word, ``town_department``.
        zh: the sentence in Chinese.
        en: the same in English.
    """

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a router is asked: a matter, if chosen, and a place, if known.

    Attributes:
        matter: code of the matter, or None when the reporter chose none.
        location: the place, or None.
        text: the reporter's words.
        urgency: set by a person who overrules the matter's own; None keeps the matter's.
        asset: the thing that was scanned, or None.
        photos: how many photos came with it.
    """

    matter: str | None
    location: Location | None
    text: str
    urgency: Urgency | None = None
    asset: Asset | None = None
    photos: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Where a report goes and why.

    Attributes:
        accept: whether a rule may accept it without a person.
        matter: the matter it was judged as, or None.
        urgency: how fast.
        jurisdiction: whose ground, or None outside the city or without a place.
        lead: the department that must act; None sends it to the manual queue.
        assisting: departments that help, most relevant first.
        reasons: every step, in order; never empty.
        catalogue: version of the catalogue that judged.
        matter_source: who said what the matter is; None without one.
        rule: id of the rule of the powers list that was followed; None when none was.
        model: version of the classifier that read the words; None when none was asked.
        candidates: the matters it found likely, best first, at most three.
    """

    accept: bool
    reasons: tuple[Reason, ...]
    catalogue: str
    matter: MatterRef | None = None
    urgency: Urgency = Urgency.NORMAL
    jurisdiction: Jurisdiction | None = None
    lead: DepartmentRef | None = None
    assisting: tuple[DepartmentRef, ...] = ()
    matter_source: MatterSource | None = None
    rule: str | None = None
    model: str | None = None
    candidates: tuple[MatterCandidate, ...] = ()


class Router(Protocol):
    """The port to routing: pure, in memory, never waits."""

    def route(self, ask: Ask, now: datetime) -> Decision:
        """Decide.

        Raises:
            InvalidInput: the matter or the village is unknown.
        """
        ...

    def department(self, department_id: str, field: str) -> DepartmentRef:
        """The department with this id, as named in ``input.<field>``.

        Raises:
            InvalidInput: there is none that executes.
        """
        ...

    def deadline(
        self, kind: DeadlineKind, matter: str | None, urgency: Urgency, start: datetime
    ) -> Deadline | None:
        """The clock of this kind that starts now, or None when the matter has no such limit."""
        ...

    def clock(
        self, kind: DeadlineKind, limit: Limit, start: datetime, subject: str | None = None
    ) -> Deadline | None:
        """The clock that a person sets, for this long and, where one is named, for this department."""
        ...

    def resumed(self, deadline: Deadline, left_at: datetime, now: datetime) -> Deadline:
        """The clock running again: what was left of it at ``left_at`` counts from now."""
        ...

    def extended(self, deadline: Deadline, limit: Limit, now: datetime) -> Deadline:
        """The clock due later by this limit, as decided now."""
        ...

    def is_subordinate(self, of: str, to: str) -> bool:
        """Whether ``to`` is another department in the tree of ``of``, so that it may be passed a report."""
        ...
