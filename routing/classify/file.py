"""A model as one file: arrays of numpy and the card in a zip, nothing that runs code when it is read."""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

import numpy as np
import numpy.typing as npt
from cattrs.errors import BaseValidationError
from cattrs.preconf.orjson import make_converter

from intake import InvalidInput
from routing.classify.card import FORMAT, Card
from routing.classify.linear import LinearClassifier

MOST_BYTES = 64_000_000
"""Of a file."""
MOST_UNPACKED = 256_000_000
"""Of all its arrays."""

_NAMES = frozenset({"card", "vocabulary", "idf", "weights", "scales", "bias"})
_SEPARATOR = "\n"  # tokens hold no line break

_converter = make_converter()


class ModelRefused(InvalidInput):
    """A file that is no model of this service, or a model that cannot be used here."""


def to_bytes(model: LinearClassifier) -> bytes:
    """The file of a model; the same model gives the same bytes."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        card=_text(_converter.dumps(model.card).decode()),
        vocabulary=_text(_SEPARATOR.join(model.vocabulary)),
        idf=model.idf,
        weights=model.weights,
        scales=model.scales,
        bias=model.bias,
    )
    return buffer.getvalue()


def from_bytes(data: bytes) -> LinearClassifier:
    """The model in a file, after every check: size, form, shapes, and that its content is what its card says.

    Raises:
        ModelRefused: by the rules ``max_size``, ``model_file``, ``format`` or ``content``.
    """
    if len(data) > MOST_BYTES:
        raise _refused("max_size", "模型文件过大", "The model file is too large")
    try:
        arrays = _arrays(data)
        card = _converter.loads(_words(arrays["card"]), Card)
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, OSError, BaseValidationError) as error:
        raise _refused(
            "model_file", "文件不是本系统的模型，或已损坏", "It is no model of this service, or is damaged"
        ) from error
    if card.format != FORMAT:
        raise _refused(
            "format",
            f"模型文件版本为 {card.format}，本程序只读版本 {FORMAT}",
            f"The model has format {card.format}; this release reads {FORMAT}",
        )
    vocabulary = _words(arrays["vocabulary"]).split(_SEPARATOR)
    idf, weights, scales, bias = (arrays[name] for name in ("idf", "weights", "scales", "bias"))
    shape = (len(vocabulary), len(card.labels))
    holds = weights.shape == shape and idf.shape == shape[:1] and scales.shape == bias.shape == shape[1:]
    if not holds or content_version(card, vocabulary, idf, weights, scales, bias) != card.version:
        raise _refused("content", "模型内容与其说明不符", "The model's content is not what its card says")
    scale = card.calibration
    if not (scale.temperature > 0 and scale.slope > 0 and card.threshold > 0):  # nor what is no number
        raise _refused("content", "模型的校准参数或阈值无效", "Its calibration or threshold is none")
    return LinearClassifier(card, vocabulary, idf, weights, scales, bias)


def content_version(card: Card, vocabulary: Sequence[str], *arrays: npt.NDArray[Any]) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of all that decides what a model says.

    Args:
        card: its labels, calibration, required precision and threshold count.
        vocabulary: the tokens it knows.
        arrays: idf, weights, scales, bias.
    """
    settled = (*astuple(card.calibration), card.precision, card.threshold)
    words = ("\1".join(card.labels), "\1".join(vocabulary), repr(settled))
    digest = hashlib.sha256("\0".join(words).encode())
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:12]


def _arrays(data: bytes) -> dict[str, npt.NDArray[Any]]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        # what an entry says of its size is checked by zipfile while it unpacks
        if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
            raise _refused("max_size", "模型解压后过大", "The model is too large when unpacked")
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        if set(held.files) != _NAMES:
            raise KeyError("arrays")
        arrays = {name: held[name] for name in held.files}
    wanted = {"card": np.uint8, "vocabulary": np.uint8, "weights": np.int8}
    if any(array.dtype != wanted.get(name, np.float32) for name, array in arrays.items()):
        raise ValueError("dtype")
    return arrays


def _text(words: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(words.encode(), np.uint8)


def _words(array: npt.NDArray[Any]) -> str:
    return array.tobytes().decode()


def _refused(rule: str, zh: str, en: str) -> ModelRefused:
    return ModelRefused(zh, en, path=("model",), rule=rule)
