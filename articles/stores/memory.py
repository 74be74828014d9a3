"""Articles in a dictionary: the fake that tests use, held to the same contract as the real stores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from articles.domain import Article, Broken, Change, Cursor, ListPage, Stamp, Summary, Tag, TagPage, change_of
from articles.exceptions import ArticleConflict, StoreUnavailable
from articles.keys import sort_key


class MemoryStore:
    """Source, stamp source and repository in one. Set `down` to make every call fail."""

    name = "memory"

    def __init__(self, clock: Callable[[], datetime], *, authoritative: bool = True) -> None:
        self.authoritative = authoritative
        self.down = False
        self.calls: list[str] = []
        self._clock = clock
        self._articles: dict[str, Article] = {}
        self._changes: list[Change] = []

    def get_stamp(self, *, budget: float | None = None) -> Stamp:
        self._answer("get_stamp")
        return Stamp(len(self._changes), tuple(self._changes[-20:]))

    def probe_stamp(self, *, budget: float | None = None) -> Stamp:
        return self.get_stamp(budget=budget)

    def may_probe(self) -> bool:
        return True

    def get_article(self, slug: str, *, consistent: bool = False, budget: float | None = None) -> Article | None:
        self._answer("get_article")
        return self._articles.get(slug)

    def get_summaries(self, slugs: Sequence[str], *, budget: float | None = None) -> dict[str, Summary]:
        self._answer("get_summaries")
        return {slug: self._articles[slug].summary() for slug in slugs if slug in self._articles}

    def list_articles(
        self,
        *,
        now: datetime,
        tag: str | None = None,
        cursor: Cursor | None = None,
        size: int,
        budget: float | None = None,
    ) -> ListPage:
        self._answer("list_articles")
        return page_of(self._articles.values(), now=now, tag=tag, cursor=cursor, size=size)

    def list_tags(self, *, now: datetime, start: str | None = None, size: int, budget: float | None = None) -> TagPage:
        self._answer("list_tags")
        return tag_page_of(self._articles.values(), now=now, start=start, size=size)

    def get_for_update(self, slug: str) -> Article | None:
        return self.get_article(slug, consistent=True)

    def has_articles(self) -> bool:
        return bool(self._articles)

    def save(self, article: Article, *, previous: Article | None, author: str, note: str, stamp: bool) -> Article:
        self._answer("save")
        stands = self._articles.get(article.slug)
        if (stands and stands.version) != (previous and previous.version):
            raise ArticleConflict(article.slug, "it is another version")
        saved = replace(article, version=previous.version + 1 if previous else 1)
        self._articles[article.slug] = saved
        if stamp:
            self._changes.append(change_of(saved, at=self._clock(), tags_before=previous.tags if previous else ()))
        return saved

    def announce(self, changes: Iterable[Change]) -> None:
        self._answer("announce")
        self._changes.extend(changes)

    def read_all(self, statuses: Sequence[str]) -> Iterator[Article | Broken]:
        self._answer("read_all")
        yield from [article for article in self._articles.values() if article.status in statuses]

    def _answer(self, call: str) -> None:
        self.calls.append(call)
        if self.down:
            raise StoreUnavailable(self.name, "switched off")


def page_of(
    articles: Iterable[Summary], *, now: datetime, tag: str | None, cursor: Cursor | None, size: int
) -> ListPage:
    """What the indexes of the table would answer, computed over articles in memory."""
    on_list = [a for a in articles if a.status == "published" and (tag is None or tag in a.tags)]
    visible = sorted((a.summary() for a in on_list if a.visible_at(now)), key=sort_key, reverse=True)
    if cursor is not None and cursor.direction == "before":
        newer = [a for a in visible if sort_key(a) > cursor.sort_key]
        if len(newer) > size:
            return ListPage(tuple(newer[-size:]), has_newer=True, has_older=True)
        cursor = None
    older = [a for a in visible if cursor is None or sort_key(a) < cursor.sort_key]
    ahead = [a for a in on_list if a.published_at and a.published_at > now] if cursor is None else []
    upcoming = min(ahead, key=sort_key, default=None)
    return ListPage(
        tuple(older[:size]),
        has_newer=cursor is not None,
        has_older=len(older) > size,
        upcoming=upcoming.summary() if upcoming else None,
    )


def tag_page_of(articles: Iterable[Summary], *, now: datetime, start: str | None, size: int) -> TagPage:
    """The tags page of the table, computed over articles in memory."""
    listed = list(articles)
    labels: dict[str, str] = {tag.tag: tag.label for article in listed for tag in article.labelled_tags}
    known = sorted(tag for tag in labels if start is None or tag >= start)
    page = known[:size]
    visible = {tag for article in listed if article.visible_at(now) for tag in article.tags}
    dates = [d for a in listed for d in (a.published_at, a.unpublish_at) if d and d > now and a.status == "published"]
    return TagPage(
        tags=tuple(Tag(tag, labels[tag]) for tag in page if tag in visible),
        next_tag=known[size] if len(known) > size else None,
        due=min(dates, default=None),
    )
