"""The demonstration: three people's reports in three towns, one of them handled, told as tables."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from gateway.client import Client
from gateway.demo_photos import DARK_LAMP, LIT_LAMP, OPEN_MANHOLE, RUBBISH, Scene, draw
from gateway.identity import Identity
from gateway.resources import utc_now
from intake import CITY_ZONE, Actor, Point, Role

CITIZEN = Actor(id="demo-citizen", role=Role.REPORTER)
DISPATCHER = Actor(id="demo-dispatcher", role=Role.DISPATCHER)
_TOKEN_LIFE = timedelta(hours=12)
_CIRCLED_ONE = ord("①")
_SOURCES = {"PHOTO": "照片 GPS", "MAP": "地图选点", "DEVICE": "手机定位"}
_ERRORS = "... on UserError { message path rule }"
_SUBMIT = f"""
mutation Submit($input: SubmitReportInput!) {{
  submitReport(input: $input) {{ ... on ReportSuccess {{ report {{ number }} }} {_ERRORS} }}
}}"""
_SIGN = f"""
mutation Sign($input: SignReportInput!) {{
  signReport(input: $input) {{ ... on ReportSuccess {{ report {{ stage }} }} {_ERRORS} }}
}}"""
_RESOLVE = f"""
mutation Resolve($input: ResolveReportInput!) {{
  resolveReport(input: $input) {{ ... on ReportSuccess {{ report {{ stage }} }} {_ERRORS} }}
}}"""
_MINE = """
{ reports(last: 3) { edges { node {
    number stage text submittedAt matter { name }
    location { source crs } jurisdiction { townName }
    assignment { lead { key name } } reasons { words }
    deadlines { kind dueBy metAt provisional } timeline { seq }
} } } inbox(first: 100) { edges { node { number seq title body } } } }"""


@dataclass(frozen=True, slots=True)
class _Story:
    text: str
    matter: str | None
    scene: Scene
    location: dict[str, Any] | None
    gps: Point | None = None


_STORIES = (
    _Story(
        "下雨后雨水井的盖子不见了，晚上看不清，很危险",
        None,  # read from the words, as its place is from the photo
        OPEN_MANHOLE,
        None,
        gps=Point(113.886, 22.928),
    ),
    _Story(
        "巷口堆了好几天垃圾，苍蝇很多",
        "E0102",
        RUBBISH,
        {"longitude": 113.6772, "latitude": 22.8157, "crs": "GCJ02", "source": "MAP"},
    ),
    _Story(
        "人行道上这盏路灯三天没亮了",
        "C0118",
        DARK_LAMP,
        {"longitude": 113.7437, "latitude": 23.0249, "crs": "WGS84", "accuracyMetres": 15},
    ),
)


async def run_demo(url: str, identity: Identity, console: Console, *, notices_within_s: float = 10.0) -> None:
    """File three reports over HTTP as a citizen would, handle one as its officer, and show it all.

    A second run finds what the first one left and shows that instead. Notices are waited for that long
    at most; 0 where this process delivers none.
    """
    citizen_token = identity.issue(CITIZEN, _TOKEN_LIFE)
    async with aiohttp.ClientSession() as session:
        citizen = Client(session, url, citizen_token)
        found = _nodes((await citizen.ask(_MINE))["reports"])
        if len(found) < len(_STORIES):
            await _act(session, url, identity, citizen, console)
        else:
            console.print("已有上次留下的诉求，直接展示 · Found the reports of an earlier run\n")
        reports, notices, owed = await _told(citizen, notices_within_s)
    for report in reports:
        console.print(_table(report, [each for each in notices if each["number"] == report["number"]]))
    if owed:
        console.print(
            "部分通知尚未送达；WORKERS=false 时请另行运行 worker · Some notices are still to come; "
            "with WORKERS=false run: python -m gateway worker",
            style="yellow",
        )
    console.print("开发令牌，12 小时有效 · Development tokens, valid 12 h", style="bold")
    for who, token in _tokens(identity, citizen_token, reports).items():
        console.print(f"{who}\n  Authorization: Bearer {token}", soft_wrap=True, highlight=False)


async def _act(
    session: aiohttp.ClientSession, url: str, identity: Identity, citizen: Client, console: Console
) -> None:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("上报、签收、处置 · filing, signing, resolving", total=len(_STORIES) + 2)
        for index, story in enumerate(_STORIES, 1):
            await _file(citizen, story, f"demo-report-{index}")
            progress.advance(task)
        report = _nodes((await citizen.ask(_MINE))["reports"])[0]
        department = report["assignment"]["lead"]["key"]
        officer = Client(session, url, identity.issue(_officer(department), _TOKEN_LIFE))
        await officer.ask(_SIGN, input={"number": report["number"]})
        progress.advance(task)
        after = await officer.upload(draw(LIT_LAMP, utc_now()), "after.jpg")
        words = "已更换灯头和保险，路灯恢复照明。感谢您的反映！"
        result = {"number": report["number"], "result": "FIXED", "words": words, "photoIds": [after]}
        await officer.ask(_RESOLVE, input=result)
        progress.advance(task)


async def _file(citizen: Client, story: _Story, key: str) -> None:
    taken_at = utc_now() - timedelta(minutes=3)
    photo = await citizen.upload(draw(story.scene, taken_at, story.gps), f"{key}.jpg")
    submission = {
        "idempotencyKey": f"{key}-{taken_at:%Y%m%d%H%M%S}",
        "text": story.text,
        "matter": story.matter,
        "location": story.location,
        "photoIds": [photo],
    }
    await citizen.ask(_SUBMIT, input=submission)


async def _told(citizen: Client, within_s: float) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """The reports, their notices, and how many are still owed after waiting for the worker a while."""
    give_up = asyncio.get_running_loop().time() + within_s
    while True:
        answer = await citizen.ask(_MINE)
        reports, notices = _nodes(answer["reports"]), _nodes(answer["inbox"])
        told = {(each["number"], each["seq"]) for each in notices}
        steps = {(each["number"], entry["seq"]) for each in reports for entry in each["timeline"]}
        owed = len(steps - told)
        if not owed or asyncio.get_running_loop().time() > give_up:
            return reports, sorted(notices, key=lambda each: each["seq"]), owed
        await asyncio.sleep(0.1)


def _table(report: dict[str, Any], notices: list[dict[str, Any]]) -> Table:
    title = f"{report['number']}  {report['text']}"
    table = Table(title=Text(title), title_justify="left", show_header=False, min_width=72)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    location, ground, sent = report["location"], report["jurisdiction"], report["assignment"]
    place = _SOURCES[location["source"]] if location else "无"
    rows = [
        ("事项 matter", report["matter"]["name"] if report["matter"] else "待归类 · not chosen yet"),
        ("镇街 town", f"{ground['townName'] if ground else '未确定 · not known'}（位置来自{place}）"),
        ("承办部门 department", sent["lead"]["name"] if sent else "待人工派单 · waits for a dispatcher"),
        ("理由 reasons", "\n".join(f"·{each['words']}" for each in report["reasons"])),
        ("时限 deadline", _deadline(report["deadlines"])),
    ]
    for index, each in enumerate(notices):
        mark = chr(_CIRCLED_ONE + min(each["seq"], 20) - 1)
        rows.append(("" if index else "通知 notices", f"{mark}{each['title']}：{each['body']}"))
    for label, words in rows:
        table.add_row(label, Text(words))
    return table


def _deadline(deadlines: list[dict[str, Any]]) -> str:
    resolve = next((each for each in reversed(deadlines) if each["kind"] == "RESOLVE"), None)
    if resolve is None:
        return "派单后开始计时 · starts when it is sent"
    local = datetime.fromisoformat(resolve["dueBy"]).astimezone(CITY_ZONE)
    notes = ["已办结 met"] if resolve["metAt"] else []
    if resolve["provisional"]:
        notes.append("暂定 provisional")
    return f"{local:%Y-%m-%d %H:%M} 前处置 {' '.join(notes)}".rstrip()


def _tokens(identity: Identity, citizen_token: str, reports: list[dict[str, Any]]) -> dict[str, str]:
    tokens = {"诉求人 reporter": citizen_token}
    for report in reports:
        if report["assignment"] is None:
            continue
        lead = report["assignment"]["lead"]
        tokens[f"经办人 officer · {lead['name']}"] = identity.issue(_officer(lead["key"]), _TOKEN_LIFE)
    tokens["派单员 dispatcher"] = identity.issue(DISPATCHER, _TOKEN_LIFE)
    return tokens


def _officer(department: str) -> Actor:
    return Actor(id=f"demo-officer-{department}", role=Role.OFFICER, departments=frozenset({department}))


def _nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in connection["edges"]]
