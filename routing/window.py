"""Windows of time in which a rule holds: days of the week and a stretch of the local day."""

import re
from dataclasses import dataclass
from datetime import datetime

from routing.refusal import BadRow
from routing.workdays import SHANGHAI

_FORM = re.compile(
    r"(?:(?P<days>[1-7](?:-[1-7])?(?:,[1-7](?:-[1-7])?)*) )?(?P<from>[0-9:]{5})-(?P<to>[0-9:]{5})"
)
_HOUR = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_MINUTES = 24 * 60
EVERY_DAY = frozenset(range(1, 8))
WHOLE_WEEK = (1 << 7 * _MINUTES) - 1
"""Every minute of the week, as `Window.minutes` has them."""


@dataclass(frozen=True, slots=True)
class Window:
    """When a rule holds, in Asia/Shanghai.

    Attributes:
        days: on which days it begins, 1 being Monday.
        start: first minute of the day, counted from midnight.
        end: the minute it ends before; not after ``start`` means the next day.
    """

    days: frozenset[int]
    start: int
    end: int

    def holds(self, at: datetime) -> bool:
        """Whether this moment lies in it."""
        local = at.astimezone(SHANGHAI)
        minute, day = local.hour * 60 + local.minute, local.isoweekday()
        if self.start < self.end:
            return day in self.days and self.start <= minute < self.end
        yesterday = (day - 2) % 7 + 1
        return (day in self.days and minute >= self.start) or (yesterday in self.days and minute < self.end)

    @property
    def minutes(self) -> int:
        """The minutes of the week it holds, as bits: bit 0 is Monday 00:00, bit 10,079 Sunday 23:59."""
        length = (self.end - self.start) % _MINUTES or _MINUTES
        ahead = sum(((1 << length) - 1) << ((day - 1) * _MINUTES + self.start) for day in self.days)
        return (ahead | ahead >> 7 * _MINUTES) & WHOLE_WEEK


def parse_window(text: str) -> Window | None:
    """A window as rules write it: ``22:00-06:00``, ``1-5 08:30-17:30``, ``6,7 00:00-00:00``; None if empty.

    A window that ends when it starts lasts the whole day.
    """
    if not text:
        return None
    found = _FORM.fullmatch(text)
    times = (_minute(found["from"]), _minute(found["to"])) if found else (None, None)
    if found is None or times[0] is None or times[1] is None:
        raise BadRow(
            "window",
            f"时段“{text[:40]}”须形如 22:00-06:00 或 1-5 08:30-17:30（1 为周一）",
            f"the window {text[:40]!r} is not like 22:00-06:00 or 1-5 08:30-17:30 (1 is Monday)",
        )
    return Window(_days(found["days"]) if found["days"] else EVERY_DAY, times[0], times[1])


def _days(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        start, end = int(first), int(last or first)
        days.update((start + step - 1) % 7 + 1 for step in range((end - start) % 7 + 1))
    return frozenset(days)


def _minute(text: str) -> int | None:
    found = _HOUR.fullmatch(text)
    return int(found[1]) * 60 + int(found[2]) if found else None
