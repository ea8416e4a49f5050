"""Models: files in the object store, what is promoted in MongoDB, with everything that was before."""

import asyncio
import hashlib
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol, Self

from pymongo.errors import DuplicateKeyError

from intake import Database, NotFound, VersionConflict, database_errors
from routing.classify.card import Card
from routing.classify.file import MOST_BYTES, ModelRefused, from_bytes, to_bytes
from routing.classify.gate import check_usable
from routing.classify.linear import LinearClassifier

_PROMOTED = "promoted"
_KEPT = 200  # steps of the history that are kept


class ObjectStore(Protocol):
    """Where files are: `media.Bucket` is one."""

    async def put(self, key: str, data: bytes, content_type: str) -> None:
        """Store bytes under a key."""
        ...

    async def get(self, key: str, limit: int) -> bytes | None:
        """At most ``limit`` + 1 bytes under a key; None without such an object."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A step of the history.

    Attributes:
        version: the model that served from then on; None for the one that ships.
        former: the one before.
        by: who.
        at: when, aware UTC.
        reason: why, where somebody insisted; empty otherwise.
        step: 1, 2, 3 …
        undoes: the step that it takes back; None for a promotion.
    """

    version: str | None
    former: str | None
    by: str
    at: datetime
    reason: str
    step: int
    undoes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A model that is stored, in short.

    Attributes:
        version: its name.
        created_at: when it was trained, aware UTC.
        source: what it learned from.
        rows: from how many examples.
        labels: how many labels it knows.
        macro_f1: out of fold.
        accuracy: out of fold.
        coverage: share of guesses that pass its threshold, out of fold.
        kept: share of those that are right, out of fold.
        threshold: see `Card`.
    """

    version: str
    created_at: datetime
    source: str
    rows: int
    labels: int
    macro_f1: float
    accuracy: float
    coverage: float
    kept: float
    threshold: float

    @classmethod
    def of(cls, card: Card) -> Self:
        """What a card says, in short."""
        found = card.evaluation
        return cls(
            version=card.version,
            created_at=card.created_at,
            source=card.source,
            rows=card.rows,
            labels=len(card.labels),
            macro_f1=found.macro_f1,
            accuracy=found.right.value,
            coverage=found.passed.value,
            kept=found.kept.value,
            threshold=card.threshold,
        )


class Models:
    """The models of an installation.

    Args:
        database: holds what is promoted; its write concern is the caller's.
        objects: holds the files, under ``models/<version>/model.npz``.
    """

    def __init__(self, database: Database, objects: ObjectStore) -> None:
        self._models = database.get_collection("classifiers")
        self._objects = objects

    async def save(self, model: LinearClassifier) -> str:
        """Store a model and return its version; the same again changes nothing.

        Raises:
            Unavailable: a store is away.
        """
        data = to_bytes(model)
        kept = {"sha256": hashlib.sha256(data).hexdigest(), **asdict(Kept.of(model.card))}
        version = kept.pop("version")
        await self._objects.put(_key(version), data, "application/octet-stream")
        with database_errors():
            await self._models.replace_one({"_id": version}, kept, upsert=True)
        return model.version

    async def load(self, version: str) -> LinearClassifier:
        """A stored model.

        Raises:
            NotFound: there is none of that version.
            ModelRefused: its file is missing, or is not the one that was stored.
            Unavailable: a store is away.
        """
        with database_errors():
            kept = await self._models.find_one({"_id": version, "sha256": {"$exists": True}})
        if kept is None:
            raise NotFound(
                f"没有模型 {version[:40]}",
                f"There is no model {version[:40]!r}",
                path=("version",),
                rule="known_model",
            )
        data = await self._objects.get(_key(version), MOST_BYTES)
        if data is None or hashlib.sha256(data).hexdigest() != kept["sha256"]:
            raise ModelRefused(
                f"模型 {version} 的文件缺失或已被改动",
                f"The file of model {version} is missing or was changed",
                path=("version",),
                rule="stored_file",
            )
        return await asyncio.to_thread(from_bytes, data)

    async def every(self) -> list[Kept]:
        """All that are stored, newest first."""
        with database_errors():
            found = await self._models.find({"sha256": {"$exists": True}}).to_list(None)
        kept = [
            Kept(version=each["_id"], **{name: each[name] for name in Kept.__slots__ if name != "version"})
            for each in found
        ]
        return sorted(kept, key=lambda each: each.created_at, reverse=True)

    async def history(self) -> list[Promotion]:
        """Every step, the newest first; empty while the model that ships was never replaced."""
        with database_errors():
            found = await self._models.find_one({"_id": _PROMOTED})
        return [Promotion(**each) for each in reversed(found["history"])] if found else []

    async def promoted(self) -> str | None:
        """Version of the model that serves; None for the one that ships."""
        with database_errors():
            found = await self._models.find_one({"_id": _PROMOTED}, {"version": 1})
        return found["version"] if found else None

    async def promote(
        self,
        version: str | None,
        *,
        by: str,
        at: datetime,
        step: int,
        reason: str = "",
        undoes: int | None = None,
    ) -> Promotion:
        """Let a model serve from now on; None for the one that ships.

        Args:
            version: of a stored model; the caller has examined it.
            by: who.
            at: when, aware UTC.
            step: of the last step the caller has seen, 0 when there was none.
            reason: why, where somebody insisted.
            undoes: the step that is taken back.

        Raises:
            VersionConflict: somebody promoted another meanwhile; nothing changed.
        """
        former = await self.promoted()
        after = Promotion(
            version=version, former=former, by=by, at=at, reason=reason, step=step + 1, undoes=undoes
        )
        with database_errors():
            try:
                result = await self._models.update_one(
                    {"_id": _PROMOTED, "step": step},
                    {
                        "$set": {"version": version, "step": after.step},
                        "$push": {"history": {"$each": [asdict(after)], "$slice": -_KEPT}},
                    },
                    upsert=step == 0,
                )
            except DuplicateKeyError:
                result = None
        if result is None or (result.matched_count == 0 and result.upserted_id is None):
            steps = await self.history()
            raise VersionConflict(steps[0].step if steps else 0, "启用的模型", "promoted model")
        return after

    async def rollback(self, *, by: str, at: datetime, reason: str = "") -> Promotion:
        """Back to the model that served before the last promotion; twice goes back two.

        Raises:
            NotFound: nothing was ever promoted, or all of it was taken back.
            VersionConflict: somebody promoted another meanwhile.
        """
        steps = await self.history()
        last = _last(steps)
        if last is None:
            raise NotFound(
                "没有可退回的模型", "There is no model to go back to", path=("version",), rule="former_model"
            )
        return await self.promote(
            last.former, by=by, at=at, step=steps[0].step, reason=reason, undoes=last.step
        )


async def load_promoted(
    database: Database, objects: ObjectStore, labels: Collection[str], held: LinearClassifier | None = None
) -> LinearClassifier | None:
    """The model that was promoted; None when none was, and the one that ships serves.

    Args:
        database: where promotions are.
        objects: where files are.
        labels: codes of the matters of the catalogue that serves.
        held: the model that the caller has; it is given back unread when it is still the one.

    Raises:
        ModelRefused: the file was changed, or the catalogue knows none of its labels.
        NotFound: its record is gone.
        Unavailable: a store is away.
    """
    models = Models(database, objects)
    version = await models.promoted()
    if version is None:
        return None
    model = held if held is not None and held.version == version else await models.load(version)
    check_usable(model, labels)
    return model


def _last(steps: list[Promotion]) -> Promotion | None:
    """The newest promotion that was not taken back, from steps with the newest first."""
    taken_back = {each.undoes for each in steps}
    return next((each for each in steps if each.undoes is None and each.step not in taken_back), None)


def _key(version: str) -> str:
    return f"models/{version}/model.npz"
