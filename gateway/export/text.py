"""Text that people handed in, made safe for a spreadsheet.

Source: OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
"""

import re

from intake import visible

# Beginnings that spreadsheets take for a formula; some read the full-width signs of Chinese keyboards as the
# plain ones, and some skip white space and what cannot be seen before either.
_FORMULA = tuple("=+-@＝＋－＠")
_CONTROL = re.compile(r"[\t\r\n]")
# All that XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets), and NUL, on which CSV readers stop
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The same text without characters that no file of ours can hold, its lines ended by LF."""
    return _UNPRINTABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might run it instead of showing it."""
    seen = visible(text)
    unseen = text[: len(text) - len(seen)]
    return seen.startswith(_FORMULA) or _CONTROL.search(unseen) is not None
