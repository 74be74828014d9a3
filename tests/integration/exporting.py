"""Commands run as a shell would, and the folders that they write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from django.core.management import call_command

from articles.folders import MANIFEST

if TYPE_CHECKING:
    from tests.integration.conftest import Site


class Result(NamedTuple):
    code: int
    lines: list[str]
    errors: list[str]


Run = Callable[..., Result]


@pytest.fixture
def run(site: Site, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as a shell would."""

    def run(command: str, *paths: Path, **options: Any) -> Result:
        try:
            call_command(command, *map(str, paths), **options)
            code = 0
        except SystemExit as exc:
            code = int(exc.code or 0)
        written = capsys.readouterr()
        return Result(code, written.out.splitlines(), written.err.splitlines())

    return run


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "exported" / "out"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def names(folder: Path) -> list[str]:
    return sorted(name for name in contents(folder) if name != MANIFEST)
