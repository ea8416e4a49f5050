"""The table, row by row: who may what from where, held against a copy written out by hand."""

from dataclasses import replace
from itertools import product
from typing import get_args

import pytest

from intake import Action, Command, Evaluate, Forbidden, Stage, WrongStage, allowed
from intake.table import TABLE
from support.marks import AT, PRIMARY, flagged
from support.reports import FIXED, HELPER, OFFICER, REPORTER, act
from support.rows import ACTORS, COMMANDS, LINES, STRANGERS, action_of, refused, standing


def test_every_command_has_its_row_its_line_and_its_example() -> None:
    assert set(TABLE) == set(get_args(Command)) == {type(command) for command in COMMANDS}
    written = [row.action.value for row in TABLE.values()]
    assert sorted(written) == sorted(LINES)
    assert set(Action) - set(written) == {Action.SUBMIT, Action.ADOPT, Action.RELEASE}


@pytest.mark.parametrize("command", COMMANDS, ids=action_of)
def test_a_row_says_what_is_written(command: Command) -> None:
    row, line = TABLE[type(command)], LINES[action_of(command)]
    assert ({*row.roles}, {*row.sources}, row.target) == ({*line.roles}, {*line.sources}, line.target)
    assert tuple(guard.rule for guard in row.guards) == line.guards
    assert (row.own is not None) is (line.own is not None)


@pytest.mark.parametrize("command", COMMANDS, ids=action_of)
def test_a_command_is_taken_from_its_row_and_from_nowhere_else(command: Command) -> None:
    action, line = action_of(command), LINES[action_of(command)]
    strangers = STRANGERS[line.own] if line.own else ()
    # in these states nobody but Humen is called
    leaders = (HELPER, STRANGERS["lead"][2]) if line.own == "called" else ()
    for stage, actor in product(Stage, ACTORS):
        report = standing(stage, command)
        may = actor.role in line.roles and (actor not in strangers or actor in leaders)
        if may and stage in line.sources:
            after = act(report, command, actor, now=AT, primary=PRIMARY)
            entry = after.timeline[len(report.timeline)]
            told = (entry.action, entry.stage, entry.role, entry.actor)
            assert told == (action, line.target or stage, actor.role, actor.id)
            assert action in allowed(report, actor, AT)
        elif may:
            assert refused(report, command, actor) == (WrongStage, "stage")
        else:
            rule = "own" if actor.role in line.roles else "role"
            assert refused(report, command, actor) == (Forbidden, rule), (stage, actor)


def test_the_role_is_judged_first_then_whose_it_is_then_the_stage_then_what_it_carries() -> None:
    nonsense = Evaluate(outcome=99, speed=-1, attitude=0)
    elsewhere, here = standing(Stage.SUBMITTED, nonsense), standing(Stage.VERIFIED, nonsense)
    assert refused(here, nonsense, OFFICER) == (Forbidden, "role")
    assert refused(elsewhere, nonsense, STRANGERS["reporter"][0]) == (Forbidden, "own")
    assert refused(elsewhere, nonsense, REPORTER) == (WrongStage, "stage")
    doubted = replace(standing(Stage.SUBMITTED, FIXED), **flagged())
    assert refused(doubted, replace(FIXED, words=""), OFFICER) == (WrongStage, "stage")
    doubted = replace(doubted, stage=Stage.IN_PROGRESS)
    assert refused(doubted, replace(FIXED, words=""), OFFICER) == (Forbidden, "not_flagged")
