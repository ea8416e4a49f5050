"""Moments as other registers write them."""

import re
from datetime import UTC, datetime

from intake import CITY_ZONE, InvalidInput

_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_FIRST_YEAR = 2000


def moment(words: str, field: str) -> datetime:
    """Aware UTC, in whole milliseconds; local time of the city where no offset is written.

    A day alone is refused: nobody knows its hour.

    Raises:
        InvalidInput: it is no moment (``moment``), or lies before 2000 (``before_2000``).
    """
    match = _MOMENT.fullmatch(words)
    try:
        found = None if match is None else _moment(match)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise InvalidInput(
            "时间无法识别，须有日期和时分，如 2021-03-05 14:30:00",
            "No such moment; write day and time: 2021-03-05 14:30:00",
            path=(field,),
            rule="moment",
        )
    if found.astimezone(CITY_ZONE).year < _FIRST_YEAR:
        raise InvalidInput(
            "时间早于 2000 年", "The moment lies before 2000", path=(field,), rule="before_2000"
        )
    return found


def _moment(match: re.Match[str]) -> datetime:
    *whole, fraction, offset = match.groups()
    year, month, day, hour, minute, second = (int(each or 0) for each in whole)
    milliseconds = int((fraction or "0").ljust(3, "0")[:3])
    naive = datetime(year, month, day, hour, minute, second, milliseconds * 1000)  # noqa: DTZ001 - zoned below
    if offset is None:
        return naive.replace(tzinfo=CITY_ZONE).astimezone(UTC)
    written = naive.isoformat() + ("+00:00" if offset == "Z" else offset)
    return datetime.fromisoformat(written).astimezone(UTC)
