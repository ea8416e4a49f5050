"""脱敏: the words leave a report, its chain holds, and nobody takes them out, or puts them back, unseen."""

import hashlib
from dataclasses import fields, replace
from typing import Any

import pytest

from intake import (
    RULE,
    Actor,
    Appeal,
    BlowWhistle,
    Command,
    Conclude,
    ConfirmAbnormal,
    Decline,
    Evaluate,
    FlagAbnormal,
    Forbidden,
    GeocodedAddress,
    GrantExtension,
    GrantSuspension,
    HashAlgorithm,
    Merge,
    PayRevisit,
    Publish,
    Redact,
    RedactReason,
    Reopen,
    Report,
    RequestExtension,
    RequestInfo,
    RequestSuspension,
    Resolve,
    Respond,
    Resume,
    Sign,
    Stage,
    Supervise,
    Supplement,
    Urge,
    Verify,
    Void,
    Withhold,
    breaks,
)
from intake.document import from_document, to_document
from intake.lifecycle import MAX_ENTRIES, adopt, advance
from intake.redaction import REDACTED, changed_without_words
from support.deeds import deeds
from support.reports import (
    AUDITOR,
    DISPATCHER,
    PUBLISHER,
    act,
    filed,
    photo,
    place,
    step_for,
    submission,
    unclear,
)

MARK = "住东街三号的陈某某"
HOME = place(address=f"{MARK}家", geocoded_address=GeocodedAddress(words=f"{MARK}家旁", provider="amap"))
ERASE = Redact(reason=RedactReason.ERASURE_REQUEST)
PRIMARY = filed()
WAYS: tuple[tuple[type[Command], ...], ...] = (
    (
        *(RequestInfo, Supplement, Sign, Supervise, RequestExtension, GrantExtension),
        *(RequestSuspension, GrantSuspension, Resume, Urge, BlowWhistle, Respond, Conclude),
        *(Resolve, Verify, PayRevisit, Publish, Evaluate),
    ),
    (Sign, FlagAbnormal, ConfirmAbnormal, Appeal, Reopen, Sign, Resolve, Verify, Evaluate),
    (Decline,),
    (Sign, Void),
    (Merge,),
)
"""From filing to each end, with every field of a report that keeps words."""


def _saying(command: Command) -> Command:
    """The command with the mark in everything that is typed."""
    name = type(command).__name__
    typed: dict[str, Any] = {"words": f"{MARK}，{name}", "order": f"{MARK} 1 号", "tags": (MARK, "慢")}
    return replace(command, **{each.name: typed[each.name] for each in fields(command) if each.name in typed})


def _lived(way: tuple[type[Command], ...], hash_: HashAlgorithm = HashAlgorithm.SHA256) -> Report:
    handed_in = unclear if way[0] in {RequestInfo, Decline} else submission
    told = handed_in(text=f"{MARK}家门口很脏", channel="grid", location=HOME)
    report, all_deeds = filed(told, photo("before")), deeds(PRIMARY.number)
    for number, kind in enumerate(way):
        actor, command = next(each for each in all_deeds if type(each[1]) is kind)
        if kind is Reopen:
            actor, command = next(each for each in all_deeds if each[0].id == "supervisor-2")
            command = Reopen(words="申诉成立")
        if kind is Supplement:
            command = Supplement(words="在路口")
        said = _saying(command)
        step = step_for(report, said, actor, primary=PRIMARY)
        digest = hashlib.sha256(f"{MARK}{number}".encode()).hexdigest()
        report = advance(report, said, replace(step, key=f"key-{number:05}", digest=digest, hash=hash_))
        if kind is Supplement:
            report = _sent(report)
    return report


def _sent(report: Report) -> Report:
    for actor, command in deeds(PRIMARY.number):
        if type(command).__name__ in {"Accept", "Dispatch"} and report.stage in {
            Stage.SUBMITTED,
            Stage.ACCEPTED,
        }:
            report = act(report, _saying(command), actor)
    return report


LIVED = [_lived(way) for way in WAYS]
LONG = LIVED[0]


def _rules(report: Report) -> set[tuple[int, str]]:
    return {(each.seq, each.rule) for each in breaks(report)}


def _redacted(report: Report) -> Report:
    ended = replace(PRIMARY, stage=Stage.CLOSED)
    return act(report, ERASE, AUDITOR, primary=ended)


@pytest.mark.parametrize("report", [*LIVED, _lived(WAYS[0], HashAlgorithm.SM3)], ids=lambda each: each.stage)
def test_no_word_is_left_anywhere_and_the_chain_holds(report: Report) -> None:
    assert breaks(report) == []
    assert repr(to_document(report)).count(MARK) >= 3
    bare = _redacted(report)
    stored = repr(to_document(bare))
    assert MARK not in stored
    for entry in report.timeline:
        assert entry.digest is None or entry.digest not in stored
        assert entry.salt is None or entry.salt not in stored
    assert report.content not in stored
    assert breaks(bare) == breaks(from_document(to_document(bare), Report)) == []
    assert [each.hash for each in bare.timeline[:-1]] == [each.hash for each in report.timeline]
    assert bare.stage is report.stage
    assert replace(bare.tally, day="") == replace(report.tally, day="")


def test_the_ways_fill_every_field_that_keeps_words() -> None:
    typed = {name for entry in LONG.timeline for name in entry.details} & {"order", "plan", "tags"}
    assert typed == {"order", "plan", "tags"}
    for name in ("evaluation", "resolution", "revisit", "whistle", "publication"):
        assert MARK in repr(getattr(LONG, name))
    assert any(MARK in repr(report.abnormal) for report in (_lived(WAYS[1][:3]),))


def test_what_was_written_is_said_to_be_redacted_and_what_was_not_stays_empty() -> None:
    bare = _redacted(LONG)
    assert bare.location is not None
    assert (bare.text, bare.location.address, bare.redaction) == (
        REDACTED,
        REDACTED,
        RedactReason.ERASURE_REQUEST,
    )
    assert bare.location.point == place().point
    assert {entry.words for entry in bare.timeline} == {None, REDACTED}
    assert [entry.words is None for entry in bare.timeline[:-1]] == [
        entry.words is None for entry in LONG.timeline
    ]
    assert bare.evaluation is not None
    assert (bare.evaluation.outcome, bare.evaluation.tags) == (5, (REDACTED, REDACTED))
    last = bare.timeline[-1]
    assert (last.public, last.words, last.details) == (True, None, {"reason": "erasure_request"})


def _at(report: Report, seq: int, **changes: Any) -> Report:
    timeline = list(report.timeline)
    timeline[seq - 1] = replace(timeline[seq - 1], **changes)
    return replace(report, timeline=tuple(timeline))


def _with_detail(name: str) -> tuple[int, dict[str, Any]]:
    return next((each.seq, dict(each.details)) for each in LONG.timeline if name in each.details)


def test_changed_words_are_found_where_they_are() -> None:
    assert LONG.location is not None
    assert _rules(replace(LONG, text="改过的话")) == {(0, "words")}
    assert _rules(replace(LONG, content="f" * 64)) == {(0, "words")}
    assert _rules(replace(LONG, location=replace(LONG.location, address="别处"))) == {(0, "words")}
    seq = next(each.seq for each in LONG.timeline if each.words)
    silent = next(each.seq for each in LONG.timeline if each.words_hash is None)
    for changes in ({"words": "改过的话"}, {"words": None}, {"digest": "f" * 64}, {"salt": "f" * 32}):
        assert _rules(_at(LONG, seq, **changes)) == {(seq, "words")}
    assert _rules(_at(LONG, silent, words="补写的话")) == {(silent, "words")}
    assert _rules(_at(LONG, silent, salt="f" * 32)) == {(silent, "words")}
    for name, value in (("order", "别的"), ("plan", "别的"), ("tags", ["别的"])):
        where, details = _with_detail(name)
        assert _rules(_at(LONG, where, details={**details, name: value})) == {(where, "words")}


def test_words_that_vanish_without_a_redaction_are_found() -> None:
    said = {each.seq for each in LONG.timeline if each.words_hash}
    gone = replace(LONG, **changed_without_words(LONG))
    assert _rules(gone) == {(seq, "vanished") for seq in (0, *said)}
    one = min(said)
    assert _rules(_at(LONG, one, **_bare(LONG, one))) == {(one, "vanished")}
    later = act(_redacted(LIVED[2]), Withhold(words="涉及隐私"), PUBLISHER)
    assert breaks(later) == []
    last = len(later.timeline)
    assert _rules(_at(later, last, **_bare(later, last))) == {(last, "vanished")}


def _bare(report: Report, seq: int) -> dict[str, Any]:
    bare = changed_without_words(report)["timeline"][seq - 1]
    return {name: getattr(bare, name) for name in ("words", "digest", "salt", "details")}


def test_words_that_come_back_after_a_redaction_are_found() -> None:
    bare = _redacted(LONG)
    seq = next(each.seq for each in LONG.timeline if each.words)
    before = LONG.timeline[seq - 1]
    assert _rules(_at(bare, seq, words=before.words, salt=before.salt, digest=before.digest)) == {
        (seq, "left_over")
    }
    assert _rules(_at(bare, seq, words="别的话")) == {(seq, "left_over")}
    assert _rules(replace(bare, text=LONG.text)) == {(0, "left_over")}
    assert _rules(replace(bare, location=LONG.location)) == {(0, "left_over")}
    geocoded = replace(HOME, address=None)
    assert _rules(replace(bare, location=geocoded)) == {(0, "left_over")}
    assert _rules(replace(bare, content=LONG.content)) == {(0, "left_over")}


def test_the_same_words_have_another_hash_in_every_entry_and_report() -> None:
    hashes = [each.words_hash for report in LIVED for each in report.timeline if each.words_hash]
    salts = [each.salt for report in LIVED for each in report.timeline if each.salt]
    assert len(set(hashes)) == len(hashes)
    assert len(set(salts)) == len(salts)
    assert len({report.salt for report in LIVED}) == len(LIVED)


def test_a_merged_report_keeps_its_words_until_the_other_has_ended() -> None:
    merged = LIVED[4]
    with pytest.raises(Forbidden) as refused:
        act(merged, ERASE, AUDITOR, primary=PRIMARY)
    assert (refused.value.rule, refused.value.path) == ("primary_open", ("input", "number"))
    assert _redacted(merged).redaction is RedactReason.ERASURE_REQUEST


def test_the_other_report_of_a_merge_keeps_no_digest_of_what_was_said_there() -> None:
    step = step_for(PRIMARY, ERASE, DISPATCHER)
    adopted = adopt(PRIMARY, LIVED[4], replace(step, key="key-00000", digest="d" * 64))
    assert (adopted.timeline[-1].key, adopted.timeline[-1].digest) == (None, None)


def test_a_full_timeline_can_still_be_redacted() -> None:
    full = replace(LONG, timeline=LONG.timeline + LONG.timeline[-1:] * (MAX_ENTRIES - len(LONG.timeline)))
    assert len(_redacted(full).timeline) == MAX_ENTRIES + 1


@pytest.mark.parametrize("actor", [AUDITOR, RULE])
def test_the_auditor_may_and_the_service_itself(actor: Actor) -> None:
    assert act(LIVED[2], Redact(reason=RedactReason.RETENTION), actor).timeline[-1].role is actor.role
