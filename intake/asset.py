"""Things of the city that carry a code 城市部件: a cover, a lamp, a bin, and who keeps it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from intake.errors import InvalidInput
from intake.place import Point

_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{3,39}")
_MOST_SCANNED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A thing in the register, as it was when a report named it.

    Attributes:
        code: what its plate says.
        name: what it is, in words.
        keeper: key of the unit or id of the department that keeps it.
        matter: code of the matter that a report of it is, or None.
        point: where it stands, WGS-84, when the register knows.
    """

    code: str
    name: str
    keeper: str
    matter: str | None = None
    point: Point | None = None


class Assets(Protocol):
    """The port to the register."""

    async def asset(self, code: str) -> Asset | None:
        """The thing with this code, or None.

        Raises:
            Unavailable: the register is away.
        """
        ...


def read_asset_code(scanned: str) -> str:
    """The code in what a plate says: the code itself, or an address that carries it.

    Of an address it is the parameter ``code``, else the last part of the path; nothing is fetched. Full-width
    characters and small letters are taken for what they mean, so one thing has one code.

    Raises:
        InvalidInput: no such code is in it.
    """
    told = unicodedata.normalize("NFKC", scanned[:_MOST_SCANNED]).strip()
    code = (_from_address(told) if set("/?=") & set(told) else told).strip().upper()
    if len(scanned) > _MOST_SCANNED or not _CODE.fullmatch(code):
        raise InvalidInput(
            "部件编码须为 4-40 位字母、数字或 . _ -，或为含编码的二维码内容",
            "An asset code is 4-40 characters of A-Z 0-9 . _ -, or a scanned address that carries one",
            path=("input", "assetCode"),
            rule="pattern",
        )
    return code


def _from_address(address: str) -> str:
    try:
        parts = urlsplit(address)
        given = {name.lower(): value for name, value in parse_qsl(parts.query, max_num_fields=50)}
    except ValueError:
        return ""
    ends = [unquote(part) for part in parts.path.split("/") if part.strip()]
    return given.get("code") or (ends[-1] if ends else "")
