"""ministack: an AWS emulator in Python, for where dynoxide does not exist. Runs everywhere, promises less."""

from __future__ import annotations

import http.client
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.problem import Problem
from deploy.local.processes import Processes
from deploy.local.terminal import say, shown

PINS = ("ministack==1.5.33", "boto3==1.43.106")


@dataclass(frozen=True)
class Ministack:
    local: Path
    name: str = "ministack"
    limits: str = (
        "Limits of ministack: what you change is kept by a clean stop (Ctrl-C) only, not by kill -9; "
        "lists get slower with every article; the read capacity it reports is always 0.5."
    )

    @property
    def data(self) -> Path:
        return self.local / "data" / "ministack" / "dynamodb.json"

    @property
    def venv(self) -> Path:
        """Its own, because in the application's pip would choose an old version of it without a word."""
        return self.local / "ministack-venv"

    def install(self, processes: Processes) -> None:
        stamp = self.venv / ".installed"
        if stamp.is_file() and stamp.read_text() == "\n".join(PINS):
            return
        say(f"Installing {PINS[0]} into {shown(self.venv)}/ (half a minute).")
        python = str(self.venv / "bin" / "python")
        self._step(processes, [sys.executable, "-m", "venv", "--clear", str(self.venv)])
        self._step(processes, [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PINS])
        stamp.write_text("\n".join(PINS))

    def check_data(self) -> None:
        """Refuse a damaged file: ministack would start empty, and write that over it when it stops."""
        try:
            json.loads(self.data.read_bytes())
        except FileNotFoundError:
            return
        except ValueError as error:
            raise Problem(
                f"The table's data file {shown(self.data)} is damaged: move it away "
                f"(mv {shown(self.data)} {shown(self.data)}.damaged) and start again, "
                "then content/ is seeded into a new one."
            ) from error

    def command(self, port: int) -> list[str]:
        return [str(self.venv / "bin" / "ministack")]

    def environment(self, port: int) -> Mapping[str, str]:
        scratch = self.local / "ministack-tmp"
        scratch.mkdir(exist_ok=True)
        return os.environ | {
            "BIND_HOST": "127.0.0.1",  # it would listen on every address
            "GATEWAY_PORT": str(port),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self.data.parent),
            "TMPDIR": str(scratch),
        }

    def answers(self, port: int) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.request("GET", "/_ministack/health")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _step(self, processes: Processes, command: list[str]) -> None:
        with tempfile.TemporaryFile("w+", errors="replace") as output:
            code = processes.run(command, env=os.environ, output=output)
            output.seek(0)
            said = [line for line in output.read().splitlines() if line.startswith(("ERROR", "Error"))]
        if code != 0:
            reason = said[-1] if said else f"exit code {code}"
            raise Problem(
                f"ministack could not be installed in {shown(self.venv)} ({reason}): see that PyPI can be reached."
            )
