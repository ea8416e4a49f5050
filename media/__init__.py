"""Photos: taken in, checked, developed, kept as evidence, lent out by short-lived links."""

from media.bucket import Bucket, open_bucket
from media.checks import MAX_BYTES
from media.errors import PhotoRefused
from media.facts import Facts
from media.photo import Photo, PhotoState, Upload
from media.renditions import Rendition
from media.service import Media
from media.store import ensure_indexes

__all__ = [
    "MAX_BYTES",
    "Bucket",
    "Facts",
    "Media",
    "Photo",
    "PhotoRefused",
    "PhotoState",
    "Rendition",
    "Upload",
    "ensure_indexes",
    "open_bucket",
]
