"""The one writer: submissions become reports, commands move them, reads obey who may see what."""

import asyncio
import logging
import secrets
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime

from intake import retries
from intake.access import Access, IdentityReads, Purpose, Reporter, check_auditor, refusal
from intake.accesses import AccessLog
from intake.addresses import Addresses, CarefulAddresses
from intake.asset import Assets
from intake.careful import CarefulRouter
from intake.chain import HashAlgorithm
from intake.commands import Command, Merge, Redact, Unmerge
from intake.decision import Ask, Router
from intake.effects.step import Step, said
from intake.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    VersionConflict,
)
from intake.lifecycle import adopt, advance, ask_for, open_report, permit, release
from intake.listing import Cursor, Page, ReportFilter, Window, from_cursor, to_query
from intake.number import new_number, parse_number
from intake.races import TRIES, back_off
from intake.report import Report
from intake.scan import Scan, scan
from intake.screening import TextCheck, screen
from intake.similar.lookout import Lookout
from intake.similar.offer import Offer
from intake.similar.traits import traits_before
from intake.stage import RULE, Actor, Role
from intake.store import Database, NumberTaken, ReportStore
from intake.submission import (
    Evidence,
    Photos,
    Submission,
    check,
    check_content,
    check_key,
    fingerprint,
    located,
    place_of,
)
from intake.visibility import can_read

_LOOKS = 3  # one more after each merge that came between; then the hint is enough
_NUMBERS = 5  # a number is one of 2^40 a day: even two that are taken in a row are a fault
_log = logging.getLogger(__name__)
_BATCH = 200  # reports read at a time by each(): a twentieth of a second between two looks at the loop


class Intake:
    """Reports: submit, apply, read, list.

    Args:
        database: opened with majority and journalled writes, and aware times.
        router: decides where a report goes.
        photos: says who may use which photo.
        assets: the register of things with a code; None where there is none.
        clock: now, aware UTC in whole milliseconds (what MongoDB keeps).
        trace_hash: what new entries of traces and of the access log are chained with.
        merge_alike: whether the rules merge reports that are alike beyond doubt; else staff see hints only.
        addresses: tells addresses of points; None where no map service is set.
        address_budget_s: seconds that a report waits for its address.
        texts: says which words a person should read first; None where nobody is asked.
    """

    def __init__(
        self,
        database: Database,
        *,
        router: Router,
        photos: Photos,
        clock: Callable[[], datetime],
        assets: Assets | None = None,
        trace_hash: HashAlgorithm = HashAlgorithm.SHA256,
        merge_alike: bool = True,
        addresses: Addresses | None = None,
        address_budget_s: float = 0.8,
        texts: TextCheck | None = None,
    ) -> None:
        self._store = ReportStore(database)
        self._lookout = Lookout(self._store, merge_alike=merge_alike)
        self._accesses = AccessLog(database)
        self._hash = trace_hash
        self._router = CarefulRouter(router)
        self._photos = photos
        self._assets = assets
        self._addresses = CarefulAddresses(addresses, address_budget_s)
        self._texts = texts
        self._clock = clock

    async def submit(self, submission: Submission) -> Report:
        """File a report: one insert with its trace, its clocks and everything owed to its reporter.

        A retry with the same key and content returns the first report, as it stands now.

        Raises:
            InvalidInput: a field breaks a rule; nothing is stored.
            IdempotencyConflict: the key was used for another content.
            Unavailable: the database is away; the same call may be repeated.
        """
        check(submission)
        evidence, scanned = await asyncio.gather(
            self._photos.evidence(submission.photo_ids, submission.reporter),
            self.scan(submission.asset_code),
        )
        content = fingerprint(located(submission, evidence), evidence)
        submission = located(scanned.put_into(submission), evidence)
        id_, now = retries.id_of(submission), self._clock()
        try:
            decision = scanned.told(self._router.route_or_queue(_ask(submission, evidence, scanned), now))
        except InvalidInput:
            # the catalogue may have changed since the first try of this very submission
            stored = await self._store.get(id_)
            if stored is None:
                raise
            return retries.same(stored, content)
        repeats, place, screening = await asyncio.gather(
            self._lookout.repeated(decision, submission.location, now),
            self._addresses.named(submission.location),
            screen(self._texts, submission.text, submission.reporter),
        )
        submission = replace(submission, location=place)
        actor = Actor(id=submission.reporter, role=Role.REPORTER, origin=submission.channel)
        step = Step(
            actor=actor,
            now=now,
            router=self._router,
            decision=decision,
            asset=scanned.asset,
            salt=_drawn(),
            hash=self._hash,
        )
        for _ in range(_NUMBERS):
            number = new_number(now)
            report = open_report(
                submission, evidence, id_=id_, number=number, content=content, step=step, repeats=repeats
            )
            report = replace(report, screening=screening)
            try:
                if await self._store.insert(report):
                    return await self._compared(report, submission.same_as)
            except NumberTaken:
                continue
            return retries.same(await self._store.get(id_), content)
        raise RuntimeError("five report numbers in a row were taken")

    async def scan(self, scanned: str | None) -> Scan:
        """What the register says of a scanned code, within half a second; None was not scanned.

        Raises:
            InvalidInput: no code is in what was scanned.
        """
        return await scan(self._assets, scanned)

    async def similar(self, submission: Submission) -> list[Offer]:
        """What is open near the place of what somebody is about to hand in; its key does not count.

        Raises:
            InvalidInput: a field breaks a rule.
            Unavailable: the database is away.
        """
        check_content(submission)
        evidence, scanned = await asyncio.gather(
            self._photos.evidence(submission.photo_ids, submission.reporter),
            self.scan(submission.asset_code),
        )
        located_, now = located(scanned.put_into(submission), evidence), self._clock()
        decision = self._router.route_or_queue(_ask(located_, evidence, scanned), now)
        traits = traits_before(located_, evidence, decision, now, scanned.asset)
        return await self._lookout.offers(traits, now) if traits else []

    async def _compared(self, report: Report, same_as: str | None) -> Report:
        """The report with what it resembles, merged where its reporter or the rule may; never an error.

        Whoever is merged at the same moment as it is looked at again: what followed it may follow another.
        """
        try:
            for _ in range(_LOOKS):
                seen = await self._lookout.alike(report, same_as, self._clock())
                if seen.similar and seen.similar != report.similar:
                    await self._store.note_similar(report.id, seen.similar)
                    report = replace(report, similar=seen.similar)
                if seen.primary is None:
                    break
                with suppress(InvalidInput, Forbidden):
                    merge = Merge(primary=seen.primary, ground=seen.ground)
                    return await self.apply(report.number, merge, RULE, version=report.version)
        except Exception as error:  # noqa: BLE001 - it is filed; whether it follows another can wait for a person
            _log.warning(
                "report %s stays by itself, its merging failed: %s", report.number, type(error).__name__
            )
        return report

    async def apply(
        self,
        number: str,
        command: Command,
        actor: Actor,
        *,
        version: int | None = None,
        key: str | None = None,
    ) -> Report:
        """Do something to a report: one guarded update with its entries, clocks and what is owed.

        With ``key``, a retry of the same command by the same actor returns the report instead of an
        error. With ``version``, the command applies to that version only; without it a lost race is
        tried again on the report as it then stands.

        Raises:
            AlreadyDone: a retry of what this actor did, on a report that they may not read any more.
            NotFound: there is no such report, or this actor may not read it.
            Forbidden: the actor may read it but not do this.
            WrongStage: the command does not start from the report's stage.
            VersionConflict: the report has moved on.
            IdempotencyConflict: the key was used for another command.
            InvalidInput: what the command carries breaks a rule.
            Unavailable: the database is away.
        """
        if key is not None:
            check_key(key)
        digest = retries.digest_of(command)
        for lost in range(1, TRIES + 1):
            stored = await self._numbered(number)
            if key is not None and stored is not None and retries.repeats(stored, actor, key, digest):
                return retries.done(stored, actor)
            report = _readable(stored, actor)
            if version not in {None, report.version}:
                raise VersionConflict(report.version)
            permit(report, command, actor, self._clock())  # before its photos and its matter are looked up
            step = await self._step(report, command, actor, key, digest)
            after = advance(report, command, step)
            if await self._stored(report, after, command, step):
                return after
            await back_off(lost)
        raise VersionConflict((await self.read(number, actor)).version)

    async def read(self, number: str, actor: Actor) -> Report:
        """The report with this number, as people type it.

        Raises:
            NotFound: there is none, or this actor may not read it.
        """
        return _readable(await self._numbered(number), actor)

    async def read_id(self, report_id: str, actor: Actor) -> Report:
        """The report with this id; raises as ``read``."""
        return _readable(await self._store.get(report_id), actor)

    async def page(self, actor: Actor, wanted: ReportFilter, window: Window) -> Page:
        """Part of what this actor may see, newest first."""
        query = from_cursor(to_query(actor, wanted), window)
        found = await self._store.find(query, newest_first=not window.backwards, limit=window.limit + 1)
        more, reports = len(found) > window.limit, found[: window.limit]
        if window.backwards:
            reports.reverse()
        return Page(
            reports=tuple(reports),
            has_next=window.cursor is not None if window.backwards else more,
            has_previous=more if window.backwards else window.cursor is not None,
        )

    async def each(self, actor: Actor, wanted: ReportFilter) -> AsyncGenerator[Report]:
        """All that this actor may see of what is wanted, newest first, a batch in memory at a time.

        Every batch is a query of its own, so the database holds nothing open however slowly they are
        taken. Each report is as it stood when its batch was read; those filed meanwhile are left out.
        """
        query, cursor, full = to_query(actor, wanted), None, True
        while full:
            window = Window(limit=_BATCH, cursor=cursor)
            found = await self._store.find(from_cursor(query, window), newest_first=True, limit=_BATCH)
            for report in found:
                yield report
            full = len(found) == _BATCH
            cursor = Cursor.of(found[-1]) if found else None

    async def count(self, actor: Actor, wanted: ReportFilter, most: int = 1000) -> int:
        """How many this actor may see, counted no further than ``most``."""
        return await self._store.count(to_query(actor, wanted), most)

    async def reveal(self, number: str, actor: Actor, purpose: Purpose, words: str) -> Reporter:
        """Who filed a report. That it was asked is in the access log before anything is told or refused.

        Raises:
            NotFound: there is no such report, or this actor may not read it.
            InvalidInput: nothing says what for.
            Forbidden: the actor is not told who filed this report.
            Unavailable: it could not be logged; nothing is told.
        """
        report = await self.read(number, actor)
        refused = refusal(report, actor)
        if refused is not None and actor.role is Role.REPORTER:
            raise refused  # nobody else's identity could be meant
        access = Access(
            number=report.number,
            seq=0,
            at=self._clock(),
            actor=actor.id,
            role=actor.role,
            origin=actor.origin,
            purpose=purpose,
            words=said(words, "words", required=True) or "",
            refused=refused.rule if refused else None,
        )
        await self._accesses.append(access, self._hash)
        if refused is not None:
            raise refused
        return Reporter(channel=report.channel, ref=report.reporter, anonymity=report.anonymity)

    async def accesses(
        self, number: str, actor: Actor, limit: int, before: int | None = None
    ) -> list[Access]:
        """Up to ``limit`` attempts to read who filed a report, newest first; before a seq, if one is named.

        Raises:
            NotFound: there is no such report, or this actor may not read it.
            Forbidden: the actor is neither auditor nor supervisor.
        """
        check_auditor(actor)
        report = await self.read(number, actor)
        return await self._accesses.newest(report.number, limit, before)

    async def identity_reads(self, reports: Sequence[Report], actor: Actor) -> list[IdentityReads | None]:
        """How often the reporter of each report was read, for that reporter; None for anybody else.

        One query, however many reports.
        """
        own = {each.number for each in reports if actor.role is Role.REPORTER and actor.id == each.reporter}
        reads = await self._accesses.reads(own)
        return [reads.get(each.number) for each in reports]

    @staticmethod
    async def ensure_indexes(database: Database) -> None:
        """Create the indexes of the reports collection."""
        await ReportStore(database).ensure_indexes()

    async def _numbered(self, number: str) -> Report | None:
        canonical = parse_number(number)
        return await self._store.by_number(canonical) if canonical else None

    async def _step(
        self, report: Report, command: Command, actor: Actor, key: str | None, digest: str
    ) -> Step:
        evidence = await self._photos.evidence(getattr(command, "photo_ids", ()), actor.id)
        primary = await self._primary(report, command, actor)
        now = self._clock()  # once all is read: no entry is older than the one before
        question = ask_for(report, command, place_of(evidence))
        return Step(
            actor=actor,
            now=now,
            router=self._router,
            decision=self._router.route(question, now) if question else None,
            evidence=evidence,
            primary=primary,
            key=key,
            digest=digest if key else None,
            salt=_drawn(),
            hash=self._hash,
        )

    async def _primary(self, report: Report, command: Command, actor: Actor) -> Report | None:
        """The other report, where two are or were merged, as this actor may read it."""
        match command:
            case Merge(primary=number):
                with _named("primary"):
                    return await self.read(number, actor)
            case Unmerge() | Redact() if report.primary is not None:
                return await self.read(report.primary, actor)
            case _:
                return None

    async def _stored(self, report: Report, after: Report, command: Command, step: Step) -> bool:
        """Store the next state; of two reports that are merged or parted, both or neither."""
        primary = step.primary
        match command:
            case Merge() if primary is not None:
                other = adopt(primary, after, step)
            case Unmerge() if primary is not None:
                other = release(primary, after, step)
            case _:
                return await self._store.swap(report, after)
        return await self._store.swap_both((report, after), (primary, other))


def _ask(submission: Submission, evidence: tuple[Evidence, ...], scanned: Scan) -> Ask:
    return Ask(
        matter=submission.matter,
        location=submission.location,
        text=submission.text,
        asset=scanned.asset,
        photos=len(evidence),
    )


@contextmanager
def _named(field: str) -> Iterator[None]:
    """Name the field that the caller filled in: another report's number stands in ``input.<field>``."""
    try:
        yield
    except NotFound as error:
        error.path = ("input", field)
        raise


def _drawn() -> str:
    """What the salts of one step are made of."""
    return secrets.token_hex(16)


def _readable(report: Report | None, actor: Actor) -> Report:
    if report is None or not can_read(actor, report):
        raise NotFound(
            "没有这条诉求，或您无权查看",
            "There is no such report, or it is not yours to see",
            path=("input", "number"),
            rule="visible",
        )
    return report
