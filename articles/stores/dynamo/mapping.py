"""The border between records and the domain. A record that does not make sense raises ValueError or TypeError."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from articles import keys
from articles.domain import STATUSES, Article, Change, Listed, Stamp, Summary, Tag
from articles.months import first_day
from articles.records import (
    AliasRecord,
    ArticleRecord,
    ChangeMap,
    ContentRecord,
    DraftRecord,
    FormerlyMap,
    FormerRecord,
    KnownTagRecord,
    PointerRecord,
    RedirectRecord,
    RevisionRecord,
    StampRecord,
    TagRecord,
)
from articles.redirects import Redirect, Target
from portfolio.env import is_own_path
from portfolio.table import Item, Record

_REQUIRED = ("slug", "article_id", "title", "status", "version")


def summary_from(record: ArticleRecord | TagRecord) -> Summary:
    return Summary(**_list_fields_from(record))


def article_from(
    record: ArticleRecord | DraftRecord | RevisionRecord, content: ContentRecord | DraftRecord | RevisionRecord
) -> Article:
    if content.body is None:
        raise ValueError(f"{content.pk} {content.sk} has no body")
    pairs = (text.partition("=") for text in content.date_texts or ())
    date_texts = tuple((key, text) for key, _, text in pairs)
    return Article(**_list_fields_from(record), body=content.body, extra=content.extra or "", date_texts=date_texts)


def article_record(article: Article | Summary) -> ArticleRecord:
    key = keys.article_key(article.slug)
    return ArticleRecord(
        *key,
        gsi1pk=keys.status_index_pk(article.status),
        gsi1sk=keys.sort_key(article),
        was_published=article.was_published or None,
        purge_at=_at(article.purge_at),
        **list_fields(article),
    )


def content_record(article: Article) -> ContentRecord:
    key = keys.content_key(article.slug)
    return ContentRecord(*key, **text_fields(article), article_version=article.version, checksum=article.checksum)


def tag_record(article: Article | Summary, tag: str) -> TagRecord:
    return TagRecord(
        *keys.tag_entry_key(article.slug, tag),
        gsi2pk=keys.tag_index_pk(tag),
        gsi2sk=keys.sort_key(article),
        **list_fields(article),
    )


def known_tag_record(tag: Tag) -> KnownTagRecord:
    return KnownTagRecord(*keys.known_tag_key(tag.tag), label=tag.label)


def pointer_record(article: Article | Summary) -> PointerRecord:
    return PointerRecord(*keys.pointer_key(article.article_id), slug=article.slug)


def alias_record(slug: str, article_id: str) -> AliasRecord:
    return AliasRecord(*keys.alias_key(slug), article_id=article_id)


def former_record(slug: str, article_id: str, at: datetime) -> FormerRecord:
    return FormerRecord(*keys.former_key(article_id, slug), slug=slug, at=keys.format_at(at))


def redirect_record(redirect: Redirect) -> RedirectRecord:
    target = redirect.target
    return RedirectRecord(
        *keys.redirect_key(redirect.path),
        article_id=target.article_id or None,
        tail=target.tail or None,
        address=target.address or None,
        target_path=target.path or None,
        note=redirect.note or None,
        created_by=redirect.created_by,
        created_at=keys.format_at(redirect.created_at),
    )


def redirect_from(record: RedirectRecord) -> Redirect:
    """Raises ValueError for what leads nowhere, or to another site in disguise."""
    address = record.address or ""
    if not record.article_id and not is_own_path(address) and not address.startswith(("http://", "https://")):
        raise ValueError("it leads nowhere")
    target = Target(record.article_id or "", record.tail or "", address, record.target_path or "")
    return Redirect(record.sk, target, record.note or "", record.created_by, keys.parse_at(record.created_at))


def list_fields(article: Article | Summary) -> dict[str, Any]:
    """The list fields as every record that holds them writes them."""
    return {
        "slug": article.slug,
        "article_id": article.article_id,
        "title": article.title,
        "title_folded": article.title.casefold(),
        "description": article.description,
        "author": article.author,
        "tags": list(article.tags),
        "tag_labels": list(article.tag_labels),
        "category": article.category,
        "hero": article.hero,
        "canonical_url": article.canonical_url,
        "status": article.status,
        "published_at": _at(article.published_at),
        "updated_at": _at(article.updated_at),
        "unpublish_at": _at(article.unpublish_at),
        "reading_minutes": article.reading_minutes,
        "word_count": article.word_count,
        "version": article.version,
        "checksum": article.checksum,
        "source_checksum": article.source_checksum or None,
        "owner": article.owner or None,
    }


def text_fields(article: Article) -> dict[str, Any]:
    """What every record that holds a body writes of it; empty attributes are left out."""
    date_texts = [f"{key}={text}" for key, text in article.date_texts]
    return {"body": article.body, "extra": article.extra or None, "date_texts": date_texts or None}


# All that a sitemap reads of the metadata, and the key, by which a broken item is named.
LISTED = ["pk", "sk", "slug", "canonical_url", "published_at", "updated_at", "unpublish_at"]


def listed_from(item: Item) -> tuple[Listed, datetime | None]:
    """What a sitemap needs of an article, and until when. A thousand records would take ten times as long."""
    fields = {name: item[name].get("S") for name in LISTED if name in item}
    changed_at = fields.get("updated_at") or fields.get("published_at")
    listed = Listed(str(fields["slug"]), _date(changed_at), fields.get("canonical_url") or "")
    return listed, _date(fields.get("unpublish_at"))


# All that a link to an article shows, and the key, by which a broken item is named.
_CARD_TEXTS = [*LISTED, "status", "title", "description", "author", "category", "hero"]
CARD = [*_CARD_TEXTS, "tags", "tag_labels", "reading_minutes"]


def formerly_map(article: Article) -> FormerlyMap:
    return FormerlyMap(  # type: ignore[no-untyped-call]
        **list_fields(article), was_published=article.was_published or None, purge_at=_at(article.purge_at)
    )


def formerly_from(record: FormerlyMap) -> Article:
    """Without its body, which stands elsewhere."""
    return Article(**_list_fields_from(record))


def card_from(item: Item) -> Summary:
    """An article as a link shows it, in a quarter of the time that its record takes; raises ValueError or KeyError."""
    texts: dict[str, str] = {name: item[name]["S"] for name in _CARD_TEXTS if name in item}
    tags, labels = (_texts(item.get(name)) for name in ("tags", "tag_labels"))
    if texts["status"] not in STATUSES:
        raise ValueError(f"the unknown status {texts['status']!r}")
    return Summary(
        slug=texts["slug"],
        article_id="",
        title=texts["title"],
        description=texts.get("description", ""),
        author=texts.get("author", ""),
        tags=tags,
        tag_labels=labels if len(labels) == len(tags) else tags,
        category=texts.get("category", ""),
        hero=texts.get("hero", ""),
        canonical_url=texts.get("canonical_url", ""),
        status=texts["status"],  # type: ignore[arg-type]
        published_at=_date(texts.get("published_at")),
        updated_at=_date(texts.get("updated_at")),
        unpublish_at=_date(texts.get("unpublish_at")),
        reading_minutes=int(item["reading_minutes"]["N"]) if "reading_minutes" in item else 1,
    )


def published_at_from(item: Item) -> datetime | None:
    return _date(item["published_at"]["S"]) if "published_at" in item else None


def month_count_from(item: Item) -> tuple[str, int]:
    """A month and its number; raises ValueError for a sort key that is no month."""
    first_day(item["sk"]["S"])
    return item["sk"]["S"], int(item["n"]["N"])


def stamp_from(record: StampRecord) -> Stamp:
    ring = tuple(_change_from(entry) for entry in record.ring)
    return Stamp(int(record.n or 0), ring, int(record.settings or 0))


def change_map(change: Change) -> ChangeMap:
    return ChangeMap(  # type: ignore[no-untyped-call]
        slug=change.slug,
        version=change.version,
        tags=list(change.tags),
        visible_from=_at(change.visible_from),
        visible_to=_at(change.visible_to),
        at=keys.format_at(change.at),
        dated_before=_at(change.dated_before),
    )


def _change_from(entry: ChangeMap) -> Change:
    return Change(
        slug=entry.slug,
        version=int(entry.version),
        tags=tuple(entry.tags),
        visible_from=_date(entry.visible_from),
        visible_to=_date(entry.visible_to),
        at=keys.parse_at(entry.at),
        dated_before=_date(entry.dated_before),
    )


def _list_fields_from(
    record: ArticleRecord | TagRecord | DraftRecord | RevisionRecord | FormerlyMap,
) -> dict[str, Any]:
    for name in _REQUIRED:
        # PynamoDB gives None for a required attribute that the item lacks.
        if getattr(record, name) is None:
            raise ValueError(f"{_name_of(record)} has no {name}")
    if record.status not in STATUSES:
        raise ValueError(f"{_name_of(record)} has the unknown status {record.status!r}")
    tags = tuple(record.tags or ())
    labels = tuple(record.tag_labels or ())
    return {
        "slug": record.slug,
        "article_id": record.article_id,
        "title": record.title,
        "description": record.description or "",
        "author": record.author or "",
        "tags": tags,
        "tag_labels": labels if len(labels) == len(tags) else tags,
        "category": record.category or "",
        "hero": record.hero or "",
        "canonical_url": record.canonical_url or "",
        "status": record.status,
        "published_at": _date(record.published_at),
        "updated_at": _date(record.updated_at),
        "unpublish_at": _date(record.unpublish_at),
        "reading_minutes": int(record.reading_minutes or 1),
        "word_count": int(record.word_count or 0),
        "version": int(record.version),
        "checksum": record.checksum or "",
        "source_checksum": record.source_checksum or "",
        "owner": record.owner or "",
        **(_kept_apart_from(record) if isinstance(record, ArticleRecord | FormerlyMap) else {}),
    }


def _name_of(record: Record | FormerlyMap) -> str:
    return f"{record.pk} {record.sk}" if isinstance(record, Record) else f"what {record.slug!r} was"


def _kept_apart_from(record: ArticleRecord | FormerlyMap) -> dict[str, Any]:
    """What the metadata alone holds."""
    return {"was_published": bool(record.was_published), "purge_at": _date(record.purge_at)}


def _at(date: datetime | None) -> str | None:
    return keys.format_at(date) if date else None


def _texts(attribute: dict[str, Any] | None) -> tuple[str, ...]:
    return tuple(text["S"] for text in attribute["L"]) if attribute else ()


def _date(text: str | None) -> datetime | None:
    return keys.parse_at(text) if text else None
