"""A retry over HTTP by somebody who has given the report away: told that it was done, shown nothing of it."""

from intake import Actor, Role
from support.reports import HUMEN_CG, NANCHENG_CG
from support.service import Person, Service

NAN_CHENG = {"longitude": 113.74373, "latitude": 23.02486}


async def test_who_passed_a_report_on_is_told_so_again(citizen: Person, service: Service) -> None:
    report = await citizen.filed("passed-on-1", matter="E0104", location=NAN_CHENG)
    given = {"number": report["number"], "target": HUMEN_CG, "words": "在虎门", "idempotencyKey": "pass-on-1"}
    async with service.person(Actor("hub-1", Role.HUB, frozenset({NANCHENG_CG.id}))) as hub:
        await hub.done("transferReport", **given)
        assert await hub.refused("transferReport", **given) == ("AlreadyDone", "number", "done_before")
        other = {**given, "idempotencyKey": "pass-on-2"}
        assert await hub.refused("transferReport", **other) == ("NotFound", "number", "visible")
