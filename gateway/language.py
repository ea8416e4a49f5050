"""Which of our two languages a caller reads."""

from starlette.requests import HTTPConnection


def prefers_chinese(connection: HTTPConnection) -> bool:
    """Chinese unless ``Accept-Language`` (RFC 9110, 12.5.4) ranks English higher."""
    ranks = {"zh": 0.0, "en": 0.0}
    for part in connection.headers.get("accept-language", "").split(","):
        tag, _, quality = part.strip().partition(";q=")
        language = tag.split("-")[0].lower()
        if language in ranks:
            ranks[language] = max(ranks[language], _quality(quality))
    return ranks["zh"] >= ranks["en"]


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
