"""What each reader page shows: from a value of the domain to its template's context."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe

from articles import wiring
from articles.beside import Ask
from articles.cursors import neighbours, write_cursor
from articles.domain import FEATURED_TAG, Article, Cursor, ListPage, Summary, Surroundings, TagPage
from articles.exceptions import ArticleNotFound
from articles.pages import PageKind
from articles.rendering import render_article, render_markdown
from articles.site import absolute_url, site
from articles.views.contents import contents_of
from articles.views.feed_kinds import alternates
from articles.views.meta import Crumb, Meta, article_meta, home_meta, page_meta, profile_meta

HOME_ARTICLES = 6
HOME_FEATURED = 3
ABOUT_ARTICLES = 3
LIST_NAME = "articles"
TAGS_NAME = "tags"


def tag_list_name(tag: str) -> str:
    return f"tag:{tag}"


def list_page(mark: str) -> PageKind[ListPage]:
    return PageKind("articles/list.html", functools.partial(_list_context, mark=mark), newest_change)


def tags_page(mark: str) -> PageKind[TagPage]:
    return PageKind("articles/tags.html", functools.partial(_tags_context, mark=mark), lambda page: None)


def tag_page(tag: str, mark: str) -> PageKind[ListPage]:
    return PageKind("articles/tag_detail.html", functools.partial(_tag_context, tag=tag, mark=mark), newest_change)


def page_context(meta: Meta, **context: Any) -> dict[str, Any]:
    """What the frame of every page needs; `section` is the address in the navigation that stands for the page."""
    return {"site": site(), "meta": meta, **context}


def address_of(path: str, mark: str = "") -> str:
    """A list's later pages are pages of their own and no copies of the first."""
    return absolute_url(f"{path}?page={mark}" if mark else path)


def _home_context(page: ListPage, *, featured: ListPage | None = None) -> dict[str, Any]:
    first = featured.items if featured else ()
    slugs = {article.slug for article in first}
    rest = [article for article in page.items if article.slug not in slugs]
    shown = rest[:HOME_ARTICLES]
    path = reverse("articles:home")
    return page_context(
        home_meta(absolute_url(path)),
        section=path,
        featured=first,
        articles=shown,
        has_more=page.has_older or len(rest) > len(shown),
    )


def _beside_home(page: ListPage) -> dict[str, Ask]:
    featured = functools.partial(wiring.reading().list_articles, tag=FEATURED_TAG, size=HOME_FEATURED, quiet=True)
    return {"featured": featured}


def _list_context(page: ListPage, *, mark: str) -> dict[str, Any]:
    newer, older = neighbours(page, list_name=LIST_NAME)
    path = reverse("articles:list")
    meta = page_meta(address_of(path, mark), title="Articles", description=f"All articles of {site().title}.")
    return page_context(meta, section=path, articles=page.items, newer=newer, older=older)


def _detail_context(article: Article, *, around: Surroundings | None = None) -> dict[str, Any]:
    path = reverse("articles:detail", args=[article.slug])
    rendered = render_article(article.body)
    return page_context(
        article_meta(article, absolute_url(path)),
        article=article,
        author=site().author_of(article.author),
        body=mark_safe(rendered.html),
        contents=contents_of(rendered.headings),
        around=around,
    )


def _about_context(page: ListPage) -> dict[str, Any]:
    path = reverse("articles:about")
    return page_context(
        profile_meta(absolute_url(path)),
        section=path,
        articles=page.items[:ABOUT_ARTICLES],
        body=mark_safe(render_markdown(site().about)),
    )


def _beside_article(article: Article) -> dict[str, Ask]:
    return {"around": functools.partial(wiring.reading().get_surroundings, article)}


def _tags_context(page: TagPage, *, mark: str) -> dict[str, Any]:
    more = write_cursor(Cursor("after", page.next_tag), list_name=TAGS_NAME) if page.next_tag else ""
    path = reverse("articles:tags")
    meta = page_meta(address_of(path, mark), title="Tags", description=f"What {site().title} is about, tag by tag.")
    return page_context(meta, section=path, tags=page.tags, more=more)


def _tag_context(page: ListPage, *, tag: str, mark: str) -> dict[str, Any]:
    if not mark and not page.items:
        raise ArticleNotFound(f"tag {tag}")
    newer, older = neighbours(page, list_name=tag_list_name(tag))
    path, label = reverse("articles:tag", args=[tag]), _label(page.items, tag)
    crumbs = [Crumb("Tags", absolute_url(reverse("articles:tags")))]
    meta = page_meta(
        address_of(path, mark),
        title=label,
        description=f"Articles tagged {label}.",
        crumbs=crumbs,
        feeds=alternates(tag, label),
    )
    return page_context(
        meta, section=reverse("articles:tags"), tag=tag, label=label, articles=page.items, newer=newer,
        older=older,
    )  # fmt: skip


def _label(articles: Iterable[Summary], tag: str) -> str:
    """The tag as the newest article writes it."""
    return next((known.label for article in articles for known in article.labelled_tags if known.tag == tag), tag)


def newest_change(page: ListPage) -> datetime | None:
    return max((article.updated_at for article in page.items if article.updated_at), default=None)


ABOUT: PageKind[ListPage] = PageKind("articles/about.html", _about_context, newest_change)
HOME: PageKind[ListPage] = PageKind("articles/home.html", _home_context, newest_change, beside=_beside_home)
DETAIL: PageKind[Article] = PageKind(
    "articles/detail.html", _detail_context, lambda article: article.updated_at, beside=_beside_article
)
