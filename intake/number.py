"""Report numbers: ``DG261123-7K3F9QWM-F``, safe to read out, impossible to guess in sequence."""

import re
import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

CITY = "DG"
CITY_ZONE = ZoneInfo("Asia/Shanghai")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_RANDOM_BITS = 40
_SHAPE = re.compile(rf"([A-Z]{{2}})([0-9]{{6}})([{_ALPHABET}]{{8}})([{_ALPHABET}])")
_LOOKALIKES = str.maketrans("ILO", "110")


def new_number(now: datetime) -> str:
    """A number for a report filed at ``now``: city, local date, 40 random bits, check character."""
    bits = secrets.randbits(_RANDOM_BITS)
    body = "".join(_ALPHABET[(bits >> shift) & 31] for shift in range(_RANDOM_BITS - 5, -5, -5))
    stem = f"{CITY}{now.astimezone(CITY_ZONE):%y%m%d}"
    return f"{stem}-{body}-{_check(stem + body)}"


def parse_number(text: str) -> str | None:
    """The number as it is stored, from what a person typed; None when the check character does not hold.

    Case, spaces, missing hyphens and the look-alikes I, L and O are forgiven.
    """
    compact = re.sub(r"[\s-]", "", text).upper()
    match = _SHAPE.fullmatch(compact[:2] + compact[2:].translate(_LOOKALIKES))
    if match is None:
        return None
    city, day, body, check = match.groups()
    if _check(city + day + body) != check:
        return None
    return f"{city}{day}-{body}-{check}"


def _check(stem: str) -> str:
    """Check character by a totally anti-symmetric quasigroup over GF(32), x*y = 2(x + y).

    Finds every single wrong character and every swap of two neighbours of the random part and the date
    (H. M. Damm, Totally anti-symmetrische Quasigruppen, Marburg 2004). The city's letters may fall
    outside the alphabet, so they are folded into it.
    """
    interim = 0
    for character in stem:
        digit = _ALPHABET.find(character)
        interim = _double(interim ^ (digit if digit >= 0 else ord(character) & 31))
    return _ALPHABET[interim]


def _double(value: int) -> int:
    """Multiply by x in GF(2^5) modulo x^5 + x^2 + 1."""
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled
