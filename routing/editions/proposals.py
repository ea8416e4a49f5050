"""What arbitrations teach: rules that the powers list lacks, offered as rows. Pure."""

from collections.abc import AsyncIterable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from intake import Action, InvalidInput, Report
from routing.catalogue import Catalogue, Tables
from routing.decide import Knowledge, decide
from routing.editions.dry_run import ask_of
from routing.tables import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A rule that an arbitration suggests.

    Attributes:
        numbers: reports that were arbitrated so, the newest first.
        at: when the newest was.
        matter: code and name.
        town: code and name.
        lead: id and name of the department.
        words: what the dispatcher said, of the newest.
        row: the row of the powers list.
    """

    numbers: tuple[str, ...]
    at: datetime
    matter: tuple[str, str]
    town: tuple[str, str]
    lead: tuple[str, str]
    words: str
    row: Row

    @property
    def rule(self) -> str:
        """Id of the proposed rule."""
        return self.row["rule"]


async def proposals(reports: AsyncIterable[Report], knowledge: Knowledge) -> list[Proposal]:
    """Rules for arbitrated reports that would go elsewhere by the rules that hold, the newest first.

    Args:
        reports: arbitrated ones, newest first; others are passed over.
        knowledge: what is effective.
    """
    found: dict[tuple[str, str, str], Proposal] = {}
    async for report in reports:
        proposal = _proposal(report, knowledge)
        if proposal is None:
            continue
        key = (proposal.matter[0], proposal.town[0], proposal.lead[0])
        first = found.setdefault(key, proposal)
        if first is not proposal:
            found[key] = replace(first, numbers=(*first.numbers, report.number))
    return list(found.values())


def with_proposals(tables: Tables, chosen: Iterable[Proposal]) -> Tables:
    """The tables with the rows of these proposals at the end of the powers list."""
    return replace(tables, powers=(*tables.powers, *(each.row for each in chosen)))


def _proposal(report: Report, knowledge: Knowledge) -> Proposal | None:
    entry = next((each for each in reversed(report.timeline) if each.action is Action.ARBITRATE), None)
    ground = report.jurisdiction
    if entry is None or entry.department is None or report.matter is None or ground is None:
        return None
    catalogue, lead = knowledge.catalogue, entry.department
    if report.matter.code not in catalogue.matters or lead.id not in catalogue.departments:
        return None
    try:
        decision = decide(ask_of(report), knowledge, report.submitted_at)
    except InvalidInput:
        return None
    if decision.lead is not None and decision.lead.id == lead.id:
        return None
    row = dict.fromkeys(catalogue.tables.powers[0], "") | {
        "rule": f"CJ-{report.number}",
        "matter": report.matter.code,
        "town": ground.town_code,
        "lead": _actor(lead.id, ground.town_code, catalogue),
        "basis": f"裁决 {report.number}",
    }
    return Proposal(
        numbers=(report.number,),
        at=entry.at,
        matter=(report.matter.code, report.matter.name),
        town=(ground.town_code, ground.town_name),
        lead=(lead.id, lead.name),
        words=entry.words or "",
        row=row,
    )


def _actor(department: str, town: str, catalogue: Catalogue) -> str:
    """The unit, where its department in that town is meant; else that one department."""
    unit = catalogue.departments[department].unit
    return unit if department == f"{unit}-{town}" else department
