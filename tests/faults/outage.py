"""A line to DynamoDB that breaks in every way there is, and content that tells where an answer came from."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from articles.documents import read_document
from articles.domain import Status
from articles.stores.dynamo import DynamoRepository
from portfolio.table import Table
from tests.engine import PROJECT, Engine
from tests.factories import make_article, save
from tests.proxies.dynamo import DynamoProxy
from tests.proxies.faults import FAULT_KINDS, FaultKind
from tests.proxies.tcp import FaultProxy, ModeName
from tests.site import TABLE, Answer, RunningSite, write_article

FIRST_SECONDS = 0.6
AT_ONCE_SECONDS = 0.1
HEALED_SECONDS = 5.0

# DynamoDB is refused, hung, …: what the network does, and what comes back as an answer.
BROKEN_LINES: tuple[ModeName, ...] = ("refuse", "hang", "blackhole", "drip", "slow", "reset", "cut")
FAULTS: tuple[str, ...] = (*BROKEN_LINES, *FAULT_KINDS)
# For an answer to be too late, but to come.
SLOW_SECONDS = 0.8

FROM_FILE, FROM_TABLE = "as the file has it", "as the table has it"
KEPT, UNREAD, TABLE_ONLY, RETRACTED, UNKNOWN = "kept", "unread", "table-only", "retracted", "never-written"


class Line:
    """The way from a site to its table: first one proxy for the network, then one for the answers."""

    def __init__(self, dynamo: DynamoProxy, tcp: FaultProxy) -> None:
        self.dynamo = dynamo
        self.tcp = tcp
        self.url = tcp.url

    def break_by(self, fault: str) -> None:
        if fault in BROKEN_LINES:
            self.tcp.switch(fault, seconds=SLOW_SECONDS if fault == "slow" else None)
        else:
            self.dynamo.fail(cast("FaultKind", fault))

    def heal(self) -> None:
        self.tcp.switch("pass")
        self.dynamo.heal()

    def forget(self) -> None:
        self.tcp.reset_counters()
        self.dynamo.clear()


@contextlib.contextmanager
def open_line(engine: Engine) -> Iterator[Line]:
    with DynamoProxy("127.0.0.1", engine.port) as dynamo, FaultProxy("127.0.0.1", dynamo.port) as tcp:
        yield Line(dynamo, tcp)


@dataclass
class Content:
    """The project's own articles, and some whose file and item differ."""

    folder: Path
    own: list[str] = field(default_factory=list)

    @property
    def pages(self) -> list[str]:
        """All that a reader must get without the table."""
        articles = [f"/articles/{slug}/" for slug in (*self.own, UNREAD)]
        return [*articles, "/", "/articles/", "/tags/", "/tags/kept/"]


def write_content(folder: Path) -> Content:
    """Files of `folder`: those of content/, and older editions of what the table holds."""
    shutil.copytree(PROJECT / "content", folder)
    own = [read_document(path, time_zone=ZoneInfo("UTC")).article.slug for path in sorted(folder.rglob("*.md"))]
    for slug in (KEPT, UNREAD, RETRACTED):
        write_article(folder, slug, FROM_FILE, tags=["kept"])
    return Content(folder, own)


class Author:
    """Writes to the table directly, also while the site's line to it is broken."""

    def __init__(self, engine: Engine) -> None:
        self._table = Table(name=TABLE, region="eu-central-1", endpoint=engine.url)
        self._repository = DynamoRepository(self._table, lambda: datetime.now(UTC))

    def write(self, slug: str, body: str = FROM_TABLE, *, status: Status = "published") -> None:
        save(self._repository, make_article(slug, title=f"Title of {slug}", body=body, status=status, tags=("kept",)))

    def close(self) -> None:
        self._table.close()


def ask_each(site: RunningSite, pages: Sequence[str]) -> dict[str, Answer]:
    return {page: site.get(page) for page in pages}


def wait_for_edition(site: RunningSite, slug: str, edition: str) -> tuple[Answer, float]:
    """The first answer that holds `edition`, and after how many seconds it came."""
    began = time.monotonic()
    while True:
        answer = site.get(f"/articles/{slug}/")
        seconds = time.monotonic() - began
        if edition in answer.text or seconds > HEALED_SECONDS * 2:
            return answer, seconds
        time.sleep(0.05)


def too_slow(answers: dict[str, Answer], limit: float = AT_ONCE_SECONDS) -> dict[str, float]:
    return {page: round(answer.seconds, 3) for page, answer in answers.items() if answer.seconds >= limit}


def errors_in(site: RunningSite) -> list[dict[str, Any] | str]:
    """Lines that a person would be called for, and whatever was not even a log line; a 503 is said out loud."""
    errors = [line for line in site.lines if line["level"] in {"ERROR", "CRITICAL"}]
    return [*(line for line in errors if not line["message"].startswith("Service Unavailable")), *site.other_output]
