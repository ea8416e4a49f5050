"""Reading what an app sent: each field once, of its type, within its bounds, and none that nobody knows."""

import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import orjson

from intake import InvalidInput

Path = tuple[str, ...]


class Fields:
    """The fields of one object. What was not asked for by the end is unknown and refused.

    Every method raises ``InvalidInput``, naming the field as the app does: ``("reporter", "id")``.

    Args:
        values: the object.
        path: where it stands in what was sent.
    """

    def __init__(self, values: Mapping[str, Any], path: Path = ()) -> None:
        self._left = dict(values)
        self._path = path

    @classmethod
    def of(cls, body: bytes) -> Self:
        """The object that a JSON document is (RFC 8259, UTF-8)."""
        try:
            values = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise InvalidInput(
                "请求体不是完整的 JSON（UTF-8）", "The body is not complete JSON in UTF-8", rule="json"
            ) from error
        if not isinstance(values, dict):
            raise InvalidInput("请求体须为 JSON 对象", "The body is a JSON object", rule="type")
        return cls(values)

    def text(self, name: str, *, most: int = 200, pattern: str | None = None) -> str | None:
        """A string of at most ``most`` characters that the pattern, if any, matches as a whole."""
        value = self._take(name, str, "字符串", "a string")
        if value is None:
            return None
        if len(value) > most:
            raise self.wrong(name, f"最多 {most} 字", f"At most {most} characters", "max_length")
        if pattern is not None and not re.fullmatch(pattern, value, re.ASCII):
            raise self.wrong(name, f"格式须为 {pattern}", f"The form is {pattern}", "pattern")
        return str(value)

    def needed(self, name: str, *, most: int = 200, pattern: str | None = None) -> str:
        """A string that must be there, and not be empty."""
        value = self.text(name, most=most, pattern=pattern)
        if not value:
            raise self.missing(name)
        return value

    def number(self, name: str) -> float | None:
        """A finite number."""
        value = self._take(name, (int, float), "数字", "a number")
        if value is None:
            return None
        if not math.isfinite(value):
            raise self.wrong(name, "须为有限数字", "A finite number", "finite")
        return float(value)

    def score(self, name: str) -> int:
        """A whole number that must be there."""
        value = self._take(name, int, "整数", "a whole number")
        if value is None:
            raise self.missing(name)
        return int(value)

    def flag(self, name: str) -> bool:
        """True or false; false when it is not there."""
        value = self._left.pop(name, None)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(name, "须为 true 或 false", "True or false", "type")
        return bool(value)

    def moment(self, name: str) -> datetime | None:
        """A moment with its offset, ``2026-11-24T09:00:00+08:00``, in whole milliseconds."""
        value = self.text(name, most=40)
        if value is None:
            return None
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            at = None
        if at is None or at.utcoffset() is None:
            raise self.wrong(
                name,
                "须为带时区的时间，如 2026-11-24T09:00:00+08:00",
                "A time with its offset: 2026-11-24T09:00:00+08:00",
                "date_time",
            )
        return at.replace(microsecond=at.microsecond // 1000 * 1000)

    def moment_needed(self, name: str) -> datetime:
        """A moment that must be there."""
        value = self.moment(name)
        if value is None:
            raise self.missing(name)
        return value

    def inner(self, name: str) -> "Fields | None":
        """An object."""
        value = self._take(name, dict, "对象", "an object")
        return None if value is None else Fields(value, (*self._path, name))

    def texts(self, name: str, *, most: int, longest: int) -> tuple[str, ...]:
        """A list of at most ``most`` strings; none when it is not there."""
        values = self._take(name, list, "数组", "a list")
        if values is None:
            return ()
        if len(values) > most:
            raise self.wrong(name, f"最多 {most} 项", f"At most {most} items", "max_items")
        for index, each in enumerate(values):
            if not isinstance(each, str) or not 0 < len(each) <= longest:
                error = self.wrong(
                    name,
                    f"须为 1-{longest} 字的字符串",
                    f"A string of 1-{longest} characters",
                    "type" if not isinstance(each, str) else "max_length",
                )
                error.path = (*error.path, str(index))
                raise error
        return tuple(values)

    def done(self) -> None:
        """Refuse what is left."""
        for name in self._left:
            raise self.wrong(name[:64], "没有这个字段", "There is no such field", "unknown_field")

    def missing(self, name: str) -> InvalidInput:
        """The refusal of a field that is not there."""
        return self.wrong(name, "缺少该字段", "The field is missing", "required")

    def wrong(self, name: str, zh: str, en: str, rule: str) -> InvalidInput:
        """The refusal of a field by a rule."""
        path = (*self._path, name)
        where = ".".join(path)
        return InvalidInput(f"{where}：{zh}", f"{where}: {en}", path=path, rule=rule)

    def _take(self, name: str, kind: type | tuple[type, ...], zh: str, en: str) -> Any:
        value = self._left.pop(name, None)
        if value is None:
            return None
        # true is an int to Python and to nobody else
        if isinstance(value, bool) or not isinstance(value, kind):
            raise self.wrong(name, f"须为{zh}", f"It is {en}", "type")
        return value
