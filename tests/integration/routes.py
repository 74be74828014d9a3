"""Every address of the site, who may call it and how: what `test_routes` holds the site to.

A route that is added without a line in `ROUTES` fails the test, and so does a line whose route is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
READER = ("reader", GET)

# Reader: whoever comes. Public: pages of the desk before somebody has signed in. Else the role that is needed.
ROUTES: dict[str, tuple[str, tuple[str, ...]]] = {
    "healthz": READER,
    "readyz": READER,
    "articles:home": READER,
    "articles:list": READER,
    "articles:detail": READER,
    "articles:markdown": READER,
    "articles:diagram-frame": READER,
    "articles:tags": READER,
    "articles:tag": READER,
    "articles:about": READER,
    "articles:feed-rss": READER,
    "articles:feed-atom": READER,
    "articles:feed-json": READER,
    "articles:tag-feed-rss": READER,
    "articles:tag-feed-atom": READER,
    "articles:tag-feed-json": READER,
    "articles:archive": READER,
    "articles:month": READER,
    "articles:sitemap": READER,
    "articles:sitemap-pages": READER,
    "articles:sitemap-part": READER,
    "articles:share": READER,
    "articles:llms": READER,
    "articles:robots": READER,
    "articles:manifest": READER,
    "articles:favicon": READER,
    "articles:touch-icon": READER,
    "accounts:login": ("public", BOTH),
    "accounts:logout": ("public", POST),
    "accounts:password": ("contributor", BOTH),
    "accounts:sessions": ("contributor", GET),
    "accounts:session-end": ("contributor", POST),
    "accounts:users": ("admin", GET),
    "accounts:user-add": ("admin", BOTH),
    "accounts:user": ("admin", BOTH),
    "author:home": ("contributor", GET),
    "author:articles": ("contributor", GET),
    "author:bulk": ("contributor", POST),
    "author:undo": ("contributor", POST),
    "author:new": ("contributor", BOTH),
    "author:edit": ("contributor", BOTH),
    "author:conflict": ("contributor", POST),
    "author:presence": ("contributor", POST),
    "author:unpublish": ("contributor", POST),
    "author:discard": ("contributor", POST),
    "author:trash": ("contributor", POST),
    "author:recover": ("contributor", POST),
    "author:purge": ("contributor", POST),
    "author:trash-list": ("contributor", GET),
    "author:revisions": ("contributor", GET),
    "author:revision": ("contributor", GET),
    "author:revision-name": ("contributor", POST),
    "author:restore": ("contributor", POST),
    "author:rename": ("contributor", BOTH),
    "author:redirects": ("editor", GET),
    "author:redirect-add": ("editor", BOTH),
    "author:redirect": ("editor", BOTH),
    "author:redirect-delete": ("editor", BOTH),
    "author:redirects-import": ("editor", BOTH),
    "author:redirects-export": ("editor", GET),
    "author:shares": ("contributor", BOTH),
    "author:share-revoke": ("contributor", POST),
    "author:links": ("contributor", GET),
    "author:dead-links": ("contributor", GET),
    "author:preview": ("contributor", POST),
    "author:checks": ("contributor", POST),
    "author:download": ("public", POST),
    "author:difference": ("contributor", POST),
    "author:whoami": ("public", GET),
    "author:slug": ("contributor", GET),
    "author:find": ("contributor", GET),
    "author:tags": ("contributor", GET),
    "author:audit": ("editor", GET),
    "author:settings": ("admin", BOTH),
}

# What stands for a part of an address, by the name that the pattern gives it.
ARGUMENTS = {
    "slug": "an-article",
    "tag": "python",
    "month": "2026-01",
    "part": "2026-01",
    "username": "somebody",
    "article_id": "01JB0000000000000000000000",
    "revision_id": "01JB0000000000000000000001",
}


@dataclass(frozen=True)
class Route:
    name: str
    path: str
    view: Any

    @property
    def role(self) -> str:
        return ROUTES[self.name][0]

    @property
    def methods(self) -> tuple[str, ...]:
        stated = ROUTES[self.name][1]
        return (*stated, "HEAD") if "GET" in stated else stated

    @property
    def of_the_desk(self) -> bool:
        return self.path.startswith("/author/")

    @property
    def other_path(self) -> str:
        """With the slash if it has none, without if it has one; nothing for the root, which has no other."""
        return self.path.rstrip("/") if self.path.endswith("/") else f"{self.path}/"


def all_routes() -> list[Route]:
    return list(_routes(get_resolver(), ""))


def _routes(resolver: URLResolver, namespace: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern, inner)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern.pattern} has no name"
            name = f"{namespace}{pattern.name}"
            arguments = {part: ARGUMENTS[part] for part in pattern.pattern.converters}
            yield Route(name, reverse(name, kwargs=arguments), pattern.callback)
