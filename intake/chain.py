"""Chains of hashes: every record carries its own and that of the one before. Pure, and of plain values only.

A stored hash names its algorithm, so a chain may change it in the middle: ``sm3:…``, and hexadecimal
alone for SHA-256.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson

from intake.document import to_document

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class HashAlgorithm(StrEnum):
    """What chains are hashed with, in the order in which a chain may change it."""

    SHA256 = "sha256"
    SM3 = "sm3"


_AS_HASHED = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME
_RANKS = {algorithm: rank for rank, algorithm in enumerate(HashAlgorithm)}
_BY_PREFIX = {each.value: each for each in HashAlgorithm if each is not HashAlgorithm.SHA256}


class HashUnavailable(Exception):
    """This machine cannot compute the hash; the words say so in both languages and what to do."""

    def __init__(self, algorithm: HashAlgorithm) -> None:
        name = algorithm.value.upper()
        super().__init__(
            f"本机 Python 所用的 OpenSSL 不支持 {name}（需 1.1.1 或以上且未停用该算法）"
            f" · The OpenSSL of this Python lacks {name}; it takes 1.1.1 or later with {name} left on"
        )


@dataclass(frozen=True, slots=True)
class Link:
    """One record of a chain, as far as the chain is concerned.

    Attributes:
        seq: its number, from 1 on.
        at: when, aware UTC.
        previous: hash of the record before; of the chain's origin for the first.
        hash: its own.
        content: everything that was hashed: all of it but ``hash``.
    """

    seq: int
    at: datetime
    previous: str
    hash: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where a chain does not hold: which record, from 1 on, by which rule, and in words."""

    place: int
    rule: str
    zh: str
    en: str


def check_available(algorithm: HashAlgorithm) -> None:
    """Refuse an algorithm that this machine cannot compute.

    Raises:
        HashUnavailable: it cannot.
    """
    _hexdigest(b"", algorithm)


def digest(value: Any, algorithm: HashAlgorithm) -> str:
    """The hash of a plain value, as it is stored: with the algorithm's name, unless that is SHA-256.

    Raises:
        HashUnavailable: this machine cannot compute it.
    """
    content = orjson.dumps(value, option=_AS_HASHED, default=_plain)
    written = _hexdigest(content, algorithm)
    return written if algorithm is HashAlgorithm.SHA256 else f"{algorithm.value}:{written}"


def algorithm_of(stored: str) -> HashAlgorithm | None:
    """The algorithm that a stored hash names; None for one that nobody knows."""
    name, colon, _ = stored.rpartition(":")
    if not colon:
        return HashAlgorithm.SHA256
    return _BY_PREFIX.get(name)


def following(previous: str | None, chosen: HashAlgorithm) -> HashAlgorithm:
    """The algorithm of the record after this hash: the chosen one, but a chain never goes back."""
    before = algorithm_of(previous) if previous is not None else None
    return chosen if before is None else max(before, chosen, key=_RANKS.__getitem__)


def written(record: "DataclassInstance") -> dict[str, Any]:
    """What is hashed of a record: every field but its hash, and none that still has its default.

    So a field that a later release adds leaves the chains stored before it whole.
    """
    document = to_document(record)
    return {
        name: document[name] for name, default in _defaults(type(record)) if getattr(record, name) != default
    }


def faults(links: list[Link], origin: Callable[[HashAlgorithm], str], begun_at: datetime) -> Iterator[Fault]:
    """Everything that is wrong with a chain, in order.

    Args:
        links: its records as they are stored.
        origin: what the first is chained to.
        begun_at: nothing in it is older, aware UTC.
    """
    at, before = begun_at, HashAlgorithm.SHA256
    previous: str | None = None
    for place, link in enumerate(links, 1):
        if link.seq != place:
            yield Fault(place, "seq", "序号不连续", "the numbers have a gap")
        expected = origin(algorithm_of(link.previous) or before) if previous is None else previous
        if link.previous != expected:
            yield Fault(place, "previous", "与前一条不相连", "it is not chained to the one before")
        algorithm = algorithm_of(link.hash)
        if algorithm is None:
            yield Fault(place, "algorithm", "指纹算法无法识别", "its hash names an unknown algorithm")
        elif link.hash != digest(link.content, algorithm):
            yield Fault(place, "hash", "内容被改动", "its content was changed")
        if algorithm is not None and _RANKS[algorithm] < _RANKS[before]:
            yield Fault(place, "downgrade", "指纹算法被换回旧算法", "it goes back to the former algorithm")
        if link.at < at:
            yield Fault(place, "order", "时间早于前一条", "it is older than the one before")
        previous, at, before = link.hash, link.at, algorithm or before


@lru_cache
def _defaults(record: "type[DataclassInstance]") -> tuple[tuple[str, Any], ...]:
    """Every field of such a record but its hash, and its default."""
    return tuple((each.name, _default(each)) for each in fields(record) if each.name != "hash")


def _default(field: Any) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _hexdigest(content: bytes, algorithm: HashAlgorithm) -> str:
    if algorithm is HashAlgorithm.SHA256:
        return hashlib.sha256(content).hexdigest()
    try:
        return hashlib.new(algorithm.value, content).hexdigest()
    except ValueError as error:
        raise HashUnavailable(algorithm) from error


def _plain(value: Any) -> Any:
    """What JSON has no word for, the same however it was stored: instants as UTC text, lists for tuples."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds")
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, list | tuple):
        return list(value)
    return repr(value)  # no record of ours holds it: somebody put it there, and it only has to differ
