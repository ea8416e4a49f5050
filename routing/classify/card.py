"""What a model says of itself."""

from dataclasses import dataclass
from datetime import datetime

from routing.classify.calibration import Calibration
from routing.classify.evaluation import Evaluation

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a model is and how it did, kept in its file.

    Attributes:
        version: the first 12 hexadecimal digits of the SHA-256 of all that decides what it says.
        labels: what it can say, in the order of its scores.
        calibration: what makes confidences of scores.
        threshold: from which confidence on a guess may stand without a person; above 1 where the required
            precision was not reached, so that none does.
        precision: the precision that was required, 0-1.
        source: what it learned from: ``sentences``, ``csv``, ``reports``.
        rows: examples it learned from.
        names: names and aliases of matters it learned from besides.
        fingerprint: SHA-256 of the examples, names included.
        created_at: when it was trained, aware UTC.
        libraries: what trained it, with versions.
        evaluation: how models trained on the other parts did on each part (out of fold).
        format: of the file.
    """

    version: str
    labels: tuple[str, ...]
    calibration: Calibration
    threshold: float
    precision: float
    source: str
    rows: int
    names: int
    fingerprint: str
    created_at: datetime
    libraries: dict[str, str]
    evaluation: Evaluation
    format: int = FORMAT
