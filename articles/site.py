"""The site as its settings describe it: what the table says of it, and the environment of all else."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Iterator
from contextvars import ContextVar

from django.conf import settings
from django.templatetags.static import static

from articles import wiring
from articles.exceptions import StoreUnavailable
from articles.site_settings import Author, Link, Site, SiteSettings

SHARE_IMAGE = "share.png"
SHARE_SIZE = (1200, 630)

_shown: ContextVar[Site | None] = ContextVar("site", default=None)


def site() -> Site:
    """The site as this process knows it. Nobody waits: if that is a while ago, it is looked up behind the answer."""
    shown = _shown.get()
    if shown is not None:
        return shown
    if settings.DYNAMODB_TABLE:
        wiring.freshness().renew_if_old()
    return site_of(wiring.known_settings().held.settings)


def confirmed_site() -> Site:
    """The same for those who ask for nothing else: as fresh as a page, if the table answers in time."""
    seconds = settings.READ_DEADLINE_MS / 1000
    ends = time.monotonic() + seconds
    with contextlib.suppress(StoreUnavailable):
        wiring.freshness().current(budget=seconds)
    return site_of(wiring.known_settings().current(ends=ends).settings)


@contextlib.contextmanager
def showing(said: SiteSettings) -> Iterator[None]:
    """Within the block the site is what these settings make it, so that a page is made of one state of them."""
    token = _shown.set(site_of(said))
    try:
        yield
    finally:
        _shown.reset(token)


@functools.lru_cache(maxsize=4)
def site_of(said: SiteSettings) -> Site:
    """What these settings and the environment make of it."""
    values = said.over(environment_settings())
    name = (values.author or "").strip()
    return Site(
        title=values.title or "",
        tagline=(values.tagline or "").rstrip(". "),
        language=values.language or "",
        accent=values.accent or "",
        author=Author(name, values.bio or "", values.links or ()) if name else None,
        about=values.about or "",
        navigation=values.navigation or (),
        share_image=values.share_image or static(SHARE_IMAGE),
    )


def environment_settings() -> SiteSettings:
    """What the environment says: something of everything."""
    return SiteSettings(
        title=settings.SITE_TITLE,
        tagline=settings.SITE_TAGLINE,
        language=settings.SITE_LANGUAGE,
        accent=settings.SITE_ACCENT,
        author=settings.SITE_AUTHOR,
        bio=settings.SITE_AUTHOR_BIO,
        links=tuple(Link(*link) for link in settings.SITE_LINKS),
        about=settings.SITE_ABOUT,
        navigation=tuple(Link(*link) for link in settings.SITE_NAVIGATION),
        share_image=settings.SITE_SHARE_IMAGE,
    )


def absolute_url(path: str) -> str:
    """The address of a path for those who are not on the site: feeds, search engines, other sites."""
    return f"{settings.SITE_URL}{path}"
