"""Retries: what makes two calls the same one, so that the second gets what the first did."""

import hashlib

import orjson

from intake.commands import Command
from intake.document import to_document
from intake.errors import AlreadyDone, IdempotencyConflict
from intake.report import Report
from intake.stage import Actor
from intake.submission import Submission
from intake.visibility import can_read


def digest_of(command: Command) -> str:
    """SHA-256 of a command's kind and of what it carries, hexadecimal; absent fields do not count."""
    carried = {name: value for name, value in to_document(command).items() if value not in (None, [])}
    content = orjson.dumps([type(command).__name__, carried], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(content).hexdigest()


def id_of(submission: Submission) -> str:
    """The id of what this becomes."""
    return report_id(
        submission.channel, submission.reporter, submission.idempotency_key, submission.external_ref
    )


def report_id(channel: str, reporter: str, key: str, external_ref: str | None = None) -> str:
    """The id of what comes once: from its reporter under this key, or from an app under its reference."""
    name = f"{channel}\0{reporter}\0{key}" if external_ref is None else f"{channel}\0\0{external_ref}"
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def same(stored: Report | None, content: str) -> Report:
    """The report that a retry repeats; another content under its key is refused.

    Of a redacted report nobody can tell any more what it said, so every content is another: whoever sends it
    takes a new key, and nothing they say is lost.
    """
    if stored is None or stored.content != content:
        raise IdempotencyConflict
    return stored


def done(report: Report, actor: Actor) -> Report:
    """The report that an actor changed before, as far as it is still theirs to see."""
    if not can_read(actor, report):
        raise AlreadyDone
    return report


def repeats(report: Report, actor: Actor, key: str, digest: str) -> bool:
    """Whether this actor gave this command before; a same key with another content is refused."""
    entry = next((each for each in report.timeline if each.key == key and each.actor == actor.id), None)
    if entry is not None and entry.digest != digest:
        raise IdempotencyConflict
    return entry is not None
