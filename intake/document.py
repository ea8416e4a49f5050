"""Records to MongoDB documents and back, by generated converters."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from cattrs import BaseValidationError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.preconf.bson import make_converter

from intake.place import Point
from intake.report import Report

Record = TypeVar("Record")

_converter = make_converter()
_converter.register_unstructure_hook(
    Point, lambda point: {"type": "Point", "coordinates": [point.longitude, point.latitude]}
)
_converter.register_structure_hook(Point, lambda document, _: Point(*document["coordinates"]))
_converter.register_unstructure_hook(
    Report, make_dict_unstructure_fn(Report, _converter, id=override(rename="_id"))
)
_converter.register_structure_hook(
    Report, make_dict_structure_fn(Report, _converter, id=override(rename="_id"))
)


def to_document(record: object) -> dict[str, Any]:
    """The document of a record; a point becomes GeoJSON, a report's id ``_id``."""
    return cast("dict[str, Any]", _converter.unstructure(record))


def from_document(document: Mapping[str, Any], record: type[Record]) -> Record:
    """The record of a document. Fields added since it was written take their defaults."""
    return _converter.structure(document, record)


def readable(document: Mapping[str, Any], record: type[Record]) -> Record | None:
    """The record of a document, or None when somebody wrote what is no such record."""
    try:
        return from_document(document, record)
    except BaseValidationError:
        return None


def difference(before: Report, after: Report) -> dict[str, Any]:
    """The update that turns one stored report into the next.

    The timeline is only ever pushed to, but for a redaction, which writes it anew. Followers are added or
    taken out whole; how far those who stay have been told is not touched here: the outbox advances it at the
    same time.
    """
    old, new = to_document(before), to_document(after)
    for kept in ("_id", "timeline", "outgoing"):
        old.pop(kept)
        new.pop(kept)
    changed = {name: value for name, value in new.items() if value != old[name]}
    update: dict[str, Any] = {"$set": changed}
    known = len(before.timeline)
    if after.timeline[:known] == before.timeline:
        added = [to_document(entry) for entry in after.timeline[known:]]
        update["$push"] = {"timeline": {"$each": added}}
    else:
        changed["timeline"] = [to_document(entry) for entry in after.timeline]
    had, has = {mark.about for mark in before.outgoing}, {mark.about for mark in after.outgoing}
    if has - had:
        followers = [to_document(mark) for mark in after.outgoing if mark.about not in had]
        update.setdefault("$push", {})["outgoing"] = {"$each": followers}
    if had - has:
        update["$pull"] = {"outgoing": {"about": {"$in": sorted(gone for gone in had - has if gone)}}}
    return update
