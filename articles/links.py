"""Where the links of a text lead, seen from the page on which it stands. Nothing here asks anybody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from articles.keys import SLUG
from articles.linking import Link
from articles.rendering import find_links

# An article may have more, of which the first are kept, so that an item of the table holds them.
MAX_LINKS = 1000
MAX_LINKS_BYTES = 150 * 1024

_ARTICLE = re.compile(rf"/articles/({SLUG.pattern})(?:/|\.md)?")
_PORTS = {"http": 80, "https": 443}


class Kept(NamedTuple):
    """Links as they are kept, and whether some did not fit."""

    links: tuple[Link, ...]
    cut: bool


def links_in(text: str, *, site_url: str, slug: str) -> tuple[Link, ...]:
    """Each address once, in the order of the page; none of a text that is too long to be read."""
    found: dict[tuple[str, bool], Link] = {}
    for line, address, picture in find_links(text):
        known = found.get((address, picture))
        link = known or read_address(address, site_url=site_url, slug=slug)
        count, first = (known.count + 1, min(known.line, line)) if known else (1, line)
        found[address, picture] = replace(link, line=first, count=count, picture=picture)
    return tuple(found.values())


def read_address(address: str, *, site_url: str, slug: str) -> Link:
    """Where an address leads that stands on the page of the article `slug`."""
    if not address or address.startswith("#"):
        return Link(address=address, kind="fragment", target=address[1:])
    try:
        parts = urlsplit(urljoin(f"{site_url}/articles/{slug}/", address))
        inside = _host(parts) == _host(urlsplit(site_url))
    except ValueError:
        return Link(address=address, kind="dropped")
    if parts.scheme == "mailto":
        return Link(address=address, kind="mail", target=parts.path)
    if parts.scheme not in _PORTS:
        return Link(address=address, kind="dropped", target=parts.scheme)
    if not inside:
        return Link(address=address, kind="external", target=parts.netloc.rpartition("@")[2].lower())
    path = unquote(parts.path) or "/"
    article = _ARTICLE.fullmatch(path)
    return Link(address=address, kind="article" if article else "page", target=article[1] if article else path)


def together(live: Sequence[Link], draft: Sequence[Link] | None) -> Kept:
    """The links of an article and of its working copy. Lines are those of the text that is worked on."""
    kept = {(link.address, link.picture): replace(link, live=True, draft=False) for link in live}
    for link in draft or ():
        key = link.address, link.picture
        kept[key] = replace(link, live=key in kept, draft=True)
    return _fitting(kept.values())


def _fitting(links: Iterable[Link]) -> Kept:
    fitting: list[Link] = []
    size = 0
    for link in links:
        size += len(link.address.encode()) + len(link.target.encode())
        if len(fitting) == MAX_LINKS or size > MAX_LINKS_BYTES:
            return Kept(tuple(fitting), cut=True)
        fitting.append(link)
    return Kept(tuple(fitting), cut=False)


def _host(parts: SplitResult) -> tuple[str | None, int | None]:
    """A site is the same by http and by https."""
    port = parts.port
    return parts.hostname, None if port == _PORTS.get(parts.scheme) else port
