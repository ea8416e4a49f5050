"""Contents of editions as the knowledge that decisions follow. Pure, and slow: done off the event loop."""

from collections.abc import Mapping

import orjson

from intake import Crs, InvalidInput
from routing.boundary import BoundaryLayer
from routing.catalogue import Catalogue, read_catalogue
from routing.classifier import Classifier
from routing.decide import Knowledge
from routing.editions.content import check_rows, from_bytes
from routing.editions.kind import EditionKind
from routing.geojson import load_geojson
from routing.overlay import Overlay
from routing.overlay_file import load_overlay
from routing.polygons import PolygonLayer
from routing.prototypes import read_prototypes


def read_knowledge(
    contents: Mapping[EditionKind, bytes],
    held: Knowledge | None = None,
    changed: frozenset[EditionKind] = frozenset(EditionKind),
    classifier: Classifier | None = None,
) -> Knowledge:
    """All contents together.

    Args:
        contents: of the catalogue and the towns at least.
        held: knowledge whose unchanged parts are taken over unread.
        changed: the kinds that are not as in ``held``; layers are read again with another catalogue.
        classifier: what reads words.

    Raises:
        DataRefused: a row breaks a rule of this release, or the parts do not hold together.
    """
    if held is None or EditionKind.CATALOGUE in changed:
        changed = frozenset(EditionKind)
    catalogue = (
        held.catalogue
        if held is not None and EditionKind.CATALOGUE not in changed
        else read_catalogue(from_bytes(contents[EditionKind.CATALOGUE]))
    )
    layer = (
        held.layer
        if held is not None and EditionKind.TOWNS not in changed
        else read_towns(contents[EditionKind.TOWNS], catalogue)
    )
    overlay: Overlay | None = None
    if EditionKind.OVERLAY in contents:
        overlay = (
            held.overlay
            if held is not None and changed.isdisjoint({EditionKind.OVERLAY, EditionKind.TOWNS})
            else load_overlay(contents[EditionKind.OVERLAY], catalogue, layer=layer)
        )
    return Knowledge(catalogue=catalogue, layer=layer, overlay=overlay, classifier=classifier)


def read_towns(data: bytes, catalogue: Catalogue, former: BoundaryLayer | None = None) -> BoundaryLayer:
    """A layer of towns: GeoJSON polygons, or the CSV of points that ships.

    With ``former`` polygons the ground may differ by 1 % from theirs.

    Raises:
        LayerRefused: a feature or a row breaks a rule.
    """
    if data.lstrip()[:1] in {b"{", b"["}:
        return load_geojson(
            data, catalogue.towns, former=former if isinstance(former, PolygonLayer) else None
        )
    return read_prototypes(text_of(data), catalogue.towns)


def check_draft(kind: EditionKind, data: bytes, now: Knowledge | None) -> str:
    """Hold a content to every rule, against the knowledge of now; returns its version.

    Raises:
        DataRefused: every faulty row or feature.
        InvalidInput: too many rows; no catalogue is there yet to read a layer by.
    """
    if kind is EditionKind.CATALOGUE:
        tables = from_bytes(data)
        check_rows(tables)
        return read_catalogue(tables).version
    if now is None:
        raise InvalidInput(
            "请先启用三清单目录",
            "Make a catalogue effective first",
            path=("input", "kind"),
            rule="catalogue_first",
        )
    if kind is EditionKind.TOWNS:
        return read_towns(data, now.catalogue, now.layer).version
    return load_overlay(data, now.catalogue, layer=now.layer).version


def with_crs(data: bytes, crs: Crs | None) -> bytes:
    """A GeoJSON that names its reference, so that its content alone says how it is read."""
    if crs is None:
        return data
    try:
        collection = orjson.loads(data)
    except orjson.JSONDecodeError:
        return data  # the reader says what is wrong with it
    if not isinstance(collection, dict) or collection.get("crs") is not None:
        return data
    try:
        return orjson.dumps({**collection, "crs": {"type": "name", "properties": {"name": crs.value}}})
    except orjson.JSONEncodeError as error:
        raise InvalidInput(
            "文件嵌套过深", "The file is nested too deep", path=("input", "geojson"), rule="json"
        ) from error


def text_of(data: bytes) -> str:
    """UTF-8 text.

    Raises:
        InvalidInput: it is something else (``utf8``).
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "文件不是 UTF-8 编码", "The file is not UTF-8", path=("input", "content"), rule="utf8"
        ) from error
