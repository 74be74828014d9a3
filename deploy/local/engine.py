"""The table engine on this machine: which one, installed, started, and answering. As a program: install it."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from deploy.local.dynoxide import Dynoxide
from deploy.local.environment import local_dir
from deploy.local.ministack import Ministack
from deploy.local.problem import Problem, make_folder
from deploy.local.processes import Processes
from deploy.local.terminal import entry_point, say, shown

START_SECONDS = 15.0


class Engine(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def limits(self) -> str:
        """What the person should know about it before relying on it; empty if nothing."""

    @property
    def data(self) -> Path: ...
    def install(self, processes: Processes) -> None: ...
    def check_data(self) -> None: ...
    def command(self, port: int) -> list[str]: ...
    def environment(self, port: int) -> Mapping[str, str]: ...
    def answers(self, port: int) -> bool: ...


def choose_engine(local: Path, wanted: str) -> Engine:
    """dynoxide where it can be had, else ministack, said aloud; `wanted` leaves no choice."""
    dynoxide = Dynoxide(local)
    if wanted == "ministack":
        return Ministack(local)
    if wanted not in ("", "dynoxide"):
        raise Problem(f"ENGINE={wanted} is not known: it can be dynoxide or ministack.")
    obstacle = dynoxide.obstacle()
    if obstacle is None:
        return dynoxide
    if wanted == "dynoxide":
        raise Problem(f"{obstacle} ENGINE=ministack make run does without it.")
    say(f"{obstacle} Using ministack instead.")
    return Ministack(local)


def start_engine(processes: Processes, engine: Engine, local: Path) -> str:
    """Start it on a free port and return its address once it answers."""
    make_folder(engine.data.parent)
    engine.check_data()
    port, log = _free_port(), local / "engine.log"
    with log.open("w") as output:
        processes.start(
            f"The table engine {engine.name}", engine.command(port), env=engine.environment(port), output=output
        )
    deadline = time.monotonic() + START_SECONDS
    while not engine.answers(port):
        try:
            processes.pause(0.02)
        except Problem as ended:
            raise Problem(_start_failure(engine, log)) from ended
        if time.monotonic() > deadline:
            raise Problem(_start_failure(engine, log))
    return f"http://127.0.0.1:{port}"


def _start_failure(engine: Engine, log: Path) -> str:
    said = log.read_text(errors="replace").strip().splitlines() or ["it said nothing"]
    return (
        f"The table engine {engine.name} did not start ({said[-1].removeprefix('error: ')}): "
        f"see that {shown(engine.data)} can be read and written, or move it away to start with a new one."
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def install() -> int:
    """For the tests: fetch the engine without starting it."""
    local = local_dir()
    make_folder(local)
    with Processes() as processes:
        engine = choose_engine(local, os.environ.get("ENGINE") or "dynoxide")
        engine.install(processes)
    return 0


if __name__ == "__main__":
    entry_point(install)
