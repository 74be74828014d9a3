"""Articles in a dictionary: the fake that tests use, held to the same contract as the real stores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo

from ulid import ULID

from articles.around import surroundings_of
from articles.domain import (
    SITEMAP_SIZE,
    Article,
    Broken,
    Change,
    Cursor,
    ListPage,
    MonthPage,
    Recount,
    SitemapPart,
    Span,
    Stamp,
    Summary,
    Surroundings,
    Tag,
    TagPage,
)
from articles.drafts import edit_of
from articles.keys import sort_key
from articles.months import counted, month_of, month_page
from articles.redirects import Destination, destination_of
from articles.stores.memory_authoring import AuthoringMemory


class MemoryStore(AuthoringMemory):
    """Source, stamp source, repository and authors' store in one. Set `down` to make every call fail."""

    def __init__(self, clock: Callable[[], datetime], *, authoritative: bool = True, time_zone: tzinfo = UTC) -> None:
        super().__init__(clock)
        self.authoritative = authoritative
        self._time_zone = time_zone

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

    def get_articles(self, slugs: Sequence[str], *, budget: float | None = None) -> dict[str, Article]:
        self._answer("get_articles")
        return {slug: self._articles[slug] for slug in slugs if slug in self._articles}

    def list_articles(
        self,
        *,
        now: datetime,
        tag: str | None = None,
        within: Span | None = None,
        cursor: Cursor | None = None,
        size: int,
        budget: float | None = None,
    ) -> ListPage:
        self._answer("list_articles")
        return page_of(self._indexed(), now=now, tag=tag, within=within, cursor=cursor, size=size)

    def get_surroundings(self, article: Summary, *, now: datetime, budget: float | None = None) -> Surroundings:
        self._answer("get_surroundings")
        return surroundings_of(article, self._indexed(), now=now)

    def get_destination(self, path: str, *, slug: str = "", budget: float | None = None) -> Destination | None:
        """Former addresses alone."""
        self._answer("get_destination")
        owner = self._aliases.get(slug)
        article = next((article for article in self._articles.values() if article.article_id == owner), None)
        return destination_of(article) if article else None

    def list_tags(self, *, now: datetime, start: str | None = None, size: int, budget: float | None = None) -> TagPage:
        self._answer("list_tags")
        return tag_page_of(self._indexed(), now=now, start=start, size=size)

    def list_months(self, *, now: datetime, budget: float | None = None) -> MonthPage:
        self._answer("list_months")
        counts = counted(self._articles.values(), self._time_zone)
        return month_page_of(self._indexed(), counts, now=now, zone=self._time_zone)

    def list_for_sitemap(self, *, now: datetime, within: Span, budget: float | None = None) -> SitemapPart:
        self._answer("list_for_sitemap")
        return sitemap_part_of(self._indexed(), now=now, within=within)

    def get_for_update(self, slug: str) -> Article | None:
        return self.get_article(slug, consistent=True)

    def has_articles(self) -> bool:
        return bool(self._articles)

    def save(self, article: Article, *, previous: Article | None, author: str, note: str, stamp: bool) -> Article:
        self._answer("save")
        edit = edit_of(
            article, previous=previous, author=author, note=note, at=self._clock(), token=str(ULID()), stamp=stamp
        )
        self._write(edit)
        return edit.article

    def announce(self, changes: Iterable[Change]) -> None:
        self._answer("announce")
        self._changes.extend(changes)

    def read_all(self, statuses: Sequence[str]) -> Iterator[Article | Broken]:
        self._answer("read_all")
        yield from [article for article in self._articles.values() if article.status in statuses]

    def recount_months(self, *, dry_run: bool = False) -> Iterator[Recount]:
        """Nothing is kept that could be wrong."""
        return iter(())

    def _indexed(self) -> Iterable[Article]:
        """What an index of the table would know."""
        return self._articles.values()


def page_of(
    articles: Iterable[Summary],
    *,
    now: datetime,
    tag: str | None,
    within: Span | None = None,
    cursor: Cursor | None,
    size: int,
) -> ListPage:
    """What the indexes of the table would answer, computed over articles in memory."""
    published = [a for a in articles if a.status == "published" and (within is None or a.published_at in within)]
    on_list = [a for a in published if tag is None or tag in a.tags]
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


def month_page_of(articles: Iterable[Summary], counts: Mapping[str, int], *, now: datetime, zone: tzinfo) -> MonthPage:
    """The archive of the table, computed over articles in memory."""
    ahead = sorted((a for a in articles if a.dated and a.dated > now), key=sort_key)
    running = [sort_key(a) for a in ahead if a.dated and month_of(a.dated, zone) == month_of(now, zone)]
    return month_page(counts, running, due=ahead[0].dated if ahead else None, now=now, zone=zone)


def sitemap_part_of(articles: Iterable[Summary], *, now: datetime, within: Span) -> SitemapPart:
    """A part of the sitemap, computed over articles in memory."""
    on_list = sorted((a for a in articles if a.dated in within), key=sort_key, reverse=True)
    visible = [a for a in on_list if a.visible_at(now)]
    dates = [a.unpublish_at for a in visible] + [a.dated for a in on_list if a.dated and a.dated > now]
    return SitemapPart(
        tuple(a.listed for a in visible[:SITEMAP_SIZE]),
        due=min((date for date in dates if date), default=None),
        complete=len(visible) <= SITEMAP_SIZE,
    )
