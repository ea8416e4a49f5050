"""Reports to test with: what is handed in, who acts, and honest stand-ins for the two ports of intake."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from intake import (
    Actor,
    Ask,
    Assets,
    Command,
    Crs,
    Database,
    Deadline,
    DeadlineKind,
    Decision,
    DepartmentRef,
    Dispatch,
    Evidence,
    Intake,
    InvalidInput,
    Limit,
    Location,
    LocationSource,
    PhotoRef,
    Photos,
    Point,
    Report,
    Resolve,
    ResultCode,
    Role,
    Router,
    Stage,
    Submission,
    TextCheck,
    Urgency,
)
from intake.effects.step import Step
from intake.lifecycle import advance, ask_for, open_report
from intake.number import new_number
from routing import Routing, builtin_calendar, builtin_catalogue, builtin_layer
from support.clock import Clock

CATALOGUE = builtin_catalogue()
ROUTING = Routing(CATALOGUE, builtin_layer(CATALOGUE), builtin_calendar())
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
"""A Monday, 09:30 in Dongguan."""

NANCHENG = Point(113.74373, 23.02486)
HUMEN = Point(113.673, 22.815)
SALT = "5a17" * 8
OUTSIDE = Point(113.2644, 23.1291)
DIRTY_ROAD = "E0104"
NANCHENG_CG = DepartmentRef("CG-441900004000", "市城管和综合执法局南城分局")
HUMEN_CG = "CG-441900121000"
NANCHENG_TOWN, HUMEN_TOWN = "441900004000", "441900121000"

DISPATCHER = Actor("dispatcher-1", Role.DISPATCHER)
SUPERVISOR = Actor("supervisor-1", Role.SUPERVISOR)
REPORTER = Actor("reporter-1", Role.REPORTER)
OFFICER = Actor("officer-1", Role.OFFICER, frozenset({NANCHENG_CG.id}))
HUB = Actor("hub-1", Role.HUB, frozenset({NANCHENG_CG.id}))
HELPER = Actor("officer-2", Role.OFFICER, frozenset({HUMEN_CG}))
INSPECTOR = Actor("inspector-1", Role.INSPECTOR, towns=frozenset({NANCHENG_TOWN}))
AUDITOR = Actor("auditor-1", Role.AUDITOR)
CALL_DESK = Actor("call-desk-1", Role.CALL_DESK)
PUBLISHER = Actor("publisher-1", Role.PUBLISHER)
FIXED = Resolve(result=ResultCode.EXPLAINED, words="已向您说明清扫安排")
"""A resolution that needs no photo."""

_keys = count()


def place(point: Point = NANCHENG, **changes: Any) -> Location:
    """A place as a phone tells it."""
    told = Location(
        point=point, raw=(point.longitude, point.latitude), crs=Crs.WGS84, source=LocationSource.DEVICE
    )
    return replace(told, **changes)


def submission(**changes: Any) -> Submission:
    """A dirty road in Nancheng, under a key of its own: accepted and dispatched by rule."""
    handed_in = Submission(
        channel="iguanjia",
        reporter=REPORTER.id,
        idempotency_key=f"key-{next(_keys):08}",
        text="路面很脏",
        matter=DIRTY_ROAD,
        location=place(),
    )
    return replace(handed_in, **changes)


def unclear(**changes: Any) -> Submission:
    """Words and a place without a matter: waits at ``submitted`` for a person."""
    return submission(**{"matter": None, **changes})


def photo(name: str, point: Point | None = None) -> Evidence:
    """A photo with this id; its bytes are its name."""
    return Evidence(PhotoRef(name, hashlib.sha256(name.encode()).hexdigest()), point)


def filed(handed_in: Submission | None = None, *evidence: Evidence, router: Router = ROUTING) -> Report:
    """The report of a submission, as it is stored first; of ``grid``, once an inspector saw it."""
    handed_in = handed_in or submission()
    ask = Ask(matter=handed_in.matter, location=handed_in.location, text=handed_in.text)
    step = Step(
        actor=Actor(handed_in.reporter, Role.REPORTER),
        now=NOW,
        router=router,
        decision=router.route(ask, NOW),
        salt=SALT,
    )
    report = open_report(
        handed_in,
        evidence,
        id_=hashlib.sha256(handed_in.idempotency_key.encode()).hexdigest()[:32],
        number=new_number(NOW),
        content="0" * 64,
        step=step,
    )
    seen = report.stage is Stage.ACCEPTED and report.channel == "grid" and report.jurisdiction
    if not seen:
        return report
    there = Actor("inspector-0", Role.INSPECTOR, towns=frozenset({seen.town_code}))
    return act(report, Dispatch(), there, router=router)


def step_for(
    report: Report,
    command: Command,
    actor: Actor,
    *,
    now: datetime = NOW,
    photos: tuple[PhotoRef, ...] = (),
    location: Location | None = None,
    router: Router = ROUTING,
    primary: Report | None = None,
) -> Step:
    """What a command may look at, with the decision that Accept, Dispatch and Supplement are judged by."""
    question = ask_for(report, command, location)
    decision = router.route(question, now) if question else None
    evidence = tuple(Evidence(ref, location.point if location else None) for ref in photos)
    return Step(
        actor=actor,
        now=now,
        router=router,
        decision=decision,
        evidence=evidence,
        primary=primary,
        salt=SALT,
    )


def act(report: Report, command: Command, actor: Actor, **given: Any) -> Report:
    """The report after this command."""
    return advance(report, command, step_for(report, command, actor, **given))


@dataclass(frozen=True)
class FixedRouter:
    """Decides what the test says, or fails as the test says; departments and clocks are the real ones."""

    answer: Decision | Exception

    def route(self, ask: Ask, now: datetime) -> Decision:  # noqa: ARG002 - the answer is fixed
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def department(self, department_id: str, field: str) -> DepartmentRef:
        return ROUTING.department(department_id, field)

    def deadline(
        self, kind: DeadlineKind, matter: str | None, urgency: Urgency, start: datetime
    ) -> Deadline | None:
        return ROUTING.deadline(kind, matter, urgency, start)

    def clock(
        self, kind: DeadlineKind, limit: Limit, start: datetime, subject: str | None = None
    ) -> Deadline | None:
        return ROUTING.clock(kind, limit, start, subject)

    def resumed(self, deadline: Deadline, left_at: datetime, now: datetime) -> Deadline:
        return ROUTING.resumed(deadline, left_at, now)

    def extended(self, deadline: Deadline, limit: Limit, now: datetime) -> Deadline:
        return ROUTING.extended(deadline, limit, now)

    def is_subordinate(self, of: str, to: str) -> bool:
        return ROUTING.is_subordinate(of, to)


class Album:
    """Who owns which photo, in memory: the rule of the port `Photos` without bytes and buckets."""

    def __init__(self) -> None:
        self._photos: dict[str, tuple[str, Evidence]] = {}

    def add(self, owner: Actor, evidence: Evidence) -> str:
        """Give somebody a photo; returns its id."""
        self._photos[evidence.ref.id] = (owner.id, evidence)
        return evidence.ref.id

    async def evidence(self, photo_ids: tuple[str, ...], owner: str) -> tuple[Evidence, ...]:
        return tuple(self._of(owner, photo_id, index) for index, photo_id in enumerate(photo_ids))

    def _of(self, owner: str, photo_id: str, index: int) -> Evidence:
        whose, evidence = self._photos.get(photo_id, (None, None))
        if evidence is None or whose != owner:
            path = ("input", "photoIds", str(index))
            raise InvalidInput(
                "照片不属于您", "There is no such photo of yours", path=path, rule="own_ready_photo"
            )
        return evidence


async def open_intake(
    database: Database,
    clock: Clock,
    *,
    router: Router = ROUTING,
    photos: Photos | None = None,
    merge_alike: bool = False,
    assets: Assets | None = None,
    texts: TextCheck | None = None,
) -> Intake:
    """The service over this database, with its indexes.

    Rules do not merge what is alike, unless told to: tests file the same thing again and again.
    """
    await Intake.ensure_indexes(database)
    return Intake(
        database,
        router=router,
        photos=photos or Album(),
        assets=assets,
        texts=texts,
        clock=clock,
        merge_alike=merge_alike,
    )
