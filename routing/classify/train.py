"""Training: needs scikit-learn (``scripts/setup dev``, or the extra ``train``); serving never imports it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version as release
from typing import Any

import numpy as np
import numpy.typing as npt

from intake import InvalidInput
from routing.classify import threshold
from routing.classify.calibration import Calibration, log_odds, softmax
from routing.classify.card import Card
from routing.classify.evaluation import Evaluation, Told, evaluate
from routing.classify.example import FOLDS, Example, deal, fingerprint
from routing.classify.features import tokens
from routing.classify.file import content_version
from routing.classify.linear import Floats, LinearClassifier, Small

MOST_TOKENS = 50_000
"""Tokens a model knows, the most frequent ones: holds its size, whatever it learns from."""
MANY = 20_000
"""From so many examples on, one part of five is examined instead of all: training stays bounded."""
FEWEST = 50
"""Examples without which no threshold can be chosen."""

_C = 2.0  # best of 0.25-10 on the shipped sentences, out of fold
_ROUNDS = 200
_SEED = 0
_GUESSES = 3
_TEMPERATURES = np.geomspace(0.02, 5.0, 81)
_LARGEST = 127
_LOOSE = 1e6  # a line through so many points needs no holding back

Matrix = Any  # a scipy.sparse.csr_matrix, which has no types
Progress = Callable[[int, int], None]


class CannotTrain(InvalidInput):
    """Training cannot begin."""


@dataclass(frozen=True, slots=True)
class _Weights:
    """What fitting gives."""

    weights: Small
    scales: Floats
    bias: Floats

    def scores(self, matrix: Matrix) -> npt.NDArray[np.float64]:
        """Of every row, [rows, labels], by the 8-bit weights that are served."""
        found: npt.NDArray[np.float64] = matrix @ (self.weights.astype(np.float32) * self.scales) + self.bias
        return found


def train(
    examples: Sequence[Example],
    *,
    names: Sequence[Example] = (),
    precision: float = 0.95,
    source: str,
    at: datetime,
    progress: Progress | None = None,
) -> LinearClassifier:
    """Learn from labelled words, and find out on parts that were left out how sure the model may be.

    Linear support vector machines, one a label, over tf-idf of characters and pairs. Calibration and
    threshold come from guesses at examples of groups that the guessing model had not learned from.

    Args:
        examples: what to learn from and to be examined on.
        names: names and aliases of matters: always learned from, never examined on.
        precision: how many of the guesses that stand without a person must be right, 0-1.
        source: where the examples are from, for the card.
        at: now, aware UTC.
        progress: told how many of how many fits are done.

    Raises:
        CannotTrain: scikit-learn is not installed, or there are fewer than ``FEWEST`` examples, or fewer than
            two labels.
    """
    _check(examples)
    learned = [*examples, *names]
    labels = tuple(sorted({each.label for each in learned}))
    parts = deal(examples)
    asked = range(FOLDS) if len(examples) < MANY else range(1)
    done = _Counted(progress, (len(asked) + 1) * len(labels))
    vectorizer, matrix = _vectors(learned)
    fitted = _fit(matrix, learned, labels, done)
    answers, calibration, chosen = _examine(examples, names, parts, asked, labels, precision, done)
    vocabulary = tuple(vectorizer.get_feature_names_out())
    idf = np.asarray(vectorizer.idf_, np.float32)
    card = Card(
        version="",
        labels=labels,
        calibration=calibration,
        threshold=chosen,
        precision=precision,
        source=source,
        rows=len(examples),
        names=len(names),
        fingerprint=fingerprint(learned),
        created_at=at,
        libraries={each: release(each) for each in ("numpy", "scipy", "scikit-learn")},
        evaluation=answers,
    )
    learned_arrays = (idf, fitted.weights, fitted.scales, fitted.bias)
    card = replace(card, version=content_version(card, vocabulary, *learned_arrays))
    return LinearClassifier(card, vocabulary, *learned_arrays)


def _check(examples: Sequence[Example]) -> None:
    try:
        import sklearn  # noqa: F401, PLC0415 - an extra that only training needs
    except ImportError as error:
        raise CannotTrain(
            "训练需要 scikit-learn：运行 scripts/setup dev，或安装附加组件 train",
            "Training needs scikit-learn: run scripts/setup dev, or install the extra 'train'",
            rule="scikit_learn",
        ) from error
    if len(examples) < FEWEST or len({each.label for each in examples}) < 2:  # noqa: PLR2004 - one or other
        raise CannotTrain(
            f"训练至少需要 {FEWEST} 条样本和两种标签，现有 {len(examples)} 条",
            f"Training needs at least {FEWEST} examples and two labels; there are {len(examples)} examples",
            rule="min_examples",
        )


def _vectors(learned: Sequence[Example]) -> tuple[Any, Matrix]:
    """A fitted vectorizer and what it makes of the examples, [examples, tokens]."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - see `_check`

    vectorizer = TfidfVectorizer(
        analyzer=_read, sublinear_tf=True, max_features=MOST_TOKENS, dtype=np.float32
    )
    return vectorizer, vectorizer.fit_transform(learned)


def _read(example: Example) -> list[str]:
    return tokens(example.text, example.facts)


def _fit(matrix: Matrix, learned: Sequence[Example], labels: Sequence[str], done: "_Counted") -> _Weights:
    """One machine a label, one after the other, or side by side in processes where there is much to learn."""
    from joblib import Parallel, delayed  # noqa: PLC0415 - comes with scikit-learn

    truth = np.array([each.label for each in learned])
    counts = np.array([each.weight for each in learned])
    weights = np.zeros((matrix.shape[1], len(labels)), np.float32)
    bias = np.full(len(labels), -_LARGEST, np.float32)  # of a label that this part of the examples lacks
    present = set(truth.tolist())
    wanted = [at for at, label in enumerate(labels) if label in present]
    work = Parallel(n_jobs=1 if len(learned) < MANY else -1, return_as="generator")
    machines = work(delayed(_machine)(matrix, truth == labels[at], counts) for at in wanted)
    for at, (row, intercept) in zip(wanted, machines, strict=True):
        weights[:, at], bias[at] = row, intercept
        done.some(1)
    done.some(len(labels) - len(wanted))
    scales = np.abs(weights).max(axis=0) / _LARGEST
    scales[scales == 0] = 1
    return _Weights(np.rint(weights / scales).astype(np.int8), scales.astype(np.float32), bias)


def _machine(matrix: Matrix, truth: npt.NDArray[np.bool_], counts: Floats) -> tuple[Floats, float]:
    """Weights and intercept of one label. Never in threads: they would share liblinear's random numbers."""
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - see `_check`

    machine = LinearSVC(C=_C, tol=1e-2, max_iter=_ROUNDS, random_state=_SEED)
    machine.fit(matrix, truth, sample_weight=counts)
    return machine.coef_[0], machine.intercept_[0]


def _examine(
    examples: Sequence[Example],
    names: Sequence[Example],
    parts: Sequence[int],
    asked: Iterable[int],
    labels: tuple[str, ...],
    precision: float,
    done: "_Counted",
) -> tuple[Evaluation, Calibration, float]:
    """How models do on parts they had not learned from; the calibration and the threshold for that."""
    held: list[Example] = []
    scores: list[npt.NDArray[np.float64]] = []
    for part in asked:
        learned = [each for each, at in zip(examples, parts, strict=True) if at != part] + list(names)
        left = [each for each, at in zip(examples, parts, strict=True) if at == part]
        if not left:
            continue
        vectorizer, matrix = _vectors(learned)
        scores.append(_fit(matrix, learned, labels, done).scores(vectorizer.transform(left)))
        held.extend(left)
    truth = np.searchsorted(np.array(labels), np.array([each.label for each in held]))
    table = np.concatenate(scores)
    calibration = _calibration(table, truth)
    sure = calibration.confidences(table)
    order = np.argsort(-sure, axis=1, kind="stable")[:, :_GUESSES]
    first = sure[np.arange(len(held)), order[:, 0]].tolist()
    right = (order[:, 0] == truth).tolist()
    passes = threshold.passing(first, right, deal(held), precision)
    answers = [
        Told(example.label, tuple(labels[each] for each in guesses), confidence, stands)
        for example, guesses, confidence, stands in zip(held, order.tolist(), first, passes, strict=True)
    ]
    return evaluate(answers), calibration, threshold.choose(first, right, precision)


def _calibration(scores: npt.NDArray[np.float64], truth: npt.NDArray[np.intp]) -> Calibration:
    """What makes the right answers likeliest; three numbers need no more than ``MANY`` examples.

    The temperature is for all labels at once, the line after it for the first guess alone (Platt): by itself
    the temperature promises too much where the model is sure and too little where it is not.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - see `_check`

    few, right = scores[:MANY], truth[:MANY]
    rows = np.arange(len(few))
    losses = [-np.log(softmax(few, each)[rows, right] + 1e-12).mean() for each in _TEMPERATURES]
    temperature = float(_TEMPERATURES[int(np.argmin(losses))])
    shares = softmax(few, temperature)
    first = shares.argmax(axis=1)
    if len(set((first == right).tolist())) == 1:  # always right, or never: there is no line to fit
        return Calibration(temperature)
    line = LogisticRegression(C=_LOOSE).fit(log_odds(shares[rows, first])[:, None], first == right)
    slope, offset = float(line.coef_[0, 0]), float(line.intercept_[0])
    return Calibration(temperature, slope, offset) if slope > 0 else Calibration(temperature)


class _Counted:
    """Counts fits and tells."""

    def __init__(self, tell: Progress | None, total: int) -> None:
        self._tell = tell
        self._total = total
        self._done = 0

    def some(self, count: int) -> None:
        """So many more are done, or need not be."""
        self._done += count
        if self._tell is not None:
            self._tell(self._done, self._total)
