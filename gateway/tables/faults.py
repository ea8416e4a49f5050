"""Reports of faulty rows, for those who mend them."""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict

import orjson

from gateway.export.text import looks_like_formula, printable
from routing import Fault

_COLUMNS = ("table", "row", "name", "rule", "zh", "en")


def faults_csv(faults: Iterable[Fault]) -> bytes:
    """A row a fault, in UTF-8 with a byte order mark for Excel."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for fault in faults:
        told = asdict(fault)
        writer.writerow([_safe(str(told[column])) for column in _COLUMNS])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _safe(words: str) -> str:
    text = printable(words)
    return f"'{text}" if looks_like_formula(text) else text


def faults_json(faults: Iterable[Fault]) -> bytes:
    """The same as JSON: a list of objects."""
    return orjson.dumps([asdict(fault) for fault in faults], option=orjson.OPT_INDENT_2)
