"""Words of reports, checked by a WeChat on loopback while they are filed; no answer costs no report."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from channels import MiniProgram
from intake import (
    Database,
    Forbidden,
    Intake,
    PublicFilter,
    PublicReports,
    Publish,
    ReportFilter,
    Screening,
    Window,
)
from support.clock import Clock
from support.reports import DISPATCHER, PUBLISHER, REPORTER, open_intake, submission
from support.wechat import OPENID, Answer, WeChatServer, errcode, program, wechat_serving

CHECK = "/wxa/msg_sec_check"
PASS = Answer({"errcode": 0, "errmsg": "ok", "result": {"suggest": "pass", "label": 100}})
RISKY = Answer({"errcode": 0, "errmsg": "ok", "result": {"suggest": "risky", "label": 20001}})
REVIEW = Answer({"errcode": 0, "errmsg": "ok", "result": {"suggest": "review", "label": 10001}})


@pytest.fixture
async def server() -> AsyncIterator[WeChatServer]:
    async with wechat_serving() as found:
        yield found


@pytest.fixture
async def process(server: WeChatServer, mongo_db: Database, clock: Clock) -> AsyncIterator[MiniProgram]:
    async with program(server, mongo_db, clock) as found:
        yield found


@pytest.fixture
async def checked(mongo_db: Database, clock: Clock, process: MiniProgram) -> Intake:
    return await open_intake(mongo_db, clock, texts=process.texts)


@pytest.mark.parametrize(
    ("answer", "screening"),
    [
        (PASS, None),
        (RISKY, Screening.RISKY),
        (REVIEW, Screening.RISKY),
        (errcode(61010), Screening.UNCHECKED),
        (errcode(45009), Screening.UNCHECKED),
        (Answer({"errcode": 0}), Screening.UNCHECKED),
        (Answer("<html>", code=502), Screening.UNCHECKED),
    ],
    ids=["pass", "risky", "review", "61010", "45009", "empty", "502"],
)
async def test_a_report_is_filed_whatever_wechat_says_of_it(
    checked: Intake, process: MiniProgram, server: WeChatServer, answer: Answer, screening: Screening | None
) -> None:
    reporter = await process.people.sign_in("a-code")
    server.will(CHECK, answer)
    report = await checked.submit(submission(reporter=reporter))
    assert (report.stage.value, report.screening) == ("dispatched", screening)
    assert (await checked.read(report.number, DISPATCHER)).screening is screening
    assert [each.body for each in server.of(CHECK)] == [
        {"version": 2, "scene": 3, "openid": OPENID, "content": "路面很脏"}
    ]
    found = await checked.page(DISPATCHER, ReportFilter(screening=Screening.RISKY), Window(limit=9))
    assert len(found.reports) == (screening is Screening.RISKY)


async def test_a_slow_check_costs_a_second(
    checked: Intake, process: MiniProgram, server: WeChatServer
) -> None:
    reporter = await process.people.sign_in("a-code")
    server.will(CHECK, Answer(PASS.body, after_s=3))
    since = time.monotonic()
    report = await checked.submit(submission(reporter=reporter))
    assert 1 <= time.monotonic() - since < 2
    assert report.screening is Screening.UNCHECKED


async def test_a_check_that_was_cut_off_while_it_asked_for_a_token_leaves_no_lease(
    checked: Intake, process: MiniProgram, server: WeChatServer
) -> None:
    reporter = await process.people.sign_in("a-code")
    server.will("/cgi-bin/stable_token", Answer({"access_token": "late", "expires_in": 7200}, after_s=1.5))
    assert (await checked.submit(submission(reporter=reporter))).screening is Screening.UNCHECKED
    server.will(CHECK, PASS)
    assert (await checked.submit(submission(reporter=reporter))).screening is None


async def test_a_retry_is_the_same_report_whatever_is_said_of_it_then(
    checked: Intake, process: MiniProgram, server: WeChatServer
) -> None:
    handed_in = submission(reporter=await process.people.sign_in("a-code"))
    server.will(CHECK, RISKY, PASS)
    first = await checked.submit(handed_in)
    assert await checked.submit(handed_in) == first
    assert first.screening is Screening.RISKY


async def test_nobody_is_asked_about_others_or_about_nothing(
    checked: Intake, process: MiniProgram, server: WeChatServer
) -> None:
    reporter = await process.people.sign_in("a-code")
    both = await asyncio.gather(
        checked.submit(submission()), checked.submit(submission(reporter=reporter, text=""))
    )
    assert [each.screening for each in both] == [None, None]
    assert server.of(CHECK) == []


async def test_reporters_do_not_list_by_it(checked: Intake) -> None:
    with pytest.raises(Forbidden):
        await checked.page(REPORTER, ReportFilter(screening=Screening.RISKY), Window(limit=9))


async def test_what_is_risky_is_not_public_until_a_reviewer_says_so(
    checked: Intake, process: MiniProgram, server: WeChatServer, mongo_db: Database
) -> None:
    server.will(CHECK, RISKY)
    reporter = await process.people.sign_in("a-code")
    report = await checked.submit(submission(reporter=reporter))
    public = PublicReports(mongo_db)
    assert await public.find(PublicFilter()) == []
    assert [each.town for each in await public.numbered({report.number})] == [None]
    await checked.apply(report.number, Publish(words="道路不洁"), PUBLISHER)
    assert [each.number for each in await public.find(PublicFilter())] == [report.number]
    assert [each.town for each in await public.numbered({report.number})] != [None]
