"""One log line and one span for each read: the telemetry contract of DESIGN section 5."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Self

from opentelemetry import trace

logger = logging.getLogger("article-service")
tracer = trace.get_tracer("articles")


class ObservedRead:
    """Measures a block and reports it when it ends, however it ends.

    The block sets `source` and `count`, and in `error` why a better source did not answer. An answer of the `silent`
    source, if one is named, is not worth a line.
    """

    __slots__ = ("_labels", "_operation", "_silent", "_span", "_started", "count", "error", "source")

    def __init__(self, operation: str, labels: Mapping[str, str], *, silent: str | None = None) -> None:
        self.source = ""
        self.count = 0
        self.error = ""
        self._operation = operation
        self._labels = labels
        self._silent = silent

    def __enter__(self) -> Self:
        self._started = time.perf_counter()
        self._span = self._start_span()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace_back: TracebackType | None
    ) -> None:
        if self.source != self._silent:
            self._log()
        if self._span is not None:
            self._describe(trace.get_current_span())
            self._span.__exit__(kind, error, trace_back)

    def _log(self) -> None:
        latency = round((time.perf_counter() - self._started) * 1000, 3)
        fields: dict[str, Any] = {
            "operation": self._operation, "source": self.source, "count": self.count, "latencyMs": latency,
            **self._labels,
        }  # fmt: skip
        if self.error:
            fields["error"] = self.error
        logger.log(logging.WARNING if self.error else logging.INFO, "", extra=fields)

    def _start_span(self) -> AbstractContextManager[Any] | None:
        if isinstance(tracer, trace.ProxyTracer) and isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
            return None  # nobody traces, and a span that does nothing is a good part of what a cached read costs
        # A fault that was survived does not come out of the block, so it marks the span of its call and not this one.
        span = tracer.start_as_current_span(f"ArticleService.{self._operation}", record_exception=False)
        span.__enter__()
        return span

    def _describe(self, span: trace.Span) -> None:
        span.set_attributes({"article.source": self.source, "article.count": self.count})
        span.set_attributes({f"article.{name}": value for name, value in self._labels.items()})
        if self.error:
            span.set_attribute("article.degraded", True)
