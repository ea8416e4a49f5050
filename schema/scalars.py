"""Scalars of the schema, each with its rule and its source."""

from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from graphql import FloatValueNode, GraphQLError, IntValueNode, ValueNode
from strawberry.types.scalar import ScalarDefinition

Longitude = NewType("Longitude", float)
Latitude = NewType("Latitude", float)
Metres = NewType("Metres", float)

_RFC3339 = "https://scalars.graphql.org/andimarek/date-time.html"
_GEO = "https://datatracker.ietf.org/doc/html/rfc7946"


def _number(value: Any) -> float:
    """Any JSON number; whether it can be a place is for the domain to say, with a typed error."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise GraphQLError(f"须为数字 · a number is expected, not {value!r:.40}")
    return float(value)


def _number_literal(node: ValueNode, _variables: Any = None) -> float:
    if not isinstance(node, FloatValueNode | IntValueNode):
        raise GraphQLError("须为数字 · a number is expected", node)
    return float(node.value)


def _instant(value: Any) -> datetime:
    try:
        parsed = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise GraphQLError("时间须为 RFC 3339 格式 · a time is written as RFC 3339") from error
    if parsed.tzinfo is None:
        raise GraphQLError("时间须带时区 · a time carries its offset: 2026-11-23T09:00:00+08:00")
    try:
        return parsed.astimezone(UTC)
    except OverflowError as error:
        raise GraphQLError("时间超出范围 · a time outside the calendar") from error


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise GraphQLError("日期须为 2026-11-23 格式 · a day is written as 2026-11-23") from error


def _coordinate(name: str, description: str) -> ScalarDefinition:
    return strawberry.scalar(
        name=name,
        description=description,
        specified_by_url=_GEO,
        serialize=float,
        parse_value=_number,
        parse_literal=_number_literal,
    )


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="时间，RFC 3339，输出为 UTC。An instant, RFC 3339 with an offset; given out in UTC.",
        specified_by_url=_RFC3339,
        serialize=lambda at: at.isoformat(timespec="milliseconds"),
        parse_value=_instant,
    ),
    date: strawberry.scalar(
        name="Date",
        description="日期，北京时间，如 2026-11-23。A day in Asia/Shanghai, RFC 3339 full-date.",
        specified_by_url="https://scalars.graphql.org/andimarek/local-date.html",
        serialize=lambda day: day.isoformat(),
        parse_value=_day,
    ),
    Longitude: _coordinate("Longitude", "经度，度，-180 到 180。Degrees east, -180 to 180."),
    Latitude: _coordinate("Latitude", "纬度，度，-90 到 90。Degrees north, -90 to 90."),
    Metres: _coordinate("Metres", "米。A length in metres."),
}
