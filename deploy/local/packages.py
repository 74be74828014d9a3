"""Programs that Debian's packages bring here: a browser and Java for the tests, a load generator for the bench."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping

from deploy.local.problem import Problem
from deploy.local.processes import Processes
from deploy.local.terminal import entry_point, say

# The program that shows that the packages are there, and the packages.
PACKAGES: Mapping[str, tuple[str, ...]] = {
    "chromium-headless-shell": ("chromium-headless-shell", "fonts-liberation"),
    "java": ("default-jre-headless",),
    "wrk": ("wrk",),
}


def install_missing(processes: Processes, program: str) -> None:
    if shutil.which(program, path="/usr/bin"):
        return
    names = " ".join(PACKAGES[program])
    apt_get = _apt_get(processes)
    if apt_get is None:
        raise Problem(f"/usr/bin/{program} is missing and needs root to install: sudo apt-get install {names}")
    say(f"Installing {names} with apt-get.")
    _apt(processes, [*apt_get, "update"], names)
    _apt(processes, [*apt_get, "install", "-y", "--no-install-recommends", *PACKAGES[program]], names)


def _apt_get(processes: Processes) -> list[str] | None:
    """The command with the rights to install, or None where there is neither Debian nor root."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if shutil.which("sudo") and processes.run(["sudo", "-n", "true"], env=os.environ) == 0:
        return ["sudo", "-n", "apt-get"]
    return None


def _apt(processes: Processes, command: list[str], names: str) -> None:
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        code = processes.run(command, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, output=output)
        output.seek(0)
        said = [line for line in output.read().splitlines() if line.startswith("E: ")]
    if code != 0:
        reason = said[-1].removeprefix("E: ") if said else f"exit code {code}"
        raise Problem(f"apt-get could not install {names} ({reason}).")


def main() -> int:
    with Processes() as processes:
        for program in sys.argv[1:]:
            install_missing(processes, program)
    return 0


if __name__ == "__main__":
    entry_point(main)
