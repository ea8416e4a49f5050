from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import Ask, Crs, Decision, InvalidInput, Location, LocationSource, Point, Urgency
from routing import (
    Catalogue,
    Knowledge,
    builtin_catalogue,
    builtin_layer,
    decide,
    load_geojson,
    read_catalogue,
)
from support.squares import EAST_M, SOUTH, STEP, WEST, collection, feature, ring

CATALOGUE = builtin_catalogue()
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
NANCHENG, HUMEN, SONGSHAN = "441900004000", "441900121000", "441900401000"
LAYER = load_geojson(
    collection(
        feature(NANCHENG, ring(0, 0)),
        feature(HUMEN, ring(1, 0)),
        feature(SONGSHAN, ring(0.25, 0.25, 0.25, 0.25), priority=1),
    ),
    CATALOGUE.towns,
)
IN_NANCHENG = Point(WEST + 0.75 * STEP, SOUTH + 0.75 * STEP)
VILLAGE = next(v for v in CATALOGUE.villages.values() if v.town_code == NANCHENG)
ELSEWHERE = next(v for v in CATALOGUE.villages.values() if v.town_code == HUMEN)
STAND_IN = CATALOGUE.villages["441900401498"]
BY_VILLAGE_ONLY = read_catalogue(
    replace(
        CATALOGUE.tables,
        powers=tuple({**row, "fallback": ""} for row in CATALOGUE.tables.powers if row["rule"] == "E2206"),
    )
)


def route(
    matter: str | None,
    point: Point | None = IN_NANCHENG,
    *,
    village: str | None = None,
    accuracy_m: float | None = None,
    urgency: Urgency | None = None,
    catalogue: Catalogue = CATALOGUE,
) -> Decision:
    location = None
    if point is not None:
        location = Location(
            point=point,
            raw=(point.longitude, point.latitude),
            crs=Crs.WGS84,
            source=LocationSource.DEVICE,
            accuracy_m=accuracy_m,
            village_code=village,
        )
    ask = Ask(matter=matter, location=location, text="", urgency=urgency)
    return decide(ask, Knowledge(catalogue=catalogue, layer=LAYER), NOW)


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


def test_matter_and_town_name_the_department() -> None:
    decision = route("E0110")
    assert decision.accept
    assert decision.lead is not None
    assert (decision.lead.id, decision.lead.name) == ("CG-441900004000", "市城管和综合执法局南城分局")
    assert [each.id for each in decision.assisting] == ["JT-441900004000"]
    assert codes(decision) == ["matter_chosen", "in_town", "power_rule", "town_department"]
    assert decision.matter is not None
    assert (decision.matter.code, decision.matter.name) == ("E0110", "道路破损")
    assert decision.jurisdiction is not None
    assert decision.jurisdiction.town_name == "南城街道"
    assert decision.catalogue == CATALOGUE.version
    assert decision.urgency is Urgency.NORMAL


def test_every_reason_reads_in_both_languages() -> None:
    reasons = route("E0110").reasons
    assert [reason.zh for reason in reasons] == [
        "事项为“道路破损”（E0110）",
        "位置在南城街道，距最近的镇街边界约 513 米",
        "依据权责清单规则 E0110（建议，待本市权责清单确认；相关规定：《城市道路管理条例》）",
        "由南城街道的承办部门办理：市城管和综合执法局南城分局",
    ]
    assert reasons[1].en == "The place is in 南城街道, about 513 m from the nearest border"


def test_a_unit_without_towns_acts_from_the_city() -> None:
    decision = route("C0126")
    assert decision.lead is not None
    assert decision.lead.id == "WG"
    assert codes(decision)[-1] == "city_department"
    assert [each.id for each in decision.assisting] == ["GY-441900004000"]


def test_a_village_committee_leads_in_its_village() -> None:
    decision = route("E2206", village=VILLAGE.code)
    assert decision.lead is not None
    assert (decision.lead.id, decision.lead.name) == (f"CW-{VILLAGE.code}", VILLAGE.name)
    assert codes(decision) == ["matter_chosen", "in_town", "in_village", "power_rule", "village_department"]
    assert decision.jurisdiction is not None
    assert (decision.jurisdiction.village_code, decision.jurisdiction.village_name) == (
        VILLAGE.code,
        VILLAGE.name,
    )


def test_without_a_village_the_rule_falls_back() -> None:
    decision = route("E2206")
    assert decision.lead is not None
    assert (decision.lead.id, decision.rule) == ("ZF-441900004000", "E22-grid")
    assert codes(decision)[2:] == ["power_rule", "village_missing", "power_rule", "town_department"]
    assert decision.reasons[3].zh.endswith("未确定村（社区），转按规则 E22-grid 办理")


def test_without_a_village_and_a_fallback_its_committee_cannot_be_named() -> None:
    decision = route("E2206", catalogue=BY_VILLAGE_ONLY)
    assert decision.accept
    assert decision.lead is None
    assert decision.assisting == ()
    assert codes(decision)[-1] == "village_missing"


def test_a_stand_in_village_has_nobody_to_send_to() -> None:
    point = Point(WEST + 0.3 * STEP, SOUTH + 0.3 * STEP)
    decision = route("E2206", point, village=STAND_IN.code, catalogue=BY_VILLAGE_ONLY)
    assert decision.accept
    assert decision.lead is None
    assert codes(decision)[-1] == "no_executing_department"
    assert decision.reasons[-1].zh.endswith("，由工作人员派单")


def test_where_no_village_has_a_committee_the_town_acts() -> None:
    decision = route("E2206", Point(WEST + 0.3 * STEP, SOUTH + 0.3 * STEP), village=STAND_IN.code)
    assert decision.lead is not None
    assert (decision.lead.id, decision.rule) == ("ZF-441900401000", "E2206-songshanhu")


def test_assisting_committees_need_the_village_too() -> None:
    assert [each.id for each in route("E0102").assisting] == ["GY-441900004000"]
    with_village = route("E0102", village=VILLAGE.code).assisting
    assert [each.id for each in with_village] == ["GY-441900004000", f"CW-{VILLAGE.code}"]


def test_a_village_of_another_town_sends_it_to_a_dispatcher() -> None:
    decision = route("E0110", village=ELSEWHERE.code)
    assert decision.accept
    assert decision.lead is None
    assert decision.assisting == ()
    assert codes(decision) == ["matter_chosen", "in_town", "village_elsewhere"]
    assert decision.jurisdiction is not None
    assert decision.jurisdiction.town_code == NANCHENG
    assert decision.jurisdiction.village_code is None
    assert ELSEWHERE.name in decision.reasons[-1].zh


def test_a_unit_that_does_not_act_is_never_a_lead() -> None:
    decision = route("E2901")
    assert decision.accept
    assert decision.lead is None
    assert codes(decision)[-1] == "no_executing_department"
    assert "市委宣传部" in decision.reasons[-1].zh


def test_who_is_not_sure_is_judged_by_a_person() -> None:
    decision = route("E9999")
    assert not decision.accept
    assert decision.lead is None
    assert decision.matter is not None
    assert codes(decision) == ["needs_judgement", "in_town"]


def test_without_a_matter_a_person_decides() -> None:
    decision = route(None)
    assert not decision.accept
    assert (decision.matter, decision.lead) == (None, None)
    assert decision.jurisdiction is not None
    assert codes(decision) == ["matter_missing", "in_town"]
    assert route(None, urgency=Urgency.URGENT).urgency is Urgency.URGENT


def test_without_a_place_a_person_decides() -> None:
    decision = route("E0110", None)
    assert not decision.accept
    assert (decision.jurisdiction, decision.lead) == (None, None)
    assert codes(decision) == ["matter_chosen", "place_missing"]


def test_outside_the_city_a_person_decides() -> None:
    decision = route("E0110", Point(116.4, 39.9), village=VILLAGE.code)
    assert not decision.accept
    assert (decision.jurisdiction, decision.lead) == (None, None)
    assert codes(decision) == ["matter_chosen", "outside_city"]
    assert "公里" in decision.reasons[-1].zh
    assert codes(route("E0110", Point(float("nan"), 23.0))) == ["matter_chosen", "outside_city"]


def test_beside_the_city_it_is_snapped_and_told() -> None:
    decision = route("E0110", Point(WEST - 100 / EAST_M, SOUTH + 0.5 * STEP))
    assert decision.lead is not None
    assert decision.lead.id == "CG-441900004000"
    assert codes(decision) == ["matter_chosen", "snapped", "power_rule", "town_department"]
    assert "100 米" in decision.reasons[1].zh


def test_near_a_border_the_other_town_is_told() -> None:
    near = Point(WEST + STEP - 30 / EAST_M, SOUTH + 0.75 * STEP)
    decision = route("E0110", near)
    assert codes(decision) == ["matter_chosen", "in_town", "near_border", "power_rule", "town_department"]
    assert "虎门镇" in decision.reasons[2].zh
    assert codes(route("E0110", IN_NANCHENG, accuracy_m=2000))[2] == "near_border"


def test_in_an_overlap_precedence_is_told() -> None:
    decision = route("E0110", Point(WEST + 0.375 * STEP, SOUTH + 0.375 * STEP))
    assert decision.lead is not None
    assert decision.lead.id == "CG-441900401000"
    assert codes(decision) == ["matter_chosen", "in_town", "overlap", "power_rule", "town_department"]
    assert "南城街道" in decision.reasons[2].zh


def test_an_approximate_layer_is_told() -> None:
    place = Location(point=Point(113.74373, 23.02486), raw=(0, 0), crs=Crs.WGS84, source=LocationSource.MAP)
    ask = Ask(matter="E0110", location=place, text="")
    decision = decide(ask, Knowledge(catalogue=CATALOGUE, layer=builtin_layer(CATALOGUE)), NOW)
    assert codes(decision) == [
        "matter_chosen",
        "in_town",
        "approximate_layer",
        "power_rule",
        "town_department",
    ]


def test_a_person_may_overrule_the_urgency() -> None:
    assert route("E0401").urgency is Urgency.EMERGENCY
    decision = route("E0401", urgency=Urgency.NORMAL)
    assert decision.urgency is Urgency.NORMAL
    assert codes(decision)[1] == "urgency_overruled"
    assert "urgency_overruled" not in codes(route("E0401", urgency=Urgency.EMERGENCY))


@pytest.mark.parametrize(
    ("matter", "village", "path", "rule"),
    [
        ("E4040", None, ("input", "matter"), "known_matter"),
        ("", None, ("input", "matter"), "known_matter"),
        ("E0110", "441900004999", ("input", "location", "villageCode"), "known_village"),
        (None, "x", ("input", "location", "villageCode"), "known_village"),
        ("E0110", "", ("input", "location", "villageCode"), "known_village"),
    ],
)
def test_unknown_codes_are_refused(
    matter: str | None, village: str | None, path: tuple[str, ...], rule: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        route(matter, village=village)
    assert (refused.value.path, refused.value.rule) == (path, rule)


def test_a_lead_that_also_assists_is_named_once() -> None:
    rows = tuple(
        {**row, "assist": "CG GY GY"} if row["rule"] == "E0110" else row for row in CATALOGUE.tables.powers
    )
    catalogue = read_catalogue(replace(CATALOGUE.tables, powers=rows))
    place = Location(point=IN_NANCHENG, raw=(0, 0), crs=Crs.WGS84, source=LocationSource.MAP)
    ask = Ask(matter="E0110", location=place, text="")
    decision = decide(ask, Knowledge(catalogue=catalogue, layer=LAYER), NOW)
    assert [each.id for each in decision.assisting] == ["GY-441900004000"]


@given(
    st.none() | st.sampled_from(sorted(CATALOGUE.matters)),
    st.none() | st.tuples(st.floats(113.69, 113.75), st.floats(22.89, 22.93)),
    st.none() | st.sampled_from([VILLAGE.code, ELSEWHERE.code, STAND_IN.code]),
)
def test_every_decision_is_whole(
    matter: str | None, pair: tuple[float, float] | None, village: str | None
) -> None:
    decision = route(matter, pair and Point(*pair), village=village)
    assert decision.reasons
    assert all(reason.zh and reason.en for reason in decision.reasons)
    if decision.lead is None:
        assert decision.assisting == ()
    else:
        assert decision.accept
        department = CATALOGUE.departments[decision.lead.id]
        assert department.executes
        assert decision.jurisdiction is not None
        assert department.town_code in {None, decision.jurisdiction.town_code}
        assert decision.lead not in decision.assisting
    if decision.accept:
        assert decision.matter is not None
        assert decision.jurisdiction is not None
