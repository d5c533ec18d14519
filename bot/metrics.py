"""What is counted of the bot at work, for Prometheus. Nothing in it names a person, a plan or an organisation.

Names and units: https://prometheus.io/docs/practices/naming
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.tracing import Span, nothing
from storage.pulse import Backlog

PREFIX = "planminder"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 15.0)  # Slack gives up after 3, Teams after 15


class Metrics:
    """A `bot.watching.Watch` that counts. One a bot, so that nothing is shared between two in one process."""

    def __init__(self, span: Span = nothing) -> None:
        self.span = span
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves it untyped; each start is the process's
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._turns = Counter(
            f"{PREFIX}_turns", "Turns by what became of them.", ["channel", "intent", "outcome"], registry=registry
        )
        self._turn_seconds = Histogram(
            f"{PREFIX}_turn_duration_seconds",
            "From a message's arrival until its replies have left.",
            ["channel"],
            buckets=SECONDS,
            registry=registry,
        )
        self._deliveries = Counter(
            f"{PREFIX}_deliveries", "Messages of ours by what came of a try.", ["channel", "outcome"], registry=registry
        )
        self._duties = Counter(f"{PREFIX}_duties", "Duties of the clock.", ["duty", "outcome"], registry=registry)
        self._duty_seconds = Counter(
            f"{PREFIX}_duty_seconds", "Seconds that the clock's duties took.", ["duty"], registry=registry
        )
        self._turned_away = Counter(
            f"{PREFIX}_turned_away", "What was not taken in, and why.", ["reason"], registry=registry
        )
        self._gauges = {name: Gauge(f"{PREFIX}_{name}", help_, registry=registry) for name, help_ in GAUGES.items()}

    # what it is told -----------------------------------------------------------------------------------------

    def turn(self, channel: str, intent: str, outcome: str, seconds: float) -> None:
        self._turns.labels(channel, intent or "none", outcome).inc()
        self._turn_seconds.labels(channel).observe(seconds)

    def delivery(self, channel: str, outcome: str) -> None:
        self._deliveries.labels(channel, outcome).inc()

    def duty(self, name: str, seconds: float, *, done: bool) -> None:
        self._duties.labels(name, "done" if done else "failed").inc()
        self._duty_seconds.labels(name).inc(seconds)

    def turned_away(self, reason: str) -> None:
        self._turned_away.labels(reason).inc()

    # what is asked when it is read ---------------------------------------------------------------------------

    def count_refusals(self, refusals: Callable[[], Mapping[str, int]]) -> None:
        """What the database has refused is counted where that happens, and asked for here."""
        self._registry.register(_Refusals(refusals))

    def shown(self, backlog: Backlog | None, now: datetime, **gauges: float) -> bytes:
        """All of it, as Prometheus reads it. Without a backlog (the database is away) the last known one stays."""
        if backlog is not None:
            gauges |= {"outbox_waiting": backlog.unsent, "inbox_waiting": backlog.arrived}
            gauges["outbox_oldest_seconds"] = _age(backlog.unsent_since, now)
            gauges["inbox_oldest_seconds"] = _age(backlog.arrived_since, now)
        for name, value in gauges.items():
            self._gauges[name].set(value)
        return generate_latest(self._registry)


GAUGES = {
    "turns_under_way": "Turns that have begun and not ended.",
    "clock_lag_seconds": "Seconds since the clock last saw to a duty.",
    "outbox_waiting": "Messages of ours that are due and unsent.",
    "outbox_oldest_seconds": "For how long the oldest of them has been due.",
    "inbox_waiting": "What has been acknowledged and had no turn yet.",
    "inbox_oldest_seconds": "For how long the oldest of it has waited.",
    "organisations_without_officer": "Organisations in which nobody may set anything up.",
    "ready": "1 where /readyz says so.",
}


class _Refusals(Collector):
    def __init__(self, refusals: Callable[[], Mapping[str, int]]) -> None:
        self._refusals = refusals

    def collect(self) -> Iterator[Metric]:
        family = CounterMetricFamily(
            f"{PREFIX}_database_errors",
            "What the database has refused; `stale` is a race.",
            labels=["kind"],
        )
        for kind, count in self._refusals().items():
            family.add_metric([kind], count)
        yield family


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
