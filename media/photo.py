"""The record of a photo: whose it is, what it says, and where its copies are kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from media.facts import Facts
from media.renditions import Rendition


class PhotoState(StrEnum):
    """Where a photo stands. It leaves ``awaiting`` once and for good."""

    AWAITING = "awaiting"
    READY = "ready"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Where the copies are in the bucket."""

    original: str
    large: str
    small: str

    def of(self, rendition: Rendition) -> str:
        """The key of one copy."""
        match rendition:
            case Rendition.ORIGINAL:
                return self.original
            case Rendition.LARGE:
                return self.large
            case Rendition.SMALL:
                return self.small


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the bytes were turned down: the rule, and the words in Chinese and English."""

    rule: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """One uploaded photo.

    Attributes:
        id: unguessable, 22 URL-safe characters of 128 random bits.
        owner: pseudonymous reference of the reporter or officer who uploaded it.
        state: where it stands.
        created_at: when the upload began, aware UTC.
        content_type: what the sender declared; once ready, what the bytes are.
        bytes: size as declared; once ready, of the original.
        width: pixels, upright; None until ready.
        height: the same.
        sha256: of the original, hexadecimal; None until ready.
        dhash: 64-bit difference hash of what it shows, 16 hexadecimal digits; None until ready, for a picture
            of one tone, and for photos kept before hashes were made.
        facts: what EXIF tells, restricted; None until ready.
        keys: where the copies are; None until ready.
        refusal: why it was refused; None otherwise.
    """

    id: str
    owner: str
    state: PhotoState
    created_at: datetime
    content_type: str
    bytes: int
    width: int | None = None
    height: int | None = None
    sha256: str | None = None
    facts: Facts | None = None
    keys: Keys | None = None
    dhash: str | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """How to send the bytes of one awaited photo straight to the object store.

    Attributes:
        photo_id: the photo they become.
        url: where to send them; a secret until it expires.
        method: the HTTP method.
        headers: to be sent exactly so.
        expires_at: after this the URL is refused, aware UTC.
    """

    photo_id: str
    url: str
    method: str
    headers: dict[str, str]
    expires_at: datetime
