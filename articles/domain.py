"""What an article is, in plain Python: no table, no HTML, no Django."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

Status = Literal["draft", "published", "archived", "trashed"]
STATUSES: tuple[str, ...] = get_args(Status)

MAX_TAGS = 20
MAX_BODY_BYTES = 350 * 1024  # a draft and a revision hold the body too, and a DynamoDB item ends at 400 KB
PAGE_SIZE = 20
WORDS_PER_MINUTE = 220

# Unpublished articles have no date of their own to sort by.
NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The list fields of an article: everything but its body."""

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

    @property
    def sort_date(self) -> datetime:
        """The date lists are ordered by."""
        return self.published_at or self.updated_at or NO_DATE

    @property
    def labelled_tags(self) -> tuple[Tag, ...]:
        return tuple(Tag(tag, label) for tag, label in zip(self.tags, self.tag_labels, strict=True))

    def summary(self) -> Summary:
        """Its list fields alone."""
        return self

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
        fields = {field.name: getattr(self, field.name) for field in dataclasses.fields(Summary)}
        return Summary(**fields)


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
class TagPage:
    """Known tags that have something visible, in order of their key text; `next_tag` starts the next page."""

    tags: tuple[Tag, ...]
    next_tag: str | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the stamp's ring: what a save moved, so that only that is loaded again."""

    slug: str
    version: int
    tags: tuple[str, ...] = ()
    visible_from: datetime | None = None
    visible_to: datetime | None = None
    at: datetime = NO_DATE


@dataclass(frozen=True, slots=True)
class Stamp:
    """The site's change counter. The last entry of `ring` is change number `n`, the one before it `n - 1`, …"""

    n: int = 0
    ring: tuple[Change, ...] = ()

    def since(self, n: int) -> tuple[Change, ...] | None:
        """The changes after number `n`, oldest first; None when the ring no longer reaches back that far."""
        missing = self.n - n
        if missing == 0:
            return ()
        if missing < 0 or missing > len(self.ring):
            return None
        return self.ring[-missing:]


def change_of(article: Summary, *, at: datetime, tags_before: tuple[str, ...] = ()) -> Change:
    """The ring entry of a save: tags it had and has, and the times between which readers see it."""
    published = article.status == "published"
    return Change(
        slug=article.slug,
        version=article.version,
        tags=tuple(sorted({*article.tags, *tags_before})),
        visible_from=article.published_at if published else None,
        visible_to=article.unpublish_at if published else None,
        at=at,
    )


ADDED_LATER = ("extra", "date_texts")
# What a save makes of an article, and its author does not write.
NOT_CONTENT = {"article_id", "version", "checksum", "source_checksum", "reading_minutes", "word_count"}


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
