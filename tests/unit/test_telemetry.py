from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from opentelemetry import propagate, trace
from opentelemetry.propagators.aws import AwsXRayPropagator
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from articles.exceptions import ArticleNotFound, StoreUnavailable
from articles.services import observing
from portfolio import telemetry
from tests.engine import PROJECT
from tests.factories import make_article, save
from tests.unit.desk import Desk


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def provider(exporter: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch) -> Iterator[TracerProvider]:
    """The site's provider, for the reads of this test alone."""
    monkeypatch.setenv("OTEL_SDK_DISABLED", "false")
    textmap = propagate.get_global_textmap()
    provider = telemetry.make_provider(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(observing, "tracer", provider.get_tracer("articles"))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    yield provider
    provider.shutdown()
    propagate.set_global_textmap(textmap)


def span_of(exporter: InMemorySpanExporter) -> ReadableSpan:
    (span,) = exporter.get_finished_spans()
    return span


@pytest.mark.usefixtures("provider")
def test_get_article_is_a_span_with_the_attributes_of_the_contract(desk: Desk, exporter: InMemorySpanExporter) -> None:
    desk.publish(make_article())
    desk.article()
    span = span_of(exporter)
    assert (span.name, span.kind, span.status.status_code) == (
        "ArticleService.getArticle", SpanKind.INTERNAL, StatusCode.UNSET,
    )  # fmt: skip
    assert dict(span.attributes or {}) == {
        "article.source": "dynamodb-sdk",
        "article.count": 1,
        "article.slug": "an-article",
    }


@pytest.mark.usefixtures("provider")
def test_reads_have_a_span_each_with_a_fixed_name(desk: Desk, exporter: InMemorySpanExporter) -> None:
    desk.publish(make_article())
    desk.settle()
    desk.slugs()
    desk.slugs(tag="python")
    desk.tags()
    names = [span.name for span in exporter.get_finished_spans()]
    assert names == ["ArticleService.getAllArticles", "ArticleService.getArticlesByTag", "ArticleService.getAllTags"]


@pytest.mark.usefixtures("provider")
def test_list_articles_of_a_tag_has_it_as_an_attribute(desk: Desk, exporter: InMemorySpanExporter) -> None:
    desk.slugs(tag="python")
    assert (span_of(exporter).attributes or {})["article.tag"] == "python"


@pytest.mark.usefixtures("provider")
def test_miss_is_no_error_of_the_span(desk: Desk, exporter: InMemorySpanExporter) -> None:
    with pytest.raises(ArticleNotFound):
        desk.article("unknown")
    span = span_of(exporter)
    assert (span.status.status_code, span.events, (span.attributes or {})["article.count"]) == (StatusCode.UNSET, (), 0)


@pytest.mark.usefixtures("provider")
def test_read_that_survived_an_outage_is_degraded_and_no_error(desk: Desk, exporter: InMemorySpanExporter) -> None:
    save(desk.files, make_article())
    desk.store.down = True
    desk.article()
    span = span_of(exporter)
    attributes = span.attributes or {}
    assert (span.status.status_code, attributes["article.degraded"]) == (StatusCode.UNSET, True)
    assert attributes["article.source"] == "file-based"


@pytest.mark.usefixtures("provider")
def test_read_that_did_not_survive_is_an_error(desk: Desk, exporter: InMemorySpanExporter) -> None:
    desk.store.down = True
    with pytest.raises(StoreUnavailable):
        desk.article()
    assert span_of(exporter).status.status_code is StatusCode.ERROR


@pytest.mark.usefixtures("provider")
def test_healthy_read_is_not_called_degraded(desk: Desk, exporter: InMemorySpanExporter) -> None:
    desk.slugs()
    assert "article.degraded" not in (span_of(exporter).attributes or {})


def test_make_provider_has_ids_of_xray(provider: TracerProvider, exporter: InMemorySpanExporter) -> None:
    """X-Ray's ids begin with the time in seconds; it refuses others."""
    with provider.get_tracer("test").start_as_current_span("any"):
        pass
    context = span_of(exporter).get_span_context()
    assert context is not None
    assert abs((context.trace_id >> 96) - time.time()) < 60


def test_make_provider_passes_xrays_header_on(provider: TracerProvider) -> None:
    assert isinstance(propagate.get_global_textmap(), AwsXRayPropagator)
    carrier: dict[str, str] = {}
    with provider.get_tracer("test").start_as_current_span("any"):
        propagate.inject(carrier)
    assert carrier["X-Amzn-Trace-Id"].startswith("Root=1-")


def test_make_provider_names_the_service(provider: TracerProvider) -> None:
    assert provider.resource.attributes["service.name"] == "article-service"


def run_alone(program: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, because instrumentation and providers are set once a process."""
    return subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", program],
        cwd=PROJECT, env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", **variables},
        capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip


def test_switched_off_imports_nothing_of_the_sdk() -> None:
    done = run_alone("""
import sys
from portfolio import telemetry, wsgi
telemetry.configure()
print([name for name in sys.modules if name.startswith(("opentelemetry.sdk", "opentelemetry.exporter", "grpc"))])
""")
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_switched_on_a_dead_collector_delays_no_reader_and_no_exit() -> None:
    program = """
import time
from tests import environment
environment.ENVIRONMENT["OTEL_SDK_DISABLED"] = "false"
environment.ENVIRONMENT["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9"
from portfolio import telemetry, wsgi
telemetry.configure()
from django.test import Client
began = time.monotonic()
assert Client().get("/articles/").status_code == 200
print("read", time.monotonic() - began < 2, flush=True)
"""
    began = time.monotonic()
    done = run_alone(program)
    assert "read True" in done.stdout
    assert done.returncode == 0
    assert time.monotonic() - began < 10
