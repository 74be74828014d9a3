"""One log line and one span for each read: the telemetry contract of DESIGN section 5."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from opentelemetry import trace

logger = logging.getLogger("article-service")
tracer = trace.get_tracer("articles")


@dataclass(slots=True)
class Observation:
    """What the read found out about itself; `error` is why a better source did not answer."""

    source: str = ""
    count: int = 0
    error: str = ""


@contextmanager
def observed_read(operation: str, labels: Mapping[str, str]) -> Iterator[Observation]:
    """Measure the block and report it when it ends, however it ends."""
    started = time.perf_counter()
    seen = Observation()
    with tracer.start_as_current_span(f"ArticleService.{operation}", record_exception=False) as span:
        try:
            yield seen
        finally:
            latency = round((time.perf_counter() - started) * 1000, 3)
            fields = {
                "operation": operation,
                "source": seen.source,
                "count": seen.count,
                "latencyMs": latency,
                **labels,
            }
            if seen.error:
                fields["error"] = seen.error
            logger.log(logging.WARNING if seen.error else logging.INFO, "", extra=fields)
            if span.is_recording():
                span.set_attributes({"article.source": seen.source, "article.count": seen.count})
                span.set_attributes({f"article.{name}": value for name, value in labels.items()})
                if seen.error:
                    span.set_attribute("article.degraded", True)
