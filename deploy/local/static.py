"""Collect static files when one has changed, and not otherwise: it costs a second of every start."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from deploy.local.problem import Problem
from deploy.local.processes import PROJECT, Processes

# What decides the result besides the files: the packages that bring some, and how they are stored.
INPUTS = ("requirements.txt", "portfolio/settings.py", "portfolio/static_files.py")
SOURCES = ("static", "portfolio/static", "articles/static")


def collect_static(processes: Processes, env: Mapping[str, str], local: Path) -> None:
    stamp, fingerprint = local / "static.stamp", _fingerprint()
    if stamp.is_file() and stamp.read_text() == fingerprint and Path(env["STATIC_ROOT"]).is_dir():
        return
    if processes.run([sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"], env=env) != 0:
        raise Problem("The static files could not be collected; the lines above say why.")
    stamp.write_text(fingerprint)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in _inputs():
        seen = path.stat()
        digest.update(f"{path.relative_to(PROJECT)} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _inputs() -> Iterator[Path]:
    yield from (PROJECT / name for name in INPUTS)
    for source in SOURCES:
        yield from sorted(path for path in (PROJECT / source).rglob("*") if path.is_file())
