"""What operators watch, in Prometheus' words."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response


class Metrics:
    """Counters of one process; a registry of its own, so that tests may build many."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "suishoupai_requests_total",
            "HTTP requests by route and answer",
            ["route", "method", "code"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "suishoupai_request_seconds",
            "Time from the first byte in to the last byte out",
            ["route"],
            registry=self.registry,
        )
        self.delivered = Counter(
            "suishoupai_notices_total", "Notices that a worker has handled", registry=self.registry
        )
        self.alarms = Counter(
            "suishoupai_alarms_total",
            "Reports that a worker has looked at for their clocks",
            registry=self.registry,
        )
        self.alarm_lag = Gauge(
            "suishoupai_alarm_lag_seconds", "How long the oldest alarm has been due", registry=self.registry
        )

    async def show(self, _request: Request) -> Response:
        """``GET /metrics``."""
        return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)
