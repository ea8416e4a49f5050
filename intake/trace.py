"""The trace cannot be rewritten unseen: every entry carries the hash of itself and of the one before.

A chain inside one document shows any change, gap or reorder of what it holds. Somebody who may write to the
database can still forge a whole new chain, so an audit can write the heads down to be kept elsewhere, and
hold a later state against them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import orjson

from intake.document import to_document
from intake.entry import Action, Entry
from intake.report import Report


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a trace does not hold.

    Attributes:
        number: number of the report.
        seq: the first entry that is wrong; 0 for the report as a whole.
        rule: ``seq``, ``previous``, ``hash``, ``order``, ``photos``, ``head`` or ``kept_head``.
        zh: what is wrong, in Chinese.
        en: the same in English.
    """

    number: str
    seq: int
    rule: str
    zh: str
    en: str


def origin(report: Report) -> str:
    """What the first entry is chained to: who handed in what, when, under which number."""
    who = [report.id, report.number, report.channel, report.reporter, report.submitted_at]
    return _digest([*who, report.content, report.text])


def sealed(report: Report, entry: Entry) -> Entry:
    """The entry chained to the last one of this report."""
    previous = report.timeline[-1].hash if report.timeline else origin(report)
    chained = replace(entry, previous=previous)
    return replace(chained, hash=_hash_of(chained))


def breaks(report: Report) -> list[Break]:
    """Everything that is wrong with a report's trace; empty when it holds."""
    found: list[Break] = []
    previous, at = origin(report), report.submitted_at
    for place, entry in enumerate(report.timeline, 1):
        if entry.seq != place:
            found.append(_break(report, place, "seq", "序号不连续", "the numbers have a gap"))
        if entry.previous != previous:
            found.append(
                _break(report, place, "previous", "与前一条不相连", "it is not chained to the one before")
            )
        if entry.hash != _hash_of(entry):
            found.append(_break(report, place, "hash", "内容被改动", "its content was changed"))
        if entry.at < at:
            found.append(_break(report, place, "order", "时间早于前一条", "it is older than the one before"))
        previous, at = entry.hash, entry.at
    if _photos(report, Action.SUBMIT, Action.SUPPLEMENT) != [photo.sha256 for photo in report.photos]:
        words = ("照片与留痕不符", "the photos are not those its entries name")
        found.append(_break(report, 0, "photos", *words))
    last = report.timeline[-1] if report.timeline else None
    public = max((entry.seq for entry in report.timeline if entry.public), default=0)
    if last is None or last.stage is not report.stage or report.public_seq != public:
        words = ("当前阶段与最后一条不符", "where the report stands is not what its last entry says")
        found.append(_break(report, 0, "head", *words))
    return found


def departs(report: Report, seq: int, kept: str) -> list[Break]:
    """What is wrong when a head written down earlier (seq and hash) is held against the report now."""
    entry = next((each for each in report.timeline if each.seq == seq), None)
    if entry is not None and entry.hash == kept:
        return []
    words = ("与此前留存的指纹不符", "it is not what was written down earlier")
    return [_break(report, seq, "kept_head", *words)]


def missing(number: str) -> Break:
    """What is wrong when a report that was written down earlier is there no more."""
    return Break(number, 0, "kept_head", "此前留存的诉求已不存在", "it was written down earlier and is gone")


def _photos(report: Report, *actions: Action) -> list[str]:
    """SHA-256 of the photos that these entries brought, in order."""
    brought = (entry.details.get("photos", []) for entry in report.timeline if entry.action in actions)
    return [each for photos in brought for each in photos]


def _break(report: Report, seq: int, rule: str, zh: str, en: str) -> Break:
    return Break(report.number, seq, rule, zh, en)


def _hash_of(entry: Entry) -> str:
    written = to_document(entry)
    del written["hash"]
    return _digest(written)


def _digest(value: Any) -> str:
    return hashlib.sha256(orjson.dumps(_plain(value), option=orjson.OPT_SORT_KEYS)).hexdigest()


def _plain(value: Any) -> Any:
    """The same value however it was stored: instants as UTC text, lists for tuples."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds")
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
