"""Scores to confidences that mean what they say."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
_EDGE = 1e-9


@dataclass(frozen=True, slots=True)
class Calibration:
    """Three numbers, fitted on examples that the scoring model had not learned from.

    Attributes:
        temperature: what scores are divided by before the softmax, above 0.
        slope: of the line that corrects the log-odds of the softmax, above 0: the order stays.
        offset: of that line.
    """

    temperature: float
    slope: float = 1.0
    offset: float = 0.0

    def confidences(self, scores: npt.NDArray[np.floating]) -> Table:
        """How likely each label is right, 0-1, [rows, labels]; of one row they need not sum to 1."""
        return _logistic(self.slope * log_odds(softmax(scores, self.temperature)) + self.offset)


def softmax(scores: npt.NDArray[np.floating], temperature: float) -> Table:
    """The softmax of scores over a temperature, row by row, [rows, labels]."""
    spread = np.asarray(scores, np.float64) / temperature
    spread -= spread.max(axis=1, keepdims=True)
    np.exp(spread, out=spread)
    spread /= spread.sum(axis=1, keepdims=True)
    return spread


def log_odds(shares: Table) -> Table:
    """The logarithm of share ÷ (1 - share), kept finite."""
    inner = np.clip(shares, _EDGE, 1 - _EDGE)
    odds: Table = np.log(inner) - np.log1p(-inner)
    return odds


def _logistic(odds: Table) -> Table:
    shares: Table = 1 / (1 + np.exp(-odds))
    return shares
