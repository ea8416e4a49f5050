"""One report from the photo to the evaluation, over real HTTP on real parts."""

from datetime import UTC, datetime, timedelta

import httpx

from intake import Point
from support.images import jpeg
from support.service import Person, Service

NAN_CHENG = {"longitude": 113.74373, "latitude": 23.02486}
LAMP = "C0118"
INBOX = "{ inbox(first: 50) { edges { node { number seq title body titleEn bodyEn } } } }"
GET = "query($number: String!) { report(number: $number) { stage } }"


async def test_a_report_reaches_its_department_in_the_same_request(citizen: Person) -> None:
    photo = await citizen.upload(jpeg())
    report = await citizen.filed(
        "journey-1", text="路灯三天没亮", matter=LAMP, location=NAN_CHENG, photoIds=[photo]
    )
    assert report["stage"] == "DISPATCHED"
    assert report["assignment"]["mode"] == "AUTO"
    assert report["assignment"]["lead"] == {"key": "CG-441900004000", "name": "市城管和综合执法局南城分局"}
    assert report["jurisdiction"]["townName"] == "南城街道"
    assert [entry["action"] for entry in report["timeline"]] == ["SUBMIT", "ACCEPT", "DISPATCH"]
    assert {clock["kind"]: clock["metAt"] is None for clock in report["deadlines"]} == {
        "ACCEPT": False,
        "DISPATCH": False,
        "SIGN": True,
        "RESOLVE": True,
    }
    assert report["reasons"][0]["code"] == "matter_chosen"


async def test_every_step_is_told_until_the_report_is_closed(
    service: Service, citizen: Person, officer: Person, dispatcher: Person
) -> None:
    photo = await citizen.upload(jpeg())
    report = await citizen.filed(
        "journey-2", text="路灯三天没亮", matter=LAMP, location=NAN_CHENG, photoIds=[photo]
    )
    number = report["number"]
    signed = await officer.do("signReport", number=number, version=report["version"])
    assert signed["report"]["stage"] == "IN_PROGRESS"
    after = await officer.upload(jpeg((640, 480), seed=1))
    resolved = await officer.do(
        "resolveReport", number=number, result="FIXED", words="已更换灯头，恢复照明。", photoIds=[after]
    )
    assert resolved["report"]["stage"] == "VERIFIED"
    assert resolved["report"]["resolution"]["photos"][0]["id"] == after
    closed = await citizen.do(
        "evaluateReport", number=number, outcome=5, speed=4, attitude=5, tags=["很快"], words="谢谢"
    )
    assert closed["report"]["stage"] == "CLOSED"
    assert closed["report"]["evaluation"] == {"outcome": 5, "speed": 4, "attitude": 5}
    await service.drain()
    inbox = [edge["node"] for edge in (await citizen.ask(INBOX))["inbox"]["edges"]]
    told = sorted((each["seq"], each["title"]) for each in inbox if each["number"] == number)
    assert told == [
        (1, "已收到您的诉求"),
        (2, "诉求已受理"),
        (3, "已派单"),
        (4, "承办部门已签收"),
        (5, "处置完成"),
        (6, "请您评价"),
        (7, "感谢评价，诉求已结案"),
    ]
    assert (await dispatcher.ask(INBOX))["inbox"]["edges"] == []


async def test_the_place_may_come_from_the_photo_alone(citizen: Person) -> None:
    photo = await citizen.upload(
        jpeg(point=Point(113.886, 22.928), taken_at=datetime(2026, 11, 23, tzinfo=UTC))
    )
    report = await citizen.filed("journey-3", text="井盖不见了", matter="C0103", photoIds=[photo])
    assert report["location"]["source"] == "PHOTO"
    assert report["jurisdiction"]["townName"] == "松山湖"
    assert report["assignment"]["lead"]["name"] == "松山湖水务工程运营中心"
    assert abs(report["photos"][0]["facts"]["longitude"] - 113.886) < 1e-5


async def test_a_map_point_is_moved_to_wgs84_before_anything_is_decided(citizen: Person) -> None:
    place = {"longitude": 113.7491, "latitude": 23.0222, "crs": "GCJ02", "source": "MAP"}
    report = await citizen.filed("journey-4", text="垃圾", matter="E0102", location=place)
    moved = report["location"]
    assert moved["crs"] == "GCJ02"
    assert 0.004 < place["longitude"] - moved["longitude"] < 0.006  # type: ignore[operator] # a float among strings


async def test_without_a_matter_a_person_takes_over_and_the_rules_finish(
    citizen: Person, dispatcher: Person
) -> None:
    report = await citizen.filed("journey-5", text="不知道算什么，路边有个坑", location=NAN_CHENG)
    assert report["stage"] == "SUBMITTED"
    assert report["matter"] is None
    accepted = await dispatcher.do("acceptReport", number=report["number"], matter="E0110")
    assert accepted["report"]["stage"] == "DISPATCHED"
    assert accepted["report"]["matter"]["code"] == "E0110"


async def test_outside_the_city_is_explained_and_can_be_declined(citizen: Person, dispatcher: Person) -> None:
    shenzhen = {"longitude": 114.0579, "latitude": 22.5431}
    report = await citizen.filed("journey-6", text="垃圾", matter="E0102", location=shenzhen)
    assert report["stage"] == "SUBMITTED"
    assert report["jurisdiction"] is None
    assert "outside_city" in [reason["code"] for reason in report["reasons"]]
    declined = await dispatcher.do(
        "declineReport", number=report["number"], reason="OUTSIDE_CITY", words="请向深圳市 12345 反映。"
    )
    assert declined["report"]["stage"] == "DECLINED"
    assert declined["report"]["declineReason"] == "OUTSIDE_CITY"


async def test_a_dispatcher_may_choose_the_department(citizen: Person, dispatcher: Person) -> None:
    report = await citizen.filed("journey-7", text="建议路口多装路灯", matter="E2901", location=NAN_CHENG)
    assert report["stage"] == "ACCEPTED"
    assert report["assignment"] is None
    sent = await dispatcher.do(
        "dispatchReport",
        number=report["number"],
        lead="GD-441900004000",
        assisting=["XF-441900004000"],
        words="请尽快处理。",
    )
    assert sent["report"]["assignment"]["mode"] == "MANUAL"
    assert sent["report"]["assignment"]["lead"]["key"] == "GD-441900004000"
    assert [each["key"] for each in sent["report"]["assignment"]["assisting"]] == ["XF-441900004000"]


async def test_a_presigned_upload_ends_as_a_photo_of_the_report(citizen: Person) -> None:
    photo = jpeg((1200, 900))
    created = (
        await citizen.ask(
            "mutation($input: CreatePhotoUploadInput!) { createPhotoUpload(input: $input) "
            "{ ... on PhotoUpload { photoId url method headers { name value } } } }",
            input={"contentType": "image/jpeg", "byteSize": len(photo)},
        )
    )["createPhotoUpload"]
    headers = {each["name"]: each["value"] for each in created["headers"]}
    async with httpx.AsyncClient() as plain:
        put = await plain.put(created["url"], content=photo, headers=headers)
        assert put.status_code == 200, put.text
    completed = (
        await citizen.ask(
            "mutation($input: CompletePhotoUploadInput!) { completePhotoUpload(input: $input) "
            "{ ... on PhotoSuccess { photo { id state width height sha256 } } } }",
            input={"photoId": created["photoId"]},
        )
    )["completePhotoUpload"]["photo"]
    assert (completed["state"], completed["width"], completed["height"]) == ("READY", 1200, 900)
    report = await citizen.filed("journey-8", matter=LAMP, location=NAN_CHENG, photoIds=[created["photoId"]])
    async with httpx.AsyncClient() as plain:
        shown = await plain.get(report["photos"][0]["url"])
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "image/jpeg"


async def test_others_neither_see_nor_list_the_report(
    citizen: Person, neighbour: Person, stranger: Person, officer: Person, dispatcher: Person
) -> None:
    report = await citizen.filed("journey-9", matter=LAMP, location=NAN_CHENG)
    listing = "{ reports { totalCount edges { node { number } } } }"
    node = "query($id: ID!) { node(id: $id) { id } }"
    for person, sees in (
        (citizen, True),
        (officer, True),
        (dispatcher, True),
        (neighbour, False),
        (stranger, False),
    ):
        found = (await person.ask(GET, number=report["number"]))["report"]
        assert (found is not None) is sees
        page = (await person.ask(listing))["reports"]
        assert page["totalCount"] == len(page["edges"]) == int(sees)
        assert ((await person.ask(node, id=report["id"]))["node"] is not None) is sees


async def test_the_trace_and_clocks_are_in_time_order(citizen: Person) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    report = await citizen.filed("journey-10", matter=LAMP, location=NAN_CHENG)
    assert before <= datetime.fromisoformat(report["submittedAt"]) <= datetime.now(UTC)
    assert all(datetime.fromisoformat(each["dueBy"]) > before for each in report["deadlines"])
