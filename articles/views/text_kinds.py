"""What programs read as text: an article as the Markdown it was written in, and `llms.txt`, which leads there."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.encoding import iri_to_uri

from articles import wiring
from articles.conversion.comments import without_comments
from articles.domain import Article, ListPage, Summary
from articles.frontmatter import write_article
from articles.pages import PageKind
from articles.site import absolute_url, site
from articles.views.feed_kinds import FORMATS
from articles.views.kinds import newest_change

GUIDE_ARTICLES = 50

_MARKUP = re.compile(r"([\\`*_\[\]<])")


class Link(NamedTuple):
    label: str
    url: str
    note: str


class Section(NamedTuple):
    """A heading of `llms.txt` and the links under it."""

    title: str
    links: list[Link]


def _markdown_context(article: Article) -> dict[str, Any]:
    """The article with its front matter, but nothing that is for its author alone, as comments and own keys are."""
    public = replace(article, canonical_url=_canonical(article), unpublish_at=None, extra="", date_texts=())
    body = without_comments(article.body)
    return {"text": write_article(public, time_zone=wiring.time_zone(), body=body)}


def _canonical(article: Article) -> str:
    return article.canonical_url or absolute_url(reverse("articles:detail", args=[article.slug]))


def _canonical_header(article: Article) -> list[tuple[str, str]]:
    """The page is what shall be found, and this another form of it."""
    return [("Link", f'<{iri_to_uri(_canonical(article))}>; rel="canonical"')]


def _as_it_is(template: str, context: dict[str, Any]) -> str:
    return str(context["text"])


def _guide_context(page: ListPage) -> dict[str, Any]:
    sections = [Section("Articles", [_article_link(article) for article in page.items]), *_lists()]
    return {"site": site(), "sections": [section for section in sections if section.links]}


def _lists() -> list[Section]:
    everything = [
        Link("Archive", _url("archive"), "all articles by month"),
        Link("Tags", _url("tags"), "all articles by topic"),
        Link("Sitemap", _url("sitemap"), "the address of every page"),
    ]
    feeds = [Link(form.title, _url(f"feed-{name}"), "the newest articles whole") for name, form in FORMATS.items()]
    return [Section("All articles", everything), Section("Feeds", feeds)]


def _article_link(article: Summary) -> Link:
    return Link(_words(article.title), _url("markdown", article.slug), _words(article.description))


def _url(name: str, *arguments: str) -> str:
    return absolute_url(reverse(f"articles:{name}", args=arguments))


def _words(text: str) -> str:
    """One line without markup."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


MARKDOWN: PageKind[Article] = PageKind(
    "",
    _markdown_context,
    lambda article: article.updated_at,
    content_type="text/markdown; charset=utf-8",
    aside=True,
    render=_as_it_is,
    extra_headers=_canonical_header,
)
GUIDE: PageKind[ListPage] = PageKind(
    "articles/llms.txt", _guide_context, newest_change, content_type="text/plain; charset=utf-8", aside=True
)
