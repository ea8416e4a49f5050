"""What the public may see of a report, as the publicity reviewer decided."""

from dataclasses import dataclass
from datetime import datetime

from intake.submission import PhotoRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A part of a photo that nobody may see: left, top, width and height as shares of the photo, 0-1."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPhoto:
    """A photo that was chosen for the public, and what is blurred on its copy."""

    photo: PhotoRef
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The decision.

    Attributes:
        is_public: published, or withheld.
        words: what the public reads; for what is withheld, why.
        photos: the chosen photos, by the id of their original.
        by: who decided.
        at: when, aware UTC.
    """

    is_public: bool
    words: str
    photos: tuple[PublicPhoto, ...]
    by: str
    at: datetime
