from dataclasses import replace
from datetime import UTC, datetime

import pytest

from intake import (
    Ask,
    Crs,
    DeadlineKind,
    DepartmentRef,
    InvalidInput,
    Limit,
    LimitUnit,
    Location,
    LocationSource,
    Router,
    Urgency,
)
from routing import (
    LayerRefused,
    Routing,
    builtin_calendar,
    builtin_catalogue,
    builtin_layer,
    read_catalogue,
    to_wgs84,
)
from routing.crs import wgs84_to_gcj02
from routing.tables import Row

CATALOGUE = builtin_catalogue()
ROUTING = Routing(CATALOGUE, builtin_layer(CATALOGUE), builtin_calendar())
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def test_it_is_the_router_that_intake_asks() -> None:
    router: Router = ROUTING
    assert router.department("CG-441900004000", "lead") == DepartmentRef(
        "CG-441900004000", "市城管和综合执法局南城分局"
    )


@pytest.mark.parametrize(
    ("longitude", "latitude", "lead"),
    [
        (113.74373, 23.02486, "市城管和综合执法局南城分局"),
        (113.673, 22.815, "市城管和综合执法局虎门分局"),
        (113.888, 22.917, "市城管和综合执法局松山湖分局"),
    ],
)
def test_a_point_from_a_map_reaches_the_department_of_its_town(
    longitude: float, latitude: float, lead: str
) -> None:
    drawn = wgs84_to_gcj02(longitude, latitude)
    place = Location(point=to_wgs84(*drawn, Crs.GCJ02), raw=drawn, crs=Crs.GCJ02, source=LocationSource.MAP)
    decision = ROUTING.route(Ask(matter="E0104", location=place, text="路面很脏"), NOW)
    assert decision.accept
    assert decision.lead is not None
    assert decision.lead.name == lead
    assert "approximate_layer" in [reason.code for reason in decision.reasons]


@pytest.mark.parametrize(
    ("department_id", "rule"),
    [
        ("CG-441900999000", "known_department"),
        ("", "known_department"),
        ("ZS-441900004000", "executing_department"),
        ("XC", "executing_department"),
    ],
)
def test_a_report_can_only_be_sent_to_who_acts(department_id: str, rule: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        ROUTING.department(department_id, "lead")
    assert (refused.value.path, refused.value.rule) == (("input", "lead"), rule)


def test_the_resolve_clock_is_the_matters_own() -> None:
    clock = ROUTING.deadline(DeadlineKind.RESOLVE, "E0104", Urgency.NORMAL, NOW)
    assert clock is not None
    assert clock.limit == Limit(4, LimitUnit.WORKING_HOUR)
    assert clock.due_by == datetime(2026, 11, 23, 7, 30, tzinfo=UTC)  # 09:30 + 4 h over noon = 15:30
    assert ROUTING.deadline(DeadlineKind.RESOLVE, "E2901", Urgency.NORMAL, NOW) is None
    assert ROUTING.deadline(DeadlineKind.RESOLVE, None, Urgency.NORMAL, NOW) is None


def test_clocks_that_need_no_matter_run_without_one() -> None:
    clock = ROUTING.deadline(DeadlineKind.ACCEPT, None, Urgency.NORMAL, NOW)
    assert clock is not None
    assert clock.due_by == datetime(2026, 11, 23, 3, 30, tzinfo=UTC)


def test_a_report_that_outlives_its_matter_keeps_the_clocks_that_every_matter_has() -> None:
    assert ROUTING.deadline(DeadlineKind.RESOLVE, "E4040", Urgency.NORMAL, NOW) is None
    for kind in (DeadlineKind.SIGN, DeadlineKind.VERIFY, DeadlineKind.EVALUATE):
        clock = ROUTING.deadline(kind, "E4040", Urgency.NORMAL, NOW)
        assert clock is not None
        assert clock == ROUTING.deadline(kind, "E0104", Urgency.NORMAL, NOW)


def test_a_layer_must_fit_the_catalogue() -> None:
    def outside_humen(rows: tuple[Row, ...], column: str) -> tuple[Row, ...]:
        return tuple(row for row in rows if row[column] != "441900121000")

    tables = CATALOGUE.tables
    smaller = read_catalogue(
        replace(
            tables,
            towns=outside_humen(tables.towns, "code"),
            villages=outside_humen(tables.villages, "town_code"),
        )
    )
    with pytest.raises(LayerRefused) as refused:
        Routing(smaller, builtin_layer(CATALOGUE), builtin_calendar())
    assert refused.value.rule == "known_town"
    assert "441900121000" in refused.value.en


@pytest.mark.parametrize(
    ("of", "to", "expected"),
    [
        ("CG", "CG-441900004000", True),
        ("CG-441900004000", "CG-441900121000", True),
        ("CG-441900004000", "CG", True),
        ("CG-441900004000", "CG-441900004000", False),
        ("CG", "JT", False),
        ("CG-441900004000", "JT-441900004000", False),
        ("ZS", "ZS-441900004000", False),  # neither acts on the spot
        ("CG", "CG-441900999000", False),
        ("XX", "CG", False),
    ],
)
def test_a_tree_is_the_departments_of_one_unit(of: str, to: str, *, expected: bool) -> None:
    assert ROUTING.is_subordinate(of, to) is expected


def test_make_safe_is_the_matters_own() -> None:
    clock = ROUTING.deadline(DeadlineKind.MAKE_SAFE, "E0401", Urgency.EMERGENCY, NOW)
    assert clock is not None
    assert clock.due_by == datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
    assert ROUTING.deadline(DeadlineKind.MAKE_SAFE, "E0104", Urgency.EMERGENCY, NOW) is None
