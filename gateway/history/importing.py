"""The import itself: a batch is read while the one before is stored; it goes on where it was left off."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from itertools import dropwhile, islice

from gateway.history.reading import Line, Source, Table
from gateway.history.rejects import Rejects
from gateway.history.row import RowReader
from intake import History, InvalidInput, Past, TakenOver

_BATCH = 1_000
Fault = tuple[int, str, InvalidInput]


@dataclass(slots=True)
class Counts:
    """How far an import is.

    Attributes:
        line: the last one that is done.
        new: reports that were taken over.
        known: those that were there already.
        rejected: lines that were not taken over.
        outside: of the new and known, those whose place is outside the city.
        departments: of these, those whose department is not in the catalogue.
        rejected_bytes: length of the file of rejects.
    """

    line: int = 0
    new: int = 0
    known: int = 0
    rejected: int = 0
    outside: int = 0
    departments: int = 0
    rejected_bytes: int = 0

    @property
    def done(self) -> int:
        """Lines that are done."""
        return self.new + self.known + self.rejected


def key_of(source: Source, reader: RowReader) -> str:
    """What an import of this file, read in this way, is remembered by."""
    way = (
        source.digest,
        reader.channel,
        reader.crs,
        reader.take_open,
        reader.decide,
        sorted(reader.kinds.items(), key=lambda each: each[0]),
    )
    return hashlib.sha256(repr(way).encode()).hexdigest()


async def import_history(
    history: History,
    table: Table,
    reader: RowReader,
    tell: Callable[[Counts, bool], None] = lambda _counts, _resumed: None,
) -> Counts:
    """Take over a file, or what is left of it.

    Args:
        history: where it goes.
        table: the lines.
        reader: makes reports of them.
        tell: told how far it is, once at the start and after each batch, and whether it goes on from before.

    Raises:
        InvalidInput: the file as a whole is no such table.
        OSError: a file cannot be read or written.
        Unavailable: the database is away; the same command goes on.
    """
    key = key_of(table.source, reader)
    counts = _counts(await history.left_off(key))
    resumed = counts.line > 0
    tell(counts, resumed)
    with Rejects(table.source.path, counts.rejected_bytes) as rejects:
        under_way: asyncio.Task[_Stored] | None = None
        done = counts.line
        lines = dropwhile(lambda line: line.number <= done, table)
        try:
            for batch in _batches(lines):
                stored = asyncio.create_task(_store(history, _read(batch, reader)))
                await asyncio.sleep(0)  # it is on its way before the one before is waited for
                if under_way is not None:
                    await _settle(history, key, counts, await under_way, rejects)
                    tell(counts, resumed)
                under_way = stored
            if under_way is not None:
                await _settle(history, key, counts, await under_way, rejects)
        finally:
            if under_way is not None:
                await asyncio.gather(under_way, return_exceptions=True)
    await history.finish(key)
    tell(counts, resumed)
    return counts


@dataclass(frozen=True, slots=True)
class _Read:
    """A batch that was read."""

    last: int
    pasts: list[tuple[int, Past]]
    faults: list[Fault]


@dataclass(frozen=True, slots=True)
class _Stored:
    """A batch that is stored."""

    read: _Read
    outcomes: list[TakenOver]


def _counts(kept: Mapping[str, int] | None) -> Counts:
    known = {each.name for each in fields(Counts)}
    return Counts(**{name: value for name, value in (kept or {}).items() if name in known})


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    rest = iter(lines)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _read(batch: list[Line], reader: RowReader) -> _Read:
    read = _Read(batch[-1].number, [], [])
    for line in batch:
        try:
            if line.fault is not None:
                raise line.fault
            read.pasts.append((line.number, reader.past(line.number, line.cells)))
        except InvalidInput as fault:
            read.faults.append((line.number, line.cells.get("external_ref", ""), fault))
    return read


async def _store(history: History, read: _Read) -> _Stored:
    pasts = [past for _, past in read.pasts]
    return _Stored(read, await history.take_over(pasts) if pasts else [])


async def _settle(history: History, key: str, counts: Counts, stored: _Stored, rejects: Rejects) -> None:
    """Count a batch, write its rejects, then remember both: whoever goes on writes no reject twice."""
    faults = list(stored.read.faults)
    for (number, past), outcome in zip(stored.read.pasts, stored.outcomes, strict=True):
        if outcome is TakenOver.OTHER_CONTENT:
            faults.append((number, past.submission.external_ref or "", _other_content()))
            continue
        counts.new += outcome is TakenOver.NEW
        counts.known += outcome is TakenOver.KNOWN
        counts.outside += past.submission.location is not None and past.decision.jurisdiction is None
        counts.departments += "department" in past.told
    counts.rejected += len(faults)
    counts.rejected_bytes = rejects.write(faults)
    counts.line = stored.read.last
    await history.keep(key, asdict(counts))


def _other_content() -> InvalidInput:
    return InvalidInput(
        "该渠道侧编号已有诉求，内容不同；已有的保持不变",
        "There is a report of this reference with another content; it stays as it is",
        path=("external_ref",),
        rule="other_content",
    )
