"""Clocks the slow way: minute after minute, with another calendar. The oracle of routing's deadlines."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

import chinese_calendar

from intake import Limit, LimitUnit

Span = tuple[datetime, datetime]

_MS = timedelta(milliseconds=1)
_MINUTE = 60_000
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_ZERO = datetime(1970, 1, 1, tzinfo=timezone(timedelta(hours=8)))
_MORNING = range(8 * _HOUR + _HOUR // 2, 12 * _HOUR)
_AFTERNOON = range(14 * _HOUR, 17 * _HOUR + _HOUR // 2)


def due(limit: Limit, start: datetime) -> datetime:
    """When the limit ends that starts at this moment."""
    match limit.unit:
        case LimitUnit.MINUTE:
            return after(start, [limit.value * _MINUTE], working=False)[0]
        case LimitUnit.HOUR:
            return after(start, [limit.value * _HOUR], working=False)[0]
        case LimitUnit.WORKING_HOUR:
            return after(start, [limit.value * _HOUR], working=True)[0]
        case LimitUnit.DAY:
            return _ends(limit.value + 1, start, at=0, worked=False)
        case LimitUnit.WORKING_DAY:
            return _ends(limit.value, start, at=_AFTERNOON.stop, worked=True)


def after(
    start: datetime, amounts: Sequence[int], *, working: bool, pauses: Sequence[Span] = ()
) -> list[datetime]:
    """The first instants by which these milliseconds, in ascending order, have passed outside the pauses."""
    spans = [(_ms(begins), _ms(ends)) for begins, ends in pauses]
    edges = [edge for span in spans for edge in span]
    now, gone, found = _ms(start), 0, []
    while len(found) < len(amounts):
        until = min([now - now % _MINUTE + _MINUTE, *(edge for edge in edges if edge > now)])
        if (not working or _is_worked(now)) and not any(begins <= now < ends for begins, ends in spans):
            while len(found) < len(amounts) and amounts[len(found)] <= gone + until - now:
                found.append(_at(now + amounts[len(found)] - gone))
            gone += until - now
        now = until
    return found


def passed(start: datetime, end: datetime, *, working: bool) -> int:
    """Milliseconds of this kind of time between two moments."""
    now, last, gone = _ms(start), _ms(end), 0
    while now < last:
        until = min(now - now % _MINUTE + _MINUTE, last)
        if not working or _is_worked(now):
            gone += until - now
        now = until
    return gone


def shares(start: datetime, end: datetime, *, working: bool) -> list[int]:
    """Half, three quarters and nine tenths of that time."""
    length = passed(start, end, working=working)
    return [length * percent // 100 for percent in (50, 75, 90)]


def _ends(times: int, start: datetime, *, at: int, worked: bool) -> datetime:
    """When this time of the day has come so often: after the start, or after the first day that is worked."""
    now = _ms(start)
    if worked:
        while not _is_workday(now // _DAY):
            now += _DAY - now % _DAY
        now += _DAY - now % _DAY
    else:
        now += _MINUTE - now % _MINUTE
    while True:
        times -= now % _DAY == at and (not worked or _is_workday(now // _DAY))
        if not times:
            return _at(now)
        now += _MINUTE


def _is_worked(now: int) -> bool:
    time = now % _DAY
    return (time in _MORNING or time in _AFTERNOON) and _is_workday(now // _DAY)


@cache
def _is_workday(day: int) -> bool:
    return bool(chinese_calendar.is_workday(date(1970, 1, 1) + timedelta(days=day)))


def _ms(at: datetime) -> int:
    return (at - _ZERO) // _MS


def _at(ms: int) -> datetime:
    return (_ZERO + ms * _MS).astimezone(UTC)
