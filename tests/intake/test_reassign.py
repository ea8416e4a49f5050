"""Another department's: passed on inside one unit only, with the time it has left."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake import (
    Action,
    Actor,
    Classify,
    DeadlineKind,
    FlagAbnormal,
    Forbidden,
    GrantExtension,
    Interim,
    InvalidInput,
    Limit,
    LimitUnit,
    RequestExtension,
    Role,
    Sign,
    Stage,
    Transfer,
    allowed,
    can_read,
)
from intake.reasons import AbnormalKind
from support.reports import DISPATCHER, HELPER, HUB, HUMEN_CG, NOW, OFFICER, SUPERVISOR, act, filed

LATER = NOW + timedelta(minutes=20)
PASS_ON = Transfer(target=HUMEN_CG, words="在虎门")


def test_a_hub_passes_it_on_and_the_time_to_resolve_goes_on() -> None:
    before = act(filed(), Sign(), OFFICER)
    asked = act(before, RequestExtension(limit=Limit(1, LimitUnit.WORKING_DAY), words="配件未到"), OFFICER)
    flagged = act(asked, FlagAbnormal(kind=AbnormalKind.FALSE, words="现场没有"), OFFICER)
    after = act(flagged, PASS_ON, HUB, now=LATER)
    assert after.assignment is not None
    assert (after.stage, after.assignment.lead.id, after.assignment.officer) == (
        Stage.DISPATCHED,
        HUMEN_CG,
        None,
    )
    assert (after.request, after.abnormal) == (None, None)
    assert (can_read(HELPER, after), can_read(OFFICER, after)) == (True, False)
    running = {each.kind: each.started_at for each in after.deadlines if each.is_running}
    assert running == {DeadlineKind.RESOLVE: NOW, DeadlineKind.SIGN: LATER}
    assert after.tally.transfers == 1
    assert act(after, Sign(), HELPER).stage is Stage.IN_PROGRESS


@pytest.mark.parametrize(
    ("target", "rule"),
    [
        ("GY-441900004000", "own_tree"),
        ("CG-441900004000", "own_tree"),
        ("CG-000000000000", "known_department"),
        ("ZS", "executing_department"),
    ],
)
def test_it_stays_inside_its_own_unit(target: str, rule: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        act(filed(), Transfer(target=target, words="转交"), HUB)
    assert (refused.value.rule, refused.value.path) == (rule, ("input", "target"))


def test_it_is_passed_on_three_times_at_most() -> None:
    report, hubs = filed(), {"CG-441900004000": HUB}
    for target in (HUMEN_CG, "CG-441900004000", HUMEN_CG):
        assert report.assignment is not None
        lead = report.assignment.lead.id
        hub = hubs.get(lead, Actor("hub-2", Role.HUB, frozenset({lead})))
        report = act(report, Transfer(target=target, words="转交"), hub)
    with pytest.raises(Forbidden, match="3 times"):
        act(
            report,
            Transfer(target="CG-441900004000", words="转交"),
            Actor("h", Role.HUB, frozenset({HUMEN_CG})),
        )


def test_a_date_that_a_supervisor_granted_outlives_another_matter() -> None:
    longer = RequestExtension(limit=Limit(10, LimitUnit.WORKING_DAY), words="配件未到")
    asked = act(act(filed(), Sign(), OFFICER), longer, OFFICER)
    granted = act(asked, GrantExtension(), SUPERVISOR)
    renamed = act(granted, Classify(matter="C0103"), DISPATCHER)
    assert renamed.matter is not None
    assert renamed.matter.code == "C0103"
    assert renamed.deadlines == granted.deadlines


def test_remarks_end_where_a_timeline_is_full_and_the_way_goes_on() -> None:
    report = act(filed(), Sign(), OFFICER)
    line = report.timeline[-1]
    full = replace(report, timeline=(line,) * 500)
    with pytest.raises(Forbidden) as refused:
        act(full, Interim(words="配件已订"), OFFICER)
    assert refused.value.rule == "timeline_length"
    assert act(full, PASS_ON, HUB).stage is Stage.DISPATCHED
    assert Action.INTERIM in allowed(report, OFFICER, NOW)
    assert Action.INTERIM not in allowed(full, OFFICER, NOW)
