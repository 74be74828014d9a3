"""A store of each kind, filled with articles: what the contract of all sources is tested on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from articles.domain import Article
from articles.ports import ArticleSource
from articles.stores.dynamo import DynamoRepository, DynamoSource
from articles.stores.files import FileSource
from articles.stores.memory import MemoryStore
from portfolio.table import Table
from tests.factories import FakeClock, save

HOUR = timedelta(hours=1)
SIZE = 20
FIELDS = ("slug", "title", "description", "author", "tags", "tag_labels", "category", "hero", "canonical_url", "status",
          "published_at", "updated_at", "unpublish_at", "body")  # fmt: skip
Store = Callable[[Iterable[Article]], ArticleSource]


@pytest.fixture
def time_zone() -> ZoneInfo:
    """The site's, which decides on months."""
    return ZoneInfo("UTC")


@pytest.fixture(params=["memory", "files", "dynamo"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock, time_zone: ZoneInfo) -> Store:
    """Puts articles into a store of one kind and gives its source."""

    def memory(articles: Iterable[Article]) -> ArticleSource:
        source = MemoryStore(clock.now, time_zone=time_zone)
        for article in articles:
            save(source, article)
        return source

    def files(articles: Iterable[Article]) -> ArticleSource:
        for article in articles:
            (tmp_path / f"{article.slug}.md").write_text(as_file(article), encoding="utf-8")
        return FileSource(tmp_path, time_zone=time_zone)

    def dynamo(articles: Iterable[Article]) -> ArticleSource:
        table: Table = request.getfixturevalue("table")
        repository = DynamoRepository(table, clock.now, time_zone=time_zone)
        for article in articles:
            repository.save(article, previous=None, author="an-author", note="", stamp=False)
        return DynamoSource(table, time_zone=time_zone)

    return {"memory": memory, "files": files, "dynamo": dynamo}[request.param]


def as_file(article: Article) -> str:
    front = {
        "title": article.title,
        "description": article.description,
        "author": article.author,
        "category": article.category,
        "hero": article.hero,
        "canonical_url": article.canonical_url,
        "status": article.status,
        "date": iso(article.published_at),
        "updated": iso(article.updated_at),
        "unpublish_at": iso(article.unpublish_at),
    }
    # What JSON writes is YAML, and quoted where it must be.
    lines = [f"{key}: {json.dumps(value)}" for key, value in front.items() if value]
    return "\n".join(["---", *lines, f"tags: {json.dumps(article.tag_labels)}", "---", article.body])


def iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
