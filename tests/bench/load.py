"""Load by wrk, the two servers by turns, so that whatever else the machine does falls on both."""

from __future__ import annotations

import json
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.client import NotMeasured
from tests.bench.servers import Server

SCRIPT = Path(__file__).with_name("report.lua")
CONNECTIONS = (1, 16)
OURS, BARE = "ours", "bare"


@dataclass(frozen=True, slots=True)
class Sample:
    """One run of wrk. Times in microseconds; `busy` is each worker's share of one CPU."""

    per_second: float
    cpu_per_request: float
    p50: float
    p99: float
    busy: tuple[float, ...]


Figure = Callable[[Sample], float]


@dataclass(slots=True)
class Comparison:
    """All runs of one page with one number of connections; samples of the same place ran one after the other."""

    page: str
    connections: int
    samples: dict[str, list[Sample]] = field(default_factory=lambda: {OURS: [], BARE: []})

    def median(self, who: str, figure: Figure) -> float:
        return statistics.median(map(figure, self.samples[who]))

    def ratio(self, figure: Figure) -> float:
        """Median of the ratios of neighbouring runs, which what the machine does meanwhile disturbs least."""
        pairs = zip(self.samples[OURS], self.samples[BARE], strict=True)
        return statistics.median(figure(ours) / figure(bare) for ours, bare in pairs)

    def busy(self, who: str) -> list[float]:
        """Median share of a CPU of the busiest worker first."""
        ordered = [sorted(sample.busy, reverse=True) for sample in self.samples[who]]
        return [statistics.median(shares) for shares in zip(*ordered, strict=True)]


def compare(
    servers: Mapping[str, Server], pages: Mapping[str, str], *, rounds: int, seconds: int, encoding: str
) -> list[Comparison]:
    """Load every page of every server in each round; the order within a pair turns round each time."""
    for server in servers.values():
        for path in pages.values():
            _load(server, path, max(CONNECTIONS), 1, encoding)
    comparisons = [Comparison(page, connections) for page in pages for connections in CONNECTIONS]
    for turn in range(rounds):
        for comparison in comparisons:
            order: Sequence[str] = (BARE, OURS) if turn % 2 == 0 else (OURS, BARE)
            for who in order:
                sample = _load(servers[who], pages[comparison.page], comparison.connections, seconds, encoding)
                comparison.samples[who].append(sample)
    return comparisons


def _load(server: Server, path: str, connections: int, seconds: int, encoding: str) -> Sample:
    before, began = server.cpu_seconds(), time.monotonic()
    counted = _wrk(f"http://127.0.0.1:{server.port}{path}", connections, seconds, encoding)
    elapsed = time.monotonic() - began
    used = [after - earlier for after, earlier in zip(server.cpu_seconds(), before, strict=True)]
    return Sample(
        per_second=counted["requests"] / counted["microseconds"] * 1e6,
        cpu_per_request=sum(used) / counted["requests"] * 1e6,
        p50=counted["p50"],
        p99=counted["p99"],
        busy=tuple(share / elapsed for share in used),
    )


def _wrk(url: str, connections: int, seconds: int, encoding: str) -> dict[str, float]:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(SCRIPT)]
    command += ["-H", f"Accept-Encoding: {encoding}", url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotMeasured(f"wrk failed: {done.stderr.strip() or done.stdout.strip()}")
    counted: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    if counted["errors"] or not counted["requests"]:
        raise NotMeasured(f"{url} had {counted['errors']} errors in {counted['requests']} requests")
    return counted
