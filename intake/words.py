"""Words that people wrote: what of them can be seen, and which are refused."""

import re

from intake.errors import InvalidInput

# Half characters cannot be stored; control characters and those that turn the direction of writing deceive.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
# White space, every Default_Ignorable_Code_Point of Unicode 15.1 (DerivedCoreProperties.txt), and what leaves
# its place empty: braille without a dot, the null note head, annotation marks and the two non-characters.
_INVISIBLE = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]*"
)


def visible(words: str) -> str:
    """The words from the first character that can be seen; empty when there is nothing to read."""
    return words[_INVISIBLE.match(words).end() :]  # type: ignore[union-attr] # it matches nothing at least


def seen(words: str) -> str:
    """What of the words can be seen, without white space and whatever else leaves its place empty."""
    return _INVISIBLE.sub("", words)


def is_blank(words: str) -> bool:
    """Whether there is nothing to read: white space and what cannot be seen do not count."""
    return not visible(words)


def trimmed(words: str) -> str:
    """The words as they are stored: no white space around them, and nothing at all when they are blank."""
    return "" if is_blank(words) else words.strip()


def check_words(words: str, field: str, most: int) -> None:
    """Refuse words that are too long or hold what nobody can read, naming ``input.<field>``.

    Raises:
        InvalidInput: by the rules ``max_length`` and ``printable``.
    """
    if len(words) > most:
        raise InvalidInput(
            f"文字最多 {most} 字，收到 {len(words)} 字",
            f"At most {most} characters; {len(words)} were given",
            path=("input", *field.split(".")),
            rule="max_length",
        )
    if _UNPRINTABLE.search(words):
        raise InvalidInput(
            "文字含有非法字符",
            "The text holds a character that cannot be shown",
            path=("input", *field.split(".")),
            rule="printable",
        )
