"""An article as a Markdown file with YAML front matter, in one form only: equal articles give equal bytes.

Hugo's names are used where it acts on them (`lastmod`, `expiryDate`, `draft`), so that a folder of such files is one of
its sites.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from articles.domain import Article
from articles.frontmatter.dates import is_common, parse_date
from articles.frontmatter.fields import normal_body
from articles.frontmatter.yamls import dump_yaml
from articles.keys import format_at

FENCE = "---\n"


def write_article(article: Article, *, time_zone: ZoneInfo, body: str) -> str:
    """Front matter and `body`; what the article does not have is left out."""
    head = {"title": article.title, "slug": article.slug, "description": article.description}
    rest = {
        "author": article.author,
        "tags": list(article.tag_labels),
        "category": article.category,
        "hero": article.hero,
        "canonical_url": article.canonical_url,
        "as_written": [],
    }
    dates = _dates(article, time_zone, rest["as_written"])
    status = {} if article.status == "published" else {"status": article.status, "draft": True}
    parts = [_dump(head), *dates, _dump({**rest, **status}), article.extra]
    return "".join([FENCE, *parts, FENCE, normal_body(body)])


def current_date_texts(article: Article, time_zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    """Those of its date texts that still mean its dates: a date may have changed since, or the site's time zone."""
    dates = {"date": article.published_at, "updated": article.updated_at, "unpublish_at": article.unpublish_at}
    return tuple((key, text) for key, text in article.date_texts if _means(text, dates.get(key), time_zone))


def _dates(article: Article, time_zone: ZoneInfo, as_written: Any) -> list[str]:
    """Lines of the dates: as their author wrote them if others read that too, else that goes to `as_written`."""
    texts = dict(current_date_texts(article, time_zone))
    updated_at = article.updated_at if article.updated_at != article.published_at or "updated" in texts else None
    lines = []
    for ours, name, at in (
        ("date", "date", article.published_at),
        ("updated", "lastmod", updated_at),
        ("unpublish_at", "expiryDate", article.unpublish_at),
    ):
        if at is None:
            continue
        text = texts.get(ours, "")
        written = format_at(at)
        if text:
            if is_common(text):
                written = text
            else:
                as_written.append(f"{ours}={text}")
        lines.append(f"{name}: {written}\n")
    return lines


def _means(text: str, at: datetime | None, time_zone: ZoneInfo) -> bool:
    try:
        return parse_date(text, time_zone) == at
    except ValueError:
        return False


def _dump(data: dict[str, Any]) -> str:
    kept = {key: value for key, value in data.items() if value}
    return dump_yaml(kept) if kept else ""
