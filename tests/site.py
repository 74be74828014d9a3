"""The whole site as it is deployed: gunicorn with its configuration, workers and log, on a port of its own."""

from __future__ import annotations

import atexit
import contextlib
import functools
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from tests.engine import PROJECT, die_with_parent
from tests.environment import ENVIRONMENT
from tests.proxies.tcp import bound_socket

TABLE = "portfolio-test"
START_SECONDS = 20.0
STOP_SECONDS = 12.0
ANSWER_SECONDS = 10.0
CONNECTIONS_TO_MEET_ALL = 200


class SiteError(RuntimeError):
    """The site could not be started or reached; the message says why."""


@dataclass(frozen=True)
class Answer:
    """A response; header names are lower case, `seconds` is what its reader waited."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def source(self) -> str:
        return self.headers.get("content-source", "")

    def json(self) -> Any:
        return json.loads(self.body)


class Visitor:
    """One kept connection, and therefore always the same worker process."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
        self._connection.connect()
        self.port = int(self._connection.sock.getsockname()[1])

    def get(self, path: str, headers: Mapping[str, str] | None = None, *, method: str = "GET") -> Answer:
        began = time.monotonic()
        self._connection.request(method, path, headers=dict(headers or {}))
        response = self._connection.getresponse()
        body = response.read()
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, named, body, time.monotonic() - began)

    def close(self) -> None:
        self._connection.close()


class RunningSite:
    """Serves from its start, which returns when it answers, to `stop`. Start it from the main thread."""

    def __init__(self, environment: Mapping[str, str] | None = None, *, workers: int = 1) -> None:
        # Bound but never listening: it keeps the port ours, which gunicorn's own sockets then share.
        self._reserved = bound_socket(0)
        self.port = int(self._reserved.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.lines: list[dict[str, Any]] = []
        self.other_output: list[str] = []
        self.workers = workers
        self.environment = site_environment({"SITE_URL": self.url, **(environment or {})})
        self._process = self._spawn()
        self._reader = threading.Thread(target=self._read_output, name="site-log", daemon=True)
        self._reader.start()
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    def get(self, path: str, headers: Mapping[str, str] | None = None, *, method: str = "GET") -> Answer:
        """Ask over a connection of its own, which any worker may get."""
        visitor = Visitor(self.port)
        try:
            return visitor.get(path, {"Connection": "close", **(headers or {})}, method=method)
        finally:
            visitor.close()

    def worker_pids(self) -> list[int]:
        pid = self._process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def visitors(self) -> list[Visitor]:
        """One for each worker. Which worker has a connection, the kernel knows by its socket's inode."""
        self._check_alive()
        found: dict[int, Visitor] = {}
        for _ in range(CONNECTIONS_TO_MEET_ALL):
            visitor = Visitor(self.port)
            visitor.get("/healthz")
            worker = self._worker_of(visitor)
            if worker is None or worker in found:
                visitor.close()
            else:
                found[worker] = visitor
            if len(found) == self.workers:
                return list(found.values())
        raise SiteError(f"{CONNECTIONS_TO_MEET_ALL} connections met {len(found)} of {self.workers} workers")

    def reads(self, **fields: Any) -> list[dict[str, Any]]:
        """The log lines of reads, those with all of `fields`."""
        lines = [line for line in list(self.lines) if "operation" in line]
        return [line for line in lines if all(line.get(name) == value for name, value in fields.items())]

    def manage(self, *arguments: str) -> str:
        return manage(*arguments, environment=self.environment)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(STOP_SECONDS)
        self._reserved.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _spawn(self) -> subprocess.Popen[str]:
        command = ["gunicorn", "-c", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{self.port}"]
        return subprocess.Popen(
            [sys.executable, "-m", *command, "portfolio.wsgi:application"],
            cwd=PROJECT,
            env={**self.environment, "WEB_CONCURRENCY": str(self.workers), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=die_with_parent,
        )

    def _read_output(self) -> None:
        output: IO[str] | None = self._process.stdout
        assert output is not None
        with output:
            for line in output:
                try:
                    self.lines.append(json.loads(line))
                except ValueError:
                    self.other_output.append(line)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self._check_alive()
            with contextlib.suppress(OSError, http.client.HTTPException):
                if len(self.worker_pids()) == self.workers and self.get("/healthz").status == 200:
                    return
            time.sleep(0.01)
        raise SiteError(f"the site did not answer within {START_SECONDS:.0f} s: {self._last_words()}")

    def _check_alive(self) -> None:
        if self._process.poll() is not None:
            self._reader.join(STOP_SECONDS)
            raise SiteError(f"gunicorn ended with {self._process.returncode}: {self._last_words()}")

    def _last_words(self) -> str:
        return "".join(self.other_output[-20:]) or str(self.lines[-5:])

    def _worker_of(self, visitor: Visitor) -> int | None:
        inode = _accepted_socket(self.port, visitor.port)
        return next((pid for pid in self.worker_pids() if inode in _sockets_of(pid)), None)


def _accepted_socket(local: int, remote: int) -> str:
    """What the server's end of a connection is called among the open files of its process."""
    ends = f"0100007F:{local:04X} 0100007F:{remote:04X}"
    lines = Path("/proc/net/tcp").read_text().splitlines()
    return next((f"socket:[{line.split()[9]}]" for line in lines if ends in line), "")


def _sockets_of(pid: int) -> set[str]:
    found = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):  # closed meanwhile
            found.add(str(descriptor.readlink()))
    return found


@functools.cache
def static_root() -> str:
    """The collected static files, once for all sites of this test process."""
    folder = tempfile.TemporaryDirectory(prefix="portfolio-static-")
    atexit.register(folder.cleanup)
    _run(["manage.py", "collectstatic", "--noinput", "--verbosity", "0"], _base_environment(folder.name))
    return folder.name


def site_environment(given: Mapping[str, str]) -> dict[str, str]:
    return {**_base_environment(static_root()), **given}


def _base_environment(static: str) -> dict[str, str]:
    """The site's own settings, not those of tests, and no proxy between the SDK and the engine on this machine."""
    real = {"DJANGO_SETTINGS_MODULE": "portfolio.settings", "NO_PROXY": "127.0.0.1"}
    return {**os.environ, **ENVIRONMENT, **real, "STATIC_ROOT": static}


def manage(*arguments: str, environment: Mapping[str, str]) -> str:
    """Run a command of the site to its good end and return what it said."""
    return _run(["manage.py", *arguments], environment)


def _run(arguments: list[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=PROJECT, env=dict(environment), text=True, capture_output=True, check=False
    )
    if done.returncode != 0:
        raise SiteError(f"{' '.join(arguments)} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def table_environment(endpoint: str, **more: str) -> dict[str, str]:
    return {"DYNAMODB_TABLE": TABLE, "AWS_ENDPOINT_URL_DYNAMODB": endpoint, **more}


def write_article(folder: Path, slug: str, body: str = "Text.", **fields: Any) -> Path:
    """A Markdown file; `fields` are its front matter beyond title and date."""
    values = {"title": f"Title of {slug}", "date": "2026-01-01", **fields}
    front_matter = "".join(f"{name}: {json.dumps(value)}\n" for name, value in values.items())
    path = folder / f"{slug}.md"
    path.write_text(f"---\n{front_matter}---\n{body}\n")
    return path
