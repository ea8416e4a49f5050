"""Fields of subscribe messages, and the table that fills them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.wechat.fields import fit, kind_of
from channels.wechat.templates import TemplatesRefused, builtin_templates, read_templates
from channels.wording import WORDS

TEXTS = st.text(st.characters(codec=None)) | st.text("a字👨‍👩‍👧🇨🇳❤️\u200d\u3164\ud83d\n\t ", max_size=60)


def _units(value: str) -> int:
    return len(value.encode("utf-16-le")) // 2


@given(TEXTS)
def test_a_thing_is_never_empty_too_long_or_half(value: str) -> None:
    told = fit("thing", value)
    assert 1 <= _units(told) <= 20
    assert told.isprintable()
    assert told == fit("thing", told)
    told.encode()


@given(TEXTS)
def test_a_phrase_is_up_to_five_characters_of_chinese(value: str) -> None:
    told = fit("phrase", value)
    assert 1 <= len(told) <= 5
    assert all("一" <= each <= "\u9fff" for each in told)


@given(TEXTS)
def test_a_character_string_is_up_to_32_of_ascii(value: str) -> None:
    told = fit("character_string", value)
    assert 1 <= len(told) <= 32
    assert told.isascii()
    assert told.isprintable()


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        ("thing", "正好二十个字的标题一二三四五六七八九十了", "正好二十个字的标题一二三四五六七八九十了"),
        ("thing", "这是二十一个字的标题一二三四五六七八九十了", "这是二十一个字的标题一二三四五六七八九…"),
        ("thing", "a" * 18 + "👍", "a" * 18 + "👍"),
        ("thing", "a" * 18 + "👍b", "a" * 18 + "…"),
        ("thing", "路灯\n不亮", "路灯 不亮"),
        ("thing", " \u200b\u3164", "—"),
        ("phrase", "不予受理", "不予受理"),
        ("phrase", "已经全部办理完成", "已经全部办"),
        ("phrase", "closed", "无"),
        ("character_string", "DG261123-7K3F9QWM-C", "DG261123-7K3F9QWM-C"),
        ("character_string", "编号", "-"),
    ],
)
def test_values_as_wechat_takes_them(kind: str, value: str, told: str) -> None:
    assert fit(kind, value) == told


def test_a_moment_is_told_in_city_time() -> None:
    assert fit("time", datetime(2026, 1, 2, 1, 42, 59, tzinfo=UTC)) == "2026-01-02 09:42"


def test_the_table_that_ships_names_news_that_is_told() -> None:
    templates = builtin_templates()
    assert {each.name for each in templates.values()} == {"progress", "result", "more"}
    assert templates.keys() <= WORDS.keys()
    assert {kind_of(field) for each in templates.values() for field in each.fields} == {
        "thing",
        "phrase",
        "character_string",
        "time",
    }


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("warn,progress,thing1=title", "warn"),
        ("submit,progress,", "no such fields"),
        ("submit,,thing1=title", "no such fields"),
        ("submit,progress,amount1=title", "amount1"),
        ("submit,progress,thing1=reporter", "thing1"),
        ("submit,progress,thing1=at", "thing1"),
        ("submit,progress,time1=title", "time1"),
        ("submit,progress,thing1=title\nsubmit,more,thing1=title", "twice"),
        ("submit,progress,thing1=title,more", "columns"),
    ],
)
def test_a_row_that_cannot_be_is_refused(row: str, words: str) -> None:
    with pytest.raises(TemplatesRefused, match=words):
        read_templates(f"action,template,fields\n{row}\n")
