"""`make test`: every check and every test, each run whatever the others say, and one summary at the end."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Step:
    name: str
    command: Sequence[str]


@dataclass(frozen=True)
class Outcome:
    name: str
    code: int
    seconds: float

    @property
    def word(self) -> str:
        return "ok" if self.code == 0 else "FAILED"


def python(*arguments: str) -> list[str]:
    return [sys.executable, "-m", *arguments]


def djlint(*arguments: str) -> list[str]:
    return [str(BIN / "djlint"), "templates/", *arguments]


LINT = (
    Step("ruff check", python("ruff", "check", ".")),
    Step("ruff format", python("ruff", "format", "--check", ".")),
    Step("mypy", python("mypy")),
    Step("djlint format", djlint("--check")),
    Step("djlint lint", djlint("--lint")),
)
INSTALL = (
    Step("install engine", python("deploy.local.engine")),
    Step("install browser", python("deploy.local.packages", "chromium-headless-shell")),
    Step("install java", python("deploy.local.packages", "java")),
)
TESTS = (Step("pytest", python("pytest")),)


def run(steps: Sequence[Step]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    try:
        for step in steps:
            print(f"\n--- {step.name}", flush=True)
            began = time.monotonic()
            code = subprocess.run(step.command, cwd=PROJECT, check=False).returncode
            outcomes.append(Outcome(step.name, code, time.monotonic() - began))
    except KeyboardInterrupt:
        outcomes.append(Outcome(f"{step.name} (interrupted)", 130, time.monotonic() - began))
    return outcomes


def summary(outcomes: Sequence[Outcome]) -> str:
    width = max(len(outcome.name) for outcome in outcomes)
    lines = [f"{outcome.name:<{width}}  {outcome.word:<6}  {outcome.seconds:6.1f} s" for outcome in outcomes]
    failed = [outcome.name for outcome in outcomes if outcome.code]
    total = sum(outcome.seconds for outcome in outcomes)
    verdict = f"FAILED: {', '.join(failed)}" if failed else f"All {len(outcomes)} steps ok"
    return "\n".join(["", *lines, f"{verdict} ({total:.0f} s)"])


def main(arguments: Sequence[str]) -> int:
    outcomes = run(LINT if arguments == ["lint"] else (*LINT, *INSTALL, *TESTS))
    print(summary(outcomes), flush=True)
    return 1 if any(outcome.code for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
