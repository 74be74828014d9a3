"""What is measured on: an engine with its data in a file, a table full of articles, and the site's answers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.bench.client import Client, NotMeasured
from tests.bench.servers import Server
from tests.engine import PROJECT, EngineError

TABLE = "bench-content"
WARM_UP_CONNECTIONS = 16
TRIES = 30
TRY_AGAIN_SECONDS = 1.0
MINE = ("AWS_", "OTEL_", "DJANGO_", "CACHE_")


def show(measure: Callable[[], str]) -> int:
    """0 also when a target is missed, which the tables say; 1 when something could not be measured."""
    try:
        print(measure())
    except (NotMeasured, EngineError) as problem:
        notes = getattr(problem, "__notes__", [])
        print("\n".join([f"\nNot measured: {problem}", *notes]), file=sys.stderr)
        return 1
    return 0


def environment(folder: Path, endpoint: str, content: Path) -> dict[str, str]:
    """The site as it runs on a server, but for traces; nothing of the caller's settings gets in."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(MINE)}
    return inherited | {
        "SECRET_KEY": "a-key-for-measuring-that-is-long-enough-to-be-taken-for-real",
        "DEBUG": "false",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1:8000",
        "DYNAMODB_TABLE": TABLE,
        "AWS_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
        "NO_PROXY": "127.0.0.1",
        "OTEL_SDK_DISABLED": "true",
        "LOG_LEVEL": "INFO",
        "CONTENT_DIR": str(content),
        "STATIC_ROOT": str(folder / "static"),
        "BENCH_PAGES": str(folder / "pages"),
    }


def manage(environment: Mapping[str, str], *arguments: str) -> float:
    """Run a command of the site and return the seconds it took."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotMeasured(f"manage.py {' '.join(arguments)} failed: {done.stderr[-2000:] or done.stdout[-2000:]}")
    return time.monotonic() - began


def warm_up(site: Server, paths: list[str]) -> None:
    """Have every worker make the pages: the kernel gives each connection to one of them, nobody knows which."""
    for _ in range(WARM_UP_CONNECTIONS):
        with Client(site.port) as client:
            for path in paths:
                _from_memory(client, path)


def keep_pages(site: Server, folder: Path, paths: list[str], encoding: str) -> dict[str, int]:
    """Store the site's answers for the bare view; returns their sizes."""
    folder.mkdir()
    sizes = {}
    with Client(site.port, accept_encoding=encoding) as client:
        for path in paths:
            body = _from_memory(client, path)
            (folder / _file_name(path)).write_bytes(body)
            sizes[path] = len(body)
    return sizes


def check_pages(site: Server, folder: Path, paths: list[str], encoding: str) -> None:
    """Both servers must have sent the same bytes to the end."""
    with Client(site.port, accept_encoding=encoding) as client:
        for path in paths:
            if _from_memory(client, path) != (folder / _file_name(path)).read_bytes():
                raise NotMeasured(f"{path} changed while it was measured")


def _file_name(path: str) -> str:
    return path.removeprefix("/").replace("/", "~")


def _from_memory(client: Client, path: str) -> bytes:
    """The page as it is served from memory. On a busy machine the first tries may come from the files instead."""
    for _ in range(TRIES):
        answer = client.page(path)
        if answer.source == "cache":
            return answer.body
        time.sleep(TRY_AGAIN_SECONDS)
    raise NotMeasured(f"{path} still came from {answer.source!r}")
