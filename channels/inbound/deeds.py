"""What an app may do for the reporter of one of its reports, by the last word of the path."""

from collections.abc import Callable, Mapping

from channels.inbound.fields import Fields
from intake import Command, Evaluate, Reopen, Supplement, Urge, Withdraw

MAX_WORDS = 1000
_TAGS = 10


def supplement(fields: Fields) -> Command:
    """补充: words; the photos are added by whoever took them in."""
    return Supplement(words=fields.needed("words", most=MAX_WORDS))


def urge(fields: Fields) -> Command:
    """催办."""
    return Urge(words=fields.text("words", most=MAX_WORDS))


def evaluate(fields: Fields) -> Command:
    """评价."""
    return Evaluate(
        outcome=fields.score("outcome"),
        speed=fields.score("speed"),
        attitude=fields.score("attitude"),
        tags=fields.texts("tags", most=_TAGS, longest=20),
        words=fields.text("words", most=MAX_WORDS),
    )


def reopen(fields: Fields) -> Command:
    """重开."""
    return Reopen(words=fields.needed("words", most=MAX_WORDS))


def withdraw(fields: Fields) -> Command:
    """撤回."""
    return Withdraw(words=fields.text("words", most=MAX_WORDS))


DEEDS: Mapping[str, Callable[[Fields], Command]] = {
    "supplements": supplement,
    "urges": urge,
    "evaluations": evaluate,
    "reopenings": reopen,
    "withdrawals": withdraw,
}
