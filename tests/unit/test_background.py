from __future__ import annotations

import contextvars
import threading
import time

import pytest

from portfolio.background import BackgroundRunner, InlineRunner, NoRunner, ThreadRunner


def fail() -> None:
    raise ValueError("in the work")


def test_thread_runner_runs_elsewhere_and_without_the_requests_context() -> None:
    variable = contextvars.ContextVar("variable", default="none")
    variable.set("of the request")
    seen, done = [], threading.Event()

    def work() -> None:
        seen.append((threading.current_thread() is not threading.main_thread(), variable.get()))
        done.set()

    ThreadRunner().run("work", work)
    assert done.wait(1)
    assert seen == [(True, "none")]


def test_inline_runner_runs_before_it_returns() -> None:
    seen: list[int] = []
    InlineRunner().run("work", lambda: seen.append(1))
    assert seen == [1]


def test_no_runner_does_nothing() -> None:
    NoRunner().run("work", fail)


@pytest.mark.parametrize("runner", [ThreadRunner(), InlineRunner()])
def test_runner_logs_an_error_and_goes_on(runner: BackgroundRunner, caplog: pytest.LogCaptureFixture) -> None:
    done = threading.Event()
    runner.run("broken", fail)
    for _ in range(4):
        runner.run("next", done.set)
    assert done.wait(1)
    # The failed work may still be writing its line on a thread of its own.
    ends = time.monotonic() + 1
    while not (failed := [record for record in caplog.records if record.exc_info]) and time.monotonic() < ends:
        time.sleep(0.01)
    (record,) = failed
    assert (record.levelname, record.__dict__["work"]) == ("ERROR", "broken")
