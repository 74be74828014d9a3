"""Asking every worker again and again while something is published, and what each of them said when."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.engine import PROJECT
from tests.proxies.dynamo import DynamoProxy
from tests.site import ANSWER_SECONDS, Answer, RunningSite, Visitor

FRESH_SECONDS = 2.0
ROUND_SECONDS = 0.05
PUBLISH_SECONDS = 20.0

# What an address must answer once the change is known.
Expected = Mapping[str, Callable[[Answer], bool]]


class Sighting(NamedTuple):
    """What one worker answered; `at` is when it was asked, in seconds since the change was published (or, before
    that is known, of the monotonic clock)."""

    worker: int
    path: str
    at: float
    fresh: bool


def shows(text: str) -> Callable[[Answer], bool]:
    return lambda answer: answer.status == 200 and text in answer.text


def lacks(text: str) -> Callable[[Answer], bool]:
    """Not on the page, or the page is gone altogether."""
    return lambda answer: answer.status in {200, 404} and text not in answer.text


def is_gone(answer: Answer) -> bool:
    return answer.status == 404


class Watch:
    """Keeps all workers of some sites busy with a few pages while a file is published through one of them."""

    def __init__(self, sites: Sequence[RunningSite], dynamo: DynamoProxy) -> None:
        self._sites = sites
        self._dynamo = dynamo
        self.visitors: list[Visitor] = [visitor for site in sites for visitor in site.visitors()]

    def close(self) -> None:
        for visitor in self.visitors:
            visitor.close()

    def ask_all(self, expected: Expected) -> Iterator[Sighting]:
        """Ask every worker for every page once."""
        for worker, visitor in enumerate(self.visitors):
            for path, is_fresh in expected.items():
                at = time.monotonic()
                yield Sighting(worker, path, at, is_fresh(visitor.get(path)))

    def wait_until_fresh(self, expected: Expected) -> None:
        ends = time.monotonic() + FRESH_SECONDS + ANSWER_SECONDS
        while stale := [sighting for sighting in self.ask_all(expected) if not sighting.fresh]:
            assert time.monotonic() < ends, f"still not there: {stale}"
            time.sleep(ROUND_SECONDS)

    def publish(self, path: Path) -> None:
        """Seed a file while nobody asks for anything."""
        self._sites[0].manage("seed", str(path))

    def publish_under_traffic(self, path: Path, expected: Expected, *, seconds: float) -> list[Sighting]:
        """What was answered from the moment on at which the table has accepted the change, for `seconds`."""
        self._dynamo.clear()
        seed, ends = self._start_seed(path), time.monotonic() + PUBLISH_SECONDS
        published_at = float("inf")
        seen: list[Sighting] = []
        while time.monotonic() < min(published_at + seconds, ends):
            for sighting in self.ask_all(expected):
                seen.append(sighting)
                if published_at == float("inf") and self._is_accepted():
                    published_at = time.monotonic()
            time.sleep(ROUND_SECONDS)
        said, _ = seed.communicate(timeout=PUBLISH_SECONDS)
        assert seed.returncode == 0, said
        since = [sighting._replace(at=sighting.at - published_at) for sighting in seen]
        return [sighting for sighting in since if sighting.at >= 0]

    def _start_seed(self, path: Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", "seed", str(path)],
            cwd=PROJECT,
            env=self._sites[0].environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _is_accepted(self) -> bool:
        return any(call.status == 200 for call in self._dynamo.calls("TransactWriteItems"))
