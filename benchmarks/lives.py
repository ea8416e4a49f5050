"""Lives of reports as a city leads them: matters, towns, hours and ends in likely shares."""

import random
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import routing
from intake import (
    RULE,
    Actor,
    Ask,
    Close,
    Command,
    Crs,
    Evaluate,
    Location,
    LocationSource,
    Point,
    Report,
    Resolve,
    ResultCode,
    Role,
    Sign,
    Submission,
    new_number,
)
from intake.document import to_document
from intake.effects.step import Step
from intake.lifecycle import advance, open_report

_HOURS = (1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 13, 11, 8, 8, 10, 11, 11, 10, 9, 8, 7, 5, 3, 2)
"""How many of a hundred or so reports come in each hour of the day."""
_SHARE_OPEN = 0.08
_SHARE_EVALUATED = 0.35
_MODELS = 400
_SCORES = (4, 5, 12, 29, 50)
_WORDS = "路边的垃圾已经堆了两天没有人清运，天热味道很大，附近老人小孩经过都要绕行，请尽快安排清理"
_ANSWER = "我分局已安排人员到现场清理完毕，并加强该路段日常保洁巡查"


class Lives:
    """Generates reports, and copies of them by the hundred thousand.

    Args:
        seed: the same seed draws the same lives.
        until: the last moment of the year that they fill, aware.
    """

    def __init__(self, seed: int, until: datetime) -> None:
        self._draw = random.Random(seed)  # noqa: S311 - nothing secret
        catalogue = routing.builtin_catalogue()
        layer = routing.builtin_layer(catalogue)
        self.routing = routing.Routing(catalogue, layer, routing.builtin_calendar())
        self._matters = sorted(catalogue.matters)
        table = Path(routing.__file__).with_name("data") / "town_prototypes.csv"
        rows = routing.read_rows(table.read_text("utf-8"))
        self._places = [Point(float(row["longitude"]), float(row["latitude"])) for row in rows]
        self._until = until

    def dispatched(self, at: datetime) -> Report:
        """A report that was just sent to its department."""
        while True:
            report = self._opened(at)
            if report.assignment is not None:
                return report

    def whole(self) -> Report:
        """A report of some moment of the year, as far as it has come since."""
        at = self._moment()
        report = self._opened(at)
        if report.assignment is None or self._draw.random() < _SHARE_OPEN:
            return report
        officer = officer_of(report)
        at += timedelta(minutes=self._draw.randint(2, 60))
        report = self._act(report, Sign(), officer, at)
        at += timedelta(hours=self._draw.randint(1, 60))
        report = self._act(report, Resolve(result=ResultCode.EXPLAINED, words=_ANSWER), officer, at)
        if self._draw.random() >= _SHARE_EVALUATED:
            return self._act(report, Close(), RULE, report.alarm_at or at)
        at += timedelta(hours=self._draw.randint(1, 160))
        outcome, speed, attitude = self._draw.choices(range(1, 6), _SCORES, k=3)
        verdict = Evaluate(outcome=outcome, speed=speed, attitude=attitude)
        return self._act(report, verdict, Actor(report.reporter, Role.REPORTER), at)

    def documents(self, count: int) -> Iterator[dict[str, Any]]:
        """So many documents as the store holds them: each a copy of one of some hundred whole lives.

        A copy has an id, a number and a day of its own; the moments inside its timeline are its model's, so
        its trace does not verify.
        """
        models = [to_document(self.whole()) for _ in range(_MODELS)]
        for _ in range(count):
            at = self._moment()
            model = self._draw.choice(models)
            yield {
                **model,
                "_id": secrets.token_hex(16),
                "number": new_number(at),
                "reporter": f"citizen-{self._draw.randrange(200_000)}",
                "submitted_at": at,
                "tally": {**model["tally"], "day": (at + timedelta(hours=8)).date().isoformat()},
            }

    def _opened(self, at: datetime) -> Report:
        place = self._draw.choice(self._places)
        point = Point(
            place.longitude + self._draw.gauss(0, 0.004), place.latitude + self._draw.gauss(0, 0.004)
        )
        submission = Submission(
            channel="iguanjia",
            reporter=f"citizen-{self._draw.randrange(200_000)}",
            idempotency_key=secrets.token_hex(8),
            text=_WORDS,
            matter=self._draw.choice(self._matters),
            location=Location(
                point=point,
                raw=(point.longitude, point.latitude),
                crs=Crs.WGS84,
                source=LocationSource.DEVICE,
                accuracy_m=15.0,
            ),
        )
        ask = Ask(matter=submission.matter, location=submission.location, text=submission.text)
        reporter = Actor(submission.reporter, Role.REPORTER)
        step = Step(
            actor=reporter,
            now=at,
            router=self.routing,
            decision=self.routing.route(ask, at),
            salt=secrets.token_hex(16),
        )
        return open_report(
            submission,
            (),
            id_=secrets.token_hex(16),
            number=new_number(at),
            content=secrets.token_hex(32),
            step=step,
        )

    def _act(self, report: Report, command: Command, actor: Actor, at: datetime) -> Report:
        return advance(
            report, command, Step(actor=actor, now=at, router=self.routing, salt=secrets.token_hex(16))
        )

    def _moment(self) -> datetime:
        day = self._until - timedelta(days=self._draw.randrange(365))
        hour = self._draw.choices(range(24), _HOURS)[0]
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(hours=8)
        return midnight + timedelta(hours=hour, milliseconds=self._draw.randrange(3_600_000))


def officer_of(report: Report) -> Actor:
    """Somebody of the department that has it."""
    lead = report.assignment.lead.id if report.assignment else ""
    return Actor("bench-officer", Role.OFFICER, frozenset({lead}))
