"""Traces, metrics and logs of one process (OpenTelemetry, W3C trace context, structured logs on stdout).

No personal data goes in: people appear by pseudonymous id, and messages never.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog
from opentelemetry import trace
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from chassis.faults import first_line, tell_the_last_one, without_words

EXPORT_SECONDS = 3
"""For one export. A collector that is gone must not hold up the end of a process beyond its drain."""

_PROPAGATOR = TraceContextTextMapPropagator()


class Telemetry:
    """The instruments of one process. Without an endpoint nothing is exported, but trace ids still
    stand in logs and events.
    """

    def __init__(self, service: str, node: str, endpoint: str = "") -> None:
        resource = Resource.create({"service.name": service, "service.namespace": node})
        # Without a collector nothing is recorded, but every call still has its trace id.
        self._traces = TracerProvider(resource=resource, sampler=ALWAYS_ON if endpoint else ALWAYS_OFF)
        readers = self._export(endpoint) if endpoint else []
        self._metrics = MeterProvider(resource=resource, metric_readers=readers)
        self._tracer = self._traces.get_tracer("archipel")
        meter = self._metrics.get_meter("archipel")
        self.requests = meter.create_counter("rpc.server.requests", description="Calls by method and status")
        self.seconds = meter.create_histogram("rpc.server.duration", unit="s", description="Time per call")
        self.published = meter.create_counter("relay.published", description="Events acknowledged by NATS")
        self.parked = meter.create_counter("reader.parked", description="Aggregates that a reader parked")
        self._gauges: dict[str, dict[str, float]] = {"relay.lag": {}, "reader.lag": {}, "reader.dead": {}}
        for name, values in self._gauges.items():
            meter.create_observable_gauge(name, callbacks=[_observer(values)])

    def _export(self, endpoint: str) -> list[PeriodicExportingMetricReader]:
        # Loaded only where a collector listens: the exporters cost a fifth of a second of a service's start.
        from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

        insecure = endpoint.startswith("http://")
        spans = OTLPSpanExporter(endpoint=endpoint, insecure=insecure, timeout=EXPORT_SECONDS)
        self._traces.add_span_processor(BatchSpanProcessor(spans, schedule_delay_millis=1000))
        metrics = OTLPMetricExporter(endpoint=endpoint, insecure=insecure, timeout=EXPORT_SECONDS)
        return [PeriodicExportingMetricReader(metrics, export_interval_millis=5000)]

    def gauge(self, name: str, part: str, value: float) -> None:
        """Note a lag (rows or events) or a number of dead letters, read at the next export."""
        self._gauges[name][part] = value

    @contextmanager
    def span(self, name: str, kind: SpanKind, traceparent: str = "", **attributes: str) -> Iterator[Span]:
        """A span under the given W3C parent, or under the current span, or a root. Of an error that passes
        through, it notes the type: its words may repeat what somebody typed.
        """
        context = _PROPAGATOR.extract({"traceparent": traceparent}) if traceparent else None
        with self._tracer.start_as_current_span(
            name,
            context=context,
            kind=kind,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield span
            except Exception as error:
                _note_failure(span, error)
                raise

    def close(self) -> None:
        """Export what is still held back."""
        self._traces.shutdown()
        self._metrics.shutdown()


def _observer(values: Mapping[str, float]) -> Any:
    def observe(_: CallbackOptions) -> list[Observation]:
        return [Observation(value, {"part": part}) for part, value in list(values.items())]

    return observe


def _note_failure(span: Span, error: Exception) -> None:
    """Unless whoever refused has said why already."""
    if isinstance(span, ReadableSpan) and span.status.is_unset:
        span.set_status(Status(StatusCode.ERROR, type(error).__name__))


def current_traceparent() -> str:
    """W3C traceparent of the current span, or "" outside of one."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent", "")


def _with_trace(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = f"{context.trace_id:032x}"
    return event


def configure_logs(service: str, level: str) -> None:
    """One JSON object a line on stdout, the library logs included."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_trace,
    ]
    renderer = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*shared, without_words, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        # Whatever the standard output is at the time: one that was captured and closed would end the service.
        logger_factory=structlog.PrintLoggerFactory(),
    )
    structlog.contextvars.bind_contextvars(service=service)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, first_line],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                without_words,
                renderer,
            ],
        )
    )
    logging.basicConfig(
        level=max(logging.getLevelName(level), logging.WARNING), handlers=[handler], force=True
    )
    sys.excepthook = tell_the_last_one
