"""What a channel or a person hands in, before it is a report."""

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import orjson

from intake.asset import read_asset_code
from intake.errors import InvalidInput
from intake.place import Crs, Location, LocationSource, Point
from intake.words import check_words, is_blank

MAX_TEXT = 2000
MAX_PHOTOS = 9
MAX_ADDRESS = 200
_KEY = re.compile(r"[A-Za-z0-9._:-]{8,128}")
_EXTERNAL_REF = re.compile(r"[!-~]{1,64}")


class Anonymity(StrEnum):
    """How much of the reporter the executing unit learns."""

    REAL_NAME = "real_name"
    HIDDEN_FROM_UNIT = "hidden_from_unit"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One thing handed in.

    Attributes:
        channel: name of the channel, ``iguanjia``.
        reporter: pseudonymous reference of the reporter.
        idempotency_key: 8-128 characters of ``A-Za-z0-9._:-``; a retry carries the same.
        text: the reporter's words, up to 2,000 characters; may be empty when a matter is chosen.
        matter: code of the chosen matter, or None.
        asset_code: what was scanned or typed of a thing's plate (`read_asset_code`), or None.
        location: where, or None to take the place of the thing or of the first photo that has one.
        photo_ids: up to nine ids of completed uploads, in the reporter's order.
        anonymity: how much the executing unit learns.
        external_ref: what the app that handed it in calls it, 1-64 visible ASCII characters; None where
            people hand in themselves. A channel has each once, whoever the reporter is.
        occurred_at: when it happened, as far as the reporter said, aware.
        restricted: what only those who act may see, by name: ``plate``.
        same_as: a token by which the reporter says that it is the same thing as a report they were offered.
    """

    channel: str
    reporter: str
    idempotency_key: str
    text: str = ""
    matter: str | None = None
    asset_code: str | None = None
    location: Location | None = None
    photo_ids: tuple[str, ...] = ()
    anonymity: Anonymity = Anonymity.HIDDEN_FROM_UNIT
    external_ref: str | None = None
    occurred_at: datetime | None = None
    restricted: Mapping[str, str] = field(default_factory=dict)
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class PhotoRef:
    """A photo as evidence.

    Attributes:
        id: its id.
        sha256: of its original bytes, hexadecimal.
        dhash: 64-bit difference hash of what it shows, 16 hexadecimal digits; None where none was made.
    """

    id: str
    sha256: str
    dhash: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A photo that its owner may use, with the place and the moment its EXIF names, if any."""

    ref: PhotoRef
    point: Point | None
    captured_at: datetime | None = None


class Photos(Protocol):
    """The port to media: who may use which photo."""

    async def evidence(self, photo_ids: tuple[str, ...], owner: str) -> tuple[Evidence, ...]:
        """The photos with these ids, in this order.

        Raises:
            InvalidInput: an id is unknown, is another owner's, or is not complete; ``path`` names which.
        """
        ...


def check(submission: Submission) -> None:
    """Hold a submission to the rules that need no look-up.

    Raises:
        InvalidInput: the first broken rule.
    """
    check_key(submission.idempotency_key)
    if submission.external_ref is not None and not _EXTERNAL_REF.fullmatch(submission.external_ref):
        raise InvalidInput(
            "渠道侧编号须为 1-64 个可见的 ASCII 字符",
            "An external reference is 1-64 visible ASCII characters",
            path=("input", "externalRef"),
            rule="pattern",
        )
    if is_blank(submission.text) and submission.matter is None and submission.asset_code is None:
        raise InvalidInput(
            "请填写文字说明、选择事项或扫描部件编码",
            "Write what you saw, choose a matter or scan a thing's code",
            path=("input", "text"),
            rule="text_or_matter",
        )
    check_content(submission)


def check_content(submission: Submission) -> None:
    """Hold what is there to the same rules, whether or not it is enough to be handed in.

    Raises:
        InvalidInput: the first broken rule.
    """
    check_words(submission.text, "text", MAX_TEXT)
    check_photo_ids(submission.photo_ids)
    if submission.asset_code is not None:
        read_asset_code(submission.asset_code)
    if submission.location is not None:
        check_words(submission.location.address or "", "location.address", MAX_ADDRESS)
        check_point(submission.location.point, submission.location.accuracy_m)


def check_key(key: str) -> None:
    """Refuse an idempotency key of another shape."""
    if not _KEY.fullmatch(key):
        raise InvalidInput(
            "幂等键须为 8-128 位字母、数字或 . _ : -",
            "An idempotency key is 8-128 characters of A-Z a-z 0-9 . _ : -",
            path=("input", "idempotencyKey"),
            rule="pattern",
        )


def check_photo_ids(photo_ids: tuple[str, ...]) -> None:
    """Refuse more photos than nine, and the same photo twice."""
    if len(photo_ids) > MAX_PHOTOS:
        raise InvalidInput(
            f"照片最多 {MAX_PHOTOS} 张，收到 {len(photo_ids)} 张",
            f"At most {MAX_PHOTOS} photos; {len(photo_ids)} were given",
            path=("input", "photoIds"),
            rule="max_items",
        )
    if len(set(photo_ids)) != len(photo_ids):
        raise InvalidInput(
            "同一张照片不能重复提交",
            "The same photo is listed twice",
            path=("input", "photoIds"),
            rule="unique_items",
        )


def check_point(point: Point, accuracy_m: float | None = None) -> None:
    """Refuse a point that cannot be a place: not finite, out of range, swapped, or 0,0 (no fix)."""
    longitude, latitude = point.longitude, point.latitude
    path = ("input", "location")
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        raise InvalidInput("经纬度不是有效数字", "A coordinate is not a number", path=path, rule="finite")
    if abs(latitude) > 90 >= abs(longitude):  # noqa: PLR2004 - the poles
        raise InvalidInput(
            "经纬度可能写反了：纬度超过 90°",
            "Longitude and latitude look swapped: the latitude is beyond 90°",
            path=path,
            rule="not_swapped",
        )
    if abs(latitude) > 90 or abs(longitude) > 180:  # noqa: PLR2004 - the poles and the antimeridian
        raise InvalidInput("经纬度超出范围", "A coordinate is out of range", path=path, rule="range")
    if abs(longitude) < 0.01 and abs(latitude) < 0.01:  # noqa: PLR2004 - about a kilometre around 0,0
        raise InvalidInput(
            "定位失败（坐标为 0,0），请重新定位",
            "The device had no fix (0,0); locate again",
            path=path,
            rule="not_null_island",
        )
    if accuracy_m is not None and not 0 <= accuracy_m <= 100_000:  # noqa: PLR2004 - wider is no fix at all
        raise InvalidInput("定位精度无效", "The accuracy must be 0-100,000 m", path=path, rule="accuracy")


def located(submission: Submission, evidence: tuple[Evidence, ...]) -> Submission:
    """The submission with the place of its first placed photo when the reporter gave none."""
    return replace(submission, location=submission.location or place_of(evidence))


def place_of(evidence: tuple[Evidence, ...]) -> Location | None:
    """The place of the first photo that has one.

    EXIF positions are WGS-84 unless the file says otherwise (Exif 3.0, GPSMapDatum).
    """
    point = next((item.point for item in evidence if item.point is not None), None)
    if point is None:
        return None
    return Location(
        point=point,
        raw=(point.longitude, point.latitude),
        crs=Crs.WGS84,
        source=LocationSource.PHOTO,
    )


def fingerprint(submission: Submission, evidence: tuple[Evidence, ...]) -> str:
    """SHA-256, hexadecimal, of what was handed in.

    Photos count by their bytes, so a retry that uploaded them again is still the same content. A scanned
    thing counts by its code, whatever the register knew of it at the time.
    """
    place = submission.location
    content = (
        submission.text,
        submission.matter,
        submission.anonymity,
        place and (place.raw, place.crs, place.address, place.village_code),
        [item.ref.sha256 for item in evidence],
        submission.external_ref and submission.reporter,
        submission.occurred_at,
        sorted(submission.restricted.items()),
        submission.asset_code and read_asset_code(submission.asset_code),
    )
    return hashlib.sha256(orjson.dumps(content)).hexdigest()
