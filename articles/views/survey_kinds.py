"""What archive and sitemap show: from a value of the domain to its template's context."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.dateformat import format as date_format

from articles import wiring
from articles.cursors import neighbours
from articles.domain import Listed, ListPage, Month, MonthPage, Sitemap, SitemapPart
from articles.exceptions import ArticleNotFound
from articles.months import first_day, parts_of
from articles.pages import PageKind
from articles.site import absolute_url, site
from articles.views.kinds import address_of, newest_change, page_context
from articles.views.meta import Crumb, page_meta

XML = "application/xml; charset=utf-8"
FIXED_PAGES = ("articles:home", "articles:list", "articles:tags", "articles:archive", "articles:about")


@dataclass(frozen=True, slots=True)
class ArchiveMonth:
    """A month as the archive names it."""

    month: str
    first_day: date
    n: int


class ArchiveYear(NamedTuple):
    year: int
    months: list[ArchiveMonth]


class Address(NamedTuple):
    """One entry of a sitemap."""

    url: str
    changed_at: datetime | None = None


def month_list_name(month: str) -> str:
    return f"month:{month}"


def month_page(month: str, mark: str) -> PageKind[ListPage]:
    context = functools.partial(_month_context, month=month, mark=mark)
    return PageKind("articles/month.html", context, newest_change, aside=True)


def sitemap_part(part: str) -> PageKind[SitemapPart]:
    return _xml("sitemap.xml", functools.partial(_part_context, part=part), lambda part: _newest(part.items))


def _archive_context(page: MonthPage) -> dict[str, Any]:
    months = (ArchiveMonth(month.month, first_day(month.month), month.n) for month in page.months)
    by_year = itertools.groupby(months, key=lambda month: month.first_day.year)
    years = [ArchiveYear(year, list(of_year)) for year, of_year in by_year]
    path = reverse("articles:archive")
    meta = page_meta(absolute_url(path), title="Archive", description=f"All articles of {site().title} by month.")
    return page_context(meta, section=path, years=years)


def _month_context(page: ListPage, *, month: str, mark: str) -> dict[str, Any]:
    if not page.items and (mark or month not in (counted.month for counted in _counted())):
        raise ArticleNotFound(f"month {month}")
    newer, older = neighbours(page, list_name=month_list_name(month))
    path, archive = reverse("articles:month", args=[month]), reverse("articles:archive")
    name = date_format(first_day(month), "F Y")
    crumbs = [Crumb("Archive", absolute_url(archive))]
    meta = page_meta(address_of(path, mark), title=name, description=f"Articles of {name}.", crumbs=crumbs)
    return page_context(
        meta, section=archive, first_day=first_day(month), articles=page.items, newer=newer, older=older
    )


def _counted() -> tuple[Month, ...]:
    """Where archive and sitemap lead to: a month is counted until what is over in it is archived."""
    return wiring.reading().list_months().load().value.months


def _sitemap_context(sitemap: Sitemap) -> dict[str, Any]:
    if sitemap.part is None:
        names = [name for month in sitemap.months.months for name in parts_of(month)]
        paths = [reverse("articles:sitemap-pages"), *(reverse("articles:sitemap-part", args=[name]) for name in names)]
        return {"parts": [absolute_url(path) for path in paths]}
    return {"addresses": [*_pages(sitemap.months.months), *_articles(sitemap.part.items)]}


def _pages_context(page: MonthPage) -> dict[str, Any]:
    return {"addresses": _pages(page.months)}


def _part_context(value: SitemapPart, *, part: str) -> dict[str, Any]:
    addresses = _articles(value.items)
    if not addresses and part not in (name for month in _counted() for name in parts_of(month)):
        raise ArticleNotFound(f"part {part} of the sitemap")
    return {"addresses": addresses}


def _pages(months: Iterable[Month]) -> list[Address]:
    """First pages of lists, which change too often to say when."""
    paths = [*map(reverse, FIXED_PAGES), *(reverse("articles:month", args=[month.month]) for month in months)]
    return [Address(absolute_url(path)) for path in paths]


def _articles(items: Iterable[Listed]) -> list[Address]:
    """Articles that are at home here: a sitemap names no copies of what another address stands for."""
    prefix, _, suffix = absolute_url(reverse("articles:detail", args=["-"])).rpartition("-")
    addresses = ((f"{prefix}{item.slug}{suffix}", item) for item in items)
    return [Address(url, item.changed_at) for url, item in addresses if item.canonical_url in ("", url)]


def _newest(items: Iterable[Listed]) -> datetime | None:
    return max((item.changed_at for item in items if item.changed_at), default=None)


def _xml(template: str, context: Any, modified: Any) -> PageKind[Any]:
    return PageKind(f"articles/{template}", context, modified, content_type=XML, aside=True)


ARCHIVE: PageKind[MonthPage] = PageKind("articles/archive.html", _archive_context, lambda page: None, aside=True)
SITEMAP: PageKind[Sitemap] = _xml(
    "sitemap.xml", _sitemap_context, lambda sitemap: _newest(sitemap.part.items) if sitemap.part else None
)
SITEMAP_PAGES: PageKind[MonthPage] = _xml("sitemap.xml", _pages_context, lambda page: None)
