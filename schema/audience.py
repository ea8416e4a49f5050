"""Who may see which part of a report they may read: one place for the rules, asked by every resolver."""

from typing import TypeVar

from intake import Role
from schema.context import Info

Shown = TypeVar("Shown")
_UNITS = frozenset({Role.OFFICER, Role.HUB, Role.INSPECTOR})


def is_staff(info: Info) -> bool:
    """Whether the viewer works for the city, and so sees what is internal to it."""
    return info.context.signed_in.role is not Role.REPORTER


def for_staff(value: Shown, info: Info) -> Shown | None:
    """What is internal to the city: as it is for staff, null for reporters."""
    return value if is_staff(info) else None


def actor_of(actor: str, role: Role, info: Info) -> str | None:
    """Who did something, for staff.

    Executing units need place, photos and matter, not the reporter: they are not told which reporter it was,
    by whom they could tell one person's reports from another's.
    """
    is_hidden = role is Role.REPORTER and info.context.signed_in.role in _UNITS
    return None if is_hidden else for_staff(actor, info)
