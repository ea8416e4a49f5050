"""The page by which clients find the endpoint (Open311 service discovery)."""

from typing import Any

_CHANGED = "2026-11-24T00:00:00+08:00"
"""When what stands here last changed."""


def discovery(url: str, contact: str) -> dict[str, Any]:
    """The one endpoint there is.

    Args:
        url: where clients reach it: ``https://ssp.dg.gov.cn/open311/v2``.
        contact: whom to write to or call, for keys too.
    """
    return {
        "changeset": _CHANGED,
        "contact": contact,
        "key_service": contact,
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": url,
                "changeset": _CHANGED,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
