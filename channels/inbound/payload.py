"""What every app's report has in common: who, when, what, where, which photos (docs/channels/README.md)."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from channels.inbound.fields import Fields
from channels.raw import Raw
from intake import MAX_ADDRESS, MAX_PHOTOS, MAX_TEXT, Anonymity, Crs, Location, LocationSource, Point

EXTERNAL_REF = r"[A-Za-z0-9._:-]{1,64}"
"""What an app may call a report: it stands in the paths of its requests."""

ToWgs84 = Callable[[float, float, Crs], Point]
_USER = r"[A-Za-z0-9_-]{1,48}"
_PERSONAL = re.compile(r"1\d{10}|\d{17}[\dXx]", re.ASCII)
_LONGEST_URL = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """The fields that all apps send.

    Attributes:
        external_ref: what the app calls the report.
        reporter: reference of its reporter here: the channel, and the app's own name for them.
        is_real: whether the app has verified who they are.
        reported_at: when they handed it in at the app, aware.
        text: their words.
        location: where, or None.
        photo_ids: of prior uploads.
        photo_urls: to be fetched.
        photos: how many there are, those of the form included.
    """

    external_ref: str
    reporter: str
    is_real: bool
    reported_at: datetime
    text: str
    location: Location | None
    photo_ids: tuple[str, ...]
    photo_urls: tuple[str, ...]
    photos: int

    @property
    def key(self) -> str:
        """A key for the submission; that it comes once follows from its reference."""
        return hashlib.sha256(self.external_ref.encode()).hexdigest()


def read_common(fields: Fields, channel: str, raw: Raw, to_wgs84: ToWgs84) -> Common:
    """The common fields, taken out of ``fields``.

    Raises:
        InvalidInput: the first that breaks a rule.
    """
    external_ref = fields.needed("externalRef", most=64, pattern=EXTERNAL_REF)
    reported_at = fields.moment_needed("reportedAt")
    reporter, is_real = read_reporter(fields, channel)
    text = fields.text("text", most=MAX_TEXT) or ""
    location = _location(fields, to_wgs84)
    ids, urls = read_photos(fields)
    return Common(
        external_ref=external_ref,
        reporter=reporter,
        is_real=is_real,
        reported_at=reported_at,
        text=text,
        location=location,
        photo_ids=ids,
        photo_urls=urls,
        photos=len(ids) + len(urls) + len(raw.files),
    )


def read_reporter(fields: Fields, channel: str) -> tuple[str, bool]:
    """Reference of the reporter, and whether the app has verified who they are."""
    inner = fields.inner("reporter")
    if inner is None:
        raise fields.missing("reporter")
    user = inner.needed("id", most=48)
    reference = reporter_of(channel, user, inner)
    is_real = inner.flag("realNameVerified")
    inner.done()
    return reference, is_real


def reporter_of(channel: str, user: str, fields: Fields, name: str = "id") -> str:
    """Reference of an app's user. What names a person is refused: it would stand on every report."""
    if not re.fullmatch(_USER, user, re.ASCII):
        raise fields.wrong(name, f"格式须为 {_USER}", f"The form is {_USER}", "pattern")
    if _PERSONAL.fullmatch(user):
        raise fields.wrong(
            name,
            "须为不透露身份的稳定编号，不能是手机号或身份证号",
            "A stable pseudonym, not a telephone or identity card number",
            "pseudonym",
        )
    return f"{channel}:{user}"


def read_photos(fields: Fields) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of prior uploads, and links to be fetched."""
    ids = fields.texts("photoIds", most=MAX_PHOTOS, longest=64)
    return ids, fields.texts("photoUrls", most=MAX_PHOTOS, longest=_LONGEST_URL)


def read_anonymity(fields: Fields) -> Anonymity:
    """How much of the reporter the executing unit learns."""
    value = fields.text("anonymity", most=20, pattern="|".join(Anonymity))
    return Anonymity(value) if value else Anonymity.HIDDEN_FROM_UNIT


def _location(fields: Fields, to_wgs84: ToWgs84) -> Location | None:
    inner = fields.inner("location")
    if inner is None:
        return None
    longitude, latitude = inner.number("longitude"), inner.number("latitude")
    if longitude is None or latitude is None:
        raise inner.missing("longitude" if longitude is None else "latitude")
    crs = Crs(inner.needed("crs", most=5, pattern="|".join(Crs)))
    place = Location(
        point=to_wgs84(longitude, latitude, crs),
        raw=(longitude, latitude),
        crs=crs,
        source=LocationSource(inner.text("source", most=6, pattern="device|map") or LocationSource.DEVICE),
        accuracy_m=inner.number("accuracyMetres"),
        address=inner.text("address", most=MAX_ADDRESS) or None,
    )
    inner.done()
    return place
