"""Towns and villages: the areas that departments belong to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from routing.refusal import BadRow
from routing.tables import Row, need, need_columns

_CODE = re.compile(r"[0-9]{12}")
_LAST_COMMITTEE = 399


@dataclass(frozen=True, slots=True)
class Town:
    """A 街道, 镇 or 功能区.

    Attributes:
        code: 12-digit statistics code, ``441900004000``.
        name: full name, 南城街道.
        short: the name that departments carry, 南城.
        kind: 街道, 镇 or 功能区.
    """

    code: str
    name: str
    short: str
    kind: str


@dataclass(frozen=True, slots=True)
class Village:
    """A village or residents' community.

    Attributes:
        code: 12-digit statistics code, ``441900003001``.
        name: full name, 岗贝社区居民委员会.
        town_code: the town it lies in.
    """

    code: str
    name: str
    town_code: str

    @property
    def has_committee(self) -> bool:
        """Whether somebody sits there.

        The last three digits tell: 001-199 居民委员会, 200-399 村民委员会; from 400 on they are stand-ins of
        statistics (生活区, 虚拟社区). Source: National Bureau of Statistics, 统计用区划代码编制规则.
        """
        return int(self.code[-3:]) <= _LAST_COMMITTEE


def parse_town(row: Row) -> Town:
    """A row of towns.csv."""
    need_columns(row, "code", "name", "short", "kind")
    return Town(
        code=_need_code(row), name=need(row, "name"), short=need(row, "short"), kind=need(row, "kind")
    )


def parse_village(row: Row, towns: Mapping[str, Town]) -> Village:
    """A row of villages.csv."""
    need_columns(row, "code", "name", "town_code")
    town_code = row["town_code"]
    if town_code not in towns:
        raise BadRow("known_town", f"镇街代码“{town_code}”不存在", f"there is no town {town_code!r}")
    return Village(code=_need_code(row), name=need(row, "name"), town_code=town_code)


def _need_code(row: Row) -> str:
    code = row["code"]
    if not _CODE.fullmatch(code):
        raise BadRow("code", f"代码“{code}”不是 12 位数字", f"the code {code!r} is not 12 digits")
    return code
