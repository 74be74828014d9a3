"""The address of a shared draft is in no log line, span, metric or error report, whatever becomes of the request."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.browser.desk_site import DeskSite
from tests.collector import Collector
from tests.engine import PROJECT, Engine
from tests.site import table_environment

WRONG = "WrongWrongWrongWrong22"
ARRIVAL_SECONDS = 20.0
MAKE = """
from ulid import ULID
from articles import wiring
from articles.drafts import Fields
from articles.policies import Actor
ada = Actor("ada", "Ada", "author")
saved = wiring.authoring().create(Fields(title="Draft", body="Text."), actor=ada, token=str(ULID()))
article_id = saved.workspace.live.article_id
print(wiring.sharing().make(article_id, actor=ada, token=str(ULID()), days=7)[1])
"""
# Everything that could tell more is asked to: both conventions of span attributes, gunicorn's access log, DEBUG, and
# tracing in the place that its environment variable gives it.
TALKATIVE = {
    "OTEL_SDK_DISABLED": "false",
    "OTEL_SEMCONV_STABILITY_OPT_IN": "http/dup",
    "OTEL_PYTHON_DJANGO_MIDDLEWARE_POSITION": "0",
    "OTEL_BSP_SCHEDULE_DELAY": "100",
    "GUNICORN_CMD_ARGS": "--access-logfile - --log-level debug",
    "LOG_LEVEL": "DEBUG",
}


@dataclass(frozen=True)
class Heard:
    """All that a site said while it was asked for shared drafts, and what it answered."""

    token: str
    statuses: dict[str, int]
    log: str
    spans: str
    names: list[str]


@pytest.fixture(scope="module")
def heard() -> Iterator[Heard]:
    with Engine() as engine, Collector() as collector:
        given = {**table_environment(engine.url), **TALKATIVE, "USE_FILE_FALLBACK": "false"}
        given["OTEL_EXPORTER_OTLP_ENDPOINT"] = f"http://127.0.0.1:{collector.port}"
        with DeskSite(given) as site:
            site.manage("create_table")
            token = site.manage("shell", "--no-imports", "-c", MAKE).split()[-1]
            statuses = visit_all(site, token)
            engine.stop()
            statuses["outage"] = site.get(f"/share/{token}/").status
            named = collector.wait_for("GET share/", len(statuses) - 3, seconds=ARRIVAL_SECONDS)
        log = json.dumps(site.lines) + "".join(site.other_output)
        yield Heard(token, statuses, log, collector.said, [span.name for span in named])


def visit_all(site: DeskSite, token: str) -> dict[str, int]:
    get = site.get
    found = {
        "right": get(f"/share/{token}/").status,
        "without a slash": get(f"/share/{token}").status,
        "head": get(f"/share/{token}/", method="HEAD").status,
        "post": get(f"/share/{token}/", method="POST").status,
        "query": get(f"/share/{token}/?from={token}", {"Referer": f"{site.url}/somewhere/"}).status,
        "twice": get(f"//share//{token}/").status,
        "encoded": get(f"/%73hare/{token}/").status,
        "more": get(f"/share/{token}/more/").status,
        "wrong": get(f"/share/{WRONG}/").status,
        "stranger's host": get(f"/share/{token}/", {"Host": "elsewhere.example"}).status,
    }
    for line in (f"GET /share/{token}/ HTTP/9.x", f"GET /share/{token}/ more HTTP/1.1", f"GET /share/{token}/"):
        with socket.create_connection(("127.0.0.1", site.port), timeout=10) as raw, contextlib.suppress(OSError):
            raw.sendall(f"{line}\r\nHost: 127.0.0.1\r\n\r\n".encode())
            raw.recv(1000)
    return found


def test_the_site_answered_as_it_should(heard: Heard) -> None:
    assert heard.statuses == {
        "right": 200, "without a slash": 200, "head": 200, "post": 403, "query": 200, "twice": 200, "encoded": 200,
        "more": 404, "wrong": 404, "stranger's host": 400, "outage": 503,
    }  # fmt: skip


def test_no_log_line_holds_the_token(heard: Heard) -> None:
    assert "GET /share/ HTTP/1.1" in heard.log
    assert "/share/[hidden]" in heard.log
    assert heard.token not in heard.log
    assert WRONG not in heard.log


def test_no_span_holds_the_token(heard: Heard) -> None:
    assert heard.names
    assert "url.path" in heard.spans
    assert "http.target" in heard.spans
    assert heard.token not in heard.spans
    assert WRONG not in heard.spans


PROGRAM = """
import json
from tests import environment
environment.ENVIRONMENT["OTEL_SDK_DISABLED"] = "false"
import django
from django.conf import settings
settings.DYNAMODB_TABLE = "portfolio-content"
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from portfolio import telemetry
reader, exporter = InMemoryMetricReader(), InMemorySpanExporter()
metrics.set_meter_provider(MeterProvider([reader]))
trace.set_tracer_provider(telemetry.make_provider(SimpleSpanProcessor(exporter)))
from portfolio import wsgi
from articles import wiring
from django.test import Client

class Broken:
    def open(self, token):
        raise RuntimeError("something unforeseen")

wiring.sharing = Broken
client = Client(raise_request_exception=False)
said = [client.get(path).status_code for path in ("/share/TOKEN/", "/share/TOKEN", "/share/TOKEN/x/")]
settings.DEBUG = True
page = client.get("/share/TOKEN/")
said += [page.status_code, "something unforeseen" in page.content.decode(), "TOKEN/" in page.content.decode()]
print("SAID", json.dumps(said), flush=True)
print([span.to_json() for span in exporter.get_finished_spans()], reader.get_metrics_data().to_json(), flush=True)
"""


def test_an_error_tells_neither_log_nor_span_nor_metric_nor_its_own_report() -> None:
    token = "Zm9vYmFy-_c2VjcmV0cyE0"
    variables = {"DJANGO_SETTINGS_MODULE": "tests.settings", "OTEL_SEMCONV_STABILITY_OPT_IN": "http/dup"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("TOKEN", token)],
        cwd=PROJECT, env={**os.environ, **variables}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "SAID [500, 500, 500, 500, true, false]" in done.stdout
    assert "Internal Server Error: /share/" in done.stdout
    assert "something unforeseen" in done.stdout
    assert "http.server.duration" in done.stdout
    assert token not in done.stdout + done.stderr
