"""What an operator set for the mini-program."""

from collections.abc import Mapping
from dataclasses import dataclass, field

BASE_URL = "https://api.weixin.qq.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The mini-program, as WeChat and this service know it.

    Attributes:
        app_id: its id at WeChat.
        secret: its secret there.
        people_secret: what openids are made pseudonyms with, 32 bytes or more; another one makes everybody
            somebody else.
        base_url: where WeChat's interfaces are, without a slash at the end.
        state: which edition a message opens: ``developer``, ``trial`` or ``formal``.
        lang: ``zh_CN``, ``en_US``, ``zh_HK`` or ``zh_TW``.
        page: what a message opens, with ``{number}`` for the report's number.
        templates: ids of message templates by our names; a name without an id is not sent.
        lasting: names of templates whose acceptance is for good (长期订阅), not for one message.
    """

    app_id: str = field(repr=False)
    secret: str = field(repr=False)
    people_secret: bytes = field(repr=False)
    base_url: str = BASE_URL
    state: str = "formal"
    lang: str = "zh_CN"
    page: str = "pages/report/index?number={number}"
    templates: Mapping[str, str] = field(default_factory=dict)
    lasting: frozenset[str] = frozenset()

    def template_named(self, id_: str) -> str | None:
        """Our name of the template with this id, or None."""
        return next((name for name, each in self.templates.items() if each == id_), None)
