"""What an author wrote becomes an article. Nothing here reads or writes."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from articles import keys
from articles.domain import MAX_BODY_BYTES, MAX_TAGS, Article, content_checksum, reading_minutes
from articles.drafts import Action, Fields
from articles.exceptions import InvalidContent, TooLarge
from articles.frontmatter import normal_body
from articles.letters import count_words
from articles.policies import Actor

MAX_ITEM_BYTES = 400 * 1024
# Each tag entry holds the list fields again, and a transaction holds 4 MB.
MAX_LIST_BYTES = 50 * 1024
# Names of attributes, keys, numbers, dates and checksums of the longest item that holds an article, and some more.
ITEM_OVERHEAD_BYTES = 2048


def new_article(slug: str, *, actor: Actor, article_id: str) -> Article:
    """An article with nothing in it yet."""
    return Article(slug=slug, article_id=article_id, title="", author=actor.name, status="draft", owner=actor.username)


def compose(fields: Fields, *, base: Article, slug: str, actor: Actor, now: datetime) -> Article:
    """The article `base` with what its author wrote. What authors do not write stays; raises `TooLarge`."""
    tags = _tags(fields.tag_labels)
    body = normal_body(fields.body)
    words = count_words(body)
    # An editor may take a byline away, and a new article has its author's.
    byline = fields.author if actor.writes_everything and (fields.author or base.version) else base.author
    article = replace(
        base,
        slug=slug,
        title=fields.title,
        description=fields.description,
        author=byline,
        tags=tuple(tags),
        tag_labels=tuple(tags.values()),
        category=fields.category,
        hero=fields.hero,
        canonical_url=fields.canonical_url,
        published_at=_date(fields.published_at, base.published_at),
        unpublish_at=_date(fields.unpublish_at, base.unpublish_at),
        updated_at=_in_seconds(now),
        body=body,
        word_count=words,
        reading_minutes=reading_minutes(words),
    )
    _check_size(article)
    return with_checksum(article)


def come_out(article: Article, *, live: Article, now: datetime) -> Article:
    """The article as it comes out: at its date, or else where it is out already, or else now."""
    stays = live.published_at if live.dated is not None and live.dated <= now else None
    return with_checksum(
        replace(
            article,
            status="published",
            published_at=article.published_at or stays or _in_seconds(now),
            was_published=live.came_out_by(now),
        )
    )


def taken_back(live: Article, *, now: datetime) -> Article:
    """The article as a draft again. It keeps its date, and remembers whether anybody could see it."""
    return with_checksum(replace(live, status="draft", was_published=live.came_out_by(now)))


def retagged(article: Article, add: Iterable[str], remove: Iterable[str]) -> Article:
    """The article with more labels and without some tags; it stays the same text of the same date."""
    gone = {*remove}
    # What it has already keeps its key, by whatever rule that was made.
    tags = {tag.tag: tag.label for tag in article.labelled_tags if tag.tag not in gone}
    for tag, label in _tags(add).items():
        tags.setdefault(tag, label)
    _check_count(tags)
    if tuple(tags) == article.tags:
        return article
    return with_checksum(replace(article, tags=tuple(tags), tag_labels=tuple(tags.values())))


def with_checksum(article: Article) -> Article:
    return replace(article, checksum=content_checksum(article))


def payload_of(action: Action, actor: Actor, fields: Fields | None = None, subject: str = "") -> str:
    """A sum of all that a form says, to tell a repeated one from another one with its token."""
    said = dataclasses.asdict(fields) if fields else {}
    text = json.dumps([action, actor.username, said, subject], sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _tags(labels: Iterable[str]) -> dict[str, str]:
    """Key text and label of each tag, in the author's order, each once."""
    tags: dict[str, str] = {}
    for label in labels:
        if tag := keys.tag_from_label(label):
            tags.setdefault(tag, label)
    _check_count(tags)
    return tags


def _check_count(tags: Collection[str]) -> None:
    if len(tags) > MAX_TAGS:
        raise InvalidContent(f"it has {len(tags)} tags, {MAX_TAGS} fit")


def _date(typed: datetime | None, stands: datetime | None) -> datetime | None:
    """A form shows minutes: a date that is the one that stands but for its seconds was not changed."""
    if typed is None:
        return None
    typed = _in_seconds(typed)
    return stands if stands is not None and stands.replace(second=0) == typed else typed


def _in_seconds(at: datetime) -> datetime:
    """As the table keeps it."""
    return at.replace(microsecond=0)


def _check_size(article: Article) -> None:
    body = len(article.body.encode())
    if body > MAX_BODY_BYTES:
        raise TooLarge(body, MAX_BODY_BYTES)
    others = sum(len(text.encode()) for text in _other_texts(article))
    item = body + ITEM_OVERHEAD_BYTES + others
    if item > MAX_ITEM_BYTES:
        raise TooLarge(item, MAX_ITEM_BYTES)
    if others - len(article.extra.encode()) > MAX_LIST_BYTES:
        raise TooLarge(others, MAX_LIST_BYTES)


def _other_texts(article: Article) -> Iterable[str]:
    """All texts of the largest item of an article but its body."""
    fields = dataclasses.asdict(article)
    del fields["body"]
    for value in [*fields.values(), article.title.casefold()]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from (str(part) for part in value)
