"""Words to matters: learned from examples, examined on others, served with numpy alone."""

from routing.classify.answers import examine
from routing.classify.builtin import (
    PRECISION,
    builtin_classifier,
    builtin_sentences,
    heldout_sentences,
    make_builtin,
    name_examples,
)
from routing.classify.card import Card
from routing.classify.evaluation import Bin, Confusion, Evaluation, LabelFigures, Share
from routing.classify.example import Example, deal, fingerprint
from routing.classify.features import fold
from routing.classify.file import ModelRefused, from_bytes, to_bytes
from routing.classify.gate import MARGIN, WorseModel, check_known, check_not_worse, check_usable
from routing.classify.history import example_of, examples_of
from routing.classify.linear import LinearClassifier
from routing.classify.store import Kept, Models, ObjectStore, Promotion, load_promoted
from routing.classify.table import Reading, TrainingRefused, read_examples
from routing.classify.train import CannotTrain, train

__all__ = [
    "MARGIN",
    "PRECISION",
    "Bin",
    "CannotTrain",
    "Card",
    "Confusion",
    "Evaluation",
    "Example",
    "Kept",
    "LabelFigures",
    "LinearClassifier",
    "ModelRefused",
    "Models",
    "ObjectStore",
    "Promotion",
    "Reading",
    "Share",
    "TrainingRefused",
    "WorseModel",
    "builtin_classifier",
    "builtin_sentences",
    "check_known",
    "check_not_worse",
    "check_usable",
    "deal",
    "examine",
    "example_of",
    "examples_of",
    "fingerprint",
    "fold",
    "from_bytes",
    "heldout_sentences",
    "load_promoted",
    "make_builtin",
    "name_examples",
    "read_examples",
    "to_bytes",
    "train",
]
