"""What the site's processes are told when they run on this machine, and where a run leaves word of itself."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from deploy.local.problem import Problem
from deploy.local.processes import PROJECT

# Who wrote the articles that the first run shows.
ABOUT_THE_SITE = {
    "SITE_AUTHOR": "The Portfolio authors",
    "SITE_AUTHOR_BIO": (
        "We build Portfolio, a publishing system for people who write technical articles and run on AWS."
    ),
    "SITE_ABOUT": (
        "This is a fresh site. The articles that come with it tell how it works; yours come next.\n\n"
        "Name, tagline, author, links, navigation and accent are settings: `.env.example` lists them all, and "
        '`SITE_TITLE="My notes" make run` shows the first one at work.'
    ),
}


def local_dir() -> Path:
    """Everything a run keeps: data, engine, secret key, collected static files."""
    return Path(os.environ.get("LOCAL_DIR") or PROJECT / ".local").absolute()


def site_environment(local: Path, port: int, endpoint: str) -> dict[str, str]:
    """Defaults for this machine, under what the user has set; only the endpoint is never the user's."""
    defaults = {
        "SECRET_KEY": _secret_key(local),
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "SITE_URL": site_url(port),
        "DYNAMODB_TABLE": "portfolio-content",
        "AWS_REGION": "eu-central-1",
        "STATIC_ROOT": str(local / "static"),
        "TIME_ZONE": "UTC",
        "OTEL_SDK_DISABLED": "true",
        "PYTHONUNBUFFERED": "1",
        "WEB_CONCURRENCY": "2",
        **ABOUT_THE_SITE,
    }
    forced = {"AWS_ENDPOINT_URL_DYNAMODB": endpoint, "NO_PROXY": _no_proxy(), "no_proxy": _no_proxy()}
    return defaults | _credentials(os.environ) | forced


def site_url(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _credentials(user: Mapping[str, str]) -> dict[str, str]:
    """The user's environment with credentials: the engine checks none, but the SDK sends nothing without any."""
    if "AWS_ACCESS_KEY_ID" in user:
        return dict(user)
    # A profile that is not on this machine would stop the SDK, though nothing of it is needed.
    rest = {name: value for name, value in user.items() if name not in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")}
    return rest | {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}


def _no_proxy() -> str:
    """The SDK would ask a company's proxy for the engine on this machine."""
    already = os.environ.get("NO_PROXY") or os.environ.get("no_proxy")
    return ",".join(filter(None, [already, "127.0.0.1,localhost"]))


def _secret_key(local: Path) -> str:
    """Made once, so that a restart keeps signatures valid; readable by its owner only."""
    path = local / "secret_key"
    if not path.exists() or not path.read_text().strip():
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50) + "\n")
    return path.read_text().strip()


class RunNote:
    """`run.env` says where the engine and the site are; the lock beside it says whether that still holds."""

    def __init__(self, local: Path) -> None:
        self.path = local / "run.env"
        self._lock_path = local / "run.lock"
        self._lock: IO[str] | None = None

    def claim(self) -> None:
        """Take the folder for this run; the kernel gives it back however the run ends."""
        if not self._try_lock():
            raise Problem(
                f"make run is already serving {self.read().get('SITE_URL', 'from this folder')}: "
                "stop it first (Ctrl-C), or give this one a folder of its own (LOCAL_DIR=other make run)."
            )

    def write(self, values: Mapping[str, str]) -> None:
        self.path.write_text("".join(f"{name}={value}\n" for name, value in values.items()))

    def read(self) -> dict[str, str]:
        try:
            lines = self.path.read_text().splitlines()
        except FileNotFoundError:
            return {}
        return {name: value for name, _, value in (line.partition("=") for line in lines)}

    def of_running(self) -> dict[str, str] | None:
        """What the run that holds the lock has written, or None without one."""
        if not self._lock_path.exists() or self._try_lock():
            return None
        return self.read() or None

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)

    def _try_lock(self) -> bool:
        self._lock = self._lock_path.open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            return False
        return True
