"""Open311 GeoReport v2: its requests and answers as plain values, both ways (docs/channels/open311.md)."""

from channels.open311.asked import Asked, asked
from channels.open311.desk import SAME_FOR, Desk
from channels.open311.discovery import discovery
from channels.open311.posted import CHANNEL, Posted, posted
from channels.open311.pulled import imported, read_services, ref_of
from channels.open311.services import Service, definition, service_row
from channels.open311.shown import errors, own_request, request_row, taken_in
from channels.open311.xml import to_xml

__all__ = [
    "CHANNEL",
    "SAME_FOR",
    "Asked",
    "Desk",
    "Posted",
    "Service",
    "asked",
    "definition",
    "discovery",
    "errors",
    "imported",
    "own_request",
    "posted",
    "read_services",
    "ref_of",
    "request_row",
    "service_row",
    "taken_in",
    "to_xml",
]
