"""The lines that were not taken over, in a file beside the one they are in."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from gateway.export.text import looks_like_formula, printable
from intake import InvalidInput

_HEAD = ("line", "external_ref", "rule", "zh", "en")


class Rejects:
    """``FILE.rejected.csv``: line, reference, rule and reason; in UTF-8 with a byte order mark for Excel.

    Args:
        source: the file that is read.
        size: bytes of it that a run which was left off had written; what follows them is written again.
    """

    def __init__(self, source: Path, size: int = 0) -> None:
        self.path = source.with_name(f"{source.name}.rejected.csv")
        self._size = size
        self._file: BinaryIO

    def __enter__(self) -> Self:
        resumed = self._size and self.path.exists() and self.path.stat().st_size >= self._size
        self._file = self.path.open("r+b" if resumed else "wb")
        if resumed:
            self._file.seek(self._size)
            self._file.truncate()
        else:
            self._file.write(b"\xef\xbb\xbf" + _csv([_HEAD]))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, faults: Iterable[tuple[int, str, InvalidInput]]) -> int:
        """Add lines, each with its reference and what is wrong; returns the bytes that there are now."""
        rows = [
            (str(line), _safe(ref), fault.rule, fault.zh, fault.en)
            for line, ref, fault in sorted(faults, key=lambda each: each[0])
        ]
        self._file.write(_csv(rows))
        self._file.flush()
        return self._file.tell()


def _csv(rows: Iterable[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _safe(words: str) -> str:
    text = printable(words[:80])
    return f"'{text}" if looks_like_formula(text) else text
