"""What a page says of itself to those who do not read it: search engines, feed readers, and who shares its address."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.domain import Article
from articles.site import SHARE_SIZE, absolute_url, site
from articles.site_settings import Author
from articles.views.feed_kinds import Alternate, alternates

# What would end the element that structured data stands in, and what JavaScript takes for the end of a line.
_ESCAPES = {ord(char): f"\\u{ord(char):04X}" for char in "<>&\u2028\u2029"}


class Picture(NamedTuple):
    """A picture for who shares the page; 0 if its size is not known."""

    url: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Meta:
    """What the head of a page says. `feeds` are feeds and other forms of the page, `structured` is JSON-LD.

    `article` are (name, content) of OpenGraph's properties of an article.
    """

    title: str
    description: str
    canonical: str
    image: Picture
    feeds: tuple[Alternate, ...]
    structured: SafeString
    type: str = "website"
    article: tuple[tuple[str, str], ...] = ()


class Crumb(NamedTuple):
    """A page on the way from the home page to this one."""

    name: str
    url: str


def page_meta(
    canonical: str,
    *,
    title: str = "",
    description: str = "",
    crumbs: Iterable[Crumb] = (),
    about: Any = None,
    feeds: Iterable[Alternate] = (),
) -> Meta:
    """Of a page that is no article; `about` is what it says in JSON-LD beside its place on the site."""
    parts = [about] if about else []
    return Meta(
        title=title or site().title,
        description=description or f"{site().tagline}.",
        canonical=canonical,
        image=default_picture(),
        feeds=(*feeds, *alternates()),
        structured=json_ld([*parts, *_breadcrumbs([*crumbs, *([Crumb(title, canonical)] if title else [])])]),
    )


def home_meta(canonical: str) -> Meta:
    about = {
        "@type": "WebSite",
        "name": site().title,
        "description": site().tagline,
        "url": canonical,
        "inLanguage": site().language,
    }
    return page_meta(canonical, about=_filled(about | {"author": _person(site().author)}))


def profile_meta(canonical: str) -> Meta:
    """Of the page about who writes here."""
    author = site().author
    about = {"@type": "ProfilePage", "url": canonical, "mainEntity": _person(author)} if author else None
    description = author.bio if author and author.bio else ""
    return page_meta(canonical, title="About", description=description, about=about)


def article_meta(article: Article, address: str) -> Meta:
    canonical = article.canonical_url or address
    picture = _picture_of(article)
    crumbs = [Crumb("Articles", absolute_url(reverse("articles:list"))), Crumb(article.title, address)]
    return Meta(
        title=article.title,
        description=article.description or f"{site().tagline}.",
        canonical=canonical,
        image=picture,
        feeds=(_as_markdown(article), *alternates()),
        structured=json_ld([_posting(article, canonical, picture), *_breadcrumbs(crumbs)]),
        type="article",
        article=tuple(_open_graph(article)),
    )


def default_picture() -> Picture:
    """The site's own, whose size is known unless the site has named another."""
    return Picture(absolute_url(site().share_image), *SHARE_SIZE)


def json_ld(things: Iterable[Mapping[str, Any]]) -> SafeString:
    """Things of schema.org as one document, safe within a `script` element."""
    document = {"@context": "https://schema.org", "@graph": list(things)}
    return mark_safe(json.dumps(document, ensure_ascii=False).translate(_ESCAPES))


def _posting(article: Article, canonical: str, picture: Picture) -> dict[str, Any]:
    return _filled(
        {
            "@type": "BlogPosting",
            "headline": article.title,
            "description": article.description,
            "url": canonical,
            "mainEntityOfPage": canonical,
            "datePublished": article.published_at.isoformat() if article.published_at else None,
            "dateModified": article.updated_at.isoformat() if article.updated_at else None,
            "author": _author_of(article),
            "publisher": {"@type": "Organization", "name": site().title, "url": absolute_url("/")},
            "image": picture.url,
            "articleSection": article.category,
            "keywords": list(article.tag_labels),
            "wordCount": article.word_count,
            "timeRequired": f"PT{article.reading_minutes}M",
            "inLanguage": site().language,
        }
    )


def _author_of(article: Article) -> dict[str, Any] | None:
    if author := site().author_of(article.author):
        return _person(author)
    return {"@type": "Person", "name": article.author} if article.author else None


def _person(author: Author | None) -> dict[str, Any] | None:
    if author is None:
        return None
    profiles = [link.address for link in author.links if urlsplit(link.address).scheme in {"http", "https"}]
    about = absolute_url(reverse("articles:about"))
    return _filled(
        {"@type": "Person", "name": author.name, "description": author.bio, "url": about, "sameAs": profiles}
    )


def _breadcrumbs(crumbs: list[Crumb]) -> list[dict[str, Any]]:
    """The way from the home page; the home page itself has none."""
    if not crumbs:
        return []
    way = [Crumb(site().title, absolute_url("/")), *crumbs]
    items = [
        {"@type": "ListItem", "position": place, "name": crumb.name, "item": crumb.url}
        for place, crumb in enumerate(way, 1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": items}]


def _open_graph(article: Article) -> Iterable[tuple[str, str]]:
    for name, at in (("published_time", article.published_at), ("modified_time", article.updated_at)):
        if at:
            yield name, at.isoformat()
    if article.author:
        yield "author", article.author
    if article.category:
        yield "section", article.category
    yield from (("tag", label) for label in article.tag_labels)


def _as_markdown(article: Article) -> Alternate:
    return Alternate("text/markdown", "Markdown", reverse("articles:markdown", args=[article.slug]))


def _picture_of(article: Article) -> Picture:
    """The article's own picture if it has one that others can fetch."""
    hero = article.hero
    if hero.startswith("/") and not hero.startswith("//"):
        return Picture(absolute_url(hero))
    return Picture(hero) if hero.startswith(("https://", "http://")) else default_picture()


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {name: value for name, value in values.items() if value}
