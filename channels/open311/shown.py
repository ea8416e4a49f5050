"""Reports as GeoReport's service requests, and its errors."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from channels.wording import notice_of
from intake import CITY_ZONE, UNSURE, PublicReport, Report

_UNKNOWN = "待归类"
"""Name of the service while nobody knows what it is."""


def request_row(shown: PublicReport) -> dict[str, Any]:
    """A report as anybody may see it: nobody's words but those written for the public, and no photo."""
    return {
        "service_request_id": shown.number,
        "status": "open" if shown.is_open else "closed",
        "status_notes": shown.stage.zh,
        "service_name": shown.matter.name if shown.matter else _UNKNOWN,
        "service_code": shown.matter.code if shown.matter else UNSURE,
        "description": shown.words,
        "agency_responsible": shown.department.name if shown.department else None,
        "service_notice": None,
        "requested_datetime": _told(shown.submitted_at),
        "updated_datetime": _told(shown.updated_at),
        "expected_datetime": _told(shown.resolve_by),
        "address": shown.town,
        "address_id": None,
        "zipcode": None,
        "lat": shown.point.latitude if shown.point else None,
        "long": shown.point.longitude if shown.point else None,
        "media_url": None,
    }


def own_request(shown: PublicReport, report: Report) -> dict[str, Any]:
    """The same for the client that handed it in: what it said, and the last words its reporter was told."""
    last = next((entry for entry in reversed(report.timeline) if entry.public), None)
    row = request_row(shown)
    row["description"] = report.text or None
    if last is not None:
        row["status_notes"] = notice_of(report, last).body
    if report.location is not None:
        row["lat"], row["long"] = report.location.raw[1], report.location.raw[0]
        row["address"] = report.location.address or row["address"]
    return row


def taken_in(number: str, notice: str) -> list[dict[str, Any]]:
    """The answer to a request that was handed in."""
    return [{"service_request_id": number, "service_notice": notice, "account_id": None}]


def errors(code: int, words: Sequence[str]) -> list[dict[str, Any]]:
    """Errors with their HTTP code."""
    return [{"code": code, "description": each} for each in words]


def _told(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(CITY_ZONE).isoformat(timespec="seconds")
