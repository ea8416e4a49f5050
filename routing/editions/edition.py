"""Editions as the log tells them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from routing.editions.kind import EditionKind
from routing.editions.step import Act, EditionStep


class EditionState(StrEnum):
    """Where an edition stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EFFECTIVE = "effective"
    RETIRED = "retired"
    DISCARDED = "discarded"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _STATE_ZH[self]


_STATE_ZH = {
    EditionState.DRAFT: "草稿",
    EditionState.SCHEDULED: "待生效",
    EditionState.EFFECTIVE: "生效中",
    EditionState.RETIRED: "已退役",
    EditionState.DISCARDED: "已废弃",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One version of a set of data, never changed, and what became of it.

    Attributes:
        version: hash of the content, as decisions store it.
        kind: of what.
        state: where it stands now.
        draft: the last step that drafted it.
        approval: the last approval that holds or held, or None.
        retired_at: since when, or from when on, another one holds instead.
        discard: the step that discarded it, while it is discarded.
        dry_run: the last dry run since it was drafted, or None.
        steps: everything that was done to it, oldest first.
    """

    version: str
    kind: EditionKind
    state: EditionState
    draft: EditionStep
    approval: EditionStep | None
    retired_at: datetime | None
    discard: EditionStep | None
    dry_run: EditionStep | None
    steps: tuple[EditionStep, ...]

    @property
    def effective_at(self) -> datetime | None:
        """From when it holds, last time."""
        return self.approval.effective_at if self.approval else None


def approvals(steps: Iterable[EditionStep], kind: EditionKind) -> list[EditionStep]:
    """The approvals that count, in the order in which they take effect.

    A discarded edition loses the approval that had not come into effect; what was effective once stays.
    """
    counted: list[EditionStep] = []
    for step in steps:
        if step.kind is not kind:
            continue
        if step.act is Act.APPROVE:
            counted.append(step)
        elif step.act is Act.DISCARD:
            counted = [each for each in counted if each.version != step.version or _begins(each) <= step.at]
    return sorted(counted, key=lambda each: (_begins(each), each.seq))


def effective(steps: Iterable[EditionStep], kind: EditionKind, at: datetime) -> EditionStep | None:
    """The approval whose edition holds at this moment; None before there was any."""
    return next((each for each in reversed(approvals(steps, kind)) if _begins(each) <= at), None)


def next_change(steps: Sequence[EditionStep], now: datetime) -> datetime | None:
    """When the next scheduled edition of any kind takes effect; None when none is scheduled."""
    coming = (_begins(each) for kind in EditionKind for each in approvals(steps, kind))
    return min((begins for begins in coming if begins > now), default=None)


def editions(steps: Sequence[EditionStep], now: datetime) -> dict[str, Edition]:
    """Every edition by version, the one drafted last first."""
    of: dict[str, list[EditionStep]] = {}
    for step in steps:
        of.setdefault(step.version, []).append(step)
    counted = {kind: approvals(steps, kind) for kind in EditionKind}
    found = [_edition(own, counted[own[0].kind], now) for own in of.values()]
    found.sort(key=lambda each: each.draft.seq, reverse=True)
    return {each.version: each for each in found}


def _edition(own: list[EditionStep], counted: list[EditionStep], now: datetime) -> Edition:
    version = own[0].version
    draft = [step for step in own if step.act is Act.DRAFT][-1]
    places = [place for place, step in enumerate(counted) if step.version == version]
    approval = counted[places[-1]] if places else None
    after = counted[places[-1] + 1] if places and places[-1] + 1 < len(counted) else None
    last = [step for step in own if step.act is not Act.DRY_RUN][-1]
    if approval is None:
        state = EditionState.DISCARDED if last.act is Act.DISCARD else EditionState.DRAFT
    elif _begins(approval) > now:
        state = EditionState.SCHEDULED
    elif after is None or _begins(after) > now:
        state = EditionState.EFFECTIVE
    else:
        state = EditionState.RETIRED
    runs = [step for step in own if step.act is Act.DRY_RUN and step.seq > draft.seq]
    return Edition(
        version=version,
        kind=draft.kind,
        state=state,
        draft=draft,
        approval=approval,
        retired_at=_begins(after) if after else None,
        discard=last if state is EditionState.DISCARDED else None,
        dry_run=runs[-1] if runs else None,
        steps=tuple(own),
    )


def _begins(approval: EditionStep) -> datetime:
    """From when an approval counts."""
    return approval.effective_at or approval.at
