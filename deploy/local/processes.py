"""Starting programs, watching them, and never leaving one behind.

Every child has a process group of its own, so Ctrl-C in the terminal reaches the supervisor alone, which then stops
them in order. Should the supervisor be killed outright, the kernel stops them (Linux).
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from deploy.local.problem import Problem

PROJECT = Path(__file__).resolve().parents[2]
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Longer than gunicorn's graceful_timeout, after which it ends its workers itself.
PATIENCE_SECONDS = 13.0
PARENT_CHECK_SECONDS = 0.5
PR_SET_PDEATHSIG = 1
# Loaded here because between fork and exec only the call itself is safe.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Stopped(Exception):
    """Somebody asked us to stop."""


@dataclass(frozen=True)
class Service:
    """A child that is meant to run until we stop it."""

    name: str
    process: subprocess.Popen[str]
    stop_signal: signal.Signals


class Processes:
    """All children of this run. Signals are noted and acted upon while waiting, so no step is cut in half."""

    def __init__(self) -> None:
        self._services: list[Service] = []
        self._stop_requests = 0
        self._wakeups, self._wakeup_writer = os.pipe()
        self._make_catches = _caught_stops(os.getppid()) if "MAKELEVEL" in os.environ else 0

    def __enter__(self) -> Self:
        os.set_blocking(self._wakeups, False)
        os.set_blocking(self._wakeup_writer, False)
        signal.set_wakeup_fd(self._wakeup_writer, warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup make run
                signal.signal(number, self._note_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # a handler of any kind makes a child's end wake us
        if "MAKELEVEL" in os.environ:
            _die_with_parent(os.getppid())
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        stop_signal: signal.Signals = signal.SIGTERM,
        output: IO[str] | None = None,
    ) -> None:
        """Start a service; from now on every pause notices its end."""
        self._services.append(Service(name, _spawn(command, env, output), stop_signal))

    def run(self, command: Sequence[str], *, env: Mapping[str, str], output: IO[str] | None = None) -> int:
        """Run a program to its end and return its exit code; a stop request ends it early."""
        process = _spawn(command, env, output)
        try:
            while process.poll() is None:
                self.pause(1.0)
        finally:
            self._end(process, signal.SIGTERM)
        return process.returncode

    def pause(self, seconds: float) -> None:
        """Sleep, but no longer than until a signal; raise if we are to stop or a service has ended."""
        self._wait(min(seconds, PARENT_CHECK_SECONDS) if self._make_catches else seconds)
        if self._stop_requests or (self._make_catches and _caught_stops(os.getppid()) != self._make_catches):
            raise Stopped
        for service in self._services:
            if (code := service.process.poll()) is not None:
                raise Problem(f"{service.name} ended by itself ({_how(code)}), so everything else is stopped too.")

    def stop(self) -> None:
        """Stop what was started last first: the site before the table it reads."""
        while self._services:
            service = self._services.pop()
            self._end(service.process, service.stop_signal)

    def _end(self, process: subprocess.Popen[str], how: signal.Signals) -> None:
        """Ask, wait, insist; a second Ctrl-C means: insist now."""
        requests, deadline = self._stop_requests, time.monotonic() + PATIENCE_SECONDS
        if process.poll() is None:
            process.send_signal(how)
            process.send_signal(signal.SIGCONT)  # one that was frozen to try an outage would not hear it
        while process.poll() is None and time.monotonic() < deadline and self._stop_requests == requests:
            self._wait(0.2)
        # What the child itself had started goes with it, also when it ended without tidying up.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _note_stop(self, *_: object) -> None:
        self._stop_requests += 1

    def _wait(self, seconds: float) -> None:
        if select.select([self._wakeups], [], [], seconds)[0]:
            os.read(self._wakeups, 4096)


def _spawn(command: Sequence[str], env: Mapping[str, str], output: IO[str] | None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        cwd=PROJECT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        text=True,
        process_group=0,
        # Safe although between fork and exec: this process never has a second thread.
        preexec_fn=functools.partial(_die_with_parent, os.getpid()),
    )


def _die_with_parent(parent: int) -> None:
    """Have the kernel send SIGTERM to this process when its parent ends, even by kill -9."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before the call
            os.kill(os.getpid(), signal.SIGTERM)


def _caught_stops(pid: int) -> int:
    """Which stop signals a process handles, as bits (Linux). GNU make gives up the handler of one that it got, and
    then waits for us without passing it on."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    caught = next((line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:")), "0")
    return int(caught, 16) & sum(1 << number - 1 for number in STOP_SIGNALS)


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
