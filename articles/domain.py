"""What an article is, in plain Python: no table, no HTML, no Django."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

Status = Literal["draft", "published", "archived", "trashed"]
STATUSES: tuple[str, ...] = get_args(Status)

MAX_TAGS = 20
FEATURED_TAG = "featured"  # articles with it stand first on the home page
MAX_BODY_BYTES = 350 * 1024  # a draft and a revision hold the body too, and a DynamoDB item ends at 400 KB
PAGE_SIZE = 20
FEED_SIZE = 20
SITEMAP_SIZE = 1000  # articles of one part of the sitemap, which one page of an index holds
WORDS_PER_MINUTE = 220

NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)  # unpublished articles have none of their own to sort by


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The list fields of an article: everything but its body. `author` is the byline, `owner` whose account made it.

    `was_published` remembers of what is not published now that readers could see it once; `purge_at` is when what is
    trashed goes for good.
    """

    slug: str
    article_id: str
    title: str
    description: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()
    tag_labels: tuple[str, ...] = ()
    category: str = ""
    hero: str = ""
    canonical_url: str = ""
    status: Status = "published"
    published_at: datetime | None = None
    updated_at: datetime | None = None
    unpublish_at: datetime | None = None
    reading_minutes: int = 1
    word_count: int = 0
    version: int = 0
    checksum: str = ""
    source_checksum: str = ""
    owner: str = ""
    was_published: bool = False
    purge_at: datetime | None = None

    @property
    def sort_date(self) -> datetime:
        """The date lists are ordered by: in the trash that is when it goes."""
        return self.purge_at or self.published_at or self.updated_at or NO_DATE

    @property
    def revised_at(self) -> datetime | None:
        """When it was changed after it came out; None if that was within a day."""
        if self.updated_at is None or self.published_at is None:
            return None
        return self.updated_at if self.updated_at - self.published_at > timedelta(days=1) else None

    @property
    def labelled_tags(self) -> tuple[Tag, ...]:
        return tuple(Tag(tag, label) for tag, label in zip(self.tags, self.tag_labels, strict=True))

    def summary(self) -> Summary:
        """Its list fields alone."""
        return self

    def with_body(self, body: str) -> Article:
        return Article(**self._list_fields(), body=body)

    def _list_fields(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(Summary)}

    @property
    def listed(self) -> Listed:
        return Listed(self.slug, self.updated_at or self.published_at, self.canonical_url)

    @property
    def dated(self) -> datetime | None:
        """The date under which it is published, be that ahead; None for what is not published."""
        return self.published_at if self.status == "published" else None

    def came_out_by(self, now: datetime) -> bool:
        """Whether readers can see it at `now`, or could before."""
        dated = self.dated
        return self.was_published or self.status == "archived" or (dated is not None and dated <= now)

    def visible_at(self, now: datetime) -> bool:
        """Whether a reader may see it at `now`: the clock publishes and unpublishes."""
        if self.status != "published" or self.published_at is None or now < self.published_at:
            return False
        return self.unpublish_at is None or now < self.unpublish_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Summary):
    """An article with its Markdown.

    `extra` is YAML of the front matter keys that no field holds; `date_texts` are (key, text) of dates as they were
    written, where that differs from the table's form. Both only travel with the article, from its file and back to one.
    """

    body: str = ""
    extra: str = ""
    date_texts: tuple[tuple[str, str], ...] = ()

    def summary(self) -> Summary:
        return Summary(**self._list_fields())


@dataclass(frozen=True, slots=True)
class Broken:
    """An article that a store holds and cannot read."""

    slug: str
    why: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag's key text and the label its author writes."""

    tag: str
    label: str

    @property
    def is_topic(self) -> bool:
        """Whether it says what an article is about, and not where it stands."""
        return self.tag != FEATURED_TAG


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a date-ordered list: the items after or before one sort key."""

    direction: Literal["after", "before"]
    sort_key: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, newest first, as a store answers it.

    `items` may hold articles whose `unpublish_at` lies ahead; `upcoming` is the next article that the clock
    will put on this list, so that a cached page can turn at the right second without asking anybody. The next pages
    begin at its first and last item, unless expired ones left it short: then at the sort keys `newer_from` and
    `older_from`.
    """

    items: tuple[Summary, ...]
    has_newer: bool = False
    has_older: bool = False
    upcoming: Summary | None = None
    newer_from: str | None = None
    older_from: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A list's newest articles whole: their list fields as a page of the list, and the bodies by slug.

    A body is missing if its article could not be read, or if the feed would have become too large with it.
    """

    page: ListPage
    bodies: Mapping[str, str]

    @property
    def items(self) -> tuple[Article, ...]:
        shown = (item for item in self.page.items if item.slug in self.bodies)
        return tuple(item.with_body(self.bodies[item.slug]) for item in shown)[:FEED_SIZE]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around an article: the next newer and older one, and related ones, the best first.

    `due` is when the clock will show a newer one, while there is none.
    """

    newer: Summary | None = None
    older: Summary | None = None
    related: tuple[Summary, ...] = ()
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class TagPage:
    """Known tags that have something visible, in order of their key text; `next_tag` starts the next page."""

    tags: tuple[Tag, ...]
    next_tag: str | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A range of time that holds its start and not its end."""

    start: datetime
    end: datetime

    def __contains__(self, at: datetime | None) -> bool:
        return at is not None and self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the site's time zone, like `2026-05`, and how many published articles are dated in it."""

    month: str
    n: int


@dataclass(frozen=True, slots=True)
class Recount:
    """A month whose number was put right; `kept` if others kept moving it so that it was left as it is."""

    month: str
    before: int
    after: int
    kept: bool = False


@dataclass(frozen=True, slots=True)
class MonthPage:
    """Months with articles that readers may see, newest first.

    `running` is the month that was under way, with all its articles; `ahead` are the sort keys of those among them
    that the clock has yet to show. So its number can follow the clock and what an index does not know yet.
    """

    months: tuple[Month, ...]
    due: datetime | None = None
    running: Month | None = None
    ahead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """What a sitemap needs of an article."""

    slug: str
    changed_at: datetime | None = None
    canonical_url: str = ""


@dataclass(frozen=True, slots=True)
class SitemapPart:
    """The visible articles of a span, newest first; the oldest are missing if it is not `complete`."""

    items: tuple[Listed, ...]
    due: datetime | None = None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The months of the site, and all of its articles while one part holds them."""

    months: MonthPage
    part: SitemapPart | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the stamp's ring: what a save moved, so that only that is loaded again.

    `dated_before` is the date under which the article was published before, if it is not `visible_from` any more.
    """

    slug: str
    version: int
    tags: tuple[str, ...] = ()
    visible_from: datetime | None = None
    visible_to: datetime | None = None
    at: datetime = NO_DATE
    dated_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """The site's change counter. The last entry of `ring` is change number `n`, the one before it `n - 1`, …"""

    n: int = 0
    ring: tuple[Change, ...] = ()
    settings: int = 0  # the version of the site's settings, which move no article; 0 if none were ever saved

    def since(self, n: int) -> tuple[Change, ...] | None:
        """The changes after number `n`, oldest first; None when the ring no longer reaches back that far."""
        missing = self.n - n
        if missing == 0:
            return ()
        if missing < 0 or missing > len(self.ring):
            return None
        return self.ring[-missing:]


def change_of(article: Summary, *, at: datetime, before: Summary | None = None) -> Change:
    """The ring entry of a save: tags and dates it had and has, and the times between which readers see it."""
    dated_before = before.dated if before else None
    return Change(
        slug=article.slug,
        version=article.version,
        tags=tuple(sorted({*article.tags, *(before.tags if before else ())})),
        visible_from=article.dated,
        visible_to=article.unpublish_at if article.status == "published" else None,
        at=at,
        dated_before=dated_before if dated_before != article.dated else None,
    )


ADDED_LATER = ("extra", "date_texts")
# What a save makes of an article, and its author does not write.
NOT_CONTENT = {
    "article_id", "version", "checksum", "source_checksum", "reading_minutes", "word_count", "owner",
    "was_published", "purge_at",
}  # fmt: skip


def content_checksum(article: Article) -> str:
    """SHA-256 over what an author can write, so that equal texts have equal checksums on every machine."""
    fields = (field.name for field in dataclasses.fields(article) if field.name not in NOT_CONTENT)
    content: dict[str, Any] = {name: getattr(article, name) for name in fields}
    for name in ADDED_LATER:
        # Without them the sum is what it was before they were there.
        if not content[name]:
            del content[name]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=_iso)
    return hashlib.sha256(text.encode()).hexdigest()


def reading_minutes(word_count: int) -> int:
    return max(1, round(word_count / WORDS_PER_MINUTE))


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a checksum")
