"""What the public may see."""

from dataclasses import dataclass

from intake.publication import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPhoto:
    """A photo of the report for the public, and what is hidden on it."""

    id: str
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """公开: what the public reads and sees."""

    words: str
    photos: tuple[ChosenPhoto, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Withhold:
    """不公开: and why."""

    words: str
