"""One line of another register as what is known here: nothing is guessed, what is unknown stays open."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from gateway.history.moment import moment
from intake import (
    ENDS,
    Anonymity,
    Ask,
    Crs,
    Decision,
    DeclineReason,
    DepartmentRef,
    InvalidInput,
    Jurisdiction,
    Location,
    LocationSource,
    Past,
    Point,
    Reason,
    ResultCode,
    Stage,
    Submission,
    check_past,
    check_point,
    said,
)
from routing import Catalogue, Routing, to_wgs84

Word = TypeVar("Word", Stage, ResultCode, DeclineReason, Crs)

_WAITING = frozenset({Stage.SUBMITTED, Stage.NEEDS_INFO})
_MOST_TOLD = 100
_IMPORTED = Reason(
    "imported",
    "由原系统导入，过程以原系统所载为准",
    "Imported from another register; what happened is as far as that one tells",
)
_OF_LEADS = frozenset(
    {
        "asset_owner",
        "asset_owner_missing",
        "power_rule",
        "no_power_rule",
        "village_missing",
        "village_department",
        "town_department",
        "city_department",
        "no_executing_department",
    }
)
"""Reasons for a department, which say nothing of one that was not chosen by them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReader:
    """Reads lines of one channel's history.

    Attributes:
        channel: name of the channel.
        routing: says whose ground a place is, and which matters and departments there are, as of now.
        clock: now, aware UTC.
        secret: what references of reporters are made with; another secret makes other references.
        kinds: matters by what the register calls them; None where one is left open.
        crs: what coordinates are in where the line does not say; None where every line must.
        take_open: whether reports that are still open are taken over.
        decide: whether the powers list of today names the department where the line names none.
        file: what the file is called in traces: the beginning of its digest.
    """

    channel: str
    routing: Routing
    clock: Callable[[], datetime]
    secret: bytes
    kinds: Mapping[str, str | None]
    crs: Crs | None
    take_open: bool
    decide: bool
    file: str

    def past(self, number: int, row: Mapping[str, str]) -> Past:
        """What a line tells.

        Args:
            number: of the line.
            row: cells by column, stripped; one that is missing counts as empty.

        Raises:
            InvalidInput: the first thing that breaks a rule.
        """
        cell = _Cells(row)
        stage = self._stage(cell)
        over = stage in ENDS
        matter, kind = self._matter(cell["matter"])
        location = self._location(cell)
        decision = self._decision(matter, location)
        lead, given = self._department(cell["department"], decision.jurisdiction)
        if not over and any(cell[name] for name in ("outcome", "result_words", "score_outcome")):
            raise _wrong("outcome", "open_outcome", "未结束的诉求不能有结果", "What is open has no outcome")
        told = {"kind": kind, "department": given}
        past = Past(
            submission=self._submission(cell, matter, location),
            decision=self._led(decision, lead, named=bool(cell["department"]) or stage is not Stage.CLOSED),
            submitted_at=moment(cell.needed("submitted_at"), "submitted_at"),
            stage=stage if over else self._beginning(stage, matter),
            ended_at=moment(cell["closed_at"], "closed_at") if over or cell["closed_at"] else None,
            result=_word(ResultCode, cell["outcome"], "outcome") if stage is Stage.CLOSED else None,
            declined=_word(DeclineReason, cell["outcome"], "outcome") if stage is Stage.DECLINED else None,
            words=said(cell["result_words"], "result_words"),
            scores=_scores(cell, stage),
            told={name: value for name, value in told.items() if value},
            origin={"file": self.file, "line": number},
        )
        if stage in {Stage.WITHDRAWN, Stage.VOIDED} and cell["outcome"]:
            raise _wrong(
                "outcome", "outcome", "撤回或作废的诉求没有处理结果", "What was withdrawn has no outcome"
            )
        check_past(past, self.clock())
        return past

    def _stage(self, cell: "_Cells") -> Stage:
        cell.needed("stage")
        stage = _word(Stage, cell["stage"], "stage")
        if stage is Stage.MERGED:
            raise _wrong(
                "stage",
                "merged",
                "并案的诉求请以所并入诉求的结果导入",
                "Give what was merged the end of the report that it followed",
            )
        if stage is None or stage in ENDS:
            return stage or Stage.CLOSED
        if not self.take_open:
            raise _wrong(
                "stage",
                "still_open",
                "在原系统尚未办结；确需导入请加 --open",
                "It is still open in the other register; --open takes it over",
            )
        return stage

    @staticmethod
    def _beginning(stage: Stage, matter: str | None) -> Stage:
        accepted = stage not in _WAITING and matter is not None
        return Stage.ACCEPTED if accepted else Stage.SUBMITTED

    def _matter(self, given: str) -> tuple[str | None, str | None]:
        """Code of the matter, and what the register calls it where that is another word."""
        if not given:
            return None, None
        if given in self.kinds:
            return self.kinds[given], _told(given, "matter")
        if given in self.routing.catalogue.matters:
            return given, None
        raise _wrong(
            "matter",
            "known_matter",
            f"事项“{given[:40]}”不在目录中，请在 --kinds 文件中写明对应的事项",
            f"There is no matter {given[:40]!r}; say in the file of --kinds which it is",
        )

    def _location(self, cell: "_Cells") -> Location | None:
        if not cell["longitude"] and not cell["latitude"]:
            return None
        try:
            pair = float(cell["longitude"]), float(cell["latitude"])
        except ValueError:
            raise _wrong("longitude", "finite", "经纬度不是数字", "A coordinate is no number") from None
        check_point(Point(*pair))
        crs = _word(Crs, cell["crs"].lower(), "crs") or self.crs
        if crs is None:
            raise _wrong(
                "crs",
                "crs",
                "缺少坐标系，请填写 crs 列或加 --crs",
                "Nothing says what the coordinates are in",
            )
        return Location(
            point=to_wgs84(*pair, crs),
            raw=pair,
            crs=crs,
            source=LocationSource.MAP,
            address=cell["address"] or None,
        )

    def _decision(self, matter: str | None, location: Location | None) -> Decision:
        found = self.routing.route(Ask(matter=matter, location=location, text=""), self.clock())
        return replace(found, matter_source=None)

    def _department(self, given: str, ground: Jurisdiction | None) -> tuple[DepartmentRef | None, str | None]:
        """The department that a line names, by id, by name or by unit; or the word that names none here."""
        if not given:
            return None, None
        found = department_named(given, self.routing.catalogue, ground)
        return (found, None) if found else (None, _told(given, "department"))

    def _led(self, decision: Decision, lead: DepartmentRef | None, *, named: bool) -> Decision:
        if lead is None and self.decide and not named:
            return replace(decision, reasons=(*decision.reasons, _IMPORTED))
        kept = tuple(each for each in decision.reasons if each.code not in _OF_LEADS)
        return replace(decision, lead=lead, assisting=(), rule=None, reasons=(*kept, _IMPORTED))

    def _submission(self, cell: "_Cells", matter: str | None, location: Location | None) -> Submission:
        ref, text = cell.needed("external_ref"), cell["text"]
        if location is None and cell["address"]:
            text = f"{text}\n地址：{cell['address']}".strip()  # a place without a point has no other field
        return Submission(
            channel=self.channel,
            reporter=self._reporter(cell["reporter"] or f"\0{ref}"),
            idempotency_key="imported",
            text=text,
            matter=matter,
            location=location,
            anonymity=Anonymity.HIDDEN_FROM_UNIT if cell["reporter"] else Anonymity.ANONYMOUS,
            external_ref=ref,
        )

    def _reporter(self, given: str) -> str:
        """A reference that nobody can turn back into a telephone number without the secret."""
        name = f"{self.channel}\0{given}".encode()
        return f"{self.channel}:{hmac.new(self.secret, name, hashlib.sha256).hexdigest()[:32]}"


def department_named(given: str, catalogue: Catalogue, ground: Jurisdiction | None) -> DepartmentRef | None:
    """The department with this id or this full name, or of this unit on this ground; None without one."""
    ids = [given]
    if ground is not None:
        ids += [f"{given}-{code}" for code in (ground.village_code, ground.town_code) if code]
    found = next((catalogue.departments[each] for each in ids if each in catalogue.departments), None)
    if found is None:
        named = [each for each in catalogue.departments.values() if each.name == given]
        found = named[0] if len(named) == 1 else None
    return found.ref if found else None


class _Cells:
    """The cells of a line; one that is missing is empty."""

    def __init__(self, row: Mapping[str, str]) -> None:
        self._row = row

    def __getitem__(self, column: str) -> str:
        return self._row.get(column, "")

    def needed(self, column: str) -> str:
        """A cell that must be there.

        Raises:
            InvalidInput: it is empty.
        """
        if not self[column]:
            raise _wrong(column, "required", f"缺少 {column}", f"{column} is missing")
        return self[column]


def _word(kind: type[Word], given: str, column: str) -> Word | None:
    """The member that a word names, by its code or its Chinese label; None of none."""
    if not given:
        return None
    members: list[Any] = list(kind)
    found = next((each for each in members if given in {each.value, getattr(each, "zh", None)}), None)
    if found is None:
        raise _wrong(
            column,
            "known_word",
            f"{column} 的值“{given[:40]}”无法识别",
            f"{column} {given[:40]!r} is no such word",
        )
    return kind(found)


def _scores(cell: _Cells, stage: StrEnum) -> tuple[int, int, int] | None:
    given = [cell[name] for name in ("score_outcome", "score_speed", "score_attitude")]
    if not any(given):
        return None
    if stage is not Stage.CLOSED or any(each not in {"1", "2", "3", "4", "5"} for each in given):
        raise _wrong(
            "score_outcome",
            "scores",
            "评分须三项都填，各为 1-5，且诉求已结案",
            "Scores are three, 1-5 each, of a report that was closed",
        )
    outcome, speed, attitude = (int(each) for each in given)
    return outcome, speed, attitude


def _told(given: str, column: str) -> str:
    if len(given) > _MOST_TOLD:
        raise _wrong(column, "max_length", f"{column} 超过 {_MOST_TOLD} 字", f"{column} is too long")
    said(given, column)
    return given


def _wrong(column: str, rule: str, zh: str, en: str) -> InvalidInput:
    return InvalidInput(zh, en, path=(column,), rule=rule)
