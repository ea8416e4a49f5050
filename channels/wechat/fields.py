"""Values of subscribe messages: each kind of field has a length, and none may be empty. Pure.

Longer or empty values are answered with 47003 and the message is lost, so they are cut here. Lengths count
UTF-16 units, the most that any reading of WeChat's rules counts.
"""

import re
import unicodedata
from datetime import datetime

from intake import CITY_ZONE, visible

THING, CHARACTER_STRING, PHRASE = 20, 32, 5
_FIELD = re.compile(r"(thing|phrase|character_string|time)[1-9][0-9]?")
_HAN = re.compile(r"[一-鿿]")
_ELLIPSIS = "…"


def kind_of(field: str) -> str | None:
    """The kind of a field by its name, ``thing`` of ``thing2``; None when it is none that we can fill."""
    found = _FIELD.fullmatch(field)
    return found[1] if found else None


def fit(kind: str, value: str | datetime) -> str:
    """The value as a field of this kind takes it; what is left of nothing is ``—``, ``-`` or ``无``."""
    if isinstance(value, datetime):
        value = value.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M")
    match kind:
        case "phrase":
            return "".join(_HAN.findall(value)[:PHRASE]) or "无"
        case "character_string":
            return "".join(each for each in value if " " < each <= "~")[:CHARACTER_STRING] or "-"
        case "time":
            return value
        case _:
            return _cut(_visible(value), THING)


def _visible(value: str) -> str:
    """On one line, without what shows nothing: controls, joiners, halves of characters."""
    kept = (
        " " if each.isspace() or unicodedata.category(each) == "Cc" else each
        for each in value
        if unicodedata.category(each) not in {"Cf", "Cs", "Co", "Cn"}
    )
    line = " ".join("".join(kept).split())
    return visible(line).strip() or "—"


def _cut(value: str, most: int) -> str:
    if _units(value) <= most:
        return value
    cut = value
    while _units(cut) > most - 1:
        cut = cut[:-1]
    return cut.rstrip() + _ELLIPSIS


def _units(value: str) -> int:
    return len(value.encode("utf-16-le")) // 2
