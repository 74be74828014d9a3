"""How these programs speak and end: sentences on the terminal, an exit code, never a traceback for what can happen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from deploy.local.problem import Problem, sentence_for
from deploy.local.processes import Stopped


def say(sentence: str) -> None:
    print(sentence, flush=True)


def shown(path: Path) -> str:
    """As one would type it here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def entry_point(program: Callable[[], int]) -> NoReturn:
    try:
        sys.exit(program())
    except Stopped:
        sys.exit(0)
    except Problem as problem:
        print(problem, file=sys.stderr)
    except OSError as error:
        print(sentence_for(error), file=sys.stderr)
    sys.exit(1)
