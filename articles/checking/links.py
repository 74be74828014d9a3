"""Which links of a text lead to articles of this site, and to which places of its own page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from articles.checking.findings import Found
from articles.rendering.places import Part, Places, Words

# As the site's addresses have them.
_ARTICLE = re.compile(r"/articles/([^/]+?)(?:\.md|/)?")
_ADDRESS = "/articles/{}/"
# What is asked of a browser, and names no place.
_DIRECTIVE = ":~:"


class Home(NamedTuple):
    """The site's own address and the article's slug, which is empty while it has none."""

    site: str = ""
    slug: str = ""


class InnerLink(NamedTuple):
    """Where a link within the site leads; without a slug to the page it is on."""

    slug: str
    fragment: str


def inner_link(address: str, home: Home) -> InnerLink | None:
    """None for what leads to no article: other pages, other sites, and addresses that nobody can read."""
    try:
        there = urlsplit(urljoin(home.site + _ADDRESS.format(home.slug or "-"), address))
    except ValueError:
        return None
    if not _is_of_site(there, home):
        return None
    found = _ARTICLE.fullmatch(unquote(there.path))
    if found is None:
        return None
    slug = "" if found[1] == (home.slug or "-") else found[1]
    return InnerLink(slug, "" if there.fragment.startswith(_DIRECTIVE) else unquote(there.fragment))


def _is_of_site(there: SplitResult, home: Home) -> bool:
    here = urlsplit(home.site)
    if not there.netloc:
        return not there.scheme
    return (there.scheme, there.netloc.lower()) == (here.scheme, here.netloc.lower())


def links_of(places: Places) -> Iterator[tuple[Words, Part]]:
    for words in places.words:
        for part in words.parts:
            if part.kind != "picture":
                yield words, part


def linked_slugs(places: Places, home: Home) -> tuple[str, ...]:
    """Of the other articles that a text links to, each once."""
    found = (inner_link(part.address, home) for _, part in links_of(places))
    return tuple(dict.fromkeys(link.slug for link in found if link and link.slug))


class Targets(NamedTuple):
    """Of the slugs that a text links to: those no article has, and those of articles that no reader sees now."""

    missing: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()


def check_links(places: Places, home: Home, targets: Targets) -> Iterator[Found]:
    for words, part in links_of(places):
        rule, reason = "link-empty", _emptiness(part)
        if not reason:
            rule, reason = "link-dead", _deadness(inner_link(part.address, home), places, targets)
        if not reason and part.kind == "bare" and not part.address.startswith("mailto:"):
            rule, reason = "bare-url", _BARE
        if not reason and part.kind == "link" and _is_address(part):
            rule, reason = "bare-url", _BARE
        if reason:
            yield Found(rule, words.place(part.start), words.place(part.end), reason)


_BARE = (
    "An address stands here for words. It says nothing of what is there, and is read out letter by letter; "
    "put it behind words."
)


def _is_address(part: Part) -> bool:
    return part.words.startswith(("http://", "https://", "www.")) and len(part.words.split()) == 1


def _emptiness(part: Part) -> str:
    if part.address in {"", "#"}:
        return "This link has no address. Who follows it stays where they are."
    if not part.words and not part.pictured:
        return "This link has no words, so that nobody sees it or can follow it."
    return ""


def _deadness(link: InnerLink | None, places: Places, targets: Targets) -> str:
    if link is None:
        return ""
    if link.slug in targets.missing:
        return f"No article has the address {link.slug}. Readers who follow this link find nothing."
    if link.slug in targets.hidden:
        return f"The article {link.slug} is not published. Readers who follow this link find nothing until it is."
    if not link.slug and link.fragment and link.fragment not in places.anchors:
        return f"No heading here has the anchor #{link.fragment}. Who follows this link lands at the top of the page."
    return ""
