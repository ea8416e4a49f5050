"""Reports as examples: the matter that people left them with."""

from collections.abc import AsyncIterable, AsyncIterator

from intake import Action, MatterSource, Report, ReturnReason, Role, Stage
from routing.classifier import Facts
from routing.classify.example import Example
from routing.classify.features import fold
from routing.matters import UNSURE

CORRECTED = 2.0
"""How much an example counts where somebody corrected the matter."""

_UNDECIDED = frozenset({Stage.SUBMITTED, Stage.NEEDS_INFO})
_DROPPED = frozenset({Stage.DECLINED, Stage.MERGED, Stage.WITHDRAWN, Stage.VOIDED})
_HELD = frozenset({Stage.VERIFIED, Stage.CLOSED})
_PERSONS = frozenset({Action.ACCEPT, Action.CLASSIFY, Action.ARBITRATE})
_CORRECTIONS = frozenset({Action.CLASSIFY, Action.ARBITRATE})


async def examples_of(reports: AsyncIterable[Report]) -> AsyncIterator[Example]:
    """The reports that teach something, as examples."""
    async for report in reports:
        found = example_of(report)
        if found is not None:
            yield found


def example_of(report: Report) -> Example | None:
    """What a report teaches, or None.

    Its label is the matter it has now. It teaches nothing while nobody has taken it up, when it was declined,
    merged, withdrawn, voided or redacted, while a department says that the matter is wrong, and when it was
    returned for that and nobody has named another matter since. A matter that only a model named teaches once
    the result was verified and no department had returned it: else a model would learn its own mistakes.
    """
    matter = report.matter
    if matter is None or matter.code == UNSURE or report.stage in _UNDECIDED | _DROPPED:
        return None
    if report.redaction is not None or not fold(report.text) or _is_doubted(report):
        return None
    by_model = report.matter_source is MatterSource.CLASSIFIED and not _was_confirmed(report)
    if by_model and (report.stage not in _HELD or _was_returned(report)):
        return None
    return Example(
        text=report.text,
        label=matter.code,
        group=report.number,
        facts=Facts(
            at=report.submitted_at,
            photos=len(report.photos),
            places=report.jurisdiction.places if report.jurisdiction else (),
        ),
        weight=CORRECTED if any(each.action in _CORRECTIONS for each in report.timeline) else 1.0,
    )


def _is_doubted(report: Report) -> bool:
    """Whether the last word on its matter is that it is wrong."""
    if report.request is not None and report.request.reason is ReturnReason.WRONG_MATTER:
        return True
    doubted = False
    asked = None
    for entry in report.timeline:
        if entry.action is Action.REQUEST_RETURN:
            asked = entry.details.get("reason")
        elif entry.action is Action.GRANT_RETURN:
            doubted = asked == ReturnReason.WRONG_MATTER.value
        elif entry.action in _CORRECTIONS:
            doubted = False
    return doubted


def _was_confirmed(report: Report) -> bool:
    return any(
        entry.action in _PERSONS and entry.role not in {Role.RULE, Role.REPORTER} for entry in report.timeline
    )


def _was_returned(report: Report) -> bool:
    return any(entry.action is Action.GRANT_RETURN for entry in report.timeline)
