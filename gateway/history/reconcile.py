"""The reports of a day held against the day list of the app that they came from."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from gateway.history.reading import Table, examine
from intake import CITY_ZONE, History, InvalidInput

_MOST = 1_000_000
"""A hundred times a day with ten-fold bursts; more is no day list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What two lists of a day do not share.

    Attributes:
        channel: name of the channel.
        day: the city day, ``2026-11-23``.
        theirs: how many references the app lists.
        ours: how many reports of the channel are here.
        missing_here: references that the app lists and that are no report of that day here, sorted.
        missing_there: references of reports here that the app does not list, sorted.
        nameless: numbers of reports here without a reference, sorted: those that people handed in themselves.
    """

    channel: str
    day: str
    theirs: int
    ours: int
    missing_here: tuple[str, ...]
    missing_there: tuple[str, ...]
    nameless: tuple[str, ...]

    @property
    def is_none(self) -> bool:
        """Whether both sides have the same."""
        return not (self.missing_here or self.missing_there)

    def as_plain(self) -> dict[str, object]:
        """The same as plain values, for JSON."""
        return {**asdict(self), "same": self.is_none}


def refs_of(path: Path) -> frozenset[str]:
    """The references of a day list: a CSV, JSON lines or a sheet with the column ``external_ref``.

    Raises:
        InvalidInput: it is no such list, or a line of it is broken: a list that is cut short would tell that
            much is missing.
        OSError: it cannot be read.
    """
    found = set()
    for line in Table(examine(path), needed=("external_ref",)):
        ref = line.cells.get("external_ref", "")
        if line.fault is not None or not ref:
            fault = line.fault or InvalidInput(
                "缺少 external_ref", "external_ref is missing", rule="required"
            )
            raise InvalidInput(
                f"第 {line.number} 行：{fault.zh}",
                f"Line {line.number}: {fault.en}",
                path=("file",),
                rule=fault.rule,
            )
        found.add(ref)
    return frozenset(found)


async def difference(history: History, channel: str, day: date, theirs: Iterable[str]) -> Difference:
    """What of a day is on one side only; a day is from midnight to midnight in the city.

    Raises:
        Unavailable: the database is away.
    """
    since = datetime(day.year, day.month, day.day, tzinfo=CITY_ZONE).astimezone(UTC)
    reports = await history.refs_between(channel, since, since + timedelta(days=1), _MOST)
    listed, here = frozenset(theirs), {ref for ref, _ in reports if ref is not None}
    return Difference(
        channel=channel,
        day=day.isoformat(),
        theirs=len(listed),
        ours=len(reports),
        missing_here=tuple(sorted(listed - here)),
        missing_there=tuple(sorted(here - listed)),
        nameless=tuple(sorted(number for ref, number in reports if ref is None)),
    )
