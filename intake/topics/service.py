"""The register of topics: supervisors keep it, those who coordinate read it."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from intake.decision import Router
from intake.effects.step import said
from intake.errors import Forbidden, IdempotencyConflict, InvalidInput, NotFound, VersionConflict
from intake.number import parse_number
from intake.races import TRIES, back_off
from intake.stage import Actor, Role
from intake.statistics.filter import Dimension, StatisticsFilter
from intake.statistics.service import Statistics
from intake.store import Database, ReportStore
from intake.submission import check_key
from intake.topics.candidate import Candidate, ranked
from intake.topics.store import TopicPage, TopicPlace, TopicStore
from intake.topics.topic import (
    MAX_TITLE,
    Topic,
    TopicStage,
    TopicStep,
    check_count,
    check_week,
    linked,
    moved,
    week_of,
)
from intake.words import check_words

MAX_CANDIDATES = 50
_READERS = frozenset({Role.SUPERVISOR, Role.DISPATCHER, Role.HUB, Role.AUDITOR})
_OPEN = frozenset({TopicStage.PROPOSED, TopicStage.ADOPTED})


class Topics:
    """每周一题: propose, adopt, link, verify, drop, and what to propose.

    Args:
        database: opened with majority and journalled writes, and aware times.
        router: names departments.
        clock: now, aware UTC in whole milliseconds.
    """

    def __init__(self, database: Database, *, router: Router, clock: Callable[[], datetime]) -> None:
        self._store = TopicStore(database)
        self._reports = ReportStore(database)
        self._statistics = Statistics(database)
        self._router = router
        self._clock = clock

    @staticmethod
    async def ensure_indexes(database: Database) -> None:
        """Create the indexes of the topics collection."""
        await TopicStore(database).ensure_indexes()

    async def candidates(self, actor: Actor, wanted: StatisticsFilter, most: int) -> list[Candidate]:
        """Up to ``most`` matters in towns with the highest scores, of the reports this actor may read.

        Raises:
            Forbidden: topics are not this actor's to read.
            InvalidInput: ``most`` is not 1-50, or the days break a rule of statistics.
        """
        _permit_reading(actor)
        if not 1 <= most <= MAX_CANDIDATES:
            raise InvalidInput(
                f"一次 1-{MAX_CANDIDATES} 个",
                f"Ask for 1-{MAX_CANDIDATES}",
                path=("first",),
                rule="page_size",
            )
        sums = await self._statistics.sums(actor, wanted, (Dimension.MATTER, Dimension.TOWN))
        return ranked(sums, most)

    async def propose(
        self, actor: Actor, *, title: str, key: str, week: str | None = None, reports: tuple[str, ...] = ()
    ) -> Topic:
        """Put a topic forward for a week, this one unless named; a retry with the same key returns the first.

        Raises:
            Forbidden: only supervisors keep the register.
            InvalidInput: a field breaks a rule, or a report does not exist.
            IdempotencyConflict: the key was used for another topic.
        """
        _permit_keeping(actor)
        check_key(key)
        line = said(title, "title", required=True) or ""
        check_words(line, "title", MAX_TITLE)
        now = self._clock()
        if week is not None:
            check_week(week, "input", "week")
        numbers = await self._numbers(reports, "reports")
        topic = Topic(
            id=hashlib.sha256(f"{actor.id}\0{key}".encode()).hexdigest()[:32],
            week=week or week_of(now),
            title=line,
            proposed_at=now,
            steps=(TopicStep(stage=TopicStage.PROPOSED, by=actor.id, at=now),),
            reports=linked((), numbers, ()),
        )
        if await self._store.insert(topic):
            return topic
        stored = await self._get(topic.id)
        if stored.title != line or week not in {None, stored.week}:
            raise IdempotencyConflict
        return stored

    async def adopt(
        self, actor: Actor, topic_id: str, *, lead: str, measures: str, version: int | None = None
    ) -> Topic:
        """Take it up: who puts it right, and how. Also to change either while it goes on.

        Raises:
            InvalidInput: there is no such department that executes, or the measures break a rule.
        """
        _permit_keeping(actor)
        department, words = self._router.department(lead, "lead"), said(measures, "measures", required=True)

        def adopted(topic: Topic, now: datetime) -> Topic:
            return moved(
                topic,
                TopicStage.ADOPTED,
                by=actor.id,
                at=now,
                allowed=_OPEN,
                lead=department,
                measures=words,
            )

        return await self._change(topic_id, adopted, version)

    async def link(
        self,
        actor: Actor,
        topic_id: str,
        *,
        add: tuple[str, ...] = (),
        remove: tuple[str, ...] = (),
        version: int | None = None,
    ) -> Topic:
        """Add reports that exist, and take some out; one that is not linked is taken out silently.

        Raises:
            InvalidInput: a report does not exist, or there are more than 500.
        """
        _permit_keeping(actor)
        added, removed = await self._numbers(add, "add"), _parsed(remove, "remove")

        def relinked(topic: Topic, now: datetime) -> Topic:
            return moved(
                topic,
                topic.stage,
                by=actor.id,
                at=now,
                allowed=_OPEN,
                reports=linked(topic.reports, added, removed),
            )

        return await self._change(topic_id, relinked, version)

    async def verify(self, actor: Actor, topic_id: str, *, result: str, version: int | None = None) -> Topic:
        """It was looked at, and is put right: what was found. Only an adopted topic can be."""
        return await self._end(actor, topic_id, TopicStage.VERIFIED, result, version)

    async def drop(self, actor: Actor, topic_id: str, *, reason: str, version: int | None = None) -> Topic:
        """It is not followed up, and why."""
        return await self._end(actor, topic_id, TopicStage.DROPPED, reason, version)

    async def read(self, actor: Actor, topic_id: str) -> Topic:
        """One topic.

        Raises:
            Forbidden: topics are not this actor's to read.
            NotFound: there is none.
        """
        _permit_reading(actor)
        return await self._get(topic_id)

    async def page(
        self, actor: Actor, *, week: str | None, size: int, after: TopicPlace | None = None
    ) -> TopicPage:
        """Topics, of a week if one is named, newest first; raises as ``read``."""
        _permit_reading(actor)
        if week is not None:
            check_week(week, "week")
        return await self._store.page(week, size, after)

    async def _end(
        self, actor: Actor, topic_id: str, stage: TopicStage, words: str, version: int | None
    ) -> Topic:
        _permit_keeping(actor)
        is_verified = stage is TopicStage.VERIFIED
        result = said(words, "result" if is_verified else "reason", required=True)
        allowed = frozenset({TopicStage.ADOPTED}) if is_verified else _OPEN

        def ended(topic: Topic, now: datetime) -> Topic:
            return moved(topic, stage, by=actor.id, at=now, allowed=allowed, result=result)

        return await self._change(topic_id, ended, version)

    async def _change(
        self, topic_id: str, change: Callable[[Topic, datetime], Topic], version: int | None
    ) -> Topic:
        for lost in range(1, TRIES + 1):
            topic = await self._get(topic_id)
            if version not in {None, topic.version}:
                raise VersionConflict(topic.version, "题目", "topic")
            after = change(topic, self._clock())
            if await self._store.swap(topic, after):
                return after
            await back_off(lost)
        raise VersionConflict((await self._get(topic_id)).version, "题目", "topic")

    async def _get(self, topic_id: str) -> Topic:
        found = await self._store.get(topic_id)
        if found is None:
            raise NotFound("没有这个题目", "There is no such topic", path=("input", "topic"), rule="visible")
        return found

    async def _numbers(self, given: tuple[str, ...], field: str) -> tuple[str, ...]:
        """These numbers as they are stored, none twice; each must be a report's."""
        parsed = _parsed(given, field)
        numbers = tuple(dict.fromkeys(parsed))
        check_count(numbers, field)
        known = await self._reports.known_numbers(numbers)
        for index, number in enumerate(parsed):
            if number not in known:
                raise _unknown(given[index], field, index)
        return numbers


def _permit_reading(actor: Actor) -> None:
    if actor.role not in _READERS:
        raise Forbidden(
            f"{actor.role.zh}不能查看每周一题",
            f"The role {actor.role.value} does not read topics",
            path=("input",),
            rule="role",
        )


def _permit_keeping(actor: Actor) -> None:
    if actor.role is not Role.SUPERVISOR:
        raise Forbidden(
            f"{actor.role.zh}不能管理每周一题",
            f"The role {actor.role.value} does not keep topics",
            path=("input",),
            rule="role",
        )


def _parsed(given: tuple[str, ...], field: str) -> tuple[str, ...]:
    parsed = []
    for index, each in enumerate(given):
        number = parse_number(each)
        if number is None:
            raise _unknown(each, field, index)
        parsed.append(number)
    return tuple(parsed)


def _unknown(number: str, field: str, index: int) -> InvalidInput:
    return InvalidInput(
        f"没有编号为“{number[:40]}”的诉求",
        f"There is no report {number[:40]!r}",
        path=("input", field, str(index)),
        rule="known_report",
    )
