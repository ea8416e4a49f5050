"""What a model must be to serve."""

from collections.abc import Collection, Sequence

from intake import InvalidInput
from routing.classify.answers import examine
from routing.classify.evaluation import Evaluation
from routing.classify.example import Example
from routing.classify.file import ModelRefused
from routing.classify.linear import LinearClassifier

MARGIN = 0.02
"""How much a model's macro-F1 may fall short of that of the one that serves."""
_NAMED = 10


class WorseModel(InvalidInput):
    """A model does worse than the one that serves.

    Attributes:
        candidate: how it does.
        serving: how the other does, on the same examples.
    """

    def __init__(self, candidate: Evaluation, serving: Evaluation) -> None:
        super().__init__(
            f"该模型的宏平均 F1 为 {candidate.macro_f1:.3f}，低于现用模型的 {serving.macro_f1:.3f}；"
            "确需启用，请说明理由",
            f"Its macro-F1 is {candidate.macro_f1:.3f}, that of the model that serves "
            f"{serving.macro_f1:.3f}; give a reason to promote it nevertheless",
            path=("version",),
            rule="not_worse",
        )
        self.candidate = candidate
        self.serving = serving


def check_known(model: LinearClassifier, labels: Collection[str]) -> None:
    """Refuse a model with labels that the catalogue lacks, naming them.

    Raises:
        ModelRefused: by the rule ``known_labels``.
    """
    unknown = [each for each in model.card.labels if each not in labels]
    if unknown:
        names = ", ".join(unknown[:_NAMED])
        more_zh = f" 等 {len(unknown)} 个" if len(unknown) > _NAMED else ""
        more = f" and {len(unknown) - _NAMED} more" if len(unknown) > _NAMED else ""
        raise ModelRefused(
            f"事项目录中没有模型的标签：{names}{more_zh}",
            f"The catalogue does not know labels of the model: {names}{more}",
            path=("version",),
            rule="known_labels",
        )


def check_usable(model: LinearClassifier, labels: Collection[str]) -> None:
    """Refuse a model none of whose labels the catalogue knows.

    A catalogue that has dropped some matters since is no reason to read no words at all: guesses at what it
    has dropped are left out where a report is judged.

    Raises:
        ModelRefused: by the rule ``known_labels``.
    """
    if not any(each in labels for each in model.card.labels):
        check_known(model, labels)


def check_not_worse(
    candidate: LinearClassifier, serving: LinearClassifier, examples: Sequence[Example]
) -> tuple[Evaluation, Evaluation]:
    """How the candidate and the model that serves do on the same held-out examples.

    Raises:
        WorseModel: the candidate's macro-F1 is lower by more than ``MARGIN``.
    """
    one, other = examine(candidate, examples), examine(serving, examples)
    if one.macro_f1 < other.macro_f1 - MARGIN:
        raise WorseModel(one, other)
    return one, other
