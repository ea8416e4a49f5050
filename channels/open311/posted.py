"""What a client hands in by ``POST requests``."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from intake import Crs, InvalidInput, Location, LocationSource, Point, Submission, check_point

CHANNEL = "open311"
"""Name of the channel on reports."""
_DROPPED = ("first_name", "last_name", "phone", "email", "device_id", "account_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A form as it was read. Who its sender says they are is not in it, and is kept nowhere.

    Attributes:
        service_code: of the matter.
        description: the reporter's words; may be empty.
        point: where, WGS-84; None where only an address was given.
        address: the reporter's words for the place, or None.
        media_url: where a photo is, or None.
        names_person: it told who its sender is.
    """

    service_code: str
    description: str
    point: Point | None
    address: str | None
    media_url: str | None
    names_person: bool

    def to_submission(self, reporter: str, key: str, photo_ids: tuple[str, ...]) -> Submission:
        """As the domain takes it; an address without a point goes with the words, for a person to read."""
        place = None
        text = self.description
        if self.point is not None:
            place = Location(
                point=self.point,
                raw=(self.point.longitude, self.point.latitude),
                crs=Crs.WGS84,
                source=LocationSource.DEVICE,
                address=self.address,
            )
        elif self.address:
            text = f"{text}\n地点：{self.address}".strip()
        return Submission(
            channel=CHANNEL,
            reporter=reporter,
            idempotency_key=key,
            text=text,
            matter=self.service_code,
            location=place,
            photo_ids=photo_ids,
        )


def posted(form: Mapping[str, str]) -> Posted:
    """Read a form; what is not said here is of no use and let go.

    Raises:
        InvalidInput: no service, or no place, or one that cannot be.
    """
    given = {name: value.strip() for name, value in form.items()}
    code = given.get("service_code", "")
    if not code:
        raise InvalidInput(
            "缺少 service_code", "service_code was not given", path=("service_code",), rule="required"
        )
    point, address = _point(given), given.get("address_string") or None
    if point is None and address is None:
        raise _no_place(given)
    return Posted(
        service_code=code,
        description=given.get("description", ""),
        point=point,
        address=address,
        media_url=given.get("media_url") or None,
        names_person=any(given.get(each) for each in _DROPPED),
    )


def digest_of(form: Posted, photos: Sequence[bytes], media_url: str | None) -> str:
    """SHA-256, hexadecimal, of what was handed in: a client that sends it again sends the same."""
    place = form.point and (form.point.longitude, form.point.latitude)
    content = [
        form.service_code,
        form.description,
        place,
        form.address,
        media_url,
        [hashlib.sha256(each).hexdigest() for each in photos],
    ]
    return hashlib.sha256(orjson.dumps(content)).hexdigest()


def _point(given: Mapping[str, str]) -> Point | None:
    latitude, longitude = given.get("lat", ""), given.get("long", "")
    if not latitude and not longitude:
        return None
    try:
        point = Point(float(longitude), float(latitude))
        check_point(point)
    except ValueError:
        raise InvalidInput(
            "lat 和 long 须同时给出，且为十进制度数",
            "lat and long come together, in decimal degrees",
            path=("lat",),
            rule="number",
        ) from None
    return point


def _no_place(given: Mapping[str, str]) -> InvalidInput:
    if given.get("address_id"):
        return InvalidInput(
            "本市不提供 address_id，请给出 lat 和 long，或 address_string",
            "This city has no address_id; give lat and long, or address_string",
            path=("address_id",),
            rule="unknown",
        )
    return InvalidInput(
        "请给出 lat 和 long，或 address_string",
        "Give lat and long, or address_string",
        path=("lat",),
        rule="required",
    )
