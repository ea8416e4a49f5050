"""A scanned code over GraphQL: filed, tried, refused, and shown to whoever may read the report."""

from gateway.resources import utc_now
from intake import Asset, Point
from routing import AssetRegister
from support.reports import NANCHENG_CG
from support.service import Person, Service, officer_of

CODE = "4419000103000123"
SHOWN = "query($n: String!) { report(number: $n) { asset { code name keeper keeperName } } }"
TRIED = """query($code: String) { suggestRoute(assetCode: $code) {
    accept matter { code } jurisdiction { townCode } lead { key } reasons { code } } }"""


async def registered(service: Service, keeper: str = "SW") -> None:
    register = AssetRegister(service.resources.stores.database)
    version = await register.begin(utc_now())
    cover = Asset(code=CODE, name="雨水井盖", keeper=keeper, matter="C0103", point=Point(113.74373, 23.02486))
    await register.add(version, {2: cover}, "assets.csv", utc_now())
    await register.switch(version, 1, utc_now())


async def test_a_scan_is_a_report_and_its_thing_is_shown(service: Service, citizen: Person) -> None:
    await registered(service)
    report = await citizen.filed("scanned-0001", assetCode=f"https://dg.example.cn/part?code={CODE}")
    assert report["location"]["source"] == "ASSET"
    assert report["assignment"]["lead"]["key"] == "SW-441900004000"
    thing = {"code": CODE, "name": "雨水井盖", "keeper": "SW", "keeperName": "市水务局"}
    assert (await citizen.ask(SHOWN, n=report["number"]))["report"]["asset"] == thing
    async with service.person(officer_of("SW-441900004000")) as officer:
        assert (await officer.ask(SHOWN, n=report["number"]))["report"]["asset"] == thing


async def test_a_keeper_may_be_a_department_or_be_gone(service: Service, citizen: Person) -> None:
    await registered(service, NANCHENG_CG.id)
    first = await citizen.filed("scanned-0002", assetCode=CODE)
    assert (await citizen.ask(SHOWN, n=first["number"]))["report"]["asset"]["keeperName"] == NANCHENG_CG.name
    await registered(service, "GONE")
    second = await citizen.filed("scanned-0003", assetCode=CODE)
    assert (await citizen.ask(SHOWN, n=second["number"]))["report"]["asset"]["keeperName"] == "GONE"


async def test_a_report_without_a_scan_has_no_thing(citizen: Person) -> None:
    report = await citizen.filed("scanned-0004", text="路面很脏")
    assert (await citizen.ask(SHOWN, n=report["number"]))["report"]["asset"] is None


async def test_a_scan_can_be_tried(service: Service, citizen: Person) -> None:
    await registered(service)
    tried = (await citizen.ask(TRIED, code=CODE))["suggestRoute"]
    assert (tried["accept"], tried["matter"]["code"]) == (True, "C0103")
    assert tried["lead"]["key"] == "SW-441900004000"
    assert tried["jurisdiction"]["townCode"] == "441900004000"
    unknown = (await citizen.ask(TRIED, code="NOT-THERE"))["suggestRoute"]
    assert unknown["reasons"][0]["code"] == "asset_unknown"
    (error,) = await citizen.errors(TRIED, code="井盖")
    assert error["extensions"]["path"] == ["assetCode"]


async def test_what_names_no_code_is_refused(citizen: Person) -> None:
    assert await citizen.refused("submitReport", idempotencyKey="scanned-0005", assetCode="井盖") == (
        "InvalidInput",
        "assetCode",
        "pattern",
    )
