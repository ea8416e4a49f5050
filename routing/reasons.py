"""The sentences of a decision, in Chinese and English."""

from collections.abc import Iterator, Sequence

from intake import Asset, Jurisdiction, Reason, Urgency
from routing.boundary import SNAP_M, Located, uncertain_m
from routing.departments import Department, Unit
from routing.matters import Matter
from routing.power import Power
from routing.towns import Town, Village
from routing.zones import PlaceKind, Zone

MATTER_MISSING = Reason(
    "matter_missing", "未选择事项，由工作人员归类", "No matter was chosen; a person classifies it"
)
PLACE_MISSING = Reason(
    "place_missing", "没有位置信息，由工作人员核实地点", "No place is known; a person asks where it is"
)


def matter_chosen(matter: Matter) -> Reason:
    """The matter is known."""
    return Reason(
        "matter_chosen",
        f"事项为“{matter.name}”（{matter.code}）",
        f"The matter is {matter.name} ({matter.code})",
    )


def matter_of_asset(matter: Matter, asset: Asset) -> Reason:
    """The scanned thing says what the matter is."""
    return Reason(
        "matter_of_asset",
        f"扫码部件为“{asset.name}”（{asset.code}），事项为“{matter.name}”（{matter.code}）",
        f"The scanned thing is {asset.name} ({asset.code}), so the matter is {matter.name} ({matter.code})",
    )


def matter_classified(matter: Matter, confidence: float) -> Reason:
    """The words were read, and are certain enough."""
    return Reason(
        "matter_classified",
        f"根据文字判断事项为“{matter.name}”（{matter.code}），把握 {_percent(confidence)}",
        f"By its words the matter is {matter.name} ({matter.code}), {_percent(confidence)} sure",
    )


def matter_uncertain(matter: Matter, confidence: float) -> Reason:
    """The words were read, and are not certain enough to stand without a person."""
    return Reason(
        "matter_uncertain",
        f"文字最像“{matter.name}”（{matter.code}），但把握仅 {_percent(confidence)}，由工作人员判断",
        f"Most like {matter.name} ({matter.code}), only {_percent(confidence)} sure: a person judges",
    )


def asset_owner(asset: Asset, keeper: Department | None) -> Reason:
    """Who keeps the scanned thing, as far as that names a department here."""
    if keeper is None:
        return Reason(
            "asset_owner_missing",
            f"部件 {asset.code} 的权属单位“{asset.keeper}”在此没有承办部门，按权责清单办理",
            f"The keeper {asset.keeper!r} of {asset.code} has no department here; the powers list decides",
        )
    return Reason(
        "asset_owner",
        f"部件 {asset.code} 由权属单位办理：{keeper.name}",
        f"The keeper of {asset.code} acts: {keeper.name}",
    )


def rule_followed(power: Power) -> Reason:
    """The rule of the powers list that names the lead."""
    return Reason(
        "power_rule",
        f"依据权责清单规则 {power.rule}（{power.basis}）",
        f"By rule {power.rule} of the powers list ({power.basis})",
    )


def no_rule(matter: Matter) -> Reason:
    """The powers list says nothing of this matter here and now."""
    return Reason(
        "no_power_rule",
        f"权责清单没有适用于“{matter.name}”的规则，由工作人员派单",
        f"No rule of the powers list holds for {matter.name} here and now; a person sends it",
    )


def needs_judgement(matter: Matter) -> Reason:
    """The matter says that a person must look."""
    return Reason(
        "needs_judgement",
        f"事项为“{matter.name}”，由工作人员判断",
        f"The matter is {matter.name}; a person judges it",
    )


def urgency_overruled(urgency: Urgency, matter: Matter) -> Reason:
    """A person set another urgency than the matter's own."""
    return Reason(
        "urgency_overruled",
        f"紧急程度由人工定为“{urgency.zh}”（事项默认“{matter.urgency.zh}”）",
        f"A person set the urgency to {urgency} (the matter's own is {matter.urgency})",
    )


def place(located: Located, accuracy_m: float | None) -> Iterator[Reason]:
    """Everything a boundary layer said of the point."""
    ground = located.jurisdiction
    if ground is None:
        yield _outside_city(located)
        return
    if ground.snapped_m:
        yield Reason(
            "snapped",
            f"位置在各镇街范围外约 {ground.snapped_m:.0f} 米，"
            f"{SNAP_M:.0f} 米以内归入最近的{ground.town_name}",
            f"The place lies about {ground.snapped_m:.0f} m outside every town; "
            f"within {SNAP_M:.0f} m it counts as the nearest, {ground.town_name}",
        )
    else:
        yield _in_town(ground)
    if located.overlapped:
        others = "、".join(located.overlapped)
        yield Reason(
            "overlap",
            f"位置同时落在{others}范围内，按优先级归{ground.town_name}",
            f"The place also lies in {others}; {ground.town_name} has precedence",
        )
    if ground.second_town_name is not None and ground.border_m is not None:
        yield Reason(
            "near_border",
            f"距{ground.second_town_name}仅约 {ground.border_m:.0f} 米"
            f"（误差范围 {uncertain_m(accuracy_m):.0f} 米），也可能属于{ground.second_town_name}",
            f"{ground.second_town_name} is only about {ground.border_m:.0f} m away "
            f"(uncertain within {uncertain_m(accuracy_m):.0f} m): the place may be theirs",
        )
    if ground.approximate:
        yield Reason(
            "approximate_layer",
            f"镇街边界为近似数据（{ground.layer}），请核对属地",
            f"The town borders are approximate ({ground.layer}); check whose ground it is",
        )


def _in_town(ground: Jurisdiction) -> Reason:
    border = ground.border_m
    return Reason(
        "in_town",
        f"位置在{ground.town_name}" + ("" if border is None else f"，距最近的镇街边界约 {border:.0f} 米"),
        f"The place is in {ground.town_name}"
        + ("" if border is None else f", about {border:.0f} m from the nearest border"),
    )


def _outside_city(located: Located) -> Reason:
    if located.nearest is None:
        return Reason("outside_city", "位置无效，不在本市范围内", "The place is not a point in the city")
    km = located.nearest_m / 1000
    return Reason(
        "outside_city",
        f"位置不在本市范围内，距最近的{located.nearest}约 {km:.1f} 公里",
        f"The place is outside the city, about {km:.1f} km from the nearest town, {located.nearest}",
    )


def in_village(village: Village, *, drawn: bool = False) -> Reason:
    """The village of that town: the reporter's choice, or the one drawn there."""
    if drawn:
        return Reason("in_village", f"位置在{village.name}范围内", f"The place lies in {village.name}")
    return Reason("in_village", f"所选村（社区）为{village.name}", f"The village chosen is {village.name}")


def in_zone(zones: Sequence[Zone]) -> Reason:
    """The zones over this ground; the first has precedence."""
    more = f"，以{zones[0].name}为先" if len(zones) > 1 else ""
    first = f"; {zones[0].name_en} has precedence" if len(zones) > 1 else ""
    return Reason(
        "in_zone",
        f"位置在{'、'.join(zone.name for zone in zones)}范围内{more}",
        f"The place lies in {', '.join(zone.name_en for zone in zones)}{first}",
    )


def place_kind(kinds: Sequence[PlaceKind]) -> Reason:
    """What kind of place it is."""
    return Reason(
        "place_kind",
        f"场所类型为{'、'.join(kind.name for kind in kinds)}",
        f"The place is of the kind: {', '.join(kind.name_en for kind in kinds)}",
    )


def village_elsewhere(village: Village, village_town: Town, ground: Jurisdiction) -> Reason:
    """The chosen village lies in another town than the point; no rule can tell which is wrong."""
    return Reason(
        "village_elsewhere",
        f"所选{village.name}属于{village_town.name}，而位置在{ground.town_name}，由工作人员核实后派单",
        f"The village chosen, {village.name}, lies in {village_town.name}, but the point lies in "
        f"{ground.town_name}; a person checks and sends it",
    )


def village_missing(unit: Unit, fallback: str | None) -> Reason:
    """The unit acts by village, and none is known."""
    then_zh, then_en = _then(fallback)
    return Reason(
        "village_missing",
        f"该事项由{unit.label}办理，但未确定村（社区），{then_zh}",
        f"{unit.label} acts on this matter, but the village is not known; {then_en}",
    )


def department_found(department: Department, ground: Jurisdiction) -> Reason:
    """The department that must act, and at which level it was found."""
    if department.village_code is not None:
        return Reason(
            "village_department",
            f"由所在村（社区）办理：{department.name}",
            f"The village's own committee acts: {department.name}",
        )
    if department.town_code is not None:
        return Reason(
            "town_department",
            f"由{ground.town_name}的承办部门办理：{department.name}",
            f"The department in {ground.town_name} acts: {department.name}",
        )
    return Reason(
        "city_department",
        f"该单位未在镇街设承办部门，由市级部门办理：{department.name}",
        f"The unit has no department in the towns; the city's acts: {department.name}",
    )


def no_executing_department(unit: Unit, fallback: str | None) -> Reason:
    """The unit has nobody on the spot."""
    why_zh = "没有可派的承办部门" if unit.executes else "不承担现场处置"
    why_en = "has no department here" if unit.executes else "does not act on the spot"
    then_zh, then_en = _then(fallback)
    return Reason(
        "no_executing_department",
        f"{unit.label}{why_zh}，{then_zh}",
        f"{unit.label} {why_en}; {then_en}",
    )


def _then(fallback: str | None) -> tuple[str, str]:
    """Who names the lead instead, in both languages: the rule that is fallen back on, or a person."""
    if fallback is None:
        return "由工作人员派单", "a person sends it"
    return f"转按规则 {fallback} 办理", f"rule {fallback} is followed instead"


def _percent(share: float) -> str:
    """Whole percent, rounded down: nothing that is read from words is ever 100 % sure."""
    return f"{min(int(share * 100), 99)}%"
