"""The life of editions: drafted, tried out, approved by a second person, effective, retired."""

import asyncio
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from intake import TRIES, Actor, Database, Forbidden, InvalidInput, NotFound, Role, WrongStage, back_off, said
from routing.builtin import builtin_catalogue
from routing.decide import Knowledge
from routing.editions.content import from_bytes, lists, to_bytes
from routing.editions.edition import Edition, EditionState, approvals, editions, effective
from routing.editions.kind import EditionKind
from routing.editions.reading import check_draft, read_knowledge, read_towns
from routing.editions.step import Act, EditionStep
from routing.editions.store import EditionStore
from routing.tables import package_text

PRODUCT = "product"
"""Who drafted and approved what ships."""
MOST_AHEAD = timedelta(days=366)
"""An edition may be approved for a moment up to so long ahead; what lies further is a mistyped year."""
Decide = Callable[[list[EditionStep]], EditionStep | None]


class Editions:
    """Keeps the versions of the catalogue, the town borders and what lies over them.

    Args:
        database: where they are.
        clock: now, aware UTC in whole milliseconds.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._store = EditionStore(database)
        self._clock = clock

    async def start(self) -> None:
        """Make what ships effective where there is nothing yet. Several processes may do it at once."""
        steps = await self._store.steps()
        shipped: dict[EditionKind, Callable[[], tuple[str, bytes, dict[str, Any]]]] = {
            EditionKind.CATALOGUE: _shipped_catalogue,
            EditionKind.TOWNS: _shipped_towns,
        }
        for kind, make in shipped.items():
            if approvals(steps, kind):
                continue
            version, data, figures = await asyncio.to_thread(make)
            await self._store.keep(kind, version, data)
            now = self._clock()

            def drafted(
                steps: list[EditionStep],
                kind: EditionKind = kind,
                version: str = version,
                now: datetime = now,
                figures: Mapping[str, Any] = figures,
            ) -> EditionStep | None:
                if any(each.version == version for each in steps):
                    return None
                return EditionStep(
                    seq=len(steps) + 1,
                    at=now,
                    act=Act.DRAFT,
                    kind=kind,
                    version=version,
                    by=PRODUCT,
                    figures=figures,
                )

            def approved(
                steps: list[EditionStep],
                kind: EditionKind = kind,
                version: str = version,
                now: datetime = now,
            ) -> EditionStep | None:
                if approvals(steps, kind):
                    return None
                return EditionStep(
                    seq=len(steps) + 1,
                    at=now,
                    act=Act.APPROVE,
                    kind=kind,
                    version=version,
                    by=PRODUCT,
                    effective_at=now,
                )

            await self._append(drafted)
            await self._append(approved)

    async def every(self, kind: EditionKind | None = None) -> list[Edition]:
        """Editions, the one drafted last first."""
        found = editions(await self._store.steps(), self._clock()).values()
        return [each for each in found if kind in {None, each.kind}]

    async def read(self, version: str) -> Edition:
        """The edition of this version, or of the only one that begins so (6 characters at least).

        Raises:
            NotFound: there is none.
        """
        return _named(await self._store.steps(), version, self._clock())

    async def effective(self, kind: EditionKind) -> Edition | None:
        """The edition that holds now, or None."""
        steps, now = await self._store.steps(), self._clock()
        step = effective(steps, kind, now)
        return editions(steps, now)[step.version] if step else None

    async def content(self, version: str) -> bytes:
        """What was handed in.

        Raises:
            NotFound: there is no such edition.
        """
        return await self._store.content((await self.read(version)).version)

    async def knowledge(
        self, instead: Edition | None = None, at: datetime | None = None, held: Knowledge | None = None
    ) -> Knowledge:
        """What decisions follow at a moment, now unless given; with another edition in place of its kind's.

        Args:
            instead: the edition to put in place.
            at: the moment.
            held: knowledge whose catalogue, where it is the same version, is taken over unread.

        Raises:
            DataRefused: the parts do not hold together.
        """
        versions = _versions(await self._store.steps(), at or self._clock())
        if instead is not None:
            versions[instead.kind] = instead.version
        contents = {kind: await self._store.content(version) for kind, version in versions.items()}
        if held is not None and held.catalogue.version == versions.get(EditionKind.CATALOGUE):
            changed = frozenset({EditionKind.TOWNS, EditionKind.OVERLAY})
            return await asyncio.to_thread(read_knowledge, contents, held, changed, held.classifier)
        classifier = held.classifier if held else None
        return await asyncio.to_thread(read_knowledge, contents, classifier=classifier)

    async def draft(self, actor: Actor, kind: EditionKind, data: bytes, note: str = "") -> Edition:
        """Hold a content to every rule and keep it as a draft; what is there already is given back.

        A draft of the same content that was made from a former version is drafted anew from the one that
        holds now, by whoever asks.

        Raises:
            Forbidden: only administrators draft.
            DataRefused: every faulty row or feature.
            InvalidInput: it is too large, or the note breaks a rule.
        """
        _permit(actor)
        note = said(note, "note") or ""
        steps = await self._store.steps()
        now = await self.knowledge() if kind is not EditionKind.CATALOGUE and steps else None
        version = await asyncio.to_thread(check_draft, kind, data, now)
        figures = {"tables": lists(from_bytes(data))} if kind is EditionKind.CATALOGUE else {}
        await self._store.keep(kind, version, data)
        at = self._clock()

        def drafted(steps: list[EditionStep]) -> EditionStep | None:
            known = editions(steps, at).get(version)
            base = _holding(steps, kind, at)
            if known is not None and (
                known.state not in {EditionState.DRAFT, EditionState.DISCARDED}
                or (known.state is EditionState.DRAFT and known.draft.base == base)
            ):
                return None
            return _step(steps, actor, at, Act.DRAFT, kind, version, words=note, base=base, figures=figures)

        return editions(await self._append(drafted), at)[version]

    async def approve(
        self,
        actor: Actor,
        version: str,
        *,
        effective_at: datetime | None = None,
        words: str = "",
        single: bool = False,
    ) -> Edition:
        """Let an edition hold from now on or from a moment ahead; a former one is rolled back to.

        Whoever approved it before and asks again gets the edition as it stands.

        Args:
            actor: an administrator; of a draft, another person than the one who drafted it.
            version: of a draft, or of an edition that held before.
            effective_at: from when, aware; None for now.
            words: why; needed with ``single``.
            single: one person answers for draft and approval; recorded.

        Raises:
            Forbidden: not an administrator (``role``), or the one who drafted it (``second_person``).
            WrongStage: it is discarded, effective or scheduled (``stage``); another one holds than when it
                was drafted (``current_base``); no dry run was made (``dry_run``); another one is scheduled
                (``none_scheduled``); something was approved while this was looked at
                (``changed_meanwhile``).
            DataRefused: with what else holds then it does not hold together.
            InvalidInput: the moment is past or too far ahead.
            NotFound: there is no such edition.
        """
        _permit(actor)
        now = self._clock()
        words = said(words, "words", required=single) or ""
        begins = _moment(effective_at, now)
        edition = await self.read(version)
        checked = await self._check_together(edition, begins)

        def approved(steps: list[EditionStep]) -> EditionStep | None:
            known = editions(steps, now)[edition.version]
            if _is_done(known, actor, effective_at):
                return None
            _check_approvable(known, steps, actor, begins, single=single)
            if any(each.act in {Act.APPROVE, Act.DISCARD} for each in steps[checked:]):
                raise WrongStage(
                    "其间另一版本已被批准或废弃，请重试",
                    "Another edition was approved or discarded meanwhile; ask again",
                    path=("input", "version"),
                    rule="changed_meanwhile",
                )
            return _step(
                steps,
                actor,
                now,
                Act.APPROVE,
                known.kind,
                known.version,
                words=words,
                base=_holding(steps, known.kind, begins),
                effective_at=begins,
                single=single,
            )

        return editions(await self._append(approved), now)[edition.version]

    async def discard(self, actor: Actor, version: str, words: str = "") -> Edition:
        """Put a draft away, or take an approval back that has not come into effect.

        Raises:
            Forbidden: only administrators discard.
            WrongStage: it is or was effective.
            NotFound: there is no such edition.
        """
        _permit(actor)
        now = self._clock()
        words = said(words, "words") or ""
        edition = await self.read(version)

        def discarded(steps: list[EditionStep]) -> EditionStep | None:
            known = editions(steps, now)[edition.version]
            if known.state is EditionState.DISCARDED:
                return None
            if known.state not in {EditionState.DRAFT, EditionState.SCHEDULED}:
                raise _wrong(
                    known, "只有草稿和待生效的版本可以废弃", "only drafts and scheduled ones are discarded"
                )
            return _step(steps, actor, now, Act.DISCARD, known.kind, known.version, words=words)

        return editions(await self._append(discarded), now)[edition.version]

    async def record_dry_run(
        self, actor: Actor, version: str, base: str, figures: Mapping[str, Any]
    ) -> Edition:
        """Write down what a dry run of an edition found, compared with the one of version ``base``."""
        now = self._clock()
        edition = await self.read(version)

        def tried(steps: list[EditionStep]) -> EditionStep:
            return _step(
                steps, actor, now, Act.DRY_RUN, edition.kind, edition.version, base=base, figures=figures
            )

        return editions(await self._append(tried), now)[edition.version]

    async def _check_together(self, edition: Edition, begins: datetime) -> int:
        """Read it with what else holds then, and at every moment after at which something else changes.

        Returns how many lines the log had.
        """
        steps = await self._store.steps()
        moments = {begins} | {
            at
            for kind in EditionKind
            if kind is not edition.kind
            for each in approvals(steps, kind)
            if (at := each.effective_at) is not None and at > begins
        }
        for moment in sorted(moments):
            await self.knowledge(edition, moment)
        return len(steps)

    async def _append(self, decide: Decide) -> list[EditionStep]:
        """Add what is decided on the log as it stands; a lost race is decided anew."""
        for lost in range(1, TRIES + 1):
            steps = await self._store.steps()
            step = decide(steps)
            if step is None:
                return steps
            if await self._store.append(step):
                return [*steps, step]
            await back_off(lost)
        raise RuntimeError("the log of editions was written a hundred times meanwhile")


def _permit(actor: Actor) -> None:
    if actor.role is not Role.ADMINISTRATOR:
        raise Forbidden(
            "仅管理员可以维护目录和图层",
            "Only administrators keep catalogues and layers",
            path=("input",),
            rule="role",
        )


def _step(
    steps: list[EditionStep],
    actor: Actor,
    at: datetime,
    act: Act,
    kind: EditionKind,
    version: str,
    **given: Any,
) -> EditionStep:
    return EditionStep(
        seq=len(steps) + 1,
        at=at,
        act=act,
        kind=kind,
        version=version,
        by=actor.id,
        origin=actor.origin,
        **given,
    )


def _holding(steps: list[EditionStep], kind: EditionKind, at: datetime) -> str | None:
    step = effective(steps, kind, at)
    return step.version if step else None


def _versions(steps: list[EditionStep], at: datetime) -> dict[EditionKind, str]:
    held = {kind: _holding(steps, kind, at) for kind in EditionKind}
    return {kind: version for kind, version in held.items() if version is not None}


def _named(steps: list[EditionStep], version: str, now: datetime) -> Edition:
    known = editions(steps, now)
    found = known.get(version)
    if found is None and len(version) >= 6:  # noqa: PLR2004 - fewer characters are a guess
        meant = [each for each in known.values() if each.version.startswith(version)]
        found = meant[0] if len(meant) == 1 else None
    if found is None:
        raise NotFound(
            f"没有版本“{version[:40]}”",
            f"There is no edition {version[:40]!r}",
            path=("input", "version"),
            rule="known_edition",
        )
    return found


def _moment(effective_at: datetime | None, now: datetime) -> datetime:
    if effective_at is None:
        return now
    if effective_at < now - timedelta(minutes=1) or effective_at > now + MOST_AHEAD:
        raise InvalidInput(
            "生效时间须为现在至一年内",
            "It takes effect between now and a year from now",
            path=("input", "effectiveAt"),
            rule="effective_at",
        )
    return max(effective_at, now)


def _is_done(known: Edition, actor: Actor, effective_at: datetime | None) -> bool:
    """Whether this is a retry of what this actor did."""
    approval = known.approval
    if approval is None or known.state is EditionState.RETIRED or approval.by != actor.id:
        return False
    return (
        known.state is EditionState.EFFECTIVE
        if effective_at is None
        else approval.effective_at == effective_at
    )


def _check_approvable(
    known: Edition, steps: list[EditionStep], actor: Actor, begins: datetime, *, single: bool
) -> None:
    if known.state not in {EditionState.DRAFT, EditionState.RETIRED}:
        raise _wrong(known, "只能批准草稿，或恢复曾生效的版本", "only drafts and former ones are approved")
    counted = approvals(steps, known.kind)
    later = next((each for each in counted if (each.effective_at or each.at) > begins), None)
    if later is not None:
        raise WrongStage(
            f"版本 {later.version} 已排定在其后生效，请先废弃它",
            f"Edition {later.version} is scheduled to take effect after that; discard it first",
            path=("input", "version"),
            rule="none_scheduled",
        )
    if known.state is EditionState.RETIRED:
        return  # two people have judged it before
    if not single and _plain(known.draft.by) == _plain(actor.id):
        raise Forbidden(
            "起草人不能批准自己的版本，须由另一人批准",
            "Whoever drafted it does not approve it: a second person does",
            path=("input", "version"),
            rule="second_person",
        )
    holding = _holding(steps, known.kind, begins)
    if known.draft.base != holding:
        raise WrongStage(
            f"起草后已有另一版本生效（{holding}），请在其基础上重新起草",
            f"Another edition ({holding}) holds since it was drafted; draft it again from that one",
            path=("input", "version"),
            rule="current_base",
        )
    if not single and (known.dry_run is None or known.dry_run.base != holding):
        raise WrongStage(
            "批准前须先对照近期诉求试算",
            "A dry run against past reports comes before the approval",
            path=("input", "version"),
            rule="dry_run",
        )


def _plain(name: str) -> str:
    """A name whatever its case, its width and its spaces: what differs in these alone is no second person."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _wrong(known: Edition, zh: str, en: str) -> WrongStage:
    return WrongStage(
        f"版本 {known.version} {known.state.zh}：{zh}",
        f"Edition {known.version} is {known.state}: {en}",
        path=("input", "version"),
        rule="stage",
    )


def _shipped_catalogue() -> tuple[str, bytes, dict[str, Any]]:
    catalogue = builtin_catalogue()
    return catalogue.version, to_bytes(catalogue.tables), {"tables": lists(catalogue.tables)}


def _shipped_towns() -> tuple[str, bytes, dict[str, Any]]:
    data = package_text("town_prototypes.csv").encode()
    return read_towns(data, builtin_catalogue()).version, data, {}
