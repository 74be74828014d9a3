"""Markdown becomes HTML here and nowhere else.

Raw HTML in a text is shown as text but for a few tags of a line, addresses other than http, https, mailto and relative
ones lose their link, and the result passes a sanitiser as a second lock. Nothing carries `style`: the site's policy
would refuse it. No text takes long: what would is shown as it was written, and one longer than an article is refused.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt

from articles.domain import MAX_BODY_BYTES
from articles.exceptions import InvalidContent
from articles.rendering.bare_links import add_bare_links
from articles.rendering.blocks import split_blocks as _split_blocks
from articles.rendering.boxes import add_boxes
from articles.rendering.code import add_code
from articles.rendering.comments import add_comments
from articles.rendering.definitions import add_definitions
from articles.rendering.feeds import add_feed_rules
from articles.rendering.footnotes import add_footnotes
from articles.rendering.headings import Heading, add_headings
from articles.rendering.inline_tags import add_inline_tags
from articles.rendering.limits import MAX_NESTING, MarkdownInTime, Work
from articles.rendering.links import Address, find_addresses
from articles.rendering.maths import add_maths
from articles.rendering.mistakes import Mistake
from articles.rendering.mistakes import find_mistakes as _find_mistakes
from articles.rendering.pictures import add_pictures, foreign_pictures
from articles.rendering.places import Places, find_places
from articles.rendering.sanitiser import clean_feed, clean_page
from articles.rendering.spans import note_spans
from articles.rendering.tables import add_tables
from articles.rendering.tasks import add_tasks

__all__ = [
    "Address",
    "Heading",
    "Mistake",
    "Rendered",
    "Review",
    "find_foreign_pictures",
    "find_links",
    "find_mistakes",
    "render_article",
    "render_for_feed",
    "render_markdown",
    "split_blocks",
    "review_article",
]

SHOWN_URL = 100


@dataclass(frozen=True, slots=True)
class Rendered:
    """An article's body as HTML that is safe to put into a page, and its headings for a contents list."""

    html: str
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What a text holds, for who looks it over: what is wrong in its markup, and where things stand."""

    mistakes: tuple[Mistake, ...]
    places: Places


def render_article(text: str) -> Rendered:
    env: dict[str, Any] = {"work": Work()}
    return Rendered(clean_page(_render(_markdown(), text, env)), env["headings"])


def render_markdown(text: str) -> str:
    """HTML of an article's body alone."""
    return render_article(text).html


def render_for_feed(text: str, base: str) -> str:
    """The same for readers of feeds, where every address must be a whole one; `base` is the article's own."""
    return clean_feed(_render(_feed_markdown(), text, {"work": Work()}), base)


def find_mistakes(text: str) -> tuple[Mistake, ...]:
    """What its author has probably not meant, by lines; nothing about a text that is too long to be read."""
    if _size(text) > MAX_BODY_BYTES:
        return ()
    env: dict[str, Any] = {"work": Work()}
    return tuple(_find_mistakes(_markdown().parse(f"{text}\n", env), text, env))


def find_links(text: str) -> tuple[Address, ...]:
    """Where it leads and what pictures it shows, by lines; nothing of a text that is too long to be read."""
    if _size(text) > MAX_BODY_BYTES:
        return ()
    return tuple(find_addresses(_markdown().parse(f"{text}\n", {"work": Work()})))


def split_blocks(text: str) -> list[str]:
    """A text taken apart where that breaks nothing; joined, the blocks are the text (see `blocks`)."""
    return _split_blocks(_markdown(), text)


def review_article(text: str) -> Review:
    """The same, and pictures that readers do not get as such, with where in the text all things stand."""
    if _size(text) > MAX_BODY_BYTES:
        return Review((), Places())
    env: dict[str, Any] = {"work": Work()}
    tokens = _noting_markdown().parse(f"{text}\n", env)
    found = [*_find_mistakes(tokens, text, env), *map(_of_another_host, foreign_pictures(tokens))]
    return Review(tuple(sorted(found)), find_places(tokens, text))


def _of_another_host(picture: tuple[int, str]) -> Mistake:
    line, url = picture
    return Mistake(line, f"a picture of another host is shown as a link: {url[:SHOWN_URL]}")


def _render(markdown: MarkdownIt, text: str, env: dict[str, Any]) -> str:
    _check_size(text)
    # Some rules of the library look at the character behind the last line.
    html: str = markdown.render(text if text.endswith("\n") else f"{text}\n", env)
    return html


def _check_size(text: str) -> None:
    size = _size(text)
    if size > MAX_BODY_BYTES:
        raise InvalidContent(f"This text is too long: it has {size:,} bytes, and {MAX_BODY_BYTES:,} are the most.")


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


@functools.cache
def _markdown() -> MarkdownIt:
    return _with_rules(_RULES)


@functools.cache
def _feed_markdown() -> MarkdownIt:
    return _with_rules((*_RULES, add_feed_rules))


@functools.cache
def _noting_markdown() -> MarkdownIt:
    return _with_rules((*_RULES, note_spans))


_RULES = (
    add_comments, add_footnotes, add_boxes, add_definitions, add_tasks, add_inline_tags, add_maths, add_headings,
    add_tables, add_pictures, add_code, add_bare_links,
)  # fmt: skip


def _with_rules(rules: Iterable[Any]) -> MarkdownIt:
    markdown = MarkdownInTime("commonmark", {"html": False, "maxNesting": MAX_NESTING, "alerts": True})
    markdown.enable(["table", "strikethrough"]).disable(["html_block", "html_inline"])
    for add in rules:
        add(markdown)
    return markdown
