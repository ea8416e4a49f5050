"""Text that people handed in, made safe for a spreadsheet.

Source: OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
"""

import re

# Beginnings that spreadsheets take for a formula; some skip white space before them, and some read the
# full-width signs of Chinese keyboards as the plain ones.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
# All that XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets), and NUL, on which CSV readers stop
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The same text without characters that no file of ours can hold, its lines ended by LF."""
    return _UNPRINTABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might run it instead of showing it."""
    return _FORMULA.match(text) is not None
