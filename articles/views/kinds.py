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
from articles.domain import Article, Cursor, ListPage, Summary, Surroundings, TagPage
from articles.exceptions import ArticleNotFound
from articles.pages import PageKind
from articles.rendering import render_markdown
from articles.site import SITE, absolute_url

HOME_ARTICLES = 6
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


def page_context(path: str, mark: str = "", **context: Any) -> dict[str, Any]:
    """What the frame of every page needs. A list's later pages are pages of their own and no copies of the first."""
    return {"site": SITE, "canonical": absolute_url(f"{path}?page={mark}" if mark else path), **context}


def _home_context(page: ListPage) -> dict[str, Any]:
    return page_context(reverse("articles:home"), articles=page.items, has_more=page.has_older)


def _list_context(page: ListPage, *, mark: str) -> dict[str, Any]:
    newer, older = neighbours(page, list_name=LIST_NAME)
    return page_context(
        reverse("articles:list"), mark, section="articles", articles=page.items, newer=newer, older=older
    )


def _detail_context(article: Article, *, around: Surroundings | None = None) -> dict[str, Any]:
    path = reverse("articles:detail", args=[article.slug])
    context = page_context(path, article=article, body=mark_safe(render_markdown(article.body)))
    near = around or Surroundings()
    context |= {"newer": near.newer, "older": near.older, "related": near.related}
    if article.canonical_url:
        context["canonical"] = article.canonical_url
    return context


def _beside_article(article: Article) -> dict[str, Ask]:
    return {"around": functools.partial(wiring.reading().get_surroundings, article)}


def _tags_context(page: TagPage, *, mark: str) -> dict[str, Any]:
    more = write_cursor(Cursor("after", page.next_tag), list_name=TAGS_NAME) if page.next_tag else ""
    return page_context(reverse("articles:tags"), mark, section="tags", tags=page.tags, more=more)


def _tag_context(page: ListPage, *, tag: str, mark: str) -> dict[str, Any]:
    if not mark and not page.items:
        raise ArticleNotFound(f"tag {tag}")
    newer, older = neighbours(page, list_name=tag_list_name(tag))
    path = reverse("articles:tag", args=[tag])
    return page_context(
        path, mark, tag=tag, label=_label(page.items, tag), articles=page.items, newer=newer, older=older
    )


def _label(articles: Iterable[Summary], tag: str) -> str:
    """The tag as the newest article writes it."""
    return next((known.label for article in articles for known in article.labelled_tags if known.tag == tag), tag)


def newest_change(page: ListPage) -> datetime | None:
    return max((article.updated_at for article in page.items if article.updated_at), default=None)


HOME: PageKind[ListPage] = PageKind("articles/home.html", _home_context, newest_change)
DETAIL: PageKind[Article] = PageKind(
    "articles/detail.html", _detail_context, lambda article: article.updated_at, beside=_beside_article
)
