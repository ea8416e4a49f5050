"""A new register taken over: all of it or nothing, in batches, and told as it goes."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

from intake import Asset, Unavailable
from routing.assets.store import AssetRegister, Register
from routing.assets.table import MOST_ROWS, AssetReader, AssetsRefused, encoding_of, refused, rows_of
from routing.refusal import BadRow, Fault
from routing.tables import Row

MOST_FAULTS = 100
"""Faults that a refusal tells; how many more there are is said."""

_BATCH = 1_000

Progress = Callable[[int, int], None]
"""Told rows and bytes that were read."""


async def load_assets(
    register: AssetRegister,
    path: Path,
    reader: AssetReader,
    clock: Callable[[], datetime],
    progress: Progress = lambda _rows, _bytes: None,
) -> Register:
    """Take over the register in a CSV file, UTF-8 or GB18030, in place of the one that is there.

    Until every row holds and is stored, look-ups find the former register; from then on the new one.

    Args:
        register: where it goes.
        path: the file; columns code, name, matter, keeper, longitude, latitude.
        reader: what the rows are held against.
        clock: now, aware UTC.
        progress: told after every thousand rows.

    Raises:
        AssetsRefused: rows break rules, at most `MOST_FAULTS` of which are told; or it is no such file.
        InvalidInput: another register is being taken over (``one_import``).
        OSError: the file cannot be read.
        Unavailable: the database is away; doing it again is safe.
    """
    encoding = encoding_of(path)
    version = await register.begin(clock())
    try:
        count = await _stored(register, version, path, encoding, reader, clock, progress)
        loaded = await register.switch(version, count, clock())
    except BaseException:
        await register.forget(version)
        raise
    with suppress(Unavailable):  # the new one counts; the next import sweeps too
        await register.sweep()
    return loaded


async def _stored(
    register: AssetRegister,
    version: str,
    path: Path,
    encoding: str,
    reader: AssetReader,
    clock: Callable[[], datetime],
    progress: Progress,
) -> int:
    """How many rows the file has; all of them are stored."""
    name, count, faults = path.name, 0, _Faults(path.name)
    with path.open("rb") as file, TextIOWrapper(file, encoding, newline="") as text:
        rows = rows_of(text, name)
        while batch := list(islice(rows, _BATCH)):
            assets = dict(_read(batch, reader, faults))
            if not faults.count:
                faults.take(await register.add(version, assets, name, clock()))
            count += len(batch)
            if count > MOST_ROWS:
                raise refused(name, "max_rows", f"超过 {MOST_ROWS:,} 行", f"more than {MOST_ROWS:,} rows")
            progress(count, file.tell())
    if not count:
        raise refused(name, "empty", "没有数据行", "there are no rows")
    faults.check()
    return count


class _Faults:
    """The first faults, and how many there are."""

    def __init__(self, name: str) -> None:
        self.count = 0
        self.name = name
        self._told: list[Fault] = []

    def take(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.count += 1
            if len(self._told) < MOST_FAULTS:
                self._told.append(fault)

    def check(self) -> None:
        if rest := self.count - len(self._told):
            more = Fault(self.name, 0, "", "more", f"另有 {rest:,} 行有误", f"{rest:,} more rows do not hold")
            self._told.append(more)
        if self._told:
            raise AssetsRefused(self._told)


def _read(batch: list[tuple[int, Row]], reader: AssetReader, faults: _Faults) -> Iterator[tuple[int, Asset]]:
    """The rows that hold, by line."""
    for number, row in batch:
        try:
            yield number, reader.asset(row)
        except BadRow as bad:
            faults.take([Fault(faults.name, number, row.get("code", ""), bad.rule, bad.zh, bad.en)])
