"""Addresses as people type them and browsers send them, in the one form in which redirects are kept.

Kept is the path alone: percent-encoded anew, with its case, without slashes at its end or twice in a row, without query
and fragment. A reader's query goes along to where the redirect leads.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote, unquote_to_bytes, urlsplit

from django.urls import Resolver404, resolve
from django.utils.encoding import iri_to_uri, repercent_broken_unicode

from articles.exceptions import InvalidContent
from articles.redirects import Target

MAX_PATH_BYTES = 1024  # a sort key of the table
MAX_ADDRESS = 2000
MAX_TYPED = 8000
SHOWN = 200
_PCHARS = "/~!$&'()*+,;=:@"  # what may stand in a path as it is (RFC 3986)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_DESK = ("author:", "accounts:")
# Answered before any view is asked.
_CLOSED = ("/author", "/static")


class Route(NamedTuple):
    """What this site has at an address: the view's name, the slug in it, and the path as its view is asked for.

    A `fixed` one answers whatever the table holds.
    """

    name: str
    slug: str
    path: str
    fixed: bool

    @property
    def is_article(self) -> bool:
        return self.name in ("articles:detail", "articles:markdown")

    @property
    def is_closed(self) -> bool:
        """Whether readers have nothing to do there."""
        return self.name.startswith(_DESK) or ":" not in self.name


class Typed(NamedTuple):
    """A target as it was read from a text: where it is on this site, if there, and what follows the path."""

    address: str
    path: str = ""
    tail: str = ""


def normal_path(path: str) -> str | None:
    """The kept form of a decoded path; None for what no redirect can be kept under."""
    text = unicodedata.normalize("NFC", path)
    parts = [part for part in text.split("/") if part]
    if any(part in (".", "..") for part in parts) or any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        return None
    normal = quote("/" + "/".join(parts), safe=_PCHARS)
    return normal if len(normal) <= MAX_PATH_BYTES else None


def decoded(path: str) -> str:
    """A path without its percent signs, as Django hands it to a view."""
    return repercent_broken_unicode(unquote_to_bytes(path)).decode()


def route_of(path: str) -> Route | None:
    """What the site has at a path in its kept form, be it with a slash more."""
    plain = unquote(path)
    for written in (plain, f"{plain}/"):
        try:
            match = resolve(written)
        except Resolver404:
            continue
        given = match.captured_kwargs  # type: ignore[attr-defined]
        fixed = not given or match.view_name.startswith(_DESK)
        return Route(match.view_name, str(match.kwargs.get("slug", "")), written, fixed)
    return None


def is_closed(path: str) -> bool:
    """Whether a path is none that readers come by: nobody looks for a redirect there."""
    return path.startswith(tuple(f"{closed}/" for closed in _CLOSED)) or path in _CLOSED


def read_source(text: str, *, host: str) -> str:
    """The kept form of an old address as somebody typed it; raises `InvalidContent`."""
    address = _split(text, host)
    if address is None:
        raise InvalidContent(f"{_shown(text)} is an address of another site. Write what follows the host.")
    if address.query:
        raise InvalidContent("Addresses are matched by their path alone. Leave out the question mark and what follows.")
    return _kept(address.path, text)


def read_target(text: str, *, host: str) -> Typed:
    """Where a redirect shall lead, as somebody typed it; raises `InvalidContent`."""
    if len(text) > MAX_ADDRESS:
        raise InvalidContent(f"This address has {len(text):,} characters; {MAX_ADDRESS:,} fit.")
    address = _split(text, host)
    if address is None:
        return Typed(iri_to_uri(text.strip()))
    path = _kept(address.path, text)
    query = f"?{address.query}" if address.query else ""
    fragment = f"#{address.fragment}" if address.fragment else ""
    tail = iri_to_uri(query + fragment)
    return Typed(path + tail, path, tail)


def local_target(route: Route, typed: Typed) -> Target:
    """A page of this site, with the slash that its address ends with."""
    path = quote(route.path, safe=_PCHARS)
    return Target(address=path + typed.tail, path=typed.path, tail=typed.tail)


def _split(text: str, host: str) -> SplitResult | None:
    """An address on this site, be it written with its host; None for one on another site."""
    text = text.strip()
    if not text:
        raise InvalidContent("An address is missing.")
    if len(text) > MAX_TYPED or "\\" in text or any(char.isspace() or not char.isprintable() for char in text):
        raise InvalidContent(f"{_shown(text)} holds what no address may hold, such as a space or a backslash.")
    if text.startswith("//"):
        raise InvalidContent(f"{_shown(text)} begins with two slashes, which may lead to another site.")
    if text.startswith("/"):
        # What follows is no host, whatever it looks like.
        path, _, fragment = text.partition("#")
        path, _, query = path.partition("?")
        return SplitResult("", "", path, query, fragment)
    if not _SCHEME.match(text):
        raise InvalidContent(f"{_shown(text)} is no address: it begins with / or with https://.")
    return _with_host(text, host)


def _with_host(text: str, host: str) -> SplitResult | None:
    try:
        address = urlsplit(text)
        named, _ = address.hostname, address.port
    except ValueError:
        address, named = SplitResult("", "", "", "", ""), None
    if address.scheme.lower() not in ("http", "https"):
        raise InvalidContent(f"{_shown(text)} cannot be followed: only http and https lead to another site.")
    if not named or "@" in address.netloc:
        raise InvalidContent(f"{_shown(text)} names no host, or an account on one.")
    return address if address.netloc.lower() == host.lower() else None


def _kept(path: str, text: str) -> str:
    normal = normal_path(decoded(path))
    if normal is None:
        raise InvalidContent(f"{_shown(text)} is too long ({MAX_PATH_BYTES:,} bytes fit), or has parts like “..”.")
    return normal


def _shown(text: str) -> str:
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text.strip())
    return f"{text[:SHOWN]}…" if len(text) > SHOWN else text
