"""Labelled words: read from any table, kept apart by scene."""

import random

import pytest

from routing import Example, TrainingRefused, read_examples
from routing.classify import deal, fingerprint, fold
from routing.classify.features import tokens
from support.sentences import few

HEAD = "text,label\n"


def table(*rows: str) -> bytes:
    return (HEAD + "".join(f"{row}\n" for row in rows)).encode()


@pytest.mark.parametrize(
    ("codec", "encoding"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gbk", "gb18030")]
)
def test_a_table_is_read_in_the_encodings_of_spreadsheets(codec: str, encoding: str) -> None:
    found = read_examples("Label,TEXT\n照明,路灯不亮\n环卫,垃圾没人扫\n".encode(codec), "旧.csv")
    assert found.encoding == encoding
    assert found.examples == (Example("路灯不亮", "照明"), Example("垃圾没人扫", "环卫"))


def test_every_faulty_row_is_told_with_its_number() -> None:
    data = table("路灯不亮,a", ",a", "🙏🙏,b", "\u200b \u3164,b", "垃圾,", "水" * 2001 + ",b", "好,b,c", "x")
    with pytest.raises(TrainingRefused) as refusal:
        read_examples(data, "t.csv")
    assert [(each.row, each.rule) for each in refusal.value.faults] == [
        (3, "text"),
        (4, "text"),
        (5, "text"),
        (6, "label"),
        (7, "max_length"),
        (8, "columns"),
        (9, "label"),
    ]


def test_faulty_rows_are_left_out_when_asked() -> None:
    found = read_examples(table("路灯不亮,a", "🙏,b", "垃圾,b"), "t.csv", skip_faulty=True)
    assert [each.label for each in found.examples] == ["a", "b"]
    assert [each.row for each in found.faults] == [3]


def test_a_refusal_stays_readable() -> None:
    with pytest.raises(TrainingRefused) as refusal:
        read_examples(table(*[",a"] * 5000), "t.csv")
    assert len(refusal.value.faults) == 101
    assert "4900" in refusal.value.faults[-1].zh


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "columns"),
        ("文字,标签\n路灯,a\n".encode(), "columns"),
        (table("路灯,a", "灯,a"), "labels"),
        (table(*[f"路灯,{number}" for number in range(2001)]), "labels"),
        (b"PK\x03\x04rest of a workbook", "csv"),
        ("text,label\n路灯,a".encode("utf-16"), "csv"),
        (b"text,label\n\xff\xff\xff,a\n", "encoding"),
        (table('"' + "x" * 200_000 + '",a'), "csv"),
    ],
)
def test_what_is_no_table_of_labelled_words_is_refused(data: bytes, rule: str) -> None:
    with pytest.raises(TrainingRefused) as refusal:
        read_examples(data, "t.csv")
    assert refusal.value.rule == rule


def test_two_hundred_thousand_rows_are_read_in_seconds() -> None:
    rows = [f"{number}号路灯不亮了好几天没人修,类{number % 300}" for number in range(200_000)]
    assert len(read_examples(table(*rows), "t.csv").examples) == 200_000


def test_a_scene_is_in_one_part_and_so_are_equal_words() -> None:
    examples = [*few(), Example("虎门路灯不亮！", "路灯", "other"), Example("別的話", "路灯", "other")]
    random.Random(1).shuffle(examples)
    parts = deal(examples)
    assert set(parts) == {0, 1, 2, 3, 4}
    for key in (lambda each: each.group, lambda each: fold(each.text)):
        held: dict[str, set[int]] = {}
        for example, part in zip(examples, parts, strict=True):
            held.setdefault(key(example), set()).add(part)
        assert all(len(found) == 1 for found in held.values())


def test_parts_do_not_depend_on_the_order() -> None:
    examples = few()
    backwards = dict(zip(reversed(examples), deal(examples[::-1]), strict=True))
    assert [backwards[each] for each in examples] == deal(examples)
    assert fingerprint(examples) == fingerprint(examples[::-1])


def test_dialect_and_width_are_folded() -> None:
    assert fold("呢度冇路燈，ＡＢＣ！") == "呢度没路灯 abc"
    assert fold("🙏 ？？") == ""
    assert tokens("灯 坏") == ["灯", " 灯", "灯 ", "坏", " 坏", "坏 "]
