"""A table of labelled words: CSV with ``text,label`` and, if you like, ``group``; any set of labels."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from routing.classify.example import Example
from routing.classify.features import fold
from routing.refusal import BadRow, DataRefused, Fault

MOST_BYTES = 256_000_000
MOST_ROWS = 1_000_000
MOST_TEXT = 2_000
"""Characters of one text, as many as a report may have."""
MOST_LABEL = 64
MOST_LABELS = 2_000
FEWEST_LABELS = 2
MOST_FAULTS = 100
"""Faults that a refusal tells; how many more there are is said."""

_FIRST_ROW = 2
_ZIP = b"PK\x03\x04"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class TrainingRefused(DataRefused):
    """Labelled words that nothing can be learned from."""

    what_zh = "训练数据"
    what_en = "training data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a table holds.

    Attributes:
        examples: the rows that hold, in file order.
        faults: the rows that do not, at most ``MOST_FAULTS`` of them.
        faulty: how many do not hold in all.
        encoding: what the bytes were read as, ``utf-8`` or ``gb18030``.
    """

    examples: tuple[Example, ...]
    faults: tuple[Fault, ...]
    faulty: int
    encoding: str


def read_examples(data: bytes, name: str, *, skip_faulty: bool = False) -> Reading:
    """Read a table, with or without a byte order mark, in UTF-8 or GB18030 (GBK, GB2312).

    Args:
        data: the file.
        name: what to call it in a refusal.
        skip_faulty: leave out rows that do not hold, instead of refusing the whole.

    Raises:
        TrainingRefused: rows break rules and are not skipped, or it is no such table, or it has fewer than
            two labels. At most ``MOST_FAULTS`` faults are told.
    """
    text, encoding = _decoded(data, name)
    examples: list[Example] = []
    faults: list[Fault] = []
    faulty = 0
    for row, found in _rows(text, name):
        if isinstance(found, Example):
            examples.append(found)
        else:
            faulty += 1
            if len(faults) < MOST_FAULTS:
                faults.append(Fault(name, row, "", found.rule, found.zh, found.en))
    if faults and not skip_faulty:
        if faulty > len(faults):
            rest = faulty - len(faults)
            faults.append(_whole(name, "more", f"另有 {rest} 行有误", f"{rest} more rows do not hold"))
        raise TrainingRefused(faults)
    _check_labels({each.label for each in examples}, name)
    return Reading(examples=tuple(examples), faults=tuple(faults), faulty=faulty, encoding=encoding)


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise _refused(name, "max_size", f"文件超过 {most} MB", f"the file is larger than {most} MB")
    if data.startswith(_ZIP) or data.startswith(_UTF_16):
        raise _refused(
            name, "csv", "不是 CSV，请另存为 CSV（UTF-8）", "it is no CSV; save it as CSV in UTF-8"
        )
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise _refused(
        name, "encoding", "编码既非 UTF-8 也非 GB18030", "it is encoded neither in UTF-8 nor in GB18030"
    )


def _rows(text: str, name: str) -> Iterator[tuple[int, Example | BadRow]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        if not {"text", "label"} <= set(header):
            raise _refused(
                name, "columns", "首行须有 text 和 label 两列", "the first line must name text and label"
            )
        for number, cells in enumerate(reader, _FIRST_ROW):
            if number - _FIRST_ROW >= MOST_ROWS:
                raise _refused(name, "max_rows", f"超过 {MOST_ROWS} 行", f"more than {MOST_ROWS} rows")
            if cells:
                yield number, _example(header, cells)
    except csv.Error as error:
        raise _refused(
            name, "csv", f"第 {reader.line_num} 行不是 CSV", f"line {reader.line_num} is no CSV: {error}"
        ) from error


def _example(header: list[str], cells: list[str]) -> Example | BadRow:
    if len(cells) > len(header):
        return BadRow("columns", "单元格多于表头", "there are more cells than the header has columns")
    row = dict(zip(header, cells, strict=False))
    text, label = row.get("text", "").strip(), row.get("label", "").strip()
    if not fold(text):
        return BadRow("text", "没有可读的文字", "there are no words to read")
    if len(text) > MOST_TEXT:
        return BadRow(
            "max_length", f"文字超过 {MOST_TEXT} 字", f"the text has more than {MOST_TEXT} characters"
        )
    if not label:
        return BadRow("label", "缺少标签", "there is no label")
    if len(label) > MOST_LABEL or not label.isprintable():
        return BadRow(
            "label",
            f"标签须为 {MOST_LABEL} 字以内的可见字符",
            f"a label has at most {MOST_LABEL} characters, all visible",
        )
    return Example(text, label, row.get("group", "").strip())


def _check_labels(labels: set[str], name: str) -> None:
    if len(labels) < FEWEST_LABELS:
        raise _refused(
            name, "labels", "至少需要两种标签", "it needs at least two labels; with one nothing is learned"
        )
    if len(labels) > MOST_LABELS:
        raise _refused(
            name,
            "labels",
            f"标签超过 {MOST_LABELS} 种，是否选错了列？",
            f"more than {MOST_LABELS} labels; is it the right column?",
        )


def _refused(name: str, rule: str, zh: str, en: str) -> TrainingRefused:
    return TrainingRefused([_whole(name, rule, zh, en)])


def _whole(name: str, rule: str, zh: str, en: str) -> Fault:
    return Fault(name, 0, "", rule, zh, en)
