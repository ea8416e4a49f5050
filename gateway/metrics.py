"""What operators watch, in Prometheus' words."""

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from channels import Circuit, CircuitState
from intake import StatisticsRow
from routing import LiveEditions

_CIRCUIT = {CircuitState.CLOSED: 0, CircuitState.HALF_OPEN: 1, CircuitState.OPEN: 2}


class Metrics:
    """Counters of one process; a registry of its own, so that tests may build many."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._live: LiveEditions | None = None
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
        self.circuits = Gauge(
            "suishoupai_circuit",
            "Whether a channel is told: 0 yes, 1 one message at a time, 2 nothing for a while",
            ["channel"],
            registry=self.registry,
        )
        self.alarms = Counter(
            "suishoupai_alarms_total",
            "Reports that a worker has looked at for their clocks",
            registry=self.registry,
        )
        self.alarm_lag = Gauge(
            "suishoupai_alarm_lag_seconds", "How long the oldest alarm has been due", registry=self.registry
        )

        self.wechat_resting = Gauge(
            "suishoupai_wechat_resting",
            "Interfaces of WeChat that are left alone because their quota is used up",
            registry=self.registry,
        )
        self.rates = Gauge(
            "suishoupai_rate",
            "Shares of the reports of the last seven city days, 0-1; NaN where there is nothing to divide by",
            ["rate"],
            registry=self.registry,
        )

        self.edition_since = Gauge(
            "suishoupai_edition_effective_seconds",
            "Since when what this process decides by has been effective, in seconds since 1970",
            ["kind", "version"],
            registry=self.registry,
        )
        self.edition_failures = Gauge(
            "suishoupai_edition_failures",
            "How often this process could not use a new edition or model and kept the last good one",
            registry=self.registry,
        )

    def follow(self, live: LiveEditions) -> None:
        """Show what this process decides by whenever it is asked for."""
        self._live = live

    def set_circuits(self, circuits: Iterable[Circuit], now: datetime) -> None:
        """How channels are doing; one that never failed is not shown."""
        for circuit in circuits:
            self.circuits.labels(circuit.channel).set(_CIRCUIT[circuit.state(now)])

    def set_rates(self, row: StatisticsRow) -> None:
        """What the last seven days come to; a rate without its companion would mislead, so all at once."""
        rates = {
            "direct": row.direct_rate,
            "direct_accuracy": row.accuracy,
            "classified_accuracy": row.classified_accuracy,
            "on_time": row.on_time_rate,
        }
        for name, value in rates.items():
            self.rates.labels(name).set(math.nan if value is None else value)

    def show_geocodes(self, outcomes: Mapping[str, int]) -> None:
        """Show how look-ups of addresses ended, as counted elsewhere."""
        self.registry.register(_Geocodes(outcomes))

    async def show(self, _request: Request) -> Response:
        """``GET /metrics``."""
        if self._live is not None:
            self.edition_since.clear()
            for kind, version in self._live.versions.items():
                since = self._live.since[kind].timestamp()
                self.edition_since.labels(kind.value, version).set(since)
            self.edition_failures.set(self._live.failures)
        return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)


class _Geocodes(Collector):
    def __init__(self, outcomes: Mapping[str, int]) -> None:
        self._outcomes = outcomes

    def collect(self) -> Iterator[CounterMetricFamily]:
        found = CounterMetricFamily(
            "suishoupai_geocodes", "Look-ups of addresses by how they ended", labels=["outcome"]
        )
        for outcome, count in self._outcomes.items():
            found.add_metric([outcome], count)
        yield found
