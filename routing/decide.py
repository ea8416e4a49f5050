"""Matter and place to department: every step a reason, nothing guessed in silence."""

from dataclasses import dataclass, replace
from datetime import datetime

from intake import Ask, Decision, Jurisdiction, Location, MatterCandidate, MatterSource, Reason, Urgency
from routing import reasons
from routing.boundary import BoundaryLayer
from routing.catalogue import Catalogue
from routing.classifier import Classifier, Facts, Guess
from routing.departments import Department
from routing.matters import UNSURE, Matter
from routing.overlay import NOTHING, Covering, Overlay
from routing.power import Power, Spot
from routing.towns import Village

_CANDIDATES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything a decision looks at besides the report; each part is one version and never changes.

    Attributes:
        catalogue: the three lists, units and areas.
        layer: the town borders.
        overlay: villages, zones and kinds of place, or None.
        classifier: reads words, or None.
    """

    catalogue: Catalogue
    layer: BoundaryLayer
    overlay: Overlay | None = None
    classifier: Classifier | None = None


def decide(ask: Ask, knowledge: Knowledge, now: datetime) -> Decision:
    """Decide where a report goes.

    The order is: keeper of the scanned asset → rule of the powers list, most specific first, and what it
    falls back on → manual queue; a unit is its department in the village, the town or the city, in that
    order. A matter and a place in the city make a report acceptable by rule; without either a person
    decides. Where both are known but no department can be named, the report is accepted and a dispatcher
    names one.

    Raises:
        InvalidInput: the matter or the village is unknown.
    """
    catalogue = knowledge.catalogue
    steps: list[Reason] = []
    covering = _covering(ask.location, knowledge.overlay)
    guesses = _guesses(ask, covering, knowledge, now)
    matter, source = _judge_matter(ask, guesses, knowledge, steps)
    urgency = _judge_urgency(ask, matter, steps)
    village = _chosen_village(ask.location, catalogue)
    ground = _judge_place(ask.location, village, covering, knowledge, steps)
    accept = matter is not None and matter.code != UNSURE and ground is not None
    sent = _Sent()
    if accept and matter and ground and (village is None or village.code == ground.village_code):
        sent = _judge_lead(ask, matter, ground, catalogue, now, steps)
    return Decision(
        accept=accept,
        reasons=tuple(steps),
        catalogue=catalogue.version,
        matter=matter.ref if matter else None,
        urgency=urgency,
        jurisdiction=ground,
        lead=sent.lead.ref if sent.lead else None,
        assisting=tuple(department.ref for department in sent.assisting),
        matter_source=source,
        rule=sent.rule,
        model=knowledge.classifier.version if guesses is not None and knowledge.classifier else None,
        candidates=tuple(
            MatterCandidate(catalogue.matters[guess.label].ref, guess.confidence)
            for guess in (guesses or ())[:_CANDIDATES]
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """To whom, and by which rule."""

    lead: Department | None = None
    assisting: tuple[Department, ...] = ()
    rule: str | None = None


def _covering(location: Location | None, overlay: Overlay | None) -> Covering:
    return NOTHING if location is None or overlay is None else overlay.cover(location.point)


def _guesses(ask: Ask, covering: Covering, knowledge: Knowledge, now: datetime) -> tuple[Guess, ...] | None:
    """What the words may mean, as far as the catalogue has it; None when nobody has to ask."""
    chosen = ask.matter not in {None, UNSURE} or (ask.asset is not None and ask.asset.matter is not None)
    if knowledge.classifier is None or chosen:
        return None
    found = knowledge.classifier.rank(ask.text, Facts(at=now, photos=ask.photos, places=covering.places))
    return tuple(guess for guess in found if guess.label in knowledge.catalogue.matters)


def _judge_matter(
    ask: Ask, guesses: tuple[Guess, ...] | None, knowledge: Knowledge, steps: list[Reason]
) -> tuple[Matter | None, MatterSource | None]:
    """What the reporter chose, else what the scanned thing says, else what the words say for certain."""
    catalogue = knowledge.catalogue
    chosen = None if ask.matter is None else catalogue.matter(ask.matter)
    if chosen is not None and chosen.code != UNSURE:
        steps.append(reasons.matter_chosen(chosen))
        return chosen, MatterSource.CHOSEN
    told = catalogue.matters.get(ask.asset.matter) if ask.asset and ask.asset.matter else None
    if told is not None and ask.asset is not None:
        steps.append(reasons.matter_of_asset(told, ask.asset))
        return told, MatterSource.ASSET
    best = guesses[0] if guesses else None
    if best is not None and knowledge.classifier is not None:
        read = catalogue.matters[best.label]
        if best.confidence >= knowledge.classifier.threshold and read.code != UNSURE:
            steps.append(reasons.matter_classified(read, best.confidence))
            return read, MatterSource.CLASSIFIED
        steps.append(reasons.matter_uncertain(read, best.confidence))
    steps.append(reasons.needs_judgement(chosen) if chosen else reasons.MATTER_MISSING)
    return chosen, MatterSource.CHOSEN if chosen else None


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
    covering: Covering,
    knowledge: Knowledge,
    steps: list[Reason],
) -> Jurisdiction | None:
    """Whose ground it is, with the village: the one that was chosen, else the one that is drawn there.

    When the village lies in another town, the reporter's two words contradict each other. Sending the report
    to either would be a guess that a returned report pays for with days, so a dispatcher decides; the ground
    stays that of the point.
    """
    if location is None:
        steps.append(reasons.PLACE_MISSING)
        return None
    catalogue = knowledge.catalogue
    located = knowledge.layer.locate(location.point, location.accuracy_m)
    steps.extend(reasons.place(located, location.accuracy_m))
    if located.jurisdiction is None:
        return None
    ground = replace(
        located.jurisdiction,
        zones=covering.zones,
        places=covering.places,
        overlays=knowledge.overlay.version if knowledge.overlay else None,
    )
    if zones := [catalogue.zones[key] for key in covering.zones if key in catalogue.zones]:
        steps.append(reasons.in_zone(zones))
    if kinds := [catalogue.places[key] for key in covering.places if key in catalogue.places]:
        steps.append(reasons.place_kind(kinds))
    drawn = catalogue.villages.get(covering.village or "")
    if village is None:
        village = drawn if drawn and drawn.town_code == ground.town_code else None
    if village is None:
        return ground
    if village.town_code != ground.town_code:
        steps.append(reasons.village_elsewhere(village, catalogue.towns[village.town_code], ground))
        return ground
    steps.append(reasons.in_village(village, drawn=location.village_code is None))
    return replace(ground, village_code=village.code, village_name=village.name)


def _judge_lead(
    ask: Ask, matter: Matter, ground: Jurisdiction, catalogue: Catalogue, now: datetime, steps: list[Reason]
) -> _Sent:
    if ask.asset is not None:
        keeper = _department(ask.asset.keeper, ground, catalogue)
        steps.append(reasons.asset_owner(ask.asset, keeper))
        if keeper is not None:
            return _Sent(lead=keeper)
    spot = Spot(
        matter=matter.code,
        town=ground.town_code,
        at=now,
        village=ground.village_code,
        zones=ground.zones,
        places=ground.places,
        asset=ask.asset.code if ask.asset else None,
    )
    power = catalogue.powers.find(spot)
    if power is None:
        steps.append(reasons.no_rule(matter))
    while power is not None:
        steps.append(reasons.rule_followed(power))
        lead = _lead(power, ground, catalogue, steps)
        if lead is not None:
            return _Sent(lead=lead, assisting=_assisting(power, ground, lead, catalogue), rule=power.rule)
        power = catalogue.powers.by_id.get(power.fallback) if power.fallback else None
    return _Sent()


def _lead(power: Power, ground: Jurisdiction, catalogue: Catalogue, steps: list[Reason]) -> Department | None:
    """The department of the rule's lead on this ground, or None with the reason why there is none."""
    unit = catalogue.units.get(power.lead)
    if unit is not None and unit.executes and unit.in_villages and ground.village_code is None:
        steps.append(reasons.village_missing(unit, power.fallback))
        return None
    lead = _department(power.lead, ground, catalogue)
    if lead is not None:
        steps.append(reasons.department_found(lead, ground))
    elif unit is not None:
        steps.append(reasons.no_executing_department(unit, power.fallback))
    return lead


def _department(key: str, ground: Jurisdiction, catalogue: Catalogue) -> Department | None:
    """One department by id, or a unit's in the village, town or city, in that order; only if it acts."""
    ids = (f"{key}-{ground.village_code}", f"{key}-{ground.town_code}", key)
    found = next((catalogue.departments[each] for each in ids if each in catalogue.departments), None)
    return found if found is not None and found.executes else None


def _assisting(
    power: Power, ground: Jurisdiction, lead: Department, catalogue: Catalogue
) -> tuple[Department, ...]:
    """Departments of the assisting units that exist and act here; the others are left out."""
    found = (_department(key, ground, catalogue) for key in power.assisting)
    return tuple(dict.fromkeys(each for each in found if each is not None and each != lead))
