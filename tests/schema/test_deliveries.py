"""Failed deliveries in GraphQL: staff list and decide, others may not."""

from datetime import timedelta

from channels import CircuitStore
from gateway.resources import Database, utc_now
from intake import FailureReason, Outbox, given_up
from support.service import Person, Service

LIST = """query($f: DeliveryFailureFilterInput) { deliveryFailures(filter: $f, first: 5) {
  pageInfo { hasNextPage } edges { cursor node { id number channel seq attempts reason error } } } }"""
REQUEUE = """mutation($i: RequeueDeliveriesInput!) { requeueDeliveries(input: $i) { __typename
  ... on DeliveriesSuccess { decided } ... on UserError { rule path } } }"""
DROP = REQUEUE.replace("Requeue", "Drop").replace("requeue", "drop")


async def _give_up(database: Database) -> None:
    outbox, now = Outbox(database), utc_now()
    for claim in await outbox.claim_others(now + timedelta(seconds=1), (), 10):
        await outbox.settle([given_up(claim, now, FailureReason.REFUSED, "Refused: HTTP 404")])


async def test_a_supervisor_lists_and_requeues_and_the_reporter_is_told(
    service: Service, mongo_db: Database, citizen: Person, supervisor: Person
) -> None:
    report = await citizen.filed("key-00000001", text="路面破损")
    await _give_up(mongo_db)
    found = (await supervisor.ask(LIST, f={"channel": "iguanjia", "reason": "REFUSED"}))["deliveryFailures"]
    (node,) = (edge["node"] for edge in found["edges"])
    assert (node["number"], node["seq"], node["reason"], node["error"]) == (
        report["number"],
        1,
        "REFUSED",
        "Refused: HTTP 404",
    )
    assert (await supervisor.ask(LIST, f={"channel": "city"}))["deliveryFailures"]["edges"] == []
    given = {"failures": [node["id"]], "words": "接口已恢复"}
    answer = (await supervisor.ask(REQUEUE, i=given))["requeueDeliveries"]
    assert answer == {"__typename": "DeliveriesSuccess", "decided": [node["id"]]}
    late = (await supervisor.ask(DROP, i=given))["dropDeliveries"]
    assert late == {"__typename": "DeliveriesSuccess", "decided": []}
    assert await service.drain() == 1
    blank = (await supervisor.ask(DROP, i={**given, "words": " "}))["dropDeliveries"]
    assert (blank["__typename"], blank["rule"], blank["path"]) == (
        "InvalidInput",
        "not_blank",
        ["input", "words"],
    )


async def test_a_reporter_sees_nothing_of_it(citizen: Person) -> None:
    refused = (await citizen.ask(DROP, i={"failures": ["x"], "words": "不要了"}))["dropDeliveries"]
    assert (refused["__typename"], refused["rule"]) == ("Forbidden", "role")
    assert (await citizen.errors(LIST))[0]["extensions"]["code"] == "FORBIDDEN"
    assert (await citizen.errors("{ deliveryCircuits { channel } }"))[0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_dispatcher_sees_which_channels_are_left_alone(
    mongo_db: Database, dispatcher: Person
) -> None:
    await CircuitStore(mongo_db).failed("city", 5, "Later: HTTP 503", utc_now(), 0.0)
    (shown,) = (await dispatcher.ask("{ deliveryCircuits { channel state failures until error } }"))[
        "deliveryCircuits"
    ]
    assert (shown["channel"], shown["state"], shown["failures"]) == ("city", "OPEN", 5)
    assert shown["until"]
    assert shown["error"] == "Later: HTTP 503"
