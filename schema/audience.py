"""Who may see which part of a report they may read: one place for the rules, asked by every resolver."""

from typing import TypeVar

from intake import Role
from schema.context import Info

Shown = TypeVar("Shown")
_ACTING = frozenset({Role.OFFICER, Role.HUB, Role.DISPATCHER, Role.INSPECTOR, Role.SUPERVISOR, Role.AUDITOR})


def is_staff(info: Info) -> bool:
    """Whether the viewer works for the city, and so sees what is internal to it."""
    return info.context.signed_in.role is not Role.REPORTER


def for_staff(value: Shown, info: Info) -> Shown | None:
    """What is internal to the city: as it is for staff, null for reporters."""
    return value if is_staff(info) else None


def for_acting(value: Shown, info: Info) -> Shown | None:
    """What only those who act, or answer for it, need: a number plate, a grid. Null for everybody else."""
    return value if info.context.signed_in.role in _ACTING else None


def actor_of(actor: str, role: Role, info: Info) -> str | None:
    """Who did something, for staff; reporters are not named here.

    Who a reporter is, is told for a purpose and written down first (`schema/access.py`); by the reference
    alone one person's reports could be told from another's.
    """
    return None if role is Role.REPORTER else for_staff(actor, info)
