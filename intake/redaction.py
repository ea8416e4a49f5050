"""What people wrote in a report: hashed apart, so that it can be taken out and the chain still holds.

A report and each of its entries carry a salt and the hash of that salt with their words; the chain covers the
hash alone. Without the salt nobody can try words out against it. Pure.
"""

from dataclasses import replace
from typing import Any

from intake.chain import HashAlgorithm, algorithm_of, digest
from intake.entry import Action, Entry
from intake.report import Report

REDACTED = "［已脱敏］"
"""What stands where words were taken out."""

TYPED = frozenset({"order", "plan", "tags", "told"})
"""Names of entries' details that somebody typed; all others are codes, figures and references."""


def new_salt(drawn: str, report_id: str, seq: int) -> str:
    """The salt of one entry, or at seq 0 of the report itself; ``drawn`` is random and kept nowhere."""
    return digest([drawn, report_id, seq], HashAlgorithm.SHA256)[:32]


def seal_entry(entry: Entry, salt: str, algorithm: HashAlgorithm) -> Entry:
    """The entry with the hash of what was written in it; as it is where nothing was."""
    if not _has_words(entry):
        return entry
    return replace(entry, salt=salt, words_hash=digest([salt, _of_entry(entry)], algorithm))


def seal_report(report: Report, salt: str, algorithm: HashAlgorithm) -> Report:
    """The report with the hash of what its reporter wrote."""
    return replace(report, salt=salt, words_hash=digest([salt, _of_report(report)], algorithm))


def changed_without_words(report: Report) -> dict[str, Any]:
    """Every field of the report that holds words of people, without them.

    The fingerprints of what was handed in and of commands go too: short words could be guessed by them.
    """
    location, resolution, evaluation = report.location, report.resolution, report.evaluation
    abnormal, revisit, publication = report.abnormal, report.revisit, report.publication
    whistle = report.whistle
    return {
        "salt": None,
        "content": "",
        "text": _gone(report.text),
        "location": location and replace(location, address=_gone(location.address), geocoded_address=None),
        "resolution": resolution and replace(resolution, words=_gone(resolution.words)),
        "evaluation": evaluation
        and replace(evaluation, words=_gone(evaluation.words), tags=tuple(_gone(evaluation.tags))),
        "abnormal": abnormal and replace(abnormal, words=_gone(abnormal.words)),
        "revisit": revisit and replace(revisit, words=_gone(revisit.words)),
        "publication": publication and replace(publication, words=_gone(publication.words)),
        "whistle": whistle
        and replace(
            whistle,
            words=_gone(whistle.words),
            calls=tuple(replace(each, conclusion=_gone(each.conclusion)) for each in whistle.calls),
        ),
        "restricted": {name: _gone(value) for name, value in report.restricted.items()},
        "timeline": tuple(_without_words(entry) for entry in report.timeline),
    }


def altered(report: Report) -> list[int]:
    """Seqs of the entries whose words are not those that were written, 0 for the report's own; sorted.

    Raises:
        HashUnavailable: this machine lacks an algorithm that words are hashed with.
    """
    own = [] if report.salt is None or _holds(report.words_hash, report.salt, _of_report(report)) else [0]
    return own + [entry.seq for entry in report.timeline if not _is_as_written(entry)]


def vanished(report: Report) -> list[int]:
    """Seqs of the entries whose words are gone with no redaction after them, 0 for the report's own."""
    until = _redacted_at(report)
    own = [0] if report.salt is None and not until else []
    return own + [entry.seq for entry in report.timeline if _is_bare(entry) and entry.seq >= until]


def left_over(report: Report) -> list[int]:
    """Seqs of the entries that still hold words, or hold words again, though a redaction came after them."""
    until = _redacted_at(report)
    if not until:
        return []
    place = report.location
    is_clean = report.salt is None and not report.content and _gone(report.text) == report.text
    is_nameless = place is None or (_gone(place.address) == place.address and not place.geocoded_address)
    own = [] if is_clean and is_nameless else [0]
    return own + [
        entry.seq for entry in report.timeline if entry.seq < until and entry != _without_words(entry)
    ]


def _of_report(report: Report) -> list[Any]:
    return [report.content, report.text, report.location and report.location.address, dict(report.restricted)]


def _of_entry(entry: Entry) -> list[Any]:
    typed = {name: value for name, value in entry.details.items() if name in TYPED}
    return [entry.words, entry.digest, typed]


def _has_words(entry: Entry) -> bool:
    return _of_entry(entry) != [None, None, {}]


def _is_as_written(entry: Entry) -> bool:
    if entry.salt is None:
        return _is_bare(entry) or not _has_words(entry)
    return entry.words_hash is not None and _holds(entry.words_hash, entry.salt, _of_entry(entry))


def _holds(stored: str, salt: str, words: list[Any]) -> bool:
    algorithm = algorithm_of(stored)
    return algorithm is not None and digest([salt, words], algorithm) == stored


def _is_bare(entry: Entry) -> bool:
    return entry.words_hash is not None and entry.salt is None


def _without_words(entry: Entry) -> Entry:
    details = {name: _gone(value) if name in TYPED else value for name, value in entry.details.items()}
    return replace(entry, words=_gone(entry.words), details=details, digest=None, salt=None)


def _redacted_at(report: Report) -> int:
    """Seq of the redaction; 0 where there is none."""
    return next((entry.seq for entry in report.timeline if entry.action is Action.REDACT), 0)


def _gone(words: Any) -> Any:
    """What stands for words, for each of a list; nothing where there were none."""
    if isinstance(words, list | tuple):
        return [REDACTED for _ in words]
    return REDACTED if words else words
