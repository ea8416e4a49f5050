"""The trace cannot be rewritten unseen: every entry carries the hash of itself and of the one before.

A chain inside one document shows any change, gap or reorder of what it holds. Somebody who may write to the
database can still forge a whole new chain, so an audit can write the heads down to be kept elsewhere, and
hold a later state against them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from intake.chain import HashAlgorithm, Link, digest, faults, following, written
from intake.entry import Action, Entry
from intake.redaction import TYPED, altered, left_over, new_salt, seal_entry, vanished
from intake.report import Report


class Log(StrEnum):
    """What is chained: the trace of a report, or the access log of its reporter's identity."""

    TRACE = "trace"
    ACCESS = "access"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _LOG_ZH[self]


_HANDED_IN = (Action.SUBMIT, Action.SUPPLEMENT)
_APART = frozenset({"words", "digest", "salt"})
_LOG_ZH = {Log.TRACE: "留痕", Log.ACCESS: "查阅记录"}


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a trace or an access log does not hold.

    Attributes:
        number: number of the report.
        seq: the first entry that is wrong; 0 for the report as a whole.
        rule: ``seq``, ``previous``, ``algorithm``, ``hash``, ``downgrade``, ``order``, ``photos``, ``head``,
            ``words``, ``vanished``, ``left_over``, ``kept_head`` or ``readable``.
        zh: what is wrong, in Chinese.
        en: the same in English.
        log: which of the two.
    """

    number: str
    seq: int
    rule: str
    zh: str
    en: str
    log: Log = Log.TRACE


def sealed(report: Report, entry: Entry, drawn: str, chosen: HashAlgorithm) -> Entry:
    """The entry chained to the last one of this report, by the chosen algorithm or a later one.

    ``drawn`` is random; the salt of its words is made of it.
    """
    return all_sealed(report, (entry,), drawn, chosen)[0]


def all_sealed(
    report: Report, entries: Iterable[Entry], drawn: str, chosen: HashAlgorithm
) -> tuple[Entry, ...]:
    """The entries chained to the last one of this report and to each other, as ``sealed`` does one."""
    last = report.timeline[-1].hash if report.timeline else None
    made = []
    for entry in entries:
        algorithm = following(last, chosen)
        worded = seal_entry(entry, new_salt(drawn, report.id, entry.seq), algorithm)
        previous = origin(report, algorithm) if last is None else last
        last = digest({**content(worded), "previous": previous}, algorithm)
        made.append(replace(worded, previous=previous, hash=last))
    return tuple(made)


def origin(report: Report, algorithm: HashAlgorithm) -> str:
    """What the first entry is chained to: who handed in what, when, under which number."""
    who = [report.id, report.number, report.channel, report.reporter, report.anonymity, report.submitted_at]
    return digest([*who, report.words_hash], algorithm)


def content(entry: Entry) -> dict[str, Any]:
    """What is hashed of an entry: of what somebody wrote in it the hash alone."""
    hashed = {name: value for name, value in written(entry).items() if name not in _APART}
    if entry.details:
        hashed["details"] = {name: value for name, value in hashed["details"].items() if name not in TYPED}
    return hashed


def breaks(report: Report) -> list[Break]:
    """Everything that is wrong with a report's trace; empty when it holds.

    Raises:
        HashUnavailable: this machine lacks an algorithm that the trace is hashed with.
    """
    chained = faults(
        [_link(entry) for entry in report.timeline],
        lambda algorithm: origin(report, algorithm),
        report.submitted_at,
    )
    found = [Break(report.number, each.place, each.rule, each.zh, each.en) for each in chained]
    found += [Break(report.number, seq, *each) for each, seqs in _words(report) for seq in seqs]
    if not _has_its_photos(report):
        words = ("照片与留痕不符", "the photos are not those its entries name")
        found.append(Break(report.number, 0, "photos", *words))
    last = report.timeline[-1] if report.timeline else None
    public = max((entry.seq for entry in report.timeline if entry.public), default=0)
    if last is None or last.stage is not report.stage or report.public_seq != public:
        words = ("当前阶段与最后一条不符", "where the report stands is not what its last entry says")
        found.append(Break(report.number, 0, "head", *words))
    return found


def departs(number: str, log: Log, seq: int, *, kept: str, now: str | None) -> list[Break]:
    """What is wrong when a head written down earlier is held against the hash that its seq has now."""
    if now == kept:
        return []
    words = ("与此前留存的指纹不符", "it is not what was written down earlier")
    return [Break(number, seq, "kept_head", *words, log)]


def missing(number: str, log: Log) -> Break:
    """What is wrong when something that was written down earlier is there no more."""
    return Break(
        number, 0, "kept_head", "此前留存的记录已不存在", "it was written down earlier and is gone", log
    )


def unreadable(number: str, log: Log) -> Break:
    """What is wrong when what is stored is no record of ours."""
    return Break(number, 0, "readable", "存储内容不合格式，无法读取", "what is stored cannot be read", log)


def _has_its_photos(report: Report) -> bool:
    """Whether all photos of the report are those that its entries brought."""
    handed_in = [photo for action in _HANDED_IN for each in _brought(report, action) for photo in each]
    held = [(handed_in, report.photos)]
    if report.resolution is not None:
        held.append((_last(_brought(report, Action.RESOLVE)), report.resolution.photos))
    if report.abnormal is not None:
        held.append((_last(_brought(report, Action.FLAG_ABNORMAL)), report.abnormal.photos))
    return all(named == [photo.sha256 for photo in photos] for named, photos in held)


def _brought(report: Report, action: Action) -> list[list[Any]]:
    """SHA-256 of the photos that each entry of this action brought, as far as it names any."""
    named = (entry.details.get("photos") for entry in report.timeline if entry.action is action)
    return [list(each) for each in named if isinstance(each, list | tuple)]


def _last(brought: list[list[Any]]) -> list[Any]:
    return brought[-1] if brought else []


def _words(report: Report) -> list[tuple[tuple[str, str, str], list[int]]]:
    """What can be wrong with words, and where it is."""
    changed = ("words", "文字被改动", "its words were changed")
    gone = ("vanished", "文字缺失，且没有脱敏记录", "its words are gone and no redaction says so")
    kept = ("left_over", "已脱敏，文字却仍在", "it was redacted and still holds words")
    return [(changed, altered(report)), (gone, vanished(report)), (kept, left_over(report))]


def _link(entry: Entry) -> Link:
    return Link(entry.seq, entry.at, entry.previous, entry.hash, content(entry))
