"""Reports as examples: what people left them with, and nothing that a model said of itself."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from intake import (
    Accept,
    Classify,
    GrantReturn,
    MatterSource,
    RedactReason,
    Report,
    RequestReturn,
    ReturnReason,
    Stage,
)
from routing import Facts, example_of, examples_of
from support.lives import in_hand, life
from support.reports import DIRTY_ROAD, DISPATCHER, OFFICER, act, filed, submission, unclear

WRONG = RequestReturn(reason=ReturnReason.WRONG_MATTER, words="这是垃圾")
RUBBISH = "E0102"


def read_by_model(stage: Stage) -> Report:
    return replace(filed(submission(text="路面很脏")), matter_source=MatterSource.CLASSIFIED, stage=stage)


def test_what_a_person_accepted_teaches() -> None:
    report = act(filed(unclear(text="路面很脏")), Accept(matter=DIRTY_ROAD), DISPATCHER)
    found = example_of(report)
    assert found is not None
    assert (found.text, found.label, found.group, found.weight) == ("路面很脏", DIRTY_ROAD, report.number, 1)
    assert found.facts == Facts(at=report.submitted_at, photos=0, places=())


def test_a_correction_teaches_more() -> None:
    found = example_of(act(in_hand(), Classify(matter=RUBBISH), DISPATCHER))
    assert found is not None
    assert (found.label, found.weight) == (RUBBISH, 2)


def test_a_doubted_matter_teaches_nothing_until_somebody_names_another() -> None:
    asked = act(in_hand(), WRONG, OFFICER)
    assert example_of(asked) is None
    returned = act(asked, GrantReturn(), DISPATCHER)
    assert example_of(returned) is None
    corrected = example_of(act(returned, Classify(matter=RUBBISH), DISPATCHER))
    assert corrected is not None
    assert corrected.label == RUBBISH


def test_a_return_for_another_reason_says_nothing_of_the_matter() -> None:
    elsewhere = RequestReturn(reason=ReturnReason.OTHER_PLACE, words="不在辖区")
    assert example_of(act(act(in_hand(), elsewhere, OFFICER), GrantReturn(), DISPATCHER)) is not None


def test_a_model_does_not_learn_from_itself() -> None:
    for stage in (Stage.DISPATCHED, Stage.RESOLVED):
        assert example_of(read_by_model(stage)) is None
    for stage in (Stage.VERIFIED, Stage.CLOSED):
        assert example_of(read_by_model(stage)) is not None
    returned = act(act(in_hand(), WRONG, OFFICER), GrantReturn(), DISPATCHER)
    again = replace(returned, stage=Stage.CLOSED, matter_source=MatterSource.CLASSIFIED)
    assert example_of(again) is None


@pytest.mark.parametrize(
    "stage", [Stage.SUBMITTED, Stage.NEEDS_INFO, Stage.DECLINED, Stage.MERGED, Stage.WITHDRAWN, Stage.VOIDED]
)
def test_what_was_not_taken_up_teaches_nothing(stage: Stage) -> None:
    assert example_of(replace(in_hand(), stage=stage)) is None


def test_redacted_and_wordless_reports_teach_nothing() -> None:
    assert example_of(replace(in_hand(), redaction=RedactReason.RETENTION)) is None
    assert example_of(replace(in_hand(), text="👍")) is None


async def test_reports_are_taken_as_they_come() -> None:
    async def reports() -> AsyncIterator[Report]:
        for report in life():
            yield report

    found = [each async for each in examples_of(reports())]
    assert {each.label for each in found} == {DIRTY_ROAD}
    assert 0 < len(found) < len(life())
