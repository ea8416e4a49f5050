"""The model: a linear score for every label from what was read, and how sure such scores have proven."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from routing.classifier import Facts, Guess
from routing.classify.card import Card
from routing.classify.features import tokens

MOST_GUESSES = 5

Floats = npt.NDArray[np.float32]
Small = npt.NDArray[np.int8]


class LinearClassifier:
    """Implements `routing.Classifier` with numpy alone.

    A text is a vector of tf-idf (logarithmic counts, length 1); every label has a row of weights, kept as
    8-bit numbers with a scale; the card's calibration makes confidences of the scores.

    Args:
        card: what it is: labels, version, threshold, and how it did.
        vocabulary: the tokens it knows, in the order of the rows.
        idf: weight of each token, [tokens].
        weights: [tokens, labels].
        scales: what a weight of each label is multiplied by, [labels].
        bias: [labels].
    """

    def __init__(
        self, card: Card, vocabulary: Sequence[str], idf: Floats, weights: Small, scales: Floats, bias: Floats
    ) -> None:
        self.card = card
        self.vocabulary = tuple(vocabulary)
        self.idf = idf
        self.weights = weights
        self.scales = scales
        self.bias = bias
        self._row = {token: row for row, token in enumerate(self.vocabulary)}

    @property
    def version(self) -> str:
        """The first 12 hexadecimal digits of the SHA-256 of all that decides what it says."""
        return self.card.version

    @property
    def threshold(self) -> float:
        """From which confidence on a guess may stand; above 1 where none was precise enough."""
        return self.card.threshold

    def rank(self, text: str, facts: Facts | None = None) -> tuple[Guess, ...]:
        """The likeliest labels, best first, at most five; none for words of which nothing is known."""
        scores = self.scores(text, facts)
        if scores is None:
            return ()
        sure = self.card.calibration.confidences(scores[None, :])[0]
        best = np.argsort(-sure, kind="stable")[:MOST_GUESSES]
        return tuple(Guess(self.card.labels[at], float(sure[at])) for at in best)

    def scores(self, text: str, facts: Facts | None = None) -> Floats | None:
        """The score of every label, [labels]; None when no word of the text is known."""
        counts = Counter(row for token in tokens(text, facts) if (row := self._row.get(token)) is not None)
        if not counts:
            return None
        rows = np.fromiter(counts, np.intp, len(counts))
        found = np.fromiter(counts.values(), np.float32, len(counts))
        weighed = (np.log(found) + np.float32(1)) * self.idf[rows]
        weighed /= np.sqrt(weighed @ weighed)
        scores: Floats = (weighed @ self.weights[rows].astype(np.float32)) * self.scales + self.bias
        return scores
