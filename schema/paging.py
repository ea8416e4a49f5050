"""Connections: opaque cursors, and windows that refuse what makes no sense."""

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

from strawberry.relay import PageInfo

from intake import Cursor, InvalidInput, NotFound, Window

MAX_PAGE = 100
DEFAULT_PAGE = 20
Item = TypeVar("Item")


def page_size(first: int | None, last: int | None = None) -> int:
    """How many are asked for: ``first`` or ``last``, 1-100, else 20.

    Raises:
        InvalidInput: out of range.
    """
    size = next((each for each in (first, last) if each is not None), DEFAULT_PAGE)
    if not 1 <= size <= MAX_PAGE:
        field = "first" if first is not None else "last"
        raise InvalidInput(
            f"每页 1-{MAX_PAGE} 条", f"A page holds 1-{MAX_PAGE}", path=(field,), rule="page_size"
        )
    return size


def to_cursor(at: datetime, id_: str) -> str:
    """An opaque cursor for a place in a list by (time, id)."""
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{id_}".encode()).decode()


def from_cursor(cursor: str, field: str) -> tuple[datetime, str]:
    """The place that a cursor names.

    Raises:
        InvalidInput: it was not given out by this service.
    """
    try:
        at, _, id_ = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not id_:
            raise _bad_cursor(field)
        return moment.astimezone(UTC), id_
    except (ValueError, OverflowError, binascii.Error) as error:
        raise _bad_cursor(field) from error


def from_seq_cursor(cursor: str, field: str) -> int:
    """The seq in a list of numbered entries that a cursor names.

    Raises:
        InvalidInput: it was not given out by this service.
    """
    _, seq = from_cursor(cursor, field)
    try:
        return int(seq)
    except ValueError as error:
        raise _bad_cursor(field) from error


def report_window(first: int | None, after: str | None, last: int | None, before: str | None) -> Window:
    """Forwards with ``first`` and ``after``, or backwards with ``last`` and ``before``.

    Raises:
        InvalidInput: the two directions are mixed, a size is out of range, a cursor is not ours.
    """
    backwards = last is not None or before is not None
    if backwards and (first is not None or after is not None):
        raise InvalidInput(
            "请用 first/after 向后翻页，或用 last/before 向前翻页，不能混用",
            "Page forwards with first and after, or backwards with last and before, not both",
            path=("last" if last is not None else "before",),
            rule="one_direction",
        )
    cursor, field = (before, "before") if backwards else (after, "after")
    place = Cursor(*from_cursor(cursor, field)) if cursor is not None else None
    return Window(limit=page_size(first, last), cursor=place, backwards=backwards)


def slice_after(keys: Sequence[str], first: int | None, after: str | None) -> tuple[int, int]:
    """Start and end in a list kept in memory, ordered by unique keys; a cursor is a key, made opaque."""
    size = page_size(first)
    if after is None:
        return 0, min(size, len(keys))
    try:
        start = keys.index(base64.urlsafe_b64decode(after.encode()).decode()) + 1
    except (ValueError, binascii.Error) as error:
        raise _bad_cursor("after") from error
    return start, min(start + size, len(keys))


def key_cursor(key: str) -> str:
    """The cursor of an item of a list kept in memory."""
    return base64.urlsafe_b64encode(key.encode()).decode()


def page_info(cursors: Sequence[str], *, has_next: bool, has_previous: bool) -> PageInfo:
    """The page info of a page with these cursors."""
    return PageInfo(
        has_next_page=has_next,
        has_previous_page=has_previous,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )


def present(item: Item | None, *, required: bool) -> Item | None:
    """The item of a node look-up; ``required`` is Relay's own flag.

    Raises:
        NotFound: it is absent and required.
    """
    if item is None and required:
        raise NotFound("没有这个对象", "There is no such object", path=("id",), rule="visible")
    return item


def _bad_cursor(field: str) -> InvalidInput:
    return InvalidInput(
        "翻页游标无效，请从第一页重新开始",
        "This cursor was not given out here; start again from the first page",
        path=(field,),
        rule="cursor",
    )
