"""How WeChat fails. The words hold paths, codes and names of fields: never its own message, never a URL.

What WeChat answers may repeat what was sent, and its URLs carry secrets.
"""

from datetime import datetime


class WeChatError(Exception):
    """WeChat did not do what it was asked.

    Attributes:
        path: of the interface.
    """

    def __init__(self, path: str, words: str) -> None:
        super().__init__(f"{path}: {words}")
        self.path = path


class WeChatAway(WeChatError):
    """No answer, an answer nobody can read, or "busy": the same may work later."""


class QuotaReached(WeChatError):
    """The quota of an interface is used up.

    Attributes:
        until: it is left alone until then, aware UTC.
    """

    def __init__(self, path: str, until: datetime) -> None:
        super().__init__(path, f"the quota is used up; left alone until {until:%Y-%m-%d %H:%M} UTC")
        self.until = until


class WeChatRefused(WeChatError):
    """WeChat says no.

    Attributes:
        code: its ``errcode``.
        field: the field of a message that it does not like, or None.
    """

    def __init__(self, path: str, code: int, field: str | None = None) -> None:
        super().__init__(path, f"errcode {code}" + (f" in {field}" if field else ""))
        self.code = code
        self.field = field
