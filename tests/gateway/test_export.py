"""Exports over real HTTP: the very reports that a list shows, to whom it shows them."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.export import wanted_reports
from intake import (
    Actor,
    Dispatch,
    Evaluate,
    GrantReturn,
    Reopen,
    Report,
    ReportFilter,
    RequestReturn,
    ReturnReason,
    Role,
    Sign,
    Stage,
)
from support.exports import ENDINGS, export, keep, read
from support.reports import (
    DISPATCHER,
    FIXED,
    HUMEN,
    HUMEN_CG,
    NANCHENG_CG,
    OFFICER,
    REPORTER,
    SUPERVISOR,
    act,
    filed,
    place,
    submission,
    unclear,
)
from support.service import Person, Service


def _a_whole_life() -> Report:
    report = filed(submission(text="路面很脏，=不是公式"))
    for command, actor in (
        (Sign(), OFFICER),
        (RequestReturn(reason=ReturnReason.OWNERSHIP_UNCLEAR, words="权属不清"), OFFICER),
        (GrantReturn(), DISPATCHER),
        (Dispatch(lead=NANCHENG_CG.id, assisting=("GY-441900004000",)), DISPATCHER),
        (Sign(), OFFICER),
        (FIXED, OFFICER),
        (Reopen(words="又脏了"), SUPERVISOR),
    ):
        report = act(report, command, actor)
    for command, actor in ((Sign(), OFFICER), (FIXED, OFFICER)):
        report = act(report, command, actor, now=report.submitted_at + timedelta(hours=1))
    return act(report, Evaluate(outcome=5, speed=4, attitude=3), REPORTER)


@pytest.mark.parametrize("ending", ENDINGS)
async def test_a_row_tells_a_whole_life_in_city_time(
    service: Service, supervisor: Person, ending: str
) -> None:
    report = _a_whole_life()
    await keep(service, [report])
    (row,) = await export(supervisor, ending)
    sheet = ending == ".xlsx"

    def at(day: int, hour: int, minute: int) -> object:
        local = datetime(2026, 11, day, hour, minute)  # noqa: DTZ001 - spreadsheets keep local times
        return local if sheet else f"{local:%Y-%m-%d %H:%M}"

    def number(value: int) -> object:
        return value if sheet else str(value)

    assert row == {
        "编号": report.number,
        "渠道": "iguanjia",
        "上报时间": at(23, 9, 30),
        "阶段": "已结案",
        "事项代码": "E0104",
        "事项": "道路不洁",
        "镇街": "南城街道",
        "村（社区）": None,
        "主办部门": "市城管和综合执法局南城分局",
        "协办部门": "南城公用事业服务中心",
        "紧急程度": "一般",
        "处置期限": at(23, 15, 30),
        "处置时间": at(23, 10, 30),
        "处置结果": "已解释说明",
        "答复": FIXED.words,
        "结果评分": number(5),
        "速度评分": number(4),
        "态度评分": number(3),
        "退单次数": number(1),
        "重开次数": number(1),
        "诉求内容": "路面很脏，=不是公式",
    }


@pytest.mark.parametrize("ending", ENDINGS)
async def test_headings_and_labels_follow_the_language(
    service: Service, supervisor: Person, ending: str
) -> None:
    await keep(service, [filed()])
    response = await supervisor.http.get(f"/export/reports{ending}", headers={"accept-language": "en"})
    (row,) = read(ending, response.content)
    assert (row["Stage"], row["Urgency"], row["Lead department"]) == (
        "dispatched",
        "normal",
        NANCHENG_CG.name,
    )


async def test_no_reporter_is_in_a_file(service: Service, supervisor: Person) -> None:
    await keep(service, [filed(submission(reporter="secret-reporter"))])
    for ending in ENDINGS:
        content = (await supervisor.http.get(f"/export/reports{ending}")).content
        if ending == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                content = b"".join(book.read(name) for name in book.namelist())
        assert NANCHENG_CG.name.encode() in content
        assert b"secret-reporter" not in content


@pytest.mark.parametrize("ending", ENDINGS)
async def test_everybody_gets_what_they_may_list(service: Service, ending: str) -> None:
    mine, other, waiting = filed(), filed(submission(location=place(HUMEN))), filed(unclear())
    await keep(service, [mine, other, waiting])
    humen = Actor("officer-2", Role.OFFICER, frozenset({HUMEN_CG}))
    nobodys = Actor("officer-3", Role.OFFICER, frozenset({"none"}))
    for actor, many in ((DISPATCHER, 3), (SUPERVISOR, 3), (OFFICER, 1), (humen, 1), (nobodys, 0)):
        async with service.person(actor) as person:
            rows = await export(person, ending)
            document = "{ reports(first: 100) { edges { node { number } } } }"
            listed = (await person.ask(document))["reports"]["edges"]
        assert [row["编号"] for row in rows] == [edge["node"]["number"] for edge in listed]
        assert len(rows) == many


@pytest.mark.parametrize("ending", ENDINGS)
async def test_reporters_and_strangers_get_nothing(citizen: Person, nobody: Person, ending: str) -> None:
    refusal = await citizen.http.get(f"/export/reports{ending}")
    assert (refusal.status_code, refusal.json()["error"]) == (
        403,
        {"code": "FORBIDDEN", "message": "导出仅供工作人员使用", "path": [], "rule": "role"},
    )
    unknown = await nobody.http.get(f"/export/reports{ending}")
    assert (unknown.status_code, unknown.headers["www-authenticate"]) == (401, "Bearer")
    forged = await nobody.http.get(f"/export/reports{ending}", headers={"authorization": "Bearer x"})
    assert (forged.status_code, forged.json()["error"]["code"]) == (401, "UNAUTHENTICATED")


async def test_a_file_has_a_dated_name(service: Service, supervisor: Person) -> None:
    response = await supervisor.http.head("/export/reports.xlsx")
    assert (response.status_code, response.content) == (200, b"")
    name = response.headers["content-disposition"]
    today = service.resources.services.clock() + timedelta(hours=8)
    assert name == f'attachment; filename="reports-{today:%Y-%m-%d}.xlsx"'
    assert response.headers["cache-control"] == "no-store"


async def test_every_parameter_narrows(service: Service, supervisor: Person) -> None:
    one = replace(filed(), channel="grid", stage=Stage.CLOSED)
    await keep(service, [one, filed(submission(location=place(HUMEN))), filed(unclear())])
    for query, many in (
        ({}, 3),
        ({"town": "441900121000"}, 1),
        ({"matter": "E0104"}, 2),
        ({"department": HUMEN_CG}, 1),
        ({"channel": "grid"}, 1),
        ({"stage": "submitted"}, 1),
        ({"stage": ["SUBMITTED", "closed"]}, 2),
        ({"stage": "closed", "channel": "iguanjia"}, 0),
        ({"since": "2026-11-23", "until": "2026-11-23"}, 3),
        ({"since": "2026-11-24"}, 0),
    ):
        assert len(await export(supervisor, ".csv", **query)) == many, query


def test_days_are_those_of_the_city_and_the_last_one_counts() -> None:
    wanted = wanted_reports([("since", "2026-11-23"), ("until", "2026-11-23"), ("stage", "closed")])
    assert wanted == ReportFilter(
        since=datetime(2026, 11, 22, 16, tzinfo=UTC),
        until=datetime(2026, 11, 23, 16, tzinfo=UTC),
        stages=(Stage.CLOSED,),
    )


@pytest.mark.parametrize(
    ("query", "path", "rule"),
    [
        ("stage=open", ["stage"], "known_stage"),
        ("stage=", ["stage"], "known_stage"),
        ("since=2026-13-01", ["since"], "date"),
        ("since=20261123", ["since"], "date"),
        ("until=2026-11-23T09:00", ["until"], "date"),
        ("until=9999-12-31", ["until"], "date"),
        ("since=0001-01-01", ["since"], "date"),
        ("since=２０２６-１１-２３", ["since"], "date"),
        ("since=2026-11-24&until=2026-11-23", ["until"], "day_order"),
        ("town=441900004000&town=441900121000", ["town"], "unique_items"),
        ("Town=441900004000", ["Town"], "known_parameter"),
    ],
)
async def test_a_bad_parameter_is_named(supervisor: Person, query: str, path: list[str], rule: str) -> None:
    response = await supervisor.http.get(f"/export/reports.csv?{query}")
    error = response.json()["error"]
    assert (response.status_code, error["code"], error["path"], error["rule"]) == (
        400,
        "INVALID_INPUT",
        path,
        rule,
    )
