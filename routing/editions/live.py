"""Follows what is effective: a running process turns to a new edition without a restart."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from intake import Database, InvalidInput, UserError
from routing.classifier import Classifier
from routing.decide import Knowledge
from routing.editions.edition import effective, next_change
from routing.editions.kind import EditionKind
from routing.editions.reading import read_knowledge
from routing.editions.step import EditionStep
from routing.editions.store import EditionStore
from routing.refusal import DataRefused

Source = Callable[[Knowledge], Awaitable[Classifier | None]]
"""Gives the classifier that serves beside this knowledge, which names the one that served last.

It is asked at every look, so it answers at once, with the same object, when nothing has changed.
"""
_log = logging.getLogger(__name__)


class EditionUnreadable(InvalidInput):
    """What is effective breaks a rule of this release; the words say what to do."""


class LiveEditions:
    """Reads the log from where it stopped, and the contents that changed.

    Attributes:
        versions: what is in use, by kind; empty before the first look.
        since: from when each has been effective, by kind.
        failures: how often a content or a model could not be read.

    Args:
        database: where editions are.
        classifier: where the classifier comes from; None for none.
    """

    def __init__(self, database: Database, classifier: Source | None = None) -> None:
        self._store = EditionStore(database)
        self._source = classifier
        self._steps: list[EditionStep] = []
        self._knowledge: Knowledge | None = None
        self._refused: dict[EditionKind, str] = {}
        self._told = ""
        self.versions: dict[EditionKind, str] = {}
        self.since: dict[EditionKind, datetime] = {}
        self.failures = 0

    async def current(self, now: datetime) -> Knowledge:
        """What is effective, read anew if need be: for a start.

        Raises:
            EditionUnreadable: this release cannot read it.
            LookupError: nothing is effective, or a content is missing.
            Unavailable: the database is away.
        """
        try:
            await self._look(now)
        except DataRefused as error:
            raise _unreadable(error) from error
        if self._knowledge is None:
            raise LookupError("no catalogue is effective; run: python -m gateway indexes")
        return self._knowledge

    async def look(self, now: datetime) -> Knowledge | None:
        """Knowledge to turn to, or None when nothing has changed.

        What this release cannot read is told in the log once and counted; the last good one stays.

        Raises:
            Unavailable: the database is away.
        """
        before = self._knowledge
        try:
            await self._look(now)
        except (DataRefused, LookupError) as error:
            self.failures += 1
            _log.error("a new edition cannot be used, the last good one stays: %s", error)
        return self._knowledge if self._knowledge is not before else None

    def next_change(self, now: datetime) -> datetime | None:
        """When a scheduled edition that is known takes effect; None when none is."""
        return next_change(self._steps, now)

    async def _look(self, now: datetime) -> None:
        self._steps += await self._store.steps(after=len(self._steps))
        approved = {
            kind: step for kind in EditionKind if (step := effective(self._steps, kind, now)) is not None
        }
        wanted = {kind: step.version for kind, step in approved.items()}
        if wanted and wanted not in (self.versions, self._refused):
            try:
                await self._read(wanted)
            except (DataRefused, LookupError):
                self._refused = wanted
                raise
            self.since = {kind: step.effective_at or step.at for kind, step in approved.items()}
        await self._turn_classifier()

    async def _read(self, wanted: dict[EditionKind, str]) -> None:
        changed = frozenset(kind for kind in EditionKind if wanted.get(kind) != self.versions.get(kind))
        contents = {kind: await self._store.content(version) for kind, version in wanted.items()}
        held = self._knowledge
        classifier = held.classifier if held else None
        self._knowledge = await asyncio.to_thread(read_knowledge, contents, held, changed, classifier)
        self.versions = wanted

    async def _turn_classifier(self) -> None:
        if self._source is None or self._knowledge is None:
            return
        try:
            classifier = await self._source(self._knowledge)
        except UserError as error:
            self.failures += 1
            if error.en != self._told:
                _log.error("the promoted model cannot be used, the last good one stays: %s", error)
            self._told = error.en
            return
        if classifier is not self._knowledge.classifier:
            known = self._knowledge
            self._knowledge = Knowledge(
                catalogue=known.catalogue, layer=known.layer, overlay=known.overlay, classifier=classifier
            )


def _unreadable(error: DataRefused) -> EditionUnreadable:
    return EditionUnreadable(
        f"本版软件无法读取生效中的数据。{error.zh}。请用原版本软件启动，或执行 catalogue list 和 "
        "catalogue rollback 版本 恢复可用的版本",
        f"This release cannot read what is effective. {error.en}. Start the former release, or find a good "
        "version with `catalogue list` and return to it with `catalogue rollback VERSION`",
        path=error.path,
        rule="readable_edition",
    )
