"""Lists and the clock: what of a loaded page shows now, when that changes, and what an index does not know yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from articles.domain import Cursor, ListPage, Span, Summary
from articles.keys import sort_key


def list_at(page: ListPage, now: datetime) -> ListPage:
    """The page as it shows at `now`, which may be later than it was loaded."""
    known = (page.upcoming, *page.items) if page.upcoming else page.items
    upcoming = page.upcoming if page.upcoming and not page.upcoming.visible_at(now) else None
    return replace(page, items=tuple(item for item in known if item.visible_at(now)), upcoming=upcoming)


def next_moment(page: ListPage, now: datetime) -> datetime | None:
    """When the clock changes the page next."""
    moments = [item.unpublish_at for item in page.items]
    moments.append(page.upcoming.published_at if page.upcoming else None)
    return min((moment for moment in moments if moment is not None and moment > now), default=None)


def merged(
    page: ListPage,
    changed: Mapping[str, Summary | None],
    *,
    now: datetime,
    tag: str | None,
    within: Span | None = None,
    cursor: Cursor | None,
    size: int,
) -> ListPage:
    """The page put right with articles that were read by key, because an index may still show them as they were."""
    items = [item for item in page.items if item.slug not in changed]
    published = [a.summary() for a in changed.values() if a and (within is None or a.dated in within)]
    on_list = [a for a in published if tag is None or tag in a.tags]
    visible = [a for a in on_list if a.visible_at(now) and _belongs(a, page, cursor)]
    items = sorted([*items, *visible], key=sort_key, reverse=True)
    ahead = [a for a in on_list if a.status == "published" and a.published_at and a.published_at > now]
    if page.upcoming is not None and page.upcoming.slug not in changed:
        ahead.append(page.upcoming)
    return ListPage(
        tuple(items[:size]),
        has_newer=page.has_newer,
        has_older=page.has_older or len(items) > size,
        upcoming=min(ahead, key=sort_key, default=None) if cursor is None else None,
        newer_from=page.newer_from,
        older_from=page.older_from if len(items) <= size else None,
    )


def _belongs(article: Summary, page: ListPage, cursor: Cursor | None) -> bool:
    """Whether its place is on this page and not on an earlier or later one."""
    key = sort_key(article)
    if cursor is not None and cursor.direction == "after" and key >= cursor.sort_key:
        return False
    if cursor is not None and cursor.direction == "before" and page.has_newer and page.items:
        return sort_key(page.items[-1]) <= key <= sort_key(page.items[0])
    return not page.has_older or not page.items or key >= sort_key(page.items[-1])
