"""A real DynamoDB engine (dynoxide) for tests: one process on loopback that never outlives its test run."""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Self

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_BINARY = PROJECT / ".local/node_modules/@dynoxide/linux-x64/dynoxide"
START_SECONDS = 10.0
STOP_SECONDS = 3.0
PR_SET_PDEATHSIG = 1
# Loaded here because between fork and exec only the call itself is safe.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class EngineError(RuntimeError):
    """The engine could not be started; the message says why."""


# Below those that the kernel gives to outgoing connections, one of which may take a port before its server does.
PORTS = range(20_000, 32_000)


def free_port() -> int:
    while True:
        port = random.SystemRandom().choice(PORTS)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port


def engine_binary() -> Path:
    binary = Path(os.environ.get("DYNOXIDE_BINARY") or DEFAULT_BINARY)
    if not os.access(binary, os.X_OK):
        raise EngineError(f"no DynamoDB engine at {binary}: run make test, which installs it, or set DYNOXIDE_BINARY")
    return binary


def die_with_parent() -> None:
    """Run in the child before exec: the kernel ends it when the starting thread ends, even by kill -9."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Engine:
    """In memory without `db_path`. Start it from the main thread: the process dies with the thread that started it."""

    def __init__(self, *, port: int | None = None, db_path: Path | None = None) -> None:
        self.db_path = db_path
        self._process: subprocess.Popen[bytes] | None = None
        self.port = port or free_port()
        if port:
            self._start()
        else:
            self._start_on_any_port()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        if self._process is None:
            raise EngineError("the engine is not running")
        return self._process.pid

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Start again on the same port, stopping first where needed; only a `db_path` keeps the data."""
        self.stop()
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start_on_any_port(self) -> None:
        """A free port may be taken by another test worker before the engine has it, so try a few."""
        for attempts_left in (2, 1, 0):
            try:
                return self._start()
            except EngineError as exc:
                if not attempts_left or "already in use" not in str(exc):
                    raise
                self.port = free_port()

    def _start(self) -> None:
        command = [str(engine_binary()), "serve", "--port", str(self.port)]
        if self.db_path is not None:
            command += ["--db-path", str(self.db_path)]
        with tempfile.NamedTemporaryFile() as log:
            self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log, preexec_fn=die_with_parent)
            try:
                self._wait_until_it_listens(self._process, Path(log.name))
            except BaseException:
                self.kill()
                raise

    def _wait_until_it_listens(self, process: subprocess.Popen[bytes], log: Path) -> None:
        """Its own word counts: on a taken port somebody else's engine would answer a probe."""
        deadline = time.monotonic() + START_SECONDS
        while "listening on" not in log.read_text():
            if process.poll() is not None:
                raise EngineError(f"the engine ended with {process.returncode}: {log.read_text().strip()}")
            if time.monotonic() > deadline:
                raise EngineError(f"the engine was not ready on {self.url} within {START_SECONDS:.0f} s")
            time.sleep(0.002)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
