"""The first things readers ask for, each with what moves it, how a source answers it and how it is kept."""

from __future__ import annotations

import abc
import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Generic, NamedTuple, TypeVar

from articles.domain import Article, Change, Cursor, ListPage, Span, Stamp, Summary, TagPage
from articles.ports import ArticleSource
from articles.services import codec
from articles.services.listing import list_at, merged, next_moment

T = TypeVar("T")
# What was read by key, by slug; None for what is not there.
Changed = Mapping[str, Summary | None]

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class Window(NamedTuple):
    """The clock shows a value from `opens` on, and until `closes` (None: for ever)."""

    opens: datetime
    closes: datetime | None


class Lookup(abc.ABC, Generic[T]):
    """One question. `indexed` ones go through an index, which lags, and are settled with what is read by key.

    Those that are kept `aside` are asked by crawlers one after the other, and shall drive out no article.
    """

    operation: ClassVar[str]
    indexed: ClassVar[bool] = False
    aside: ClassVar[bool] = False
    key: str
    labels: dict[str, str]

    @abc.abstractmethod
    def moved_by(self, change: Change) -> bool:
        """Whether a save may have moved the answer, whatever that is."""

    def moves(self, value: T, change: Change) -> bool:
        """Whether a save may have moved this answer."""
        return self.moved_by(change)

    def moved(self, payload: bytes, changes: Sequence[Change]) -> bool:
        """Whether any of the saves may have moved this answer, as it was encoded."""
        return any(self.moved_by(change) for change in changes)

    @abc.abstractmethod
    def ask(self, source: ArticleSource, *, now: datetime, stamp: Stamp, budget: float) -> T | None: ...

    @abc.abstractmethod
    def decode(self, data: bytes, now: datetime) -> T:
        """The value as the clock shows it at `now`."""

    @abc.abstractmethod
    def count(self, value: T) -> int: ...

    @abc.abstractmethod
    def window(self, value: T, now: datetime) -> Window: ...

    def settle(self, value: T, changed: Changed, now: datetime) -> T:
        """The value put right with what was read by key."""
        return value

    def complete(self, value: T, source: ArticleSource, *, now: datetime, budget: float) -> T:
        """The value with what only a second question can tell, which depends on the first answer."""
        return value


@dataclass(frozen=True)
class ArticleLookup(Lookup[Article]):
    """An article by its slug, whatever its status: whether readers may see it is asked of the clock at each request."""

    operation = "getArticle"
    slug: str

    @property
    def key(self) -> str:  # type: ignore[override]
        return f"article:{self.slug}"

    @property
    def labels(self) -> dict[str, str]:  # type: ignore[override]
        return {"slug": self.slug}

    def moved_by(self, change: Change) -> bool:
        return change.slug == self.slug

    def ask(self, source: ArticleSource, *, now: datetime, stamp: Stamp, budget: float) -> Article | None:
        # What moved lately may not have reached the replica that an ordinary read asks.
        moved_lately = any(self.moved_by(change) for change in stamp.ring)
        return source.get_article(self.slug, consistent=moved_lately, budget=budget)

    def decode(self, data: bytes, now: datetime) -> Article:
        return codec.decode_article(data)

    def count(self, value: Article) -> int:
        return 1

    def window(self, value: Article, now: datetime) -> Window:
        if value.status != "published" or value.published_at is None:
            return Window(NEVER, None)
        return Window(value.published_at, value.unpublish_at)


@dataclass(frozen=True)
class ListLookup(Lookup[ListPage]):
    """A page of the newest articles, of the whole site or of one tag."""

    indexed = True
    size: int
    tag: str | None = None
    cursor: Cursor | None = None
    within: Span | None = None

    @property
    def operation(self) -> str:  # type: ignore[override]
        return "getArticlesByTag" if self.tag else "getAllArticles"

    @property
    def key(self) -> str:  # type: ignore[override]
        place = f"{self.cursor.direction}:{self.cursor.sort_key}" if self.cursor else ""
        return f"list:{self.tag or ''}:{self.size}:{place}"

    @property
    def labels(self) -> dict[str, str]:  # type: ignore[override]
        return {"tag": self.tag} if self.tag else {}

    def moved_by(self, change: Change) -> bool:
        return self.tag is None or self.tag in change.tags

    def ask(self, source: ArticleSource, *, now: datetime, stamp: Stamp, budget: float) -> ListPage:
        return source.list_articles(
            now=now, tag=self.tag, within=self.within, cursor=self.cursor, size=self.size, budget=budget
        )

    def settle(self, value: ListPage, changed: Changed, now: datetime) -> ListPage:
        return merged(value, changed, now=now, tag=self.tag, within=self.within, cursor=self.cursor, size=self.size)

    def decode(self, data: bytes, now: datetime) -> ListPage:
        return list_at(codec.decode_list(data), now)

    def count(self, value: ListPage) -> int:
        return len(value.items)

    def window(self, value: ListPage, now: datetime) -> Window:
        return Window(ALWAYS, next_moment(value, now))


@dataclass(frozen=True)
class TagsLookup(Lookup[TagPage]):
    """A page of the tags that have something visible."""

    operation = "getAllTags"
    indexed = True
    size: int
    start: str | None = None

    @property
    def key(self) -> str:  # type: ignore[override]
        return f"tags:{self.size}:{self.start or ''}"

    @property
    def labels(self) -> dict[str, str]:  # type: ignore[override]
        return {}

    def moved_by(self, change: Change) -> bool:
        return True

    def ask(self, source: ArticleSource, *, now: datetime, stamp: Stamp, budget: float) -> TagPage:
        return source.list_tags(now=now, start=self.start, size=self.size, budget=budget)

    def settle(self, value: TagPage, changed: Changed, now: datetime) -> TagPage:
        """Add the tags of what was just published; one that lost its last article goes when the index knows."""
        tags = {tag.tag: tag for tag in value.tags}
        for article in changed.values():
            if article is not None and article.visible_at(now):
                tags.update({tag.tag: tag for tag in article.labelled_tags if self._belongs(tag.tag, value)})
        return dataclasses.replace(value, tags=tuple(tags[key] for key in sorted(tags)))

    def decode(self, data: bytes, now: datetime) -> TagPage:
        return codec.decode_tags(data)

    def count(self, value: TagPage) -> int:
        return len(value.tags)

    def window(self, value: TagPage, now: datetime) -> Window:
        return Window(ALWAYS, value.due)

    def _belongs(self, tag: str, page: TagPage) -> bool:
        return (self.start is None or tag >= self.start) and (page.next_tag is None or tag < page.next_tag)
