"""Editions held against past reports: dry runs, and rules that arbitrations teach."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime, timedelta

from intake import RULE, Actor, Forbidden, Intake, InvalidInput, Report, ReportFilter, Role
from routing.decide import Knowledge
from routing.editions.content import from_bytes, to_bytes
from routing.editions.dry_run import DryRun, dry_run
from routing.editions.edition import Edition
from routing.editions.kind import EditionKind
from routing.editions.proposals import Proposal, proposals, with_proposals
from routing.editions.service import Editions

DAYS = 30
"""How far back a dry run looks unless asked otherwise."""
MOST_DAYS = 366
MOST_REPORTS = 200_000
"""Most reports of one dry run; those of a month."""
_MOST_ARBITRATED = 2_000
_READERS = frozenset({Role.ADMINISTRATOR, Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR})


class Trials:
    """Tries editions out.

    Args:
        intake: reads past reports.
        editions: keeps the editions.
        clock: now, aware UTC.
    """

    def __init__(self, intake: Intake, editions: Editions, clock: Callable[[], datetime]) -> None:
        self._intake = intake
        self._editions = editions
        self._clock = clock

    async def count(self, days: int = DAYS) -> int:
        """How many reports a dry run of so many days would look at, counted no further than its most."""
        return await self._intake.count(RULE, self._since(days), MOST_REPORTS)

    async def dry_run(
        self,
        actor: Actor,
        version: str,
        days: int = DAYS,
        *,
        most: int = MOST_REPORTS,
        tell: Callable[[int], None] = lambda _looked: None,
    ) -> DryRun:
        """Where the reports of the last days would go with this edition; an administrator's is written down.

        Raises:
            Forbidden: it is not this actor's to ask.
            InvalidInput: ``days`` is not 1-366.
            NotFound: there is no such edition.
            DataRefused: it does not hold together with what else is effective.
        """
        check_reader(actor)
        edition = await self._editions.read(version)
        before = await self._editions.knowledge()
        after = await self._editions.knowledge(edition, held=before)
        async with aclosing(self._intake.each(RULE, self._since(days))) as reports:
            found = await dry_run(reports, before, after, most=most, tell=tell)
        if actor.role is Role.ADMINISTRATOR:
            base = await self._editions.effective(edition.kind)
            figures = {**found.figures, "days": days}
            await self._editions.record_dry_run(actor, edition.version, base.version if base else "", figures)
        return found

    async def proposals(self, actor: Actor, days: int, known: Knowledge) -> list[Proposal]:
        """Rules that the arbitrations of the last days teach and that do not hold yet.

        Raises:
            Forbidden: it is not this actor's to ask.
            InvalidInput: ``days`` is not 1-366.
        """
        check_reader(actor)
        since = self._since(days, arbitrated=True)
        async with aclosing(self._intake.each(RULE, since)) as reports:
            return await proposals(_first(reports, _MOST_ARBITRATED), known)

    async def draft_proposals(
        self, actor: Actor, rules: tuple[str, ...], days: int, known: Knowledge, note: str
    ) -> Edition:
        """Draft the catalogue that is effective with the rows of these proposals.

        Raises:
            InvalidInput: a rule is not proposed (``known_proposal``).
            DataRefused: with the other rules a row does not hold.
        """
        offered = {each.rule: each for each in await self.proposals(actor, days, known)}
        unknown = [rule for rule in rules if rule not in offered]
        if unknown or not rules:
            raise InvalidInput(
                f"没有建议“{'、'.join(unknown)[:60]}”" if unknown else "请选择至少一条建议",
                f"There is no proposal {', '.join(unknown)[:60]!r}" if unknown else "Choose a proposal",
                path=("input", "rules"),
                rule="known_proposal",
            )
        holding = await self._editions.effective(EditionKind.CATALOGUE)
        if holding is None:
            raise LookupError("no catalogue is effective; run: python -m gateway indexes")
        tables = from_bytes(await self._editions.content(holding.version))
        data = to_bytes(with_proposals(tables, [offered[rule] for rule in rules]))
        return await self._editions.draft(actor, EditionKind.CATALOGUE, data, note)

    def _since(self, days: int, *, arbitrated: bool = False) -> ReportFilter:
        if not 1 <= days <= MOST_DAYS:
            raise InvalidInput(
                f"天数须为 1-{MOST_DAYS}", f"Ask for 1-{MOST_DAYS} days", path=("days",), rule="days"
            )
        return ReportFilter(since=self._clock() - timedelta(days=days), arbitrated=arbitrated)


def check_reader(actor: Actor) -> None:
    """Refuse who has no business with drafts and rules."""
    if actor.role not in _READERS:
        raise Forbidden(
            "仅管理员、派单员、督办员和审计员可以查看版本",
            "Editions are for administrators, dispatchers, supervisors and auditors",
            path=("input",),
            rule="role",
        )


async def _first(reports: AsyncGenerator[Report], most: int) -> AsyncGenerator[Report]:
    left = most
    async for report in reports:
        if not left:
            return
        left -= 1
        yield report
