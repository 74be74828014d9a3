"""What is wrong with the links of a text. Where those of this site lead, the caller has looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from articles.checking.findings import Found
from articles.linking import Link, Verdict
from articles.links import read_address
from articles.rendering.places import Part, Places, Words

# What stands for the slug of an article that has none yet.
_NO_SLUG = "-"
# What is asked of a browser, and names no place.
_DIRECTIVE = ":~:"
_LOOKED_UP = {"article", "page", "dropped"}
_BARE = (
    "An address stands here for words. It says nothing of what is there, and is read out letter by letter; "
    "put it behind words."
)


class Home(NamedTuple):
    """The site's own address and the article's slug, which is empty while it has none."""

    site: str = ""
    slug: str = ""

    def read(self, address: str) -> Link:
        return read_address(address, site_url=self.site, slug=self.slug or _NO_SLUG)

    def is_own(self, link: Link) -> bool:
        """Whether it leads to the page it is on."""
        return link.kind == "fragment" or (link.kind == "article" and link.target == (self.slug or _NO_SLUG))


def links_of(places: Places) -> Iterator[tuple[Words, Part]]:
    for words in places.words:
        for part in words.parts:
            if part.kind != "picture":
                yield words, part


def links_to_look_up(places: Places, home: Home) -> tuple[Link, ...]:
    """Each address once that leads to another page of this site, or nowhere."""
    found = {part.address: home.read(part.address) for _, part in links_of(places)}
    return tuple(link for link in found.values() if link.kind in _LOOKED_UP and not home.is_own(link))


def check_links(places: Places, home: Home, verdicts: Mapping[str, Verdict]) -> Iterator[Found]:
    """`verdicts` are those of the links to look up, by their address; what is not among them counts as fine."""
    for words, part in links_of(places):
        rule, reason = "link-empty", _emptiness(part)
        if not reason:
            rule, reason = "link-dead", _deadness(home.read(part.address), places, home, verdicts)
        if not reason and _is_address(part):
            rule, reason = "bare-url", _BARE
        if reason:
            yield Found(rule, words.place(part.start), words.place(part.end), reason)


def _is_address(part: Part) -> bool:
    if part.kind == "bare":
        return not part.address.startswith("mailto:")
    return part.words.startswith(("http://", "https://", "www.")) and len(part.words.split()) == 1


def _emptiness(part: Part) -> str:
    if part.address in {"", "#"}:
        return "This link has no address. Readers who follow it stay where they are."
    if not part.words and not part.pictured:
        return "This link has no words, so that nobody sees it or can follow it."
    return ""


def _deadness(link: Link, places: Places, home: Home, verdicts: Mapping[str, Verdict]) -> str:
    if home.is_own(link):
        anchor = unquote(urlsplit(link.address).fragment)
        if not anchor or anchor.startswith(_DIRECTIVE) or anchor in places.anchors:
            return ""
        return f"No heading here has the anchor #{anchor}. Readers who follow this link land at the top of the page."
    verdict = verdicts.get(link.address, "fine")
    if verdict == "hidden":
        return f"The article {link.target} is not published. Readers who follow this link find nothing until it is."
    if verdict != "dead":
        return ""
    if link.kind == "dropped":
        return "A page carries no address of this kind, so that readers get its words without a link."
    what = f"No article has the address {link.target}" if link.kind == "article" else f"{link.target} is not there"
    return f"{what}. Readers who follow this link find nothing."
