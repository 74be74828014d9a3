"""The two servers under measurement: gunicorn with the site or with the bare view, and what their workers use."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Self

from tests.bench.client import Client, NotMeasured
from tests.engine import PROJECT, die_with_parent, free_port

GUNICORN_SETTINGS = "deploy/gunicorn.conf.py"
READY_SECONDS = 30.0
STOP_SECONDS = 12.0
LOG_LINES = 20
TICKS = os.sysconf("SC_CLK_TCK")
MIB = 1024 * 1024

SITE = ("-m", "gunicorn"), "portfolio.wsgi:application"
BARE = ("-m", "tests.bench.bare"), "tests.bench.bare:application"


class Memory(NamedTuple):
    """Of one process, in MiB; `proportional` counts a page shared by n processes for 1/n."""

    resident: float
    proportional: float


class Started(NamedTuple):
    """Seconds until the first page: from the start of the command, and from the first worker's start."""

    from_command: float
    from_worker: float


class Server:
    """gunicorn on a port of its own; it ends with this process. Its log lines go to a file."""

    def __init__(
        self,
        what: tuple[Sequence[str], str],
        environment: Mapping[str, str],
        log: Path,
        *,
        first_page: str,
        workers: int = 2,
        options: Sequence[str] = (),
    ) -> None:
        module, application = what
        self.port = free_port()
        self._log = log
        command = [sys.executable, *module, "--config", GUNICORN_SETTINGS, "--bind", f"127.0.0.1:{self.port}"]
        began = time.time()
        with log.open("w") as output:
            self._process = subprocess.Popen(
                [*command, *options, application],
                cwd=PROJECT,
                env={**environment, "WEB_CONCURRENCY": str(workers), "SITE_URL": f"http://127.0.0.1:{self.port}"},
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent,
            )
        try:
            answered = self._wait_for(first_page)
            self.started = Started(answered - began, answered - self._first_worker_at())
            self.workers = self._find_workers(workers)
        except BaseException:
            self.stop()
            raise

    def cpu_seconds(self) -> list[float]:
        """What each worker has used so far, in user and kernel mode."""
        return [_cpu_seconds(pid) for pid in self.workers]

    def memory(self) -> list[Memory]:
        return [_memory(pid) for pid in self.workers]

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.stop()
        if isinstance(error, NotMeasured):
            error.add_note(self._log_end())

    def _wait_for(self, path: str) -> float:
        ends = time.monotonic() + READY_SECONDS
        while time.monotonic() < ends:
            if self._process.poll() is not None:
                break
            try:
                with Client(self.port) as client:
                    client.page(path)
                    return time.time()
            except OSError:
                time.sleep(0.002)
        raise NotMeasured(f"gunicorn did not serve {path}:\n{self._log_end()}")

    def _log_end(self) -> str:
        """The last lines but those of reads that went well."""
        lines = [line for line in self._log.read_text().splitlines() if '"INFO"' not in line]
        return "\n".join(lines[-LOG_LINES:])

    def _first_worker_at(self) -> float:
        for line in self._log.read_text().splitlines():
            if "Booting worker" in line:
                return datetime.fromisoformat(json.loads(line)["timestamp"]).timestamp()
        raise NotMeasured("gunicorn did not log the start of a worker")

    def _find_workers(self, wanted: int) -> list[int]:
        ends = time.monotonic() + READY_SECONDS
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        while len(pids := children.read_text().split()) < wanted:
            if time.monotonic() > ends:
                raise NotMeasured(f"gunicorn has {len(pids)} workers instead of {wanted}")
            time.sleep(0.01)
        return [int(pid) for pid in pids]


def _cpu_seconds(pid: int) -> float:
    # The name in brackets may hold spaces; user and kernel time are the 14th and 15th field.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _memory(pid: int) -> Memory:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {name: int(rest.split()[0]) * 1024 / MIB for name, _, rest in (line.partition(":") for line in lines)}
    return Memory(sizes["Rss"], sizes["Pss"])
