"""The figures of one report that statistics add up, kept beside it by every write."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

BAD = 2
"""A score is bad up to this."""
GOOD = 4
"""A score is good from this on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one report counts for. All of it follows from the report's timeline and clocks.

    Attributes:
        day: the city day it was handed in on, ``2026-11-23``.
        accepted: 1 when it was ever accepted.
        dispatched: 1 when it was ever sent to a department.
        direct: 1 when a rule sent it to an executing department within 10 s of submission.
        returned: 1 when a return was granted, or an arbitration gave it to another department.
        transfers: how often a hub passed it on.
        resolved: 1 when a result was ever given.
        timed: 1 when a resolve clock was met or is over: whether it was in time is decided.
        on_time: 1 when that is decided and no resolve clock was over before it was met or stopped.
        overdue: 1 when any clock of a department was.
        reworks: how often an inspector sent it back.
        reopens: how often it was opened again.
        urges: how often it was urged.
        repeated: 1 when it repeats a report that had just been resolved, or was merged into another.
        respond_s: seconds from submission to the first signature; None before.
        resolve_s: seconds from submission to the first result; None before.
        closed: 1 when it ended with a result; one that ended as abnormal did not.
        evaluated: 1 when its reporter's evaluation stands.
        outcome: the reporter's score 1-5; None without one.
        speed: the same.
        attitude: the same.
        bad: 1 when any evaluation, also one that a reopening undid, had a score of 2 or less.
        classified: 1 when a rule accepted it as the matter that a classifier read in its words.
        reclassified: 1 when a person then said that it is another matter.
        marks: what of this is a yes or a no, a digit for each of ``MARKS``: what statistics group by.
    """

    day: str = ""
    accepted: int = 0
    dispatched: int = 0
    direct: int = 0
    returned: int = 0
    transfers: int = 0
    resolved: int = 0
    timed: int = 0
    on_time: int = 0
    overdue: int = 0
    reworks: int = 0
    reopens: int = 0
    urges: int = 0
    repeated: int = 0
    respond_s: int | None = None
    resolve_s: int | None = None
    closed: int = 0
    evaluated: int = 0
    outcome: int | None = None
    speed: int | None = None
    attitude: int | None = None
    bad: int = 0
    classified: int = 0
    reclassified: int = 0
    marks: str = ""


MARKS: Mapping[str, Callable[[Tally], bool]] = {
    "accepted": lambda tally: tally.accepted > 0,
    "dispatched": lambda tally: tally.dispatched > 0,
    "direct": lambda tally: tally.direct > 0,
    "direct_returned": lambda tally: tally.direct > 0 and tally.returned > 0,
    "returned": lambda tally: tally.returned > 0,
    "responded": lambda tally: tally.respond_s is not None,
    "resolved": lambda tally: tally.resolved > 0,
    "timed": lambda tally: tally.timed > 0,
    "on_time": lambda tally: tally.on_time > 0,
    "overdue": lambda tally: tally.overdue > 0,
    "reworked": lambda tally: tally.reworks > 0,
    "reopened": lambda tally: tally.reopens > 0,
    "urged": lambda tally: tally.urges > 0,
    "repeated": lambda tally: tally.repeated > 0,
    "closed": lambda tally: tally.closed > 0,
    "evaluated": lambda tally: tally.evaluated > 0,
    "good_outcome": lambda tally: (tally.outcome or 0) >= GOOD,
    "good_speed": lambda tally: (tally.speed or 0) >= GOOD,
    "good_attitude": lambda tally: (tally.attitude or 0) >= GOOD,
    "bad": lambda tally: tally.bad > 0,
    "classified": lambda tally: tally.classified > 0,
    "reclassified": lambda tally: tally.reclassified > 0,
}
"""What a report counts for or does not, in the order of the digits of ``Tally.marks``.

Reports with the same marks are counted together by the database; a new mark goes to the end.
"""


def marks_of(tally: Tally) -> str:
    """The digit 1 or 0 of each mark."""
    return "".join("1" if holds(tally) else "0" for holds in MARKS.values())
