"""What an app calls a kind of thing, and which matter that is here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from channels.tables.file import FOLDER, read_table

_MOST_PHOTOS = 9


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of an app.

    Attributes:
        code: what the app sends.
        name: what its users read.
        matter: code of our matter.
        photos: how many a report of it must bring, 0-9.
    """

    code: str
    name: str
    matter: str
    photos: int


def read_kinds(
    name: str, matters: Collection[str] | None = None, folder: Path = FOLDER
) -> Mapping[str, Kind]:
    """The kinds of a table, by code.

    Args:
        name: of the table.
        matters: codes of the catalogue; None where it is not known.
        folder: where the table is.

    Raises:
        TableError: a code stands in two lines, a number is none, or a matter is not in the catalogue.
    """
    table = read_table(name, ("code", "name", "matter", "photos", "source"), folder)
    table.once("code")
    found = {}
    for line, row in table:
        if not row["photos"].isdigit() or int(row["photos"]) > _MOST_PHOTOS:
            raise table.error(line, f"照片数须为 0-{_MOST_PHOTOS}", f"photos is 0-{_MOST_PHOTOS}")
        if matters is not None and row["matter"] not in matters:
            raise table.error(
                line, f"事项目录中没有 {row['matter']}", f"The catalogue has no matter {row['matter']}"
            )
        found[row["code"]] = Kind(row["code"], row["name"], row["matter"], int(row["photos"]))
    return found
