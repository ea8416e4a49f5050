"""The trace: whatever is changed, cut out, put in or moved is found, and where."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields, replace
from datetime import UTC, timedelta
from functools import reduce
from operator import getitem
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from intake import (
    AbnormalKind,
    Actor,
    Command,
    Evaluate,
    FlagAbnormal,
    GrantExtension,
    HashAlgorithm,
    Interim,
    PhotoRef,
    RejectAbnormal,
    Reopen,
    Report,
    RequestExtension,
    Resolve,
    ResultCode,
    Rework,
    Role,
    Sign,
    Urge,
    Verify,
    breaks,
)
from intake.chain import digest
from intake.deadline import Limit, LimitUnit
from intake.document import from_document, readable, to_document
from intake.entry import Action, Entry
from intake.lifecycle import advance
from intake.trace import content
from support.reports import (
    NANCHENG_CG,
    NOW,
    OFFICER,
    REPORTER,
    SUPERVISOR,
    act,
    filed,
    photo,
    step_for,
    submission,
)

SHA256, SM3 = HashAlgorithm.SHA256, HashAlgorithm.SM3
INSPECTOR = Actor("inspector-1", Role.INSPECTOR, towns=frozenset({"441900004000"}), origin="grid 10.0.0.7")
HUB = Actor("hub-1", Role.HUB, frozenset({NANCHENG_CG.id}))
FIXED = ResultCode.FIXED


def _step(report: Report, command: Command, actor: Actor, hash_: HashAlgorithm, *photos: PhotoRef) -> Report:
    now = NOW + timedelta(minutes=len(report.timeline))
    return advance(
        report, command, replace(step_for(report, command, actor, now=now, photos=photos), hash=hash_)
    )


def _life(hash_: HashAlgorithm = SHA256, later: HashAlgorithm | None = None) -> Report:
    """A long life on the channel whose results are inspected; from its rework on by another algorithm."""
    report = filed(submission(channel="grid"), photo("before"))
    report = _step(report, Sign(), OFFICER, hash_)
    report = _step(report, Urge(words="请尽快"), REPORTER, hash_)
    report = _step(
        report, RequestExtension(limit=Limit(1, LimitUnit.WORKING_DAY), words="等配件"), OFFICER, hash_
    )
    report = _step(report, GrantExtension(), SUPERVISOR, hash_)
    flag = FlagAbnormal(kind=AbnormalKind.REPEAT, words="多次反映", photo_ids=("proof",))
    report = _step(report, flag, OFFICER, hash_, photo("proof").ref)
    report = _step(report, RejectAbnormal(words="并非重复"), HUB, hash_)
    done = Resolve(result=FIXED, words="已清扫整条路面", photo_ids=("after",))
    report = _step(report, done, OFFICER, hash_, photo("after").ref)
    again = later or hash_
    report = _step(report, Rework(words="仍有垃圾", photo_ids=("seen",)), INSPECTOR, again, photo("seen").ref)
    report = _step(report, Interim(words="再次清扫"), OFFICER, again)
    done = Resolve(result=FIXED, words="已再次清扫整条路面", photo_ids=("after 2",))
    report = _step(report, done, OFFICER, again, photo("after 2").ref)
    report = _step(report, Verify(photo_ids=("seen 2",)), INSPECTOR, again, photo("seen 2").ref)
    report = _step(report, Evaluate(outcome=1, speed=2, attitude=3, tags=("慢",)), REPORTER, again)
    report = _step(report, Reopen(words="又脏了"), REPORTER, again)
    report = _step(report, Sign(), OFFICER, again)
    last = Resolve(result=FIXED, words="已清扫整条路面", photo_ids=("after 3",))
    return _step(report, last, OFFICER, again, photo("after 3").ref)


APART = {"hash", "words", "digest", "salt"}
LIFE = _life()
MIXED = _life(SHA256, SM3)
REPORT = act(filed(submission()), Sign(), OFFICER)
OTHER = act(filed(submission()), Sign(), OFFICER)


def _rules(report: Report) -> list[tuple[int, str]]:
    return [(each.seq, each.rule) for each in breaks(report)]


def _paths(value: Any, *above: str | int) -> Iterator[tuple[str | int, ...]]:
    """Where every value in a document is, also those that hold others."""
    yield above
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inside:
        yield from _paths(each, *above, name)


STORED = {"LIFE": to_document(LIFE), "MIXED": to_document(MIXED)}
PLACES = [
    (name, seq, path)
    for name, document in STORED.items()
    for seq, entry in enumerate(document["timeline"], 1)
    for path in _paths(entry)
    if path
]
VALUES = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.integers(-9, 9),
    st.booleans(),
    st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0)),
    st.sampled_from(["supervisor", "closed", "evaluate", "sm3:" + "0" * 64]),
    st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(0, 1), max_size=1),
)


@pytest.mark.parametrize("report", [LIFE, MIXED, _life(SM3)], ids=["sha256", "mixed", "sm3"])
def test_an_honest_trace_holds_and_so_does_its_stored_form(report: Report) -> None:
    assert len(report.timeline) == 18
    assert breaks(report) == []
    assert breaks(from_document(to_document(report), Report)) == []
    assert len({entry.hash for entry in report.timeline}) == 18


@given(st.sampled_from(PLACES), VALUES)
def test_whatever_is_changed_in_any_entry_is_found_there(
    place: tuple[str, int, tuple[str | int, ...]], value: Any
) -> None:
    name, seq, (*above, last) = place
    honest = LIFE if name == "LIFE" else MIXED
    document = deepcopy(STORED[name])
    holder = reduce(getitem, above, document["timeline"][seq - 1])
    holder[last] = value
    changed = readable(document, Report)
    assume(changed != honest)
    assert changed is None or seq in {each.seq for each in breaks(changed)}


@pytest.mark.parametrize("field", [each.name for each in fields(Entry) if each.name not in APART])
def test_who_what_whence_and_by_which_rules_are_inside_the_hash(field: str) -> None:
    entry = replace(LIFE.timeline[0], department=NANCHENG_CG, words="话", key="key-00000", digest="d" * 64)
    entry = replace(entry, origin="wechat", changed=("stage",), catalogue="c", public=False)
    hashed = content(replace(entry, words_hash="e" * 64))
    assert field in hashed
    assert not hashed.keys() & APART


def test_a_field_that_a_later_release_adds_leaves_stored_traces_whole() -> None:
    document = to_document(REPORT)
    for entry in document["timeline"]:
        for added in [name for name, value in entry.items() if value in (None, [], {}, "")]:
            del entry[added]  # as if it had been stored before there was such a field
    assert breaks(from_document(document, Report)) == []


def test_a_changed_entry_sealed_anew_breaks_the_next_link() -> None:
    forged = replace(REPORT.timeline[1], actor="somebody-else")
    forged = replace(forged, hash=digest(content(forged), SHA256))
    timeline = (REPORT.timeline[0], forged, *REPORT.timeline[2:])
    assert _rules(replace(REPORT, timeline=timeline)) == [(3, "previous")]


def test_a_cut_a_swap_and_a_lost_end_are_found() -> None:
    one, two, three, four = REPORT.timeline
    assert (2, "previous") in _rules(replace(REPORT, timeline=(one, three, four)))
    assert (2, "seq") in _rules(replace(REPORT, timeline=(one, three, two, four)))
    assert (0, "head") in _rules(replace(REPORT, timeline=(one, two, three)))
    assert _rules(replace(REPORT, timeline=())) == [(0, "head")]


def test_entries_of_another_report_are_found_however_they_are_put_in() -> None:
    for seq in range(1, 5):
        mixed = (*REPORT.timeline[: seq - 1], OTHER.timeline[seq - 1], *REPORT.timeline[seq:])
        assert (seq, "previous") in _rules(replace(REPORT, timeline=mixed))
    assert _rules(replace(REPORT, timeline=OTHER.timeline)) == [(1, "previous")]


def test_who_filed_what_when_is_part_of_the_chain() -> None:
    for change in (
        {"reporter": "somebody-else"},
        {"anonymity": "real_name"},
        {"words_hash": "f" * 64},
        {"number": "DG261123-00000000-0"},
        {"submitted_at": REPORT.submitted_at - timedelta(days=1)},
    ):
        assert (1, "previous") in _rules(replace(REPORT, **change))


def test_a_photo_put_in_or_taken_out_is_found() -> None:
    sent = filed(submission(channel="grid"), photo("before"))
    flag = FlagAbnormal(kind=AbnormalKind.FALSE, words="不实", photo_ids=("proof",))
    flagged = act(sent, flag, OFFICER, photos=(photo("proof").ref,))
    done = Resolve(result=FIXED, words="已清扫整条路面", photo_ids=("after",))
    resolved = act(act(sent, Sign(), OFFICER), done, OFFICER, photos=(photo("after").ref,))
    assert resolved.resolution is not None
    assert flagged.abnormal is not None
    assert _rules(flagged) == _rules(resolved) == []
    for photos in ((photo("put in").ref,), ()):
        for forged in (
            replace(resolved, photos=photos),
            replace(resolved, resolution=replace(resolved.resolution, photos=photos)),
            replace(flagged, abnormal=replace(flagged.abnormal, photos=photos)),
        ):
            assert _rules(forged) == [(0, "photos")]


def test_a_trace_may_go_over_to_sm3_and_then_stays_with_it() -> None:
    rework = next(entry.seq for entry in MIXED.timeline if entry.action is Action.REWORK)
    assert [entry.hash.startswith("sm3:") for entry in MIXED.timeline] == [
        entry.seq >= rework for entry in MIXED.timeline
    ]
    inspected = _step(MIXED, Verify(), INSPECTOR, SHA256)
    assert inspected.timeline[-1].hash.startswith("sm3:")
    assert breaks(inspected) == []


@pytest.mark.parametrize(
    ("hash_", "rule"),
    [
        (digest(content(MIXED.timeline[-1]), SHA256), "downgrade"),
        ("md5:900150983cd24fb0d6963f7d28e17f72", "algorithm"),
        ("sm3:" + "0" * 64, "hash"),
    ],
    ids=["former", "unknown", "wrong"],
)
def test_a_former_or_an_unknown_algorithm_is_told_in_its_own_words(hash_: str, rule: str) -> None:
    *rest, last = MIXED.timeline
    assert _rules(replace(MIXED, timeline=(*rest, replace(last, hash=hash_)))) == [(18, rule)]
