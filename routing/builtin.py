"""What ships with the product, ready to use (data/SOURCE.md)."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from routing.boundary import BoundaryLayer
from routing.catalogue import Catalogue, Tables, read_catalogue
from routing.limits import Limits, read_limits
from routing.prototypes import read_prototypes
from routing.refusal import CatalogueRefused, Fault
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
    return _catalogue(lambda name: _text(folder / name))


def builtin_layer(catalogue: Catalogue) -> BoundaryLayer:
    """The approximate boundary layer that ships."""
    return read_prototypes(package_text("town_prototypes.csv"), catalogue.towns)


def builtin_calendar() -> WorkCalendar:
    """The holidays that ship."""
    return read_calendar(package_text("calendar.csv"))


def builtin_limits() -> Limits:
    """The limits that ship."""
    return read_limits(package_text("limits.csv"))


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault(
            file.name,
            0,
            "",
            "utf8",
            "不是 UTF-8 编码（可能是 GBK），请另存为 CSV UTF-8",
            "it is not UTF-8 (perhaps GBK); save it as CSV in UTF-8",
        )
        raise CatalogueRefused([fault]) from error


def _catalogue(text_of: Callable[[str], str]) -> Catalogue:
    tables = {field.name: read_rows(text_of(f"{field.name}.csv")) for field in fields(Tables)}
    return read_catalogue(Tables(**tables))
