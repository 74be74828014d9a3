"""Markdown becomes HTML here and nowhere else.

Raw HTML in a text is shown as text, addresses other than http, https, mailto and relative ones lose their link, and
the result passes a sanitiser as a second lock. Nothing carries `style`: the site's policy would refuse it. No text
takes long: what would is shown as it was written.
"""

from __future__ import annotations

import functools
import html
import re
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt

from articles.rendering.boxes import add_boxes
from articles.rendering.code import add_code
from articles.rendering.comments import add_comments
from articles.rendering.headings import add_headings
from articles.rendering.limits import MAX_NESTING, MarkdownInTime, Work
from articles.rendering.pictures import add_pictures
from articles.rendering.references import add_references
from articles.rendering.tables import add_tables

_TAGS = {
    "a", "blockquote", "br", "code", "del", "details", "div", "em", "figcaption", "figure", "h2", "h3", "h4", "h5",
    "h6", "hr", "img", "li", "ol", "p", "pre", "s", "strong", "summary", "table", "tbody", "td", "th", "thead", "tr",
    "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start"},
    "code": {"class"},
    "td": {"class"},
    "th": {"class"},
    "p": {"class"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "figure": {"class"},
    "pre": {"tabindex"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_HEADING = re.compile(r'<h(\d) id="([^"]*)">(.*?)</h\1>', re.DOTALL)
_SCHEMES = {"http", "https", "mailto"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as the page shows it: level 2 to 6, its anchor, and its words without markup."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """An article's body as HTML that is safe to put into a page, and what a contents list needs."""

    html: str
    headings: tuple[Heading, ...]


def render_article(text: str) -> Rendered:
    page = render_markdown(text)
    found = _HEADING.findall(page)
    return Rendered(page, tuple(Heading(int(n), anchor, _words(inside)) for n, anchor, inside in found))


def _words(inside: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", inside))


def render_markdown(text: str) -> str:
    """HTML of an article's body, safe to put into a page."""
    # Some rules of the library look at the character behind the last line.
    ended = text if text.endswith("\n") else f"{text}\n"
    page: str = _sanitiser().clean(_markdown().render(ended, {"work": Work()}))
    return page


@functools.cache
def _sanitiser() -> nh3.Cleaner:
    return nh3.Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)


@functools.cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownInTime("commonmark", {"html": False, "maxNesting": MAX_NESTING, "alerts": True})
    markdown.enable(["table", "strikethrough"]).disable(["html_block", "html_inline"])
    for add in (add_comments, add_references, add_boxes, add_headings, add_tables, add_pictures, add_code):
        add(markdown)
    return markdown
