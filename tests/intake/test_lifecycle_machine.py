"""Random people do random things to one report; what must hold, holds after each of them."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from intake import (
    RULE,
    Accept,
    Action,
    Actor,
    Close,
    Command,
    DeadlineKind,
    Decline,
    DeclineReason,
    Dispatch,
    Evaluate,
    Interim,
    Point,
    Reopen,
    Report,
    RequestInfo,
    Resolve,
    ResultCode,
    Role,
    Sign,
    Stage,
    Supplement,
    Urge,
    UserError,
    Verify,
    Void,
    Withdraw,
    allowed,
    breaks,
    can_read,
)
from intake.document import difference, to_document
from intake.lifecycle import TABLE
from support.reports import (
    CATALOGUE,
    DIRTY_ROAD,
    DISPATCHER,
    HUMEN,
    HUMEN_CG,
    NANCHENG,
    NANCHENG_CG,
    NOW,
    OFFICER,
    OUTSIDE,
    REPORTER,
    SUPERVISOR,
    act,
    filed,
    photo,
    place,
    submission,
)

TIMED = [code for code, matter in CATALOGUE.matters.items() if matter.limit is not None]
WORDS = st.one_of(st.none(), st.text(max_size=20), st.just("字" * 1001))
NEEDED_WORDS = st.one_of(st.text(max_size=20), st.just("已清扫整条路面"))
COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.builds(Accept, matter=st.sampled_from([None, DIRTY_ROAD, *TIMED, "X9999"]), words=WORDS),
    st.builds(Decline, reason=st.sampled_from(DeclineReason), words=NEEDED_WORDS),
    st.builds(
        Dispatch,
        lead=st.sampled_from([None, NANCHENG_CG.id, HUMEN_CG, "NOBODY"]),
        assisting=st.lists(st.sampled_from([NANCHENG_CG.id, HUMEN_CG]), max_size=3).map(tuple),
        words=WORDS,
    ),
    st.builds(Sign),
    st.builds(Resolve, result=st.sampled_from(ResultCode), words=NEEDED_WORDS),
    st.builds(Verify),
    st.builds(Evaluate, outcome=st.integers(0, 6), speed=st.integers(1, 5), attitude=st.integers(1, 5)),
    st.builds(RequestInfo, words=NEEDED_WORDS),
    st.builds(Supplement, words=NEEDED_WORDS),
    st.builds(Interim, words=NEEDED_WORDS),
    st.builds(Urge, words=WORDS),
    st.builds(Close, words=WORDS),
    st.builds(Reopen, words=NEEDED_WORDS),
    st.builds(Withdraw, words=WORDS),
    st.builds(Void, words=NEEDED_WORDS),
)
FITTING: dict[Action, tuple[Actor, Command]] = {
    Action.ACCEPT: (DISPATCHER, Accept(matter=DIRTY_ROAD)),
    Action.DECLINE: (DISPATCHER, Decline(reason=DeclineReason.TOO_LATE, words="已过时限")),
    Action.DISPATCH: (DISPATCHER, Dispatch(lead=NANCHENG_CG.id)),
    Action.SIGN: (OFFICER, Sign()),
    Action.RESOLVE: (OFFICER, Resolve(result=ResultCode.EXPLAINED, words="已向您说明清扫安排")),
    Action.EVALUATE: (REPORTER, Evaluate(outcome=5, speed=4, attitude=5)),
    Action.REQUEST_INFO: (DISPATCHER, RequestInfo(words="请补充地点")),
    Action.SUPPLEMENT: (REPORTER, Supplement(words="在路口")),
    Action.INTERIM: (OFFICER, Interim(words="配件已订")),
    Action.URGE: (SUPERVISOR, Urge()),
    Action.CLOSE: (SUPERVISOR, Close()),
    Action.REOPEN: (SUPERVISOR, Reopen(words="没有解决")),
}
"""For most actions somebody whom no limit holds back; not ending it early, so that reports live on."""
ACTORS = st.sampled_from(
    [
        REPORTER,
        Actor("reporter-2", Role.REPORTER),
        DISPATCHER,
        SUPERVISOR,
        OFFICER,
        Actor("officer-2", Role.OFFICER, frozenset({HUMEN_CG})),
        RULE,
    ]
)
PHOTOS = st.lists(st.sampled_from([photo("before").ref, photo("after").ref]), max_size=2).map(tuple)
RUNNING = {
    Stage.SUBMITTED: {DeadlineKind.ACCEPT},
    Stage.NEEDS_INFO: {DeadlineKind.SUPPLEMENT},
    Stage.ACCEPTED: {DeadlineKind.DISPATCH},
    Stage.DISPATCHED: {DeadlineKind.SIGN, DeadlineKind.RESOLVE},
    Stage.IN_PROGRESS: {DeadlineKind.RESOLVE},
    Stage.VERIFIED: {DeadlineKind.EVALUATE},
    Stage.CLOSED: set(),
    Stage.DECLINED: set(),
    Stage.WITHDRAWN: set(),
    Stage.VOIDED: set(),
}
"""The clocks of every stage a report can rest at: ``resolved`` is passed through, never rested at."""


class Life(RuleBasedStateMachine):
    """One report from filing on."""

    report: Report

    @initialize(
        matter=st.sampled_from([None, DIRTY_ROAD, *TIMED]),
        point=st.sampled_from([None, NANCHENG, HUMEN, OUTSIDE]),
    )
    def file(self, matter: str | None, point: object) -> None:
        where = place(point) if point else None  # type: ignore[arg-type] # one of the points above
        self.report = filed(submission(matter=matter, location=where), photo("before"))
        self.now = NOW

    @rule(
        command=COMMANDS,
        actor=ACTORS,
        photos=PHOTOS,
        point=st.sampled_from([None, NANCHENG, OUTSIDE]),
        minutes=st.one_of(st.integers(0, 600), st.integers(0, 30 * 24 * 60)),
    )
    def somebody_does_something(
        self,
        command: Command,
        actor: Actor,
        photos: tuple[object, ...],
        point: Point | None,
        minutes: int,
    ) -> None:
        before, ended = self.report, not self.report.stage.is_open
        location = place(point) if point and photos else None
        could = TABLE[type(command)].action in allowed(before, actor)
        self.now += timedelta(minutes=minutes)
        try:
            after = act(before, command, actor, now=self.now, photos=photos, location=location)
        except UserError:
            return
        assert could
        assert not ended or (isinstance(command, Reopen) and before.stage is Stage.CLOSED)
        self._moved(before, after)

    @precondition(lambda self: any(allowed(self.report, actor) for actor, _ in FITTING.values()))
    @rule(data=st.data())
    def somebody_does_the_right_thing(self, data: st.DataObject) -> None:
        fitting = [
            (actor, command)
            for action, (actor, command) in FITTING.items()
            if action in allowed(self.report, actor)
        ]
        actor, command = data.draw(st.sampled_from(fitting))
        self._moved(self.report, act(self.report, command, actor, now=self.now))

    def _moved(self, before: Report, after: Report) -> None:
        assert after.version == before.version + 1
        assert after.timeline[: len(before.timeline)] == before.timeline
        assert len(after.timeline) > len(before.timeline)
        assert (after.id, after.number, after.content) == (before.id, before.number, before.content)
        assert (after.text, after.reporter) == (before.text, before.reporter)
        assert after.photos[: len(before.photos)] == before.photos
        assert len({photo.sha256 for photo in after.photos}) == len(after.photos)
        assert before.location in {None, after.location}
        assert after.updated_at == self.now
        update = difference(before, after)
        assert set(update) == {"$set", "$push"}
        assert not {name.partition(".")[0] for name in update["$set"]} & {"_id", "timeline", "outgoing"}
        stored, old = to_document(after), to_document(before)
        old["timeline"].extend(update["$push"]["timeline"]["$each"])
        assert {**old, **update["$set"], "outgoing": None} == {**stored, "outgoing": None}
        self.report = after

    @invariant()
    def the_timeline_counts_from_one_and_says_where_the_report_stands(self) -> None:
        entries = self.report.timeline
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
        assert entries[-1].stage is self.report.stage
        assert self.report.public_seq == max(entry.seq for entry in entries if entry.public)

    @invariant()
    def whoever_has_not_heard_all_is_due(self) -> None:
        for mark in self.report.outgoing:
            assert (mark.due_at is not None) is (mark.sent_seq < self.report.public_seq)

    @invariant()
    def the_clocks_that_run_are_those_of_the_stage(self) -> None:
        running = [clock.kind for clock in self.report.deadlines if clock.is_running]
        assert len(running) == len(set(running))
        assert set(running) == RUNNING[self.report.stage]

    @invariant()
    def who_may_read_it_is_who_has_it(self) -> None:
        sent = self.report.assignment
        have = () if sent is None else (sent.lead.id, *(each.id for each in sent.assisting))
        assert self.report.departments == have
        assert len(have) == len(set(have))
        assert can_read(SUPERVISOR, self.report)

    @invariant()
    def a_clock_ends_once(self) -> None:
        assert not [clock for clock in self.report.deadlines if clock.met_at and clock.stopped_at]

    @invariant()
    def the_trace_holds(self) -> None:
        assert breaks(self.report) == []

    @invariant()
    def a_result_and_an_evaluation_are_those_of_this_round(self) -> None:
        if self.report.stage in {Stage.DISPATCHED, Stage.IN_PROGRESS}:
            assert (self.report.resolution, self.report.evaluation) == (None, None)
        if self.report.stage is Stage.DISPATCHED:
            assert self.report.assignment is not None
            assert self.report.assignment.officer is None


Life.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestLife = Life.TestCase
