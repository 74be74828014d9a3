from __future__ import annotations

import io
import json
import logging
import logging.config
import re
import sys
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags

from portfolio.logs import JsonFormatter, gunicorn_logging, logging_config
from portfolio.requests import begin_request


def line(message: str = "", level: int = logging.INFO, exc_info: Any = None, **fields: Any) -> str:
    record = logging.LogRecord("a.logger", level, __file__, 1, message, None, exc_info)
    record.__dict__.update(fields)
    return JsonFormatter().format(record)


def parsed(message: str = "", **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(line(message, **options))
    return found


def test_line_begins_with_time_level_and_service() -> None:
    assert list(parsed("Hello"))[:4] == ["timestamp", "level", "service", "message"]
    assert (parsed("Hello")["level"], parsed("Hello")["service"]) == ("INFO", "article-service")


@pytest.mark.parametrize(
    ("created", "expected"),
    [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1780305000.5, "2026-06-01T09:10:00.500Z"),
        (1780305000.9999, "2026-06-01T09:10:00.999Z"),
    ],
)
def test_line_time_is_utc_with_milliseconds(created: float, expected: str) -> None:
    assert parsed(created=created)["timestamp"] == expected


def test_line_takes_the_fields_of_the_event() -> None:
    found = parsed(operation="getArticle", count=0, latencyMs=1.5, slug="a")
    assert (found["operation"], found["count"], found["latencyMs"], found["slug"]) == ("getArticle", 0, 1.5, "a")


def test_line_leaves_out_what_is_empty() -> None:
    found = parsed(source="", error=None, count=0, flag=False)
    assert not {"message", "source", "error"} & found.keys()
    assert (found["count"], found["flag"]) == (0, False)


@pytest.mark.parametrize(
    "text",
    [
        "\u2028\u2029", "\x00\x01\x1f\x7f\x85", "\r\n\t", 'a "quoted" \\ text', "\ud800 alone", "🐍 漢 ü",
        "/articles/" + "x" * 65_536, "%s %d {}", "</script>",
    ],
)  # fmt: skip
def test_line_is_one_line_of_json_whatever_it_says(text: str) -> None:
    for whole in (line(text), line(path=text)):
        assert len(re.split(r"[\n\r]", whole)) == 1
        found = json.loads(whole)
        assert (found.get("message") or found["path"]).startswith(text[:1].encode("utf-8", "replace").decode()[:1])


@pytest.mark.parametrize("value", [{1, 2}, object(), b"\xff", float("nan"), float("inf"), {"a": {1: (2,)}}])
def test_line_takes_values_that_json_does_not_know(value: object) -> None:
    assert "value" in parsed(value=value) or value != value


def test_line_of_an_exception_holds_its_traceback() -> None:
    try:
        raise ValueError("with\nlines \u2028 and é")
    except ValueError:
        whole = line("failed", level=logging.ERROR, exc_info=sys.exc_info())
    assert "\n" not in whole
    assert "ValueError: with\nlines" in json.loads(whole)["exc_info"]


def test_line_carries_the_id_of_the_request() -> None:
    begin_request("request-7")
    assert parsed()["requestId"] == "request-7"


def test_line_carries_the_ids_of_the_span() -> None:
    context = SpanContext(0x5759E988BD862E3FE1BE46A994272793, 0x53995C3F42CD8AD8, False, TraceFlags(1))
    with trace.use_span(NonRecordingSpan(context)):
        found = parsed()
    assert (found["traceId"], found["spanId"]) == ("5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8")


def test_line_without_a_span_has_no_ids() -> None:
    assert not {"traceId", "spanId"} & parsed().keys()


@pytest.fixture
def restored_logging() -> Any:
    root, names = logging.getLogger(), list(logging.Logger.manager.loggerDict)
    loggers = [root, *(logging.getLogger(name) for name in names)]
    kept = [(logger, logger.level, list(logger.handlers), logger.propagate, logger.disabled) for logger in loggers]
    yield
    for logger, level, handlers, propagate, disabled in kept:
        logger.level, logger.handlers, logger.propagate, logger.disabled = level, handlers, propagate, disabled
        logger.manager._clear_cache()  # type: ignore[attr-defined]


@pytest.mark.usefixtures("restored_logging")
@pytest.mark.parametrize(
    ("name", "level", "shown"),
    [
        ("article-service", logging.INFO, True),
        ("article-service", logging.DEBUG, False),
        ("anything.else", logging.INFO, True),
        ("django.request", logging.WARNING, False),
        ("django.request", logging.ERROR, True),
        ("django.security.DisallowedHost", logging.ERROR, False),
        ("botocore.endpoint", logging.INFO, False),
        ("pynamodb.connection", logging.WARNING, True),
    ],
)
def test_logging_config_shows(monkeypatch: pytest.MonkeyPatch, name: str, level: int, shown: bool) -> None:
    stdout = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stdout)
    logging.config.dictConfig(logging_config("INFO"))
    logging.getLogger(name).log(level, "Hello")
    assert bool(stdout.getvalue()) is shown
    assert stdout.getvalue().count("\n") == shown


@pytest.mark.usefixtures("restored_logging")
def test_logging_config_at_debug_keeps_the_sdk_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """At DEBUG it prints whole items, password hashes included."""
    stdout = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stdout)
    logging.config.dictConfig(logging_config("DEBUG"))
    for name in ("botocore", "botocore.parsers", "botocore.endpoint", "pynamodb.connection.base"):
        logging.getLogger(name).debug("secret")
    assert stdout.getvalue() == ""


@pytest.mark.usefixtures("restored_logging")
@pytest.mark.parametrize("name", ["gunicorn.error", "gunicorn.access", "article-service"])
def test_gunicorn_logging_writes_each_line_once(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    stdout = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stdout)
    logging.config.dictConfig(gunicorn_logging())
    logging.getLogger(name).info("Hello")
    assert [json.loads(text)["message"] for text in stdout.getvalue().splitlines()] == ["Hello"]
