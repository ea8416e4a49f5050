"""``/open311/v2``: GeoReport v2 over HTTP (docs/channels/open311.md)."""

from gateway.open311.pull import Outcome, PullError, Source, pull
from gateway.open311.routes import Open311

__all__ = ["Open311", "Outcome", "PullError", "Source", "pull"]
