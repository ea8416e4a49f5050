"""What each legacy app collects, and what of it is refused."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from channels import App, Handed, Raw
from channels.news import told
from intake import (
    Address,
    Anonymity,
    Database,
    InvalidInput,
    Resolve,
    ResultCode,
    Sign,
)
from support.channels import channels
from support.legacy import KEY
from support.reports import OFFICER, act, filed, submission

DOCS = Path(__file__).parents[2] / "docs" / "channels"


def sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DOCS / f"{name}.json").read_text("utf-8"))
    return found


def parsed(database: Database, channel: str, document: dict[str, Any]) -> Handed:
    inlet = channels(database, {channel: App(keys=(KEY,))})[channel].inlet
    assert inlet is not None
    return inlet.parse(Raw(method="POST", target="", headers={}, body=json.dumps(document).encode()))


def test_a_violation_keeps_its_plate_restricted_and_its_reporter_by_name(mongo_db: Database) -> None:
    handed = parsed(mongo_db, "traffic", sample("traffic/samples/parking"))
    given = handed.submission
    assert given.restricted == {"plate": "粤S8K392", "violation": "违法停车：占用非机动车道"}
    assert (given.matter, given.anonymity) == ("E2101", Anonymity.REAL_NAME)
    assert "粤S8K392" not in given.text
    assert given.location is not None
    assert given.location.address == "鸿福路 会展中心对面公交站旁"
    assert given.location.raw != (given.location.point.longitude, given.location.point.latitude)
    assert handed.reported_at is not None
    assert given.occurred_at is not None
    assert handed.reported_at - given.occurred_at == timedelta(minutes=41, seconds=40)


@pytest.mark.parametrize(
    ("change", "path", "rule"),
    [
        ({"plate": "粤I12345"}, ("plate",), "plate"),
        ({"plate": "S12345"}, ("plate",), "plate"),
        ({"plate": "粤S1234"}, ("plate",), "plate"),
        ({"violation": "P77"}, ("violation",), "violation"),
        ({"violation": "H01"}, ("photos",), "min_items"),
        ({"photoUrls": []}, ("photos",), "min_items"),
        ({"road": "某条小路"}, ("road",), "open_road"),
        ({"reporter": {"id": "u-1"}}, ("reporter",), "real_name"),
        ({"occurredAt": "2026-11-22T09:12:39+08:00"}, ("occurredAt",), "within_48h"),
        ({"occurredAt": "2026-11-24T09:12:41+08:00"}, ("occurredAt",), "in_order"),
        ({"location": None}, ("location",), "required"),
    ],
)
def test_violations_that_are_refused(
    mongo_db: Database, change: dict[str, Any], path: tuple[str, ...], rule: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        parsed(mongo_db, "traffic", {**sample("traffic/samples/parking"), **change})
    assert (caught.value.path, caught.value.rule) == (path, rule)


@pytest.mark.parametrize(
    "plate", ["粤S12345", "粤SD12345", "粤S12345F", "粤Z1234港", "粤S1234学", "京AB1C23"]
)
def test_plates_that_there_are(mongo_db: Database, plate: str) -> None:
    document = {**sample("traffic/samples/parking"), "plate": plate}
    assert parsed(mongo_db, "traffic", document).submission.restricted["plate"] == plate


def test_exactly_forty_eight_hours_are_in_time(mongo_db: Database) -> None:
    document = {**sample("traffic/samples/parking"), "occurredAt": "2026-11-22T09:12:40+08:00"}
    assert parsed(mongo_db, "traffic", document).submission.occurred_at is not None


@pytest.mark.parametrize(
    ("result", "outcome"),
    [(ResultCode.PENALISED, "查证属实"), (ResultCode.EXPLAINED, "未能查证")],
)
def test_whoever_reported_a_violation_learns_whether_it_was_confirmed_and_no_more(
    mongo_db: Database, result: ResultCode, outcome: str
) -> None:
    secret = "已对车主罚款二百元记三分"
    report = act(filed(submission(channel="traffic")), Sign(), OFFICER)
    report = act(report, Resolve(result=result, words=secret), OFFICER)
    outlet = channels(mongo_db)["traffic"].outlet
    to = Address(channel="traffic", ref="SSP-1")
    bodies = [outlet.render(told(report, entry, to)).body for entry in report.timeline if entry.public]
    assert [each["step"] for each in bodies] == ["已提交", "审核中", "审核中", "审核中", "审核中", outcome]
    assert secret not in json.dumps(bodies, ensure_ascii=False)
    assert outcome in bodies[-1]["body"]


def test_a_grid_names_its_village(mongo_db: Database) -> None:
    given = parsed(mongo_db, "grid", sample("grid/samples/fire-lane")).submission
    assert given.location is not None
    assert (given.location.village_code, given.restricted) == ("441900004003", {"grid": "441900004003007"})


def test_a_scanned_thing_needs_neither_category_nor_place(mongo_db: Database) -> None:
    document = sample("city/samples/scanned-lamp")
    del document["location"]
    given = parsed(mongo_db, "city", document).submission
    assert (given.asset_code, given.matter, given.location) == ("4419000040010118000371", None, None)
