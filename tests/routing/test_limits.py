import pytest

from intake import DeadlineKind, Limit, LimitUnit, Urgency
from routing import (
    LimitsRefused,
    Routing,
    builtin_calendar,
    builtin_catalogue,
    builtin_layer,
    builtin_limits,
    read_limits,
)
from routing.tables import package_text
from support.reports import NOW, ROUTING

TEXT = package_text("limits.csv")
HEADER, *LINES = TEXT.splitlines(keepends=True)


@pytest.mark.parametrize(
    ("kind", "urgency", "limit"),
    [
        (DeadlineKind.ACCEPT, Urgency.NORMAL, Limit(2, LimitUnit.WORKING_HOUR)),
        (DeadlineKind.ACCEPT, Urgency.URGENT, Limit(30, LimitUnit.MINUTE)),
        (DeadlineKind.DISPATCH, Urgency.NORMAL, Limit(2, LimitUnit.WORKING_HOUR)),
        (DeadlineKind.DISPATCH, Urgency.EMERGENCY, Limit(30, LimitUnit.MINUTE)),
        (DeadlineKind.SIGN, Urgency.NORMAL, Limit(30, LimitUnit.MINUTE)),
        (DeadlineKind.SIGN, Urgency.EMERGENCY, Limit(10, LimitUnit.MINUTE)),
        (DeadlineKind.RESPOND, Urgency.NORMAL, Limit(2, LimitUnit.WORKING_HOUR)),
        (DeadlineKind.RESPOND, Urgency.EMERGENCY, Limit(30, LimitUnit.MINUTE)),
        (DeadlineKind.VERIFY, Urgency.NORMAL, Limit(1, LimitUnit.WORKING_DAY)),
        (DeadlineKind.EVALUATE, Urgency.NORMAL, Limit(7, LimitUnit.DAY)),
        (DeadlineKind.SUPPLEMENT, Urgency.NORMAL, Limit(3, LimitUnit.DAY)),
    ],
)
def test_the_limits_that_ship_are_the_published_ones(
    kind: DeadlineKind, urgency: Urgency, limit: Limit
) -> None:
    assert builtin_limits()[kind, urgency] == limit


@pytest.mark.parametrize(
    "kind", [DeadlineKind.RESOLVE, DeadlineKind.MAKE_SAFE, DeadlineKind.REVIEW, DeadlineKind.SUPERVISE]
)
def test_what_the_matter_or_a_person_limits_is_not_in_the_table(kind: DeadlineKind) -> None:
    assert ROUTING.deadline(kind, None, Urgency.NORMAL, NOW) is None
    with pytest.raises(LimitsRefused) as refused:
        read_limits(f"{TEXT}{kind.value},normal,1,day,proposal\n")
    assert (refused.value.rule, refused.value.path) == ("known_kind", ("limits.csv", str(len(LINES) + 2)))


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("sign,soon,30,minute,proposal", "known_urgency"),
        ("sign,normal,0,minute,proposal", "value"),
        ("sign,normal,-1,minute,proposal", "value"),
        ("sign,normal,1.5,working_hour,proposal", "value"),
        ("sign,normal,1000,minute,proposal", "value"),
        ("sign,normal,,minute,proposal", "value"),
        ("sign,normal,30,week,proposal", "known_unit"),
        ("sign,normal,30,minute,", "required"),
        ("sign,normal,30,minute,proposal,x", "columns"),
    ],
)
def test_a_faulty_row_is_named(row: str, rule: str) -> None:
    with pytest.raises(LimitsRefused) as refused:
        read_limits(HEADER + f"{row}\n" + "".join(LINES))
    assert (refused.value.rule, refused.value.path) == (rule, ("limits.csv", "2"))


def test_a_limit_that_occurs_twice_is_refused() -> None:
    with pytest.raises(LimitsRefused) as refused:
        read_limits(TEXT + LINES[0])
    assert (refused.value.rule, refused.value.path) == ("unique", ("limits.csv", str(len(LINES) + 2)))
    assert "supplement normal" in refused.value.zh


def test_a_limit_that_is_missing_is_named() -> None:
    with pytest.raises(LimitsRefused) as refused:
        read_limits(HEADER + "".join(line for line in LINES if not line.startswith("sign,urgent")))
    assert (refused.value.rule, refused.value.path) == ("complete", ("limits.csv",))
    assert "sign urgent" in refused.value.en


def test_a_table_without_its_columns_is_refused() -> None:
    with pytest.raises(LimitsRefused) as refused:
        read_limits("kind,urgency,value,unit\nsign,normal,30,minute\n")
    assert refused.value.rule == "columns"


def test_routing_counts_by_the_table_it_is_given() -> None:
    slower = read_limits(TEXT.replace("sign,normal,30,minute", "sign,normal,2,hour"))
    catalogue = builtin_catalogue()
    routing = Routing(catalogue, builtin_layer(catalogue), builtin_calendar(), limits=slower)
    clock = routing.deadline(DeadlineKind.SIGN, "E0104", Urgency.NORMAL, NOW)
    assert clock is not None
    assert clock.limit == Limit(2, LimitUnit.HOUR)
