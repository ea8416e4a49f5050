import logging

import pytest

from intake import Deadline, DeadlineKind, Limit, LimitUnit, Unavailable
from intake.careful import CarefulRouter
from support.reports import NOW, ROUTING, FixedRouter

CAREFUL = CarefulRouter(FixedRouter(ValueError("not asked")))
LIMIT = Limit(1, LimitUnit.WORKING_DAY)
CLOCK = ROUTING.clock(DeadlineKind.REVIEW, LIMIT, NOW, "CG")


class Lost(FixedRouter):
    """Routing whose calendar cannot answer."""

    def clock(self, *_: object) -> Deadline | None:
        raise LookupError("no such year")

    def resumed(self, *_: object) -> Deadline:
        raise LookupError("no such year")

    def extended(self, *_: object) -> Deadline:
        raise LookupError("no such year")


LOST = CarefulRouter(Lost(ValueError("not asked")))


def test_clocks_are_the_routers() -> None:
    assert CAREFUL.clock(DeadlineKind.REVIEW, LIMIT, NOW, "CG") == CLOCK
    assert CAREFUL.resumed(CLOCK, NOW, CLOCK.due_by) == ROUTING.resumed(CLOCK, NOW, CLOCK.due_by)
    assert CAREFUL.extended(CLOCK, LIMIT, NOW) == ROUTING.extended(CLOCK, LIMIT, NOW)
    assert CAREFUL.is_subordinate("CG", "CG-441900004000")


def test_a_clock_that_cannot_be_started_is_missing_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert LOST.clock(DeadlineKind.SUPERVISE, LIMIT, NOW) is None
    assert [record.getMessage() for record in caplog.records] == ["no supervise clock could be computed"]


def test_a_clock_that_cannot_go_on_or_be_extended_stops_the_command() -> None:
    with pytest.raises(Unavailable) as refused:
        LOST.resumed(CLOCK, NOW, NOW)
    assert refused.value.part == "routing"
    with pytest.raises(Unavailable):
        LOST.extended(CLOCK, LIMIT, NOW)
