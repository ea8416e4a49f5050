"""What the public may see: chosen, hidden, withheld. Pure."""

import math

from intake.commands import ChosenPhoto, Publish, Withhold
from intake.effects.step import Effect, Step, said
from intake.errors import InvalidInput
from intake.publication import Box, Publication, PublicPhoto
from intake.report import Report
from intake.submission import check_photo_ids

MAX_BOXES = 50


def publish(report: Report, command: Publish, step: Step) -> Effect:
    """The words and the photos that the public gets."""
    words = said(command.words, "words", required=True)
    check_photo_ids(tuple(photo.id for photo in command.photos))
    photos = tuple(_chosen(report, photo) for photo in command.photos)
    return _decided(
        Publication(is_public=True, words=words or "", photos=photos, by=step.actor.id, at=step.now)
    )


def withhold(report: Report, command: Withhold, step: Step) -> Effect:  # noqa: ARG001 - an effect's signature
    """The public gets nothing, and why."""
    words = said(command.words, "words", required=True)
    return _decided(Publication(is_public=False, words=words or "", photos=(), by=step.actor.id, at=step.now))


def _decided(publication: Publication) -> Effect:
    return Effect(
        changes={"publication": publication},
        words=publication.words,
        details={"shown": [each.photo.sha256 for each in publication.photos]},
        public=False,
    )


def _chosen(report: Report, wanted: ChosenPhoto) -> PublicPhoto:
    results = report.resolution.photos if report.resolution else ()
    photo = next((each for each in (*report.photos, *results) if each.id == wanted.id), None)
    if photo is None:
        raise InvalidInput(
            "只能选用本诉求的照片",
            "Choose photos of this report",
            path=("input", "photos"),
            rule="photo_of_the_report",
        )
    if len(wanted.boxes) > MAX_BOXES or not all(_lies_inside(box) for box in wanted.boxes):
        raise InvalidInput(
            f"遮挡框最多 {MAX_BOXES} 个，且须在照片范围内（0-1）",
            f"At most {MAX_BOXES} boxes, each inside the photo (0-1)",
            path=("input", "photos"),
            rule="boxes",
        )
    return PublicPhoto(photo=photo, boxes=wanted.boxes)


def _lies_inside(box: Box) -> bool:
    sides = (box.left, box.top, box.width, box.height)
    return (
        all(math.isfinite(side) for side in sides)
        and min(box.left, box.top) >= 0
        and min(box.width, box.height) > 0
        and box.left + box.width <= 1
        and box.top + box.height <= 1
    )
