"""What feeds show: one context for RSS 2.0, Atom 1.0 and JSON Feed 1.1.

An entry's id is its address. That survives an outage, during which files with ids of their own stand in for the table,
and no reader is told twice of one article.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.domain import NO_DATE, Article, Feed, Tag
from articles.exceptions import ArticleNotFound
from articles.pages import PageKind
from articles.rendering import render_for_feed
from articles.services.feeds import fitting
from articles.site import absolute_url, site

JSON_FEED = "https://jsonfeed.org/version/1.1"
MAX_HTML_BYTES = 900 * 1024

# What XML 1.0 cannot hold in any form (and UTF-8 neither, as for halves of surrogate pairs).
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Format(NamedTuple):
    """One way to write a feed; `name` is that of its routes."""

    name: str
    title: str
    media_type: str
    template: str
    render: Callable[[str, dict[str, Any]], str]


class Alternate(NamedTuple):
    """A feed as a page's head links to it."""

    media_type: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a feed. Its texts hold nothing that XML could not."""

    url: str
    title: str
    summary: str
    author: str
    tags: tuple[Tag, ...]
    published: datetime
    updated: datetime
    html: str

    @property
    def cdata(self) -> SafeString:
        """The HTML for a CDATA section, which must not end before it does."""
        return mark_safe(self.html.replace("]]>", "]]]]><![CDATA[>"))


def feed_page(format_name: str, tag: str = "") -> PageKind[Feed]:
    form = FORMATS[format_name]
    return PageKind(
        form.template,
        functools.partial(_context, form=form, tag=tag),
        _changed_at,
        content_type=f"{form.media_type}; charset=utf-8",
        aside=True,
        render=form.render,
    )


def alternates(tag: str = "", label: str = "") -> list[Alternate]:
    """The feeds that a page names: those of the site, or of the tag that it is about."""
    title = _title(label or tag)
    return [Alternate(form.media_type, f"{title} ({form.title})", _path(form, tag)) for form in FORMATS.values()]


def clean(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return _ILLEGAL.sub("", text)


def _context(feed: Feed, *, form: Format, tag: str) -> dict[str, Any]:
    if tag and not feed.page.items:
        raise ArticleNotFound(f"tag {tag}")
    labels = (known.label for item in feed.page.items for known in item.labelled_tags if known.tag == tag)
    return {
        "site": site(),
        "title": _title(clean(next(labels, tag))),
        "home": absolute_url(reverse("articles:tag", args=[tag]) if tag else reverse("articles:home")),
        "address": absolute_url(_path(form, tag)),
        "icon": absolute_url(static("icon-512.png")),
        "author": site().byline,
        # Without anything to show it still must say when that was so, and the same on every process.
        "updated": _changed_at(feed) or NO_DATE,
        "entries": list(_entries(feed)),
    }


def _title(label: str) -> str:
    return f"{site().title}: {label}" if label else site().title


def _path(form: Format, tag: str) -> str:
    return reverse(f"articles:tag-feed-{form.name}", args=[tag]) if tag else reverse(f"articles:feed-{form.name}")


def _entries(feed: Feed) -> Iterator[Entry]:
    """The first articles whose HTML keeps the feed below a megabyte; always one."""
    return fitting(map(_entry, feed.items), lambda entry: len(entry.html.encode()), MAX_HTML_BYTES)


def _entry(article: Article) -> Entry:
    url = absolute_url(reverse("articles:detail", args=[article.slug]))
    return Entry(
        url=url,
        title=clean(article.title),
        summary=clean(article.description),
        author=clean(article.author) or site().byline,
        tags=tuple(Tag(tag.tag, clean(tag.label)) for tag in article.labelled_tags),
        published=article.sort_date,
        updated=article.updated_at or article.sort_date,
        html=clean(render_for_feed(article.body, url)),
    )


def _changed_at(feed: Feed) -> datetime | None:
    return max((article.updated_at or article.sort_date for article in feed.items), default=None)


def _render_json(template: str, context: dict[str, Any]) -> str:
    feed = {
        "version": JSON_FEED,
        "title": context["title"],
        "home_page_url": context["home"],
        "feed_url": context["address"],
        "description": site().tagline,
        "icon": context["icon"],
        "favicon": context["icon"],
        "authors": [{"name": context["author"]}],
        "language": site().language,
        "items": [_json_item(entry) for entry in context["entries"]],
    }
    return json.dumps(feed, ensure_ascii=False, separators=(",", ":"))


def _json_item(entry: Entry) -> dict[str, Any]:
    item = {
        "id": entry.url,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": entry.author}],
        "tags": [tag.label for tag in entry.tags],
    }
    return {name: value for name, value in item.items() if value or name == "content_html"}


FORMATS = {
    form.name: form
    for form in (
        Format("rss", "RSS", "application/rss+xml", "articles/feed.xml", render_to_string),
        Format("atom", "Atom", "application/atom+xml", "articles/feed.atom", render_to_string),
        Format("json", "JSON Feed", "application/feed+json", "", _render_json),
    )
}
