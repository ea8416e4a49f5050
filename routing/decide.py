"""Matter and place to department: every step a reason, nothing guessed in silence."""

from dataclasses import replace

from intake import Ask, Decision, Jurisdiction, Location, Reason, Urgency
from routing import reasons
from routing.boundary import BoundaryLayer
from routing.catalogue import Catalogue
from routing.departments import Department
from routing.matters import UNSURE, Matter
from routing.towns import Village


def decide(ask: Ask, catalogue: Catalogue, layer: BoundaryLayer) -> Decision:
    """Decide where a report goes.

    The order is: department of the matter's lead unit in that town (or village) → its city department →
    manual queue. A matter and a place in the city make a report acceptable by rule; without either a person
    decides. Where both are known but no department can be named, the report is accepted and a dispatcher
    names one.

    Raises:
        InvalidInput: the matter or the village is unknown.
    """
    steps: list[Reason] = []
    matter = _judge_matter(ask, catalogue, steps)
    urgency = _judge_urgency(ask, matter, steps)
    village = _chosen_village(ask.location, catalogue)
    ground = _judge_place(ask.location, village, catalogue, layer, steps)
    lead: Department | None = None
    assisting: tuple[Department, ...] = ()
    accept = matter is not None and matter.code != UNSURE and ground is not None
    if accept and matter and ground and (village is None or village.code == ground.village_code):
        lead = _judge_lead(matter, ground, catalogue, steps)
        assisting = _assisting(matter, ground, lead, catalogue) if lead else ()
    return Decision(
        accept=accept,
        reasons=tuple(steps),
        catalogue=catalogue.version,
        matter=matter.ref if matter else None,
        urgency=urgency,
        jurisdiction=ground,
        lead=lead.ref if lead else None,
        assisting=tuple(department.ref for department in assisting),
    )


def _judge_matter(ask: Ask, catalogue: Catalogue, steps: list[Reason]) -> Matter | None:
    if ask.matter is None:
        steps.append(reasons.MATTER_MISSING)
        return None
    matter = catalogue.matter(ask.matter)
    steps.append(reasons.needs_judgement(matter) if matter.code == UNSURE else reasons.matter_chosen(matter))
    return matter


def _judge_urgency(ask: Ask, matter: Matter | None, steps: list[Reason]) -> Urgency:
    if matter is None:
        return ask.urgency or Urgency.NORMAL
    if ask.urgency not in {None, matter.urgency}:
        steps.append(reasons.urgency_overruled(ask.urgency, matter))
    return ask.urgency or matter.urgency


def _chosen_village(location: Location | None, catalogue: Catalogue) -> Village | None:
    if location is None or location.village_code is None:
        return None
    return catalogue.village(location.village_code)


def _judge_place(
    location: Location | None,
    village: Village | None,
    catalogue: Catalogue,
    layer: BoundaryLayer,
    steps: list[Reason],
) -> Jurisdiction | None:
    """Whose ground it is, with the village when that lies in the same town.

    When it lies in another, the reporter's two words contradict each other. Sending the report to either
    would be a guess that a returned report pays for with days, so a dispatcher decides; the ground stays
    that of the point.
    """
    if location is None:
        steps.append(reasons.PLACE_MISSING)
        return None
    located = layer.locate(location.point, location.accuracy_m)
    steps.extend(reasons.place(located, location.accuracy_m))
    ground = located.jurisdiction
    if ground is None or village is None:
        return ground
    if village.town_code != ground.town_code:
        steps.append(reasons.village_elsewhere(village, catalogue.towns[village.town_code], ground))
        return ground
    steps.append(reasons.in_village(village))
    return replace(ground, village_code=village.code, village_name=village.name)


def _judge_lead(
    matter: Matter, ground: Jurisdiction, catalogue: Catalogue, steps: list[Reason]
) -> Department | None:
    unit = catalogue.units[matter.lead]
    if unit.executes and unit.in_villages and ground.village_code is None:
        steps.append(reasons.village_missing(unit))
        return None
    lead = _department(unit.key, ground, catalogue) if unit.executes else None
    steps.append(reasons.department_found(lead, ground) if lead else reasons.no_executing_department(unit))
    return lead


def _department(unit_key: str, ground: Jurisdiction, catalogue: Catalogue) -> Department | None:
    """The unit's department on this ground: village, town, city, in that order."""
    ids = (f"{unit_key}-{ground.village_code}", f"{unit_key}-{ground.town_code}", unit_key)
    return next((catalogue.departments[key] for key in ids if key in catalogue.departments), None)


def _assisting(
    matter: Matter, ground: Jurisdiction, lead: Department, catalogue: Catalogue
) -> tuple[Department, ...]:
    """Departments of the assisting units that exist and act here; the others are left out."""
    found = (_department(key, ground, catalogue) for key in matter.assisting)
    return tuple(dict.fromkeys(d for d in found if d is not None and d.executes and d != lead))
