"""A number plate is for those who act, and for nobody else."""

from intake import Actor, Role
from support.reports import submission
from support.service import Person, Service

ASKED = "query($n: String!) { report(number: $n) { occurredAt restricted { name value } } }"


async def test_a_plate_is_told_to_those_who_act_and_to_nobody_else(
    service: Service, citizen: Person, officer: Person
) -> None:
    handed_in = submission(reporter="citizen-1", restricted={"plate": "粤S12345"})
    number = (await service.resources.services.intake.submit(handed_in)).number
    told = [{"name": "plate", "value": "粤S12345"}]
    assert (await officer.ask(ASKED, n=number))["report"] == {"occurredAt": None, "restricted": told}
    assert (await citizen.ask(ASKED, n=number))["report"]["restricted"] is None
    for role, seen in ((Role.DISPATCHER, told), (Role.PUBLISHER, None), (Role.CALL_DESK, None)):
        async with service.person(Actor("somebody", role)) as person:
            assert (await person.ask(ASKED, n=number))["report"]["restricted"] == seen
