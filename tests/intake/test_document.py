from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import timedelta
from functools import reduce
from operator import getitem
from typing import Any

import pytest

from intake import (
    Abnormal,
    AbnormalKind,
    Action,
    Address,
    Asset,
    Assignment,
    Box,
    Call,
    Check,
    Crs,
    Database,
    Deadline,
    DeadlineKind,
    DeclineReason,
    DepartmentRef,
    DispatchMode,
    Entry,
    Evaluation,
    FailureReason,
    GeocodedAddress,
    Jurisdiction,
    Level,
    Limit,
    LimitUnit,
    Location,
    LocationSource,
    MatterCandidate,
    MatterRef,
    MatterSource,
    Outgoing,
    PhotoRef,
    Point,
    Publication,
    PublicPhoto,
    RedactReason,
    Report,
    Request,
    RequestKind,
    Resolution,
    ResultCode,
    ReturnReason,
    Revisit,
    Role,
    Screening,
    Sign,
    Similar,
    SimilarPart,
    Stage,
    Tally,
    Verdict,
    Whistle,
)
from intake.document import difference, from_document, to_document
from support.reports import NOW, OFFICER, act, filed, photo, submission

LATER = NOW + timedelta(milliseconds=123)
DEPARTMENT = DepartmentRef("CG-441900004000", "城管南城分局")
SHOWN = replace(photo("c").ref, dhash="0123456789abcdef")


FULL = replace(
    filed(submission(), replace(photo("a"), ref=replace(photo("a").ref, dhash="f" * 16))),
    location=Location(
        point=Point(113.74373, 23.02486),
        raw=(113.7491, 23.0221),
        crs=Crs.GCJ02,
        source=LocationSource.MAP,
        accuracy_m=12.5,
        address="鸿福路 200 号",
        village_code="441900004001",
        geocoded_address=GeocodedAddress(words="南城街道鸿福路", provider="amap"),
    ),
    jurisdiction=Jurisdiction(
        town_code="441900004000",
        town_name="南城街道",
        layer="l1",
        approximate=True,
        village_code="441900004001",
        village_name="胜和社区",
        border_m=321.5,
        second_town_code="441900003000",
        second_town_name="东城街道",
        snapped_m=4.5,
        zones=("songshanhu",),
        places=("park",),
        overlays="o1",
    ),
    assignment=Assignment(
        lead=DEPARTMENT,
        assisting=(DEPARTMENT,),
        mode=DispatchMode.MANUAL,
        at=NOW,
        officer="officer-1",
        is_final=True,
    ),
    departments=(DEPARTMENT.id,),
    deadlines=(
        Deadline(
            kind=DeadlineKind.SIGN,
            limit=Limit(4, LimitUnit.WORKING_HOUR),
            started_at=NOW,
            due_by=LATER,
            provisional=True,
            met_at=LATER,
            stopped_at=LATER,
            warn_at=(NOW, LATER),
            warned=Level.ORANGE,
            subject=DEPARTMENT.id,
            paused_ms=123,
        ),
    ),
    resolution=Resolution(
        result=ResultCode.FIXED,
        words="已清扫",
        photos=(SHOWN,),
        at=LATER,
        checks=(Check("taken_after_dispatch", Verdict.UNVERIFIED, "无拍摄时间", "no moment is known"),),
    ),
    evaluation=Evaluation(outcome=5, speed=4, attitude=3, tags=("快",), words="谢谢", at=LATER),
    decline_reason=DeclineReason.TOO_LATE,
    request=Request(
        kind=RequestKind.EXTENSION,
        by="officer-1",
        department=DEPARTMENT,
        at=NOW,
        words="配件未到",
        reason=ReturnReason.OTHER_PLACE,
        proposed=DEPARTMENT,
        limit=Limit(2, LimitUnit.WORKING_DAY),
        review_days=30,
    ),
    whistle=Whistle(
        words="多部门",
        by="hub-1",
        at=NOW,
        calls=(Call(department=DEPARTMENT, responded_at=NOW, concluded_at=LATER, conclusion="已处理"),),
    ),
    abnormal=Abnormal(
        kind=AbnormalKind.FALSE,
        words="现场没有",
        photos=(SHOWN,),
        flagged_by="officer-1",
        flagged_at=NOW,
        confirmed_by="hub-1",
        confirmed_at=NOW,
        appealed_at=LATER,
        dismissed_at=LATER,
    ),
    revisit=Revisit(reached=True, solved=False, satisfied=False, words="没有修好", at=LATER),
    publication=Publication(
        is_public=True,
        words="已修复",
        photos=(PublicPhoto(photo=SHOWN, boxes=(Box(left=0.1, top=0.2, width=0.3, height=0.4),)),),
        by="publisher-1",
        at=LATER,
    ),
    primary="DG261123-00000000-0",
    repeats="DG261122-00000000-0",
    similar=(Similar("DG261122-00000001-1", 0.5, (SimilarPart("place", 0.5, 0.25),)),),
    matter_source=MatterSource.CLASSIFIED,
    rule="E0104",
    external_ref="JJ-1",
    occurred_at=LATER,
    restricted={"plate": "粤S12345"},
    model="m1",
    candidates=(MatterCandidate(MatterRef("E0104", "道路不洁"), 0.97),),
    asset=Asset(
        code="44190001", name="雨水箅子", keeper="SW", matter="C0104", point=Point(113.74373, 23.02486)
    ),
    redaction=RedactReason.RETENTION,
    salt="a" * 32,
    words_hash="b" * 64,
    screening=Screening.RISKY,
    warning=Level.ORANGE,
    alarm_at=LATER,
    alarm_lease_until=LATER,
    tally=Tally(
        day="2026-11-23",
        accepted=1,
        dispatched=1,
        direct=1,
        returned=1,
        transfers=1,
        resolved=1,
        timed=1,
        on_time=1,
        overdue=1,
        reworks=1,
        reopens=1,
        urges=1,
        repeated=1,
        respond_s=60,
        resolve_s=600,
        closed=1,
        evaluated=1,
        outcome=5,
        speed=4,
        attitude=3,
        bad=1,
        classified=1,
        reclassified=1,
        marks="1" * 20,
    ),
    timeline=(
        Entry(
            seq=1,
            at=NOW,
            action=Action.DISPATCH,
            stage=Stage.DISPATCHED,
            role=Role.DISPATCHER,
            actor="dispatcher-1",
            origin="10.0.0.1",
            changed=("assignment", "stage"),
            catalogue="c1",
            rules="0123456789ab",
            department=DEPARTMENT,
            public=False,
            words="请尽快",
            details={"mode": "auto", "count": 2, "list": ["a", "b"], "none": None, "due_by": LATER},
            key="key-00000",
            digest="d" * 64,
            salt="a" * 32,
            words_hash="b" * 64,
            previous="1" * 64,
            hash="2" * 64,
        ),
    ),
    outgoing=(
        Outgoing(
            to=Address(channel="iguanjia", ref="reporter-1"),
            about="DG261121-00000000-0",
            sent_seq=3,
            due_at=NOW,
            attempts=2,
            lease_until=LATER,
            lease="lease",
            failed_at=LATER,
            failed_for=FailureReason.EXHAUSTED,
            error="busy",
        ),
    ),
)
"""A report with something in every field, so that a field which is lost shows."""


STORED: dict[type, tuple[str | int, ...]] = {
    Report: (),
    Location: ("location",),
    Jurisdiction: ("jurisdiction",),
    Assignment: ("assignment",),
    Deadline: ("deadlines", 0),
    Entry: ("timeline", 0),
    Outgoing: ("outgoing", 0),
    PhotoRef: ("photos", 0),
    Resolution: ("resolution",),
    Request: ("request",),
    Call: ("whistle", "calls", 0),
    Abnormal: ("abnormal",),
    PublicPhoto: ("publication", "photos", 0),
    Tally: ("tally",),
}
"""Records with fields that may be absent, and where in a document the first of each stands."""


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _optional(record: type) -> list[Field[Any]]:
    return [field for field in fields(record) if _default(field) is not MISSING]


def _left_at_default(record: Any) -> list[str]:
    """Fields, however deep, that still have their default."""
    found = [each.name for each in _optional(type(record)) if getattr(record, each.name) == _default(each)]
    for value in (getattr(record, each.name) for each in fields(record)):
        for inner in value if isinstance(value, tuple) else (value,):
            if is_dataclass(inner):
                found += _left_at_default(inner)
    return found


def test_the_full_report_is_full() -> None:
    assert _left_at_default(FULL) == []


def test_a_full_report_survives_the_way_to_a_document_and_back() -> None:
    assert from_document(to_document(FULL), Report) == FULL


async def test_a_full_report_survives_the_database(mongo_db: Database) -> None:
    await mongo_db.reports.insert_one(to_document(FULL))
    stored = await mongo_db.reports.find_one({"_id": FULL.id})
    assert stored is not None
    assert from_document(stored, Report) == FULL


def test_the_id_is_mongodb_s_and_a_point_is_geojson_longitude_first() -> None:
    document = to_document(FULL)
    assert document["_id"] == FULL.id
    assert "id" not in document
    assert document["location"]["point"] == {"type": "Point", "coordinates": [113.74373, 23.02486]}


def test_a_document_from_a_newer_version_still_loads() -> None:
    document = to_document(FULL)
    document["invented_later"] = document["timeline"][0]["invented_later"] = {"a": 1}
    assert from_document(document, Report) == FULL


@pytest.mark.parametrize(
    ("record", "field"),
    [(record, field) for record in STORED for field in _optional(record)],
    ids=lambda each: each.name if isinstance(each, Field) else each.__name__,
)
def test_a_document_written_before_a_field_existed_takes_its_default(record: type, field: Field[Any]) -> None:
    document = to_document(FULL)
    del reduce(getitem, STORED[record], document)[field.name]  # type: ignore[arg-type] # a path of keys
    loaded: Any = from_document(document, Report)
    for step in STORED[record]:
        loaded = loaded[step] if isinstance(step, int) else getattr(loaded, step)
    assert getattr(loaded, field.name) == _default(field)


def test_a_difference_sets_what_changed_and_pushes_what_was_added() -> None:
    before = filed()
    after = act(before, Sign(), OFFICER, now=LATER)
    update = difference(before, after)
    assert set(update["$set"]) == {
        "stage",
        "version",
        "updated_at",
        "public_seq",
        "assignment",
        "deadlines",
        "alarm_at",
        "tally",
    }
    assert update["$push"] == {"timeline": {"$each": [to_document(after.timeline[-1])]}}
