"""A model put to the test on examples it has not learned from."""

from collections.abc import Iterable

from routing.classify.evaluation import Evaluation, Told, evaluate
from routing.classify.example import Example
from routing.classify.linear import LinearClassifier


def examine(model: LinearClassifier, examples: Iterable[Example]) -> Evaluation:
    """How the model does on these examples, as it would serve them."""
    return evaluate([_told(model, each) for each in examples])


def _told(model: LinearClassifier, example: Example) -> Told:
    guesses = model.rank(example.text, example.facts)
    confidence = guesses[0].confidence if guesses else 0.0
    return Told(
        example.label, tuple(each.label for each in guesses), confidence, confidence >= model.threshold
    )
