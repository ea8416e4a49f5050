"""The columns of a history, and what Chinese headings call them."""

from collections.abc import Iterable

COLUMNS = {
    "external_ref": "渠道侧编号",
    "submitted_at": "上报时间",
    "text": "内容",
    "matter": "事项",
    "longitude": "经度",
    "latitude": "纬度",
    "crs": "坐标系",
    "address": "地址",
    "reporter": "诉求人",
    "stage": "阶段",
    "outcome": "处理结果",
    "closed_at": "办结时间",
    "department": "承办部门",
    "result_words": "答复内容",
    "score_outcome": "结果评分",
    "score_speed": "速度评分",
    "score_attitude": "态度评分",
}
"""Each column and its Chinese heading; a file may use either."""

NEEDED = ("external_ref", "submitted_at", "stage")

_BY_HEADING = {**{name: name for name in COLUMNS}, **{zh: name for name, zh in COLUMNS.items()}}


def column_of(heading: str) -> str | None:
    """The column that a heading names; None for one that is not read."""
    return _BY_HEADING.get(heading.strip().lower())


def missing(columns: Iterable[str | None], needed: Iterable[str] = NEEDED) -> str:
    """The columns that every file has and this one lacks, with commas."""
    there = set(columns)
    return ", ".join(name for name in needed if name not in there)
