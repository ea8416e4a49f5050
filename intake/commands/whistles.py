"""吹哨报到: several departments at one spot."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BlowWhistle:
    """吹哨: these departments are needed on the spot."""

    departments: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Respond:
    """报到: a called department is there."""

    department: str
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclude:
    """吹哨办结: a called department has done its part."""

    department: str
    words: str
