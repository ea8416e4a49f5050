"""Random people do random things to one report; what must hold, holds after each of them."""

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from intake import (
    RULE,
    Actor,
    Appeal,
    Classify,
    Command,
    DeadlineKind,
    Decline,
    DismissAppeal,
    InvalidInput,
    Merge,
    Point,
    Publish,
    Redact,
    Reopen,
    Report,
    Role,
    Stage,
    Supervise,
    Unmerge,
    Urge,
    UserError,
    Void,
    Withdraw,
    Withhold,
    allowed,
    breaks,
)
from intake.alarm import alarm_at, due_command, highest_warning
from intake.document import difference, to_document
from intake.effects.merging import MERGEABLE
from intake.figures import tally_of
from intake.lifecycle import adopt, release
from intake.redaction import REDACTED
from intake.table import TABLE
from support.deeds import Deed, deeds, fitting
from support.reports import (
    CATALOGUE,
    DIRTY_ROAD,
    DISPATCHER,
    HUMEN,
    NANCHENG,
    NOW,
    OUTSIDE,
    act,
    filed,
    photo,
    place,
    step_for,
    submission,
)

TIMED = [each.matter for each in CATALOGUE.implementations.values() if each.limit is not None]
PRIMARY = filed()
DEEDS = deeds(PRIMARY.number)
ANYBODY = st.sampled_from(
    [*dict.fromkeys(actor for actor, _ in DEEDS), RULE, Actor("reporter-2", Role.REPORTER)]
)
ANYTHING = st.sampled_from([command for _, command in DEEDS])
PHOTOS = st.lists(st.sampled_from([photo("before").ref, photo("after").ref]), max_size=2).map(tuple)
A_WHILE = st.one_of(st.integers(0, 600), st.integers(0, 30 * 24 * 60)).map(
    lambda some: timedelta(minutes=some)
)
BY_ITS_EFFECT = {"before_expiry", "has_limit", "once", "called", "primary_open"}
"""Refusals that no guard foretells: they look at what the command carries."""

NEEDED: dict[Stage, set[DeadlineKind]] = {
    Stage.SUBMITTED: {DeadlineKind.ACCEPT},
    Stage.NEEDS_INFO: {DeadlineKind.SUPPLEMENT},
    Stage.ACCEPTED: {DeadlineKind.DISPATCH},
    Stage.DISPATCHED: {DeadlineKind.SIGN, DeadlineKind.RESOLVE},
    Stage.IN_PROGRESS: {DeadlineKind.RESOLVE},
    Stage.SUSPENDED: {DeadlineKind.REVIEW},
    Stage.RESOLVED: {DeadlineKind.VERIFY},
    Stage.VERIFIED: {DeadlineKind.EVALUATE},
}
"""The clocks that run at a stage; at those not named none does."""
POSSIBLE: dict[Stage, set[DeadlineKind]] = {
    Stage.ACCEPTED: {DeadlineKind.SUPERVISE},
    Stage.DISPATCHED: {DeadlineKind.SUPERVISE, DeadlineKind.MAKE_SAFE},
    Stage.IN_PROGRESS: {DeadlineKind.SUPERVISE, DeadlineKind.MAKE_SAFE, DeadlineKind.RESPOND},
    Stage.SUSPENDED: {DeadlineKind.SUPERVISE, DeadlineKind.MAKE_SAFE, DeadlineKind.RESPOND},
}
"""And those that may."""
AT_WORK = {Stage.DISPATCHED, Stage.IN_PROGRESS}
AFTER_THE_END = {Reopen, Unmerge, Appeal, DismissAppeal, Publish, Withhold, Redact}


ASIDE = {Supervise, Classify, Publish, Withhold, Urge, Void, Withdraw, Decline, Merge, Redact}
"""What is nearly always possible and leads nowhere, or ends the report early."""


class Life(RuleBasedStateMachine):
    """One report from filing on, and another that it may be merged into."""

    report: Report

    @initialize(
        matter=st.one_of(st.just(DIRTY_ROAD), st.sampled_from([None, *TIMED])),
        point=st.one_of(st.just(NANCHENG), st.sampled_from([None, HUMEN, OUTSIDE])),
        channel=st.sampled_from(["iguanjia", "grid"]),
    )
    def file(self, matter: str | None, point: Point | None, channel: str) -> None:
        where = place(point) if point else None
        handed_in = submission(matter=matter, location=where, channel=channel)
        self.report, self.primary = filed(handed_in, photo("before")), PRIMARY
        self.now = NOW

    @rule(command=ANYTHING, actor=ANYBODY, photos=PHOTOS, point=st.sampled_from([None, NANCHENG, OUTSIDE]))
    def somebody_does_something(
        self, command: Command, actor: Actor, photos: tuple[object, ...], point: Point | None
    ) -> None:
        location = place(point) if point and photos else None
        self._try(actor, command, photos=photos, location=location)

    @rule(data=st.data())
    def somebody_does_what_may_be_done(self, data: st.DataObject) -> None:
        self._one_of(data, fitting(self.report, self.now, DEEDS))

    @rule(data=st.data(), times=st.integers(1, 8))
    def the_work_goes_on(self, data: st.DataObject, times: int) -> None:
        for _ in range(times):
            self.now += data.draw(st.sampled_from([timedelta(), timedelta(minutes=20), timedelta(hours=30)]))
            can = fitting(self.report, self.now, DEEDS)
            self._one_of(data, [deed for deed in can if type(deed[1]) not in ASIDE])

    @rule(a_while=A_WHILE)
    def time_passes(self, a_while: timedelta) -> None:
        self.now += a_while

    @rule()
    def the_clocks_say_what_is_due(self) -> None:
        for _ in range(20):
            command = due_command(self.report, self.now)
            if command is None:
                break
            assert self.report.alarm_at is not None
            assert self.report.alarm_at <= self.now
            self._moved(command, act(self.report, command, RULE, now=self.now))
        assert self.report.alarm_at is None or self.report.alarm_at > self.now

    @rule()
    def another_is_merged_into_it(self) -> None:
        before, command = self.report, Merge(primary=self.report.number)
        if before.stage not in MERGEABLE - {Stage.NEEDS_INFO}:
            with pytest.raises(InvalidInput):
                act(filed(), command, DISPATCHER, now=self.now, primary=before)
            return
        merged = act(filed(), command, DISPATCHER, now=self.now, primary=before)
        self.report = adopt(before, merged, step_for(before, command, DISPATCHER, now=self.now))
        assert len(self.report.outgoing) == len(before.outgoing) + 1

    def _one_of(self, data: st.DataObject, can: list[Deed]) -> None:
        kinds = sorted({type(command).__name__ for _, command in can})
        if kinds:
            kind = data.draw(st.sampled_from(kinds))
            self._try(*data.draw(st.sampled_from([deed for deed in can if type(deed[1]).__name__ == kind])))

    def _try(self, actor: Actor, command: Command, **given: object) -> None:
        before, could = self.report, TABLE[type(command)].action in allowed(self.report, actor, self.now)
        refused: UserError | None = None
        try:
            after = act(before, command, actor, now=self.now, primary=self.primary, **given)
        except UserError as error:
            refused = error
        if refused is not None:
            assert could is (refused.rule in BY_ITS_EFFECT or isinstance(refused, InvalidInput))
            return
        assert could
        step = step_for(before, command, actor, now=self.now)
        if after.stage is Stage.MERGED and before.stage is not Stage.MERGED:
            self.primary = adopt(self.primary, after, step)
        if isinstance(command, Unmerge):
            self.primary = release(self.primary, after, step)
        self._moved(command, after)

    def _moved(self, command: Command, after: Report) -> None:
        before = self.report
        assert before.stage.is_open or type(command) in AFTER_THE_END
        assert after.version == before.version + 1
        assert [each.hash for each in after.timeline[: len(before.timeline)]] == [
            each.hash for each in before.timeline
        ]
        assert len(after.timeline) > len(before.timeline)
        assert (after.id, after.number, after.reporter) == (before.id, before.number, before.reporter)
        assert after.photos[: len(before.photos)] == before.photos
        assert len({each.sha256 for each in after.photos}) == len(after.photos)
        assert after.updated_at == self.now
        for old, new in zip(before.deadlines, after.deadlines, strict=False):
            assert (new.kind, new.started_at, new.subject) == (old.kind, old.started_at, old.subject)
            assert new.due_by >= old.due_by or isinstance(command, Classify)
            assert (old.met_at, old.stopped_at) in {(None, None), (new.met_at, new.stopped_at)}
        assert len(after.deadlines) >= len(before.deadlines)
        self.report = after
        if isinstance(command, Redact):
            assert after.text == REDACTED
            return
        assert after.timeline[: len(before.timeline)] == before.timeline
        assert (after.text, after.content) == (before.text, before.content)
        assert before.location in {None, after.location}
        update = difference(before, after)
        assert set(update) == {"$set", "$push"}
        assert not {name.partition(".")[0] for name in update["$set"]} & {"_id", "timeline", "outgoing"}
        stored, old_document = to_document(after), to_document(before)
        old_document["timeline"].extend(update["$push"]["timeline"]["$each"])
        assert {**old_document, **update["$set"], "outgoing": None} == {**stored, "outgoing": None}

    @invariant()
    def the_timeline_counts_from_one_and_says_where_the_report_stands(self) -> None:
        entries = self.report.timeline
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
        assert entries[-1].stage is self.report.stage
        assert self.report.public_seq == max(entry.seq for entry in entries if entry.public)

    @invariant()
    def nothing_is_told_that_has_not_happened(self) -> None:
        for report in (self.report, self.primary):
            for mark in report.outgoing:
                assert (mark.due_at is not None) is (mark.sent_seq < report.public_seq)
                assert mark.sent_seq <= report.public_seq

    @invariant()
    def the_clocks_that_run_are_those_of_the_stage(self) -> None:
        running = [clock for clock in self.report.deadlines if clock.is_running]
        assert len({(clock.kind, clock.subject) for clock in running}) == len(running)
        kinds, stage = {clock.kind for clock in running}, self.report.stage
        assert NEEDED.get(stage, set()) <= kinds <= NEEDED.get(stage, set()) | POSSIBLE.get(stage, set())
        assert not [clock for clock in self.report.deadlines if clock.met_at and clock.stopped_at]

    @invariant()
    def only_a_department_at_work_asks_calls_or_flags(self) -> None:
        report, at_work = self.report, self.report.stage in AT_WORK
        assert report.request is None or at_work
        is_open = report.whistle is not None and report.whistle.is_open
        assert not is_open or report.stage in {Stage.IN_PROGRESS, Stage.SUSPENDED}
        if report.abnormal is not None:
            flagged = report.abnormal.confirmed_at is None
            assert report.stage in ({*AT_WORK, Stage.SUSPENDED} if flagged else {Stage.CLOSED})

    @invariant()
    def a_called_department_is_waited_for_until_it_is_there(self) -> None:
        waited = {clock.subject for clock in self.report.deadlines if clock.is_running} - {None}
        calls = self.report.whistle.calls if self.report.whistle else ()
        assert waited == {call.department.id for call in calls if call.responded_at is None}

    @invariant()
    def who_may_read_it_is_who_has_it_and_who_was_called(self) -> None:
        sent, whistle = self.report.assignment, self.report.whistle
        have = () if sent is None else (sent.lead.id, *(each.id for each in sent.assisting))
        called = () if whistle is None else tuple(call.department.id for call in whistle.calls)
        assert self.report.departments == tuple(dict.fromkeys((*have, *called)))

    @invariant()
    def what_is_kept_beside_it_is_what_follows_from_it(self) -> None:
        report = self.report
        assert report.tally == tally_of(report)
        assert (report.alarm_at, report.warning) == (
            alarm_at(report.deadlines),
            highest_warning(report.deadlines),
        )

    @invariant()
    def the_trace_holds(self) -> None:
        assert breaks(self.report) == []
        assert breaks(self.primary) == []

    @invariant()
    def a_result_and_an_evaluation_are_those_of_this_round(self) -> None:
        report = self.report
        if report.stage in {Stage.DISPATCHED, Stage.IN_PROGRESS, Stage.SUSPENDED}:
            assert (report.resolution, report.evaluation, report.revisit) == (None, None, None)
        if report.stage is Stage.DISPATCHED:
            assert report.assignment is not None
            assert report.assignment.officer is None
        assert (report.primary is not None) is (report.stage is Stage.MERGED)


Life.TestCase.settings = settings(max_examples=80, stateful_step_count=25)
# Two thousand steps: a quarter of a minute alone, far more where others are at work.
TestLife = pytest.mark.timeout(600)(Life.TestCase)
