"""Feeds: one page of a list, then the bodies of its articles by key in one round trip."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from articles.domain import FEED_SIZE, Article, Change, Feed, ListPage, Stamp, Summary
from articles.ports import ArticleSource
from articles.services import codec
from articles.services.listing import list_at, next_moment
from articles.services.lookups import ALWAYS, Changed, ListLookup, Lookup, Window

T = TypeVar("T")

# Of Markdown: HTML, escaped where a format asks for it, is about twice as long, and a feed shall stay below 1 MB.
MAX_FEED_BYTES = 400 * 1024
BYTES_PER_WORD = 6  # as English has them; a guess before the bodies are read, so that none is read in vain


@dataclass(frozen=True)
class FeedLookup(Lookup[Feed]):
    """The newest articles with their bodies, of the whole site or of one tag."""

    operation = "getFeed"
    indexed = True
    aside = True
    tag: str | None = None

    @property
    def key(self) -> str:  # type: ignore[override]
        return f"feed:{self.tag or ''}"

    @property
    def labels(self) -> dict[str, str]:  # type: ignore[override]
        return self._list.labels

    @property
    def _list(self) -> ListLookup:
        return ListLookup(FEED_SIZE, self.tag)

    def moved_by(self, change: Change) -> bool:
        return self._list.moved_by(change)

    def ask(self, source: ArticleSource, *, now: datetime, stamp: Stamp, budget: float) -> Feed:
        return Feed(self._list.ask(source, now=now, stamp=stamp, budget=budget), {})

    def settle(self, value: Feed, changed: Changed, now: datetime) -> Feed:
        return dataclasses.replace(value, page=self._list.settle(value.page, changed, now))

    def complete(self, value: Feed, source: ArticleSource, *, now: datetime, budget: float) -> Feed:
        """What is read by key is truer than the index, so the list is put right with it once more."""
        wanted = [*fitting(value.page.items, _expected_size, MAX_FEED_BYTES), *_upcoming(value.page)]
        found = source.get_articles([item.slug for item in wanted], budget=budget) if wanted else {}
        page = self._list.settle(value.page, found, now)
        listed = (found[item.slug] for item in page.items if item.slug in found)
        bodies = {article.slug: article.body for article in fitting(listed, _size, MAX_FEED_BYTES)}
        # So that the clock can show it while nobody can be asked.
        bodies |= {item.slug: found[item.slug].body for item in _upcoming(page) if item.slug in found}
        return Feed(page, bodies)

    def decode(self, data: bytes, now: datetime) -> Feed:
        value = codec.decode_feed(data)
        return dataclasses.replace(value, page=list_at(value.page, now))

    def count(self, value: Feed) -> int:
        return len(value.items)

    def window(self, value: Feed, now: datetime) -> Window:
        return Window(ALWAYS, next_moment(value.page, now))


def _upcoming(page: ListPage) -> tuple[Summary, ...]:
    return (page.upcoming,) if page.upcoming else ()


def fitting(items: Iterable[T], size_of: Callable[[T], int], limit: int) -> Iterator[T]:
    """The first items that are no larger together than the limit; always one, if there is any."""
    size = 0
    for number, item in enumerate(items):
        size += size_of(item)
        if number and size > limit:
            return
        yield item


def _expected_size(item: Summary) -> int:
    return item.word_count * BYTES_PER_WORD


def _size(article: Article) -> int:
    return len(article.body.encode("utf-8", "surrogatepass"))
