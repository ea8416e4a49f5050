from collections.abc import AsyncIterator, Iterable
from dataclasses import replace

import orjson
import pytest

from gateway.resources import Database
from intake import Action, DepartmentRef, Forbidden, Report
from routing import (
    ChangeKind,
    EditionKind,
    Editions,
    Knowledge,
    Trials,
    builtin_layer,
    content_of,
    dry_run,
    edition_difference,
    load_geojson,
    read_catalogue,
    tables_of,
)
from routing.editions.proposals import proposals, with_proposals
from support.clock import Clock
from support.editions import ANNA, BO, CATALOGUE, content, led_by
from support.reports import DIRTY_ROAD, NANCHENG_CG, REPORTER, filed, open_intake, submission
from support.squares import collection, feature, ring

NOW = Knowledge(catalogue=CATALOGUE, layer=builtin_layer(CATALOGUE))


async def each(reports: Iterable[Report]) -> AsyncIterator[Report]:
    for report in reports:
        yield report


def rule_of(report: Report) -> str:
    assert report.rule is not None
    return report.rule


async def test_a_rule_that_names_another_lead_moves_its_reports_and_no_others() -> None:
    rubbish, other = filed(submission()), filed(submission(matter="E0110"))
    then = Knowledge(catalogue=led_by(rule_of(rubbish), "GY"), layer=NOW.layer)
    found = await dry_run(each([rubbish, rubbish, other]), NOW, then, most=10)
    assert (found.looked, found.moved, found.retowned, found.complete) == (3, 2, 0, True)
    (move,) = found.moves
    assert rubbish.assignment is not None
    assert (move.what, move.before[0], move.reports) == ("lead", rubbish.assignment.lead.id, 2)
    assert move.numbers == (rubbish.number,) * 2
    assert "2 件会改派" in found.zh


async def test_borders_that_are_drawn_anew_change_towns() -> None:
    here = filed(submission())
    squares = collection(feature("441900121000", ring(-50, -50, 200, 200)))
    then = Knowledge(catalogue=CATALOGUE, layer=load_geojson(squares, CATALOGUE.towns))
    found = await dry_run(each([here]), NOW, then, most=10)
    assert (found.retowned, found.moved) == (1, 1)
    assert {move.what for move in found.moves} == {"lead", "town"}


async def test_a_dry_run_asks_about_no_more_than_was_said() -> None:
    found = await dry_run(each([filed()] * 5), NOW, NOW, most=3)
    assert (found.looked, found.moved, found.complete) == (3, 0, False)


def test_a_difference_names_rows_and_cells() -> None:
    before, after = CATALOGUE.tables, tables_of(content("违法搭建"))
    first, *_, last = after.powers
    powers = ({**first, "rule": "new"}, *after.powers[1:-1])
    changes = edition_difference(
        EditionKind.CATALOGUE, content_of(before), content_of(replace(after, powers=powers))
    )
    told = {(change.table, change.key): change for change in changes}
    matter = told["matters", "E0101"]
    assert matter.kind is ChangeKind.CHANGED
    assert [(cell.column, cell.after) for cell in matter.cells] == [("name", "违法搭建")]
    assert told["powers", "new"].kind is ChangeKind.ADDED
    assert told["powers", first["rule"]].kind is ChangeKind.REMOVED
    assert told["powers", last["rule"]].kind is ChangeKind.REMOVED
    assert len(changes) == 4


def test_a_difference_of_layers_names_features() -> None:
    before = collection(feature("441900004000", ring(0, 0)), feature("441900121000", ring(1, 0)))
    after = collection(
        feature("441900004000", ring(0, 0)), feature("441900121000", ring(1, 0, 2), priority=1)
    )
    (change,) = edition_difference(EditionKind.TOWNS, before, after)
    assert (change.key, {cell.column for cell in change.cells}) == ("441900121000", {"priority", "geometry"})


def arbitrated() -> Report:
    """A report that a dispatcher gave to another department than the rules would."""
    report = filed(submission())
    lead = DepartmentRef("GY-441900004000", "南城公用")
    step = replace(report.timeline[-1], action=Action.ARBITRATE, department=lead, words="按三定方案")
    return replace(report, timeline=(*report.timeline, step))


async def test_an_arbitration_proposes_the_rule_that_is_lacking() -> None:
    report = arbitrated()
    assert report.assignment is not None
    assert report.assignment.lead.id == NANCHENG_CG.id
    (proposal,) = await proposals(each([report, report, filed()]), NOW)
    assert (len(proposal.numbers), proposal.words) == (2, "按三定方案")
    assert proposal.row == {
        **dict.fromkeys(proposal.row, ""),
        "rule": f"CJ-{report.number}",
        "matter": DIRTY_ROAD,
        "town": "441900004000",
        "lead": "GY",
        "basis": f"裁决 {report.number}",
    }
    adopted = with_proposals(CATALOGUE.tables, [proposal])
    then = Knowledge(catalogue=read_catalogue(adopted), layer=NOW.layer)
    assert await proposals(each([report]), then) == []


async def test_an_administrator_tries_a_draft_out_and_a_second_one_approves_it(
    mongo_db: Database, clock: Clock
) -> None:
    intake = await open_intake(mongo_db, clock)
    editions = Editions(mongo_db, clock)
    await editions.start()
    trials = Trials(intake, editions, clock)
    report = await intake.submit(submission())
    draft = await editions.draft(
        ANNA, EditionKind.CATALOGUE, content_of(led_by(rule_of(report), "GY").tables)
    )
    with pytest.raises(Forbidden):
        await trials.dry_run(REPORTER, draft.version)
    told: list[int] = []
    found = await trials.dry_run(ANNA, draft.version, tell=told.append)
    assert (found.looked, found.moved, told) == (1, 1, [1])
    kept = (await editions.read(draft.version)).dry_run
    assert kept is not None
    assert (kept.figures["moved"], kept.base) == (1, CATALOGUE.version)
    approved = await editions.approve(BO, draft.version)
    assert approved.approval is not None
    assert orjson.loads(await editions.content(draft.version))["powers"]
