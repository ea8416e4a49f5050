"""What ships with the product, ready to use (data/SOURCE.md)."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from routing.boundary import BoundaryLayer
from routing.catalogue import Catalogue, Tables, read_catalogue
from routing.limits import Limits, read_limits
from routing.prototypes import read_prototypes
from routing.tables import package_text, read_rows
from routing.workdays import WorkCalendar, read_calendar


def builtin_catalogue() -> Catalogue:
    """The catalogue that ships; its lead units and limits are proposals."""
    return _catalogue(package_text)


def read_catalogue_folder(folder: Path) -> Catalogue:
    """The catalogue of a folder with one file a table, in UTF-8: matters.csv, powers.csv and so on.

    Raises:
        CatalogueRefused: rows break rules.
        OSError: a file cannot be read.
    """
    return _catalogue(lambda name: (folder / name).read_text("utf-8-sig"))


def builtin_layer(catalogue: Catalogue) -> BoundaryLayer:
    """The approximate boundary layer that ships."""
    return read_prototypes(package_text("town_prototypes.csv"), catalogue.towns)


def builtin_calendar() -> WorkCalendar:
    """The holidays that ship."""
    return read_calendar(package_text("calendar.csv"))


def builtin_limits() -> Limits:
    """The limits that ship."""
    return read_limits(package_text("limits.csv"))


def _catalogue(text_of: Callable[[str], str]) -> Catalogue:
    tables = {field.name: read_rows(text_of(f"{field.name}.csv")) for field in fields(Tables)}
    return read_catalogue(Tables(**tables))
