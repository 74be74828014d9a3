"""What unit tests share: a reading service whose clock they move, and a site that runs from a folder."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches

from articles import pages, wiring
from portfolio import errors
from portfolio.accounts import wiring as accounts
from tests.unit.desk import Desk

CACHED = (
    wiring.table, wiring.background, wiring.file_source, wiring.reading, wiring.freshness, wiring.repository,
    wiring.authoring, wiring.desk, pages.page_cache, errors._body, accounts.users, accounts.sessions,
)  # fmt: skip


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Entries of caches end by the wall clock, so that is the desk's clock too."""
    desk = Desk()
    monkeypatch.setattr(time, "time", lambda: desk.clock.now().timestamp())
    return desk


@pytest.fixture
def fresh_site() -> Iterator[None]:
    """Nothing built or cached by an earlier test, nor left to a later one."""
    _forget()
    yield
    _forget()


@pytest.fixture
def content(tmp_path: Path, settings: Any, fresh_site: None) -> Path:
    """The folder that the site of this test runs from."""
    settings.CONTENT_DIR = tmp_path
    return tmp_path


def _forget() -> None:
    for factory in CACHED:
        factory.cache_clear()
    for name in ("default", "misses", "aside"):
        caches[name].clear()
