"""Values for tests, each right in itself unless a test asks for something else, and a clock that tests move."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from articles.domain import Article, Change, Summary, content_checksum
from articles.keys import tag_from_label
from articles.ports import ArticleRepository

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
# What the clocks of tests show at first: half a year after the articles of `make_article` came out.
NOW = datetime(2026, 6, 1, 12, 0, 0, tzinfo=UTC)


class FakeClock:
    """Time that stands still until `advance`: a date for what is shown, seconds for what is measured."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now
        self._seconds = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._seconds

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self._seconds += seconds

    def set(self, now: datetime) -> None:
        """Jump to a date; the measured seconds go along."""
        self.advance((now - self._now).total_seconds())


def make_article(slug: str = "an-article", **overrides: Any) -> Article:
    """A published article; `tag_labels` alone give the tags, and the checksums fit the rest."""
    labels = overrides.pop("tag_labels", overrides.get("tags", ("Python",)))
    fields: dict[str, Any] = {
        "slug": slug,
        "article_id": f"id-of-{slug}",
        "title": "An article",
        "tags": tuple(tag_from_label(label) for label in labels),
        "tag_labels": tuple(labels),
        "published_at": NEW_YEAR,
        "updated_at": overrides.get("published_at", NEW_YEAR),
        "body": "Some *words*.\n",
        "reading_minutes": 1,
        "word_count": 2,
    }
    article = Article(**(fields | overrides))
    if "checksum" in overrides:
        return article
    checksum = content_checksum(article)
    return replace(article, checksum=checksum, source_checksum=overrides.get("source_checksum", checksum))


def make_summary(slug: str = "an-article", **overrides: Any) -> Summary:
    return make_article(slug, **overrides).summary()


def make_change(slug: str = "an-article", **overrides: Any) -> Change:
    fields: dict[str, Any] = {"slug": slug, "version": 1, "tags": ("python",), "visible_from": NEW_YEAR, "at": NOW}
    return Change(**(fields | overrides))


def save(repository: ArticleRepository, article: Article, *, stamp: bool = True) -> Article:
    """Save over what stands there, as an author who has just opened it would."""
    previous = repository.get_for_update(article.slug)
    if previous is not None:
        article = replace(article, article_id=previous.article_id)
    return repository.save(article, previous=previous, author="an-author", note="", stamp=stamp)
