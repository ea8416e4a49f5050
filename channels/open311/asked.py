"""What a client asks of ``GET requests``: by number, or by what is filtered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake import InvalidInput, PublicFilter

SPAN = timedelta(days=90)
"""The longest range of days, and the one that is listed when none is asked for."""
MOST_IDS = 100
_CODE = re.compile(r"[A-Za-z0-9._-]{1,32}")
_WHOLE = re.compile(r"[0-9]{1,6}")
_YEARS = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: reports by their numbers, else by a filter."""

    numbers: tuple[str, ...] = ()
    wanted: PublicFilter | None = None


def asked(query: Mapping[str, str], now: datetime) -> Asked:
    """Read the parameters of a query; ``service_request_id`` overrides all the others.

    Raises:
        InvalidInput: one of them breaks a rule.
    """
    numbers = _listed(query, "service_request_id")
    if numbers:
        return Asked(numbers=numbers)
    updated_after = _moment(query, "updated_after")
    since, until = _moment(query, "start_date"), _moment(query, "end_date")
    if updated_after is None or since or until:
        since, until = _range(since, until, now)
    size = _whole(query, "page_size", 100)
    codes = _listed(query, "service_code")
    if not all(map(_CODE.fullmatch, codes)):
        raise _refused("service_code", "格式有误", "has another form", "pattern")
    wanted = PublicFilter(
        matters=codes,
        is_open=_is_open(query),
        since=since,
        until=until,
        updated_after=updated_after,
        skip=(_whole(query, "page", 1) - 1) * size,
        limit=size,
    )
    wanted.check()
    return Asked(wanted=wanted)


def _range(since: datetime | None, until: datetime | None, now: datetime) -> tuple[datetime, datetime | None]:
    if since is None:
        return (until or now) - SPAN, until
    if until is None:
        return since, since + SPAN
    if not timedelta(0) <= until - since <= SPAN:
        raise _refused(
            "end_date",
            "须不早于 start_date，且相距不超过 90 天",
            "must be at most 90 days after start_date",
            "range",
        )
    return since, until


def _listed(query: Mapping[str, str], name: str) -> tuple[str, ...]:
    found = tuple(each.strip() for each in query.get(name, "").split(",") if each.strip())
    if len(found) > MOST_IDS:
        raise _refused(name, f"最多 {MOST_IDS} 个", f"names at most {MOST_IDS}", "max_items")
    return found


def _is_open(query: Mapping[str, str]) -> bool | None:
    named = set(_listed(query, "status"))
    if named - {"open", "closed"}:
        raise _refused("status", "只能是 open 或 closed", "is open or closed", "one_of")
    return None if len(named) != 1 else named == {"open"}


def _moment(query: Mapping[str, str], name: str) -> datetime | None:
    given = query.get(name, "").strip()
    if not given:
        return None
    try:
        # a plus sign that was sent as it is arrives as a space
        at = datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or at.year not in _YEARS:
        raise _refused(
            name,
            "须为带时区的 ISO 8601 时间，如 2026-11-24T08:00:00+08:00",
            "is an ISO 8601 moment with its zone, such as 2026-11-24T00:00:00Z",
            "moment",
        )
    return at


def _whole(query: Mapping[str, str], name: str, default: int) -> int:
    given = query.get(name, "").strip()
    if not given:
        return default
    if not _WHOLE.fullmatch(given) or int(given) < 1:
        raise _refused(name, "须为正整数", "is a whole number from 1", "whole_number")
    return int(given)


def _refused(name: str, zh: str, en: str, rule: str) -> InvalidInput:
    return InvalidInput(f"{name} {zh}", f"{name} {en}", path=(name,), rule=rule)
