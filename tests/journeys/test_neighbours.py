"""Neighbours report the same hole over real HTTP: one report is worked on, each hears of it as their own."""

from typing import Any

from gateway.resources import Stores
from support.images import jpeg
from support.service import Person, Service

HERE = {"longitude": 113.74373, "latitude": 23.02486}
THERE = {"longitude": 113.74373, "latitude": 23.02499}
WORDS = "三元里八巷九号王女士家门口路面有个大坑"
HOLE: dict[str, Any] = {"matter": "E0104", "location": HERE}
SIMILAR = """query($input: SimilarReportsInput!) { similarReports(input: $input) {
  matterName distanceMetres since stage stageWords followers likelihood number token department { key name }
} }"""
HINTS = """query($n: String!) { report(number: $n) {
  similar { number score parts { mark words points } } merged
} }"""
INBOX = "{ inbox(first: 50) { edges { node { number title body } } } }"


async def _similar(person: Person, **given: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await person.ask(SIMILAR, input=given))["similarReports"]
    return found


async def _heard(person: Person) -> list[dict[str, str]]:
    edges = (await person.ask(INBOX))["inbox"]["edges"]
    return [edge["node"] for edge in reversed(edges)]


async def test_two_neighbours_one_hole_each_told_under_their_own_number(
    service: Service, citizen: Person, neighbour: Person, officer: Person, dispatcher: Person
) -> None:
    lead = await citizen.filed("neighbours-1", **HOLE, text=WORDS)
    (offer,) = await _similar(neighbour, matter="E0104", location=THERE, text="好大一个坑")
    assert (offer["likelihood"], offer["stage"], offer["stageWords"]) == (
        "VERY_LIKELY",
        "DISPATCHED",
        "已派单",
    )
    assert (offer["followers"], offer["department"]["key"]) == (1, "CG-441900004000")
    followed = await neighbour.filed(
        "neighbours-2", matter="E0104", location=THERE, text="好大一个坑", sameAs=offer["token"]
    )
    assert (followed["stage"], followed["mergedInto"]) == ("MERGED", None)
    assert followed["number"] != lead["number"]
    await officer.done("signReport", number=lead["number"])
    await service.drain()
    for person, number in ((citizen, lead["number"]), (neighbour, followed["number"])):
        heard = await _heard(person)
        assert {each["number"] for each in heard} == {number}
        assert heard[-1]["title"] == "承办部门已签收"
        other = lead["number"] if person is neighbour else followed["number"]
        assert not any(other in each["body"] for each in heard)
    assert WORDS not in str(await _heard(neighbour))
    seen = (await dispatcher.ask(HINTS, n=lead["number"]))["report"]
    assert (seen["merged"], seen["similar"]) == ([followed["number"]], [])
    (hint,) = (await dispatcher.ask(HINTS, n=followed["number"]))["report"]["similar"]
    assert hint["number"] == lead["number"]
    assert [part["words"] for part in hint["parts"]] == [
        "事项",
        "位置",
        "时间",
        "文字",
        "照片画面",
        "照片文件",
        "部件编码",
    ]
    assert (await neighbour.ask(HINTS, n=followed["number"]))["report"] == {"similar": None, "merged": None}


async def test_one_photo_sent_around_is_one_report_by_rule(citizen: Person, neighbour: Person) -> None:
    photo = jpeg((800, 600), seed=3)
    first = await citizen.filed("neighbours-3", **HOLE, text="坑", photoIds=[await citizen.upload(photo)])
    given = {"matter": "E0104", "location": THERE, "photoIds": [await neighbour.upload(photo)]}
    second = await neighbour.filed("neighbours-4", text="群里看到的", **given)
    assert (first["stage"], second["stage"]) == ("DISPATCHED", "MERGED")
    assert second["number"] != first["number"]


async def test_strangers_learn_nothing_private(
    citizen: Person, neighbour: Person, officer: Person, nobody: Person, stores: Stores
) -> None:
    report = await citizen.filed("neighbours-5", **HOLE, text=WORDS)
    await citizen.filed("neighbours-6", matter="E2204", location=HERE, text="楼上违规出租")
    stored = await stores.database["reports"].find_one({"number": report["number"]})
    assert stored is not None
    answer = await neighbour.post(SIMILAR, {"input": {"matter": "E0104", "location": THERE, "text": WORDS}})
    secrets = (
        report["number"],
        report["id"],
        stored["_id"],
        "citizen-1",
        stored["salt"],
        WORDS[:4],
        "113.7",
        "23.0",
    )
    assert not any(secret in answer.text for secret in secrets)
    assert await _similar(neighbour, matter="E2204", location=HERE) == []
    (own,) = await _similar(citizen, matter="E2204", location=HERE)
    assert own["number"] is not None
    (offer,) = await _similar(neighbour, matter="E0104", location=THERE)
    taken = await citizen.filed("neighbours-7", **HOLE, text="另一处", sameAs=offer["token"])
    assert taken["stage"] == "DISPATCHED"
    for person, code in ((nobody, "UNAUTHENTICATED"), (officer, "FORBIDDEN")):
        (error,) = await person.errors(SIMILAR, input={"matter": "E0104", "location": HERE})
        assert error["extensions"]["code"] == code


async def test_what_breaks_a_rule_is_named_by_its_field(citizen: Person) -> None:
    for given, path in (
        ({"matter": "X1", "location": HERE}, ["input", "matter"]),
        ({"location": {"longitude": 0, "latitude": 0}}, ["input", "location"]),
        ({"location": HERE, "text": "x" * 2001}, ["input", "text"]),
        ({"location": HERE, "photoIds": ["nobody-s"]}, ["input", "photoIds", "0"]),
    ):
        (error,) = await citizen.errors(SIMILAR, input=given)
        assert (error["extensions"]["code"], error["extensions"]["path"]) == ("INVALID_INPUT", path)
    assert await _similar(citizen) == []
