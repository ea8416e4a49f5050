"""Which news goes with which template, and what its fields say: a table that an operator can read."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from channels.news import News
from channels.wechat.fields import fit, kind_of
from channels.wording import WORDS
from intake import Action

_SAID: Mapping[str, Callable[[News], str | datetime]] = {
    "at": lambda news: news.notice.at,
    "body": lambda news: news.notice.body,
    "department": lambda news: news.department.name if news.department else "",
    "number": lambda news: news.notice.number,
    "stage": lambda news: news.stage.zh,
    "title": lambda news: news.notice.title,
}
"""What a field may say."""
_ROW = {"action", "template", "fields"}


class TemplatesRefused(Exception):
    """A row of the table cannot be; the words name it."""


@dataclass(frozen=True, slots=True)
class Template:
    """A message to be: our name of its template, and what each of its fields says."""

    name: str
    fields: Mapping[str, str]

    def filled(self, news: News) -> dict[str, str]:
        """The values of its fields, each as WeChat takes it."""
        return {
            field: fit(kind, _SAID[said](news))
            for field, said in self.fields.items()
            if (kind := kind_of(field)) is not None
        }


def builtin_templates() -> Mapping[Action, Template]:
    """The table that ships, ``channels/data/wechat_templates.csv``."""
    return read_templates((files("channels") / "data" / "wechat_templates.csv").read_text("utf-8"))


def read_templates(text: str) -> Mapping[Action, Template]:
    """The table from CSV with the columns ``action,template,fields``; fields are ``thing1=title`` and so on.

    Raises:
        TemplatesRefused: a row names something that is not, or an action twice.
    """
    found: dict[Action, Template] = {}
    for line, row in enumerate(csv.DictReader(io.StringIO(text)), 2):
        if set(row) != _ROW:
            raise TemplatesRefused("the columns are action, template, fields")
        known = {each.value: each for each in WORDS}
        action = known.get(row["action"])
        if action is None or action in found:
            raise TemplatesRefused(f"row {line}: the action {row['action']!r} is unknown or there twice")
        pairs = [each.partition("=") for each in row["fields"].split()]
        wrong = [field for field, _, said in pairs if not _fits(field, said)]
        if wrong or not pairs or not row["template"]:
            raise TemplatesRefused(f"row {line}: no such fields: {wrong}")
        found[action] = Template(row["template"], {field: said for field, _, said in pairs})
    return found


def _fits(field: str, said: str) -> bool:
    """Whether the field can hold that; a moment stands in a time and nothing else does."""
    kind = kind_of(field)
    return kind is not None and said in _SAID and (kind == "time") == (said == "at")
