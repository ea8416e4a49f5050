"""Editions for tests: a catalogue that differs in a name, and the people who keep it."""

from dataclasses import replace

from intake import Actor, Role
from routing import Catalogue, builtin_catalogue, content_of, read_catalogue

ANNA = Actor("admin-anna", Role.ADMINISTRATOR)
BO = Actor("admin-bo", Role.ADMINISTRATOR)
CATALOGUE = builtin_catalogue()


def renamed(name: str) -> Catalogue:
    """What ships, with another name for its first matter."""
    first, *others = CATALOGUE.tables.matters
    return read_catalogue(replace(CATALOGUE.tables, matters=({**first, "name": name}, *others)))


def led_by(rule: str, lead: str) -> Catalogue:
    """What ships, with another lead in one rule."""
    powers = tuple(
        {**row, "lead": lead, "assist": ""} if row["rule"] == rule else row for row in CATALOGUE.tables.powers
    )
    return read_catalogue(replace(CATALOGUE.tables, powers=powers))


def content(name: str) -> bytes:
    """The content of an edition whose first matter has this name."""
    return content_of(renamed(name).tables)
