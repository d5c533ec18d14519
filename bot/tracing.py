"""OpenTelemetry traces, where an address for them is set: `pip install planminder[traces]`.

What a span carries is named at its place: channels, duties and the names of turns, never words or people.
https://opentelemetry.io/docs/languages/python/instrumentation
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor

Span = Callable[..., AbstractContextManager[object]]


MISSING = "PLANMINDER_TRACES_URL is set, and what sends traces is not here: pip install 'planminder[traces]'."


class NoTraces(Exception):
    """Traces are asked for, and what sends them is not installed."""


def nothing(_: str, **__: str) -> AbstractContextManager[object]:
    """The span of where there are no traces."""
    return nullcontext()


@contextmanager
def tracing(url: str, processor: "SpanProcessor | None" = None) -> Iterator[Span]:
    """Spans that are sent to `url` (`…/v1/traces`) in batches, the last of them at the end. Raises NoTraces.

    `processor` in place of the sending one, for tests.
    """
    try:  # here: whoever has no traces need not have the library
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise NoTraces(
            "PLANMINDER_TRACES_URL is set; install what sends traces: pip install 'planminder[traces]'."
        ) from None
    provider = TracerProvider(resource=Resource.create({"service.name": "planminder"}))
    provider.add_span_processor(processor or BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))
    tracer = provider.get_tracer("planminder")

    def span(name: str, **attributes: str) -> AbstractContextManager[object]:
        return tracer.start_as_current_span(
            name, attributes={f"planminder.{key}": one for key, one in attributes.items()}
        )

    try:
        yield span
    finally:
        provider.shutdown()
