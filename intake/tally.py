"""The figures of one report that statistics add up, kept beside it by every write."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one report counts for. All of it follows from the report's timeline and clocks.

    Attributes:
        day: the city day it was handed in on, ``2026-11-23``.
        accepted: 1 when it was ever accepted.
        dispatched: 1 when it was ever sent to a department.
        direct: 1 when a rule sent it to an executing department within 10 s of submission.
        returned: 1 when a return was granted.
        transfers: how often a hub passed it on.
        resolved: 1 when a result was ever given.
        on_time: 1 when every resolve clock that ended was met in time and at least one was.
        overdue: 1 when any clock of a department was overdue.
        reworks: how often an inspector sent it back.
        reopens: how often it was opened again.
        urges: how often it was urged.
        respond_s: seconds from submission to the first signature; None before.
        resolve_s: seconds from submission to the first result; None before.
        closed: 1 when it ended with a result.
        evaluated: 1 when its reporter evaluated it.
        outcome: the reporter's score 1-5; None without one.
        speed: the same.
        attitude: the same.
    """

    day: str = ""
    accepted: int = 0
    dispatched: int = 0
    direct: int = 0
    returned: int = 0
    transfers: int = 0
    resolved: int = 0
    on_time: int = 0
    overdue: int = 0
    reworks: int = 0
    reopens: int = 0
    urges: int = 0
    respond_s: int | None = None
    resolve_s: int | None = None
    closed: int = 0
    evaluated: int = 0
    outcome: int | None = None
    speed: int | None = None
    attitude: int | None = None
