"""The model: what it says, how sure it is, and the file it is kept in."""

import io
import random
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from routing import (
    CannotTrain,
    Example,
    Facts,
    ModelRefused,
    builtin_catalogue,
    builtin_classifier,
    builtin_sentences,
    check_known,
    examine,
    heldout_sentences,
    name_examples,
    read_model,
    train_classifier,
    write_model,
)
from routing.classify import fingerprint, fold
from routing.classify.features import tokens
from routing.classify.linear import LinearClassifier
from support.sentences import AT, LAMP, RUBBISH, WATER, few, small_model

DAY = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def model() -> LinearClassifier:
    return small_model()


def test_words_find_their_label(model: LinearClassifier) -> None:
    found = model.rank("清溪村口个路燈唔亮")
    assert found[0].label == LAMP
    assert [each.confidence for each in found] == sorted((each.confidence for each in found), reverse=True)
    assert all(0 < each.confidence < 1 for each in found)


@pytest.mark.parametrize("text", ["", "   ", "🙏🙏", "\u200b\u3164", "zxq"])
def test_words_that_say_nothing_get_no_guess(model: LinearClassifier, text: str) -> None:
    assert model.rank(text, Facts(at=DAY)) == ()


def test_prediction_is_that_of_scikit_learn(model: LinearClassifier) -> None:
    examples = few()
    vectorizer = TfidfVectorizer(
        analyzer=lambda each: tokens(each.text, each.facts), sublinear_tf=True, dtype=np.float32
    )
    matrix = vectorizer.fit_transform(examples)
    texts = [Example(text, "") for text in ("寮步路灯不亮", "垃圾发臭 快来", "水浸街 灯坏了", "灯灯灯灯")]
    for column, label in enumerate(model.card.labels):
        machine = LinearSVC(C=2.0, tol=1e-2, max_iter=200, random_state=0)
        machine.fit(matrix, [each.label == label for each in examples])
        wanted = machine.decision_function(vectorizer.transform(texts))
        for text, score in zip(texts, wanted, strict=True):
            found = model.scores(text.text)
            assert found is not None
            assert found[column] == pytest.approx(score, abs=0.03)  # weights are kept in 8 bits


def test_facts_are_learned_where_they_are_known() -> None:
    night, day = (replace_hour(hour) for hour in (15, 4))
    examples = [
        Example(f"{each.text}有声音", label, each.group + label, Facts(at=at))
        for each in few()
        for label, at in (("夜间", night), ("白天", day))
    ]
    told = train_classifier(examples, source="test", at=AT)
    assert told.rank("有声音", Facts(at=night))[0].label == "夜间"
    assert told.rank("有声音", Facts(at=day))[0].label == "白天"


def replace_hour(hour: int) -> datetime:
    return DAY.replace(hour=hour)


def test_the_same_words_give_the_same_file(model: LinearClassifier) -> None:
    assert write_model(small_model()) == write_model(model)


def test_a_file_gives_the_model_back(model: LinearClassifier) -> None:
    back = read_model(write_model(model))
    assert back.card == model.card
    assert back.rank("南城积水") == model.rank("南城积水")


def test_a_model_of_another_city_is_refused_by_name(model: LinearClassifier) -> None:
    with pytest.raises(ModelRefused, match=LAMP) as refusal:
        check_known(model, builtin_catalogue().matters)
    assert refusal.value.rule == "known_labels"
    check_known(model, {LAMP, RUBBISH, WATER, "其他"})


def altered(data: bytes, name: str, array: np.ndarray) -> bytes:
    with np.load(io.BytesIO(data)) as held:
        arrays = {key: held[key] for key in held.files}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **{**arrays, name: array})
    return buffer.getvalue()


def test_a_changed_file_is_refused(model: LinearClassifier) -> None:
    data = write_model(model)
    weights = model.weights.copy()
    weights[0, 0] ^= 1
    huge = io.BytesIO()
    with zipfile.ZipFile(huge, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("weights.npy", bytes(257_000_000))
    objects = np.array([{"run": "me"}], dtype=object)
    format_2 = replace(model.card, format=2)
    for bad, rule in [
        (altered(data, "weights", weights), "content"),
        (altered(data, "weights", weights[:, :1]), "content"),
        (altered(data, "weights", weights.astype(np.float64)), "model_file"),
        (write_model(LinearClassifier(replace(model.card, threshold=0.1), *parts(model))), "content"),
        (altered(data, "extra", weights), "model_file"),
        (altered(data, "card", objects), "model_file"),
        (altered(data, "card", np.frombuffer(b"{}", np.uint8)), "model_file"),
        (data[: len(data) // 2], "model_file"),
        (b"", "model_file"),
        (huge.getvalue(), "max_size"),
        (bytes(64_000_001), "max_size"),
        (write_model(LinearClassifier(format_2, *parts(model))), "format"),
    ]:
        with pytest.raises(ModelRefused) as refusal:
            read_model(bad)
        assert refusal.value.rule == rule


def parts(model: LinearClassifier) -> tuple:
    return model.vocabulary, model.idf, model.weights, model.scales, model.bias


def test_where_no_precision_is_reached_nothing_passes() -> None:
    draw = random.Random(1)
    mixed = [replace(each, label=draw.choice("ab")) for each in few()]
    told = train_classifier(mixed, precision=1.0, source="test", at=AT)
    assert told.threshold > 1
    assert told.card.evaluation.passed.part == 0


def test_too_few_examples_are_refused() -> None:
    for examples in (few()[:49], [replace(each, label="a") for each in few()]):
        with pytest.raises(CannotTrain):
            train_classifier(examples, source="test", at=AT)


def test_the_model_that_ships_is_of_the_data_that_ships() -> None:
    names = name_examples(builtin_catalogue().matters.values())
    assert builtin_classifier().card.fingerprint == fingerprint([*builtin_sentences(), *names]), (
        "python -m gateway classifier builtin makes it anew"
    )


def test_the_model_that_ships_keeps_what_it_promises_on_other_peoples_words() -> None:
    found = examine(builtin_classifier(), heldout_sentences())
    assert found.macro_f1 > 0.9
    assert found.kept.value >= 0.95
    assert found.passed.value > 0.55


def test_held_out_sentences_are_not_learned() -> None:
    learned, asked = builtin_sentences(), heldout_sentences()
    assert not {each.group for each in learned} & {each.group for each in asked}
    assert not {fold(each.text) for each in learned} & {fold(each.text) for each in asked}


def test_serving_does_not_import_scikit_learn() -> None:
    read = "routing.builtin_classifier().rank('路灯不亮')"
    code = f"import sys, routing; {read}; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own


def test_another_precision_is_another_model(model: LinearClassifier) -> None:
    assert small_model(precision=0.9).version != model.version
