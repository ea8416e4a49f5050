"""The part of JSON Schema (2020-12) that the schemas of the channels use; any other keyword is an error."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda each: isinstance(each, dict),
    "array": lambda each: isinstance(each, list),
    "string": lambda each: isinstance(each, str),
    "boolean": lambda each: isinstance(each, bool),
    "integer": lambda each: isinstance(each, int) and not isinstance(each, bool),
    "number": lambda each: isinstance(each, int | float) and not isinstance(each, bool),
}
_HOLDS: dict[str, Callable[[Any, Any, Any], bool]] = {
    "type": lambda said, value, _: _TYPES[said](value),
    "enum": lambda said, value, _: value in said,
    "pattern": lambda said, value, _: re.search(said, value) is not None,
    "minLength": lambda said, value, _: len(value) >= said,
    "maxLength": lambda said, value, _: len(value) <= said,
    "minimum": lambda said, value, _: value >= said,
    "maximum": lambda said, value, _: value <= said,
    "maxItems": lambda said, value, _: len(value) <= said,
    "uniqueItems": lambda _, value, __: len(set(value)) == len(value),
    "format": lambda said, value, _: said == "date-time" and bool(datetime.fromisoformat(value).tzinfo),
    "required": lambda said, value, _: set(said) <= set(value),
    "additionalProperties": lambda said, value, whole: said or set(value) <= set(whole["properties"]),
    "anyOf": lambda said, value, _: any(not broken(each, value) for each in said),
    "items": lambda said, value, _: not any(broken(said, each) for each in value),
    "properties": lambda said, value, _: not any(broken(said[n], v) for n, v in value.items() if n in said),
}
_SAYS_NOTHING = {"$schema", "title", "description"}


def broken(schema: dict[str, Any], value: Any) -> list[str]:
    """The keywords of the schema that do not hold, the innermost left to who asks; empty when it does."""
    if "type" in schema and not _HOLDS["type"](schema["type"], value, schema):
        return ["type"]
    return [
        word
        for word, said in schema.items()
        if word not in _SAYS_NOTHING and not _HOLDS[word](said, value, schema)
    ]
