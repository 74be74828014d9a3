"""Headings start below the page's own, and each has an anchor and a link to itself.

An author may name the anchor behind the words, as Hugo and kramdown have it: `## Setup {#setup}`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.anchors.index import slugify

# What the templates call their own, and how ids of theirs and of footnotes begin.
PAGE_IDS = frozenset({"main", "contents", "related", "author", "footnotes", "top"})
_TAKEN = re.compile(r"(?:fn|fnref)\d|year-")
_OWN = re.compile(r"(?<=\S)[ \t]+\{#([A-Za-z][\w-]*)\}\Z", re.ASCII)
_WORDS = {"text", "code_inline", "formula"}
_BREAKS = {"softbreak", "hardbreak"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as a list of contents needs it; its level is that on the page, 2 to 6."""

    level: int
    anchor: str
    text: str


def add_headings(markdown: MarkdownIt) -> None:
    markdown.core.ruler.push("page_headings", _lay_out_headings)
    markdown.add_render_rule("heading_open", _open)
    markdown.add_render_rule("heading_close", _close)


def _lay_out_headings(state: StateCore) -> None:
    found = [index for index, token in enumerate(state.tokens) if token.type == "heading_open"]
    # The page's only h1 is the article's title, so a text that starts at h1 moves down by one.
    down = any(state.tokens[index].tag == "h1" for index in found)
    counts: dict[str, int] = {}
    headings: list[Heading] = []
    for index in found:
        opening, inline, closing = state.tokens[index : index + 3]
        if down:
            opening.tag = closing.tag = f"h{min(int(opening.tag[1:]) + 1, 6)}"
        anchor = _unique(_anchor(inline), counts)
        heading = Heading(int(opening.tag[1:]), anchor, _text(inline))
        opening.attrs["id"] = anchor
        opening.meta = closing.meta = {"heading": heading}
        headings.append(heading)
    state.env["headings"] = tuple(heading for heading in headings if heading.text)


def _anchor(inline: Token) -> str:
    """The id of a heading: its own or its words, unless they are none or the page itself has an id of that name."""
    children = inline.children or []
    words = _take_own(inline.content, children) or slugify(
        "".join(child.content for child in children if child.type in _WORDS)
    )
    return f"{words}-section" if words in PAGE_IDS or _TAKEN.match(words) else words or "section"


def _take_own(source: str, children: list[Token]) -> str:
    """The anchor that the author named, which is not shown."""
    named = _OWN.search(source) if source.endswith("}") else None
    if named is None or children[-1].type != "text" or not children[-1].content.endswith(named[0].lstrip()):
        return ""
    children[-1].content = children[-1].content.removesuffix(named[0].lstrip()).rstrip()
    return named[1]


def _text(inline: Token) -> str:
    """The words alone, in one line."""
    parts: list[str] = []
    for child in inline.children or ():
        if child.type in _WORDS:
            parts.append(child.content)
        elif child.type in _BREAKS:
            parts.append(" ")
    return " ".join("".join(parts).split())


def _unique(anchor: str, counts: dict[str, int]) -> str:
    """The anchors plugin counts from one again for each heading, which takes the square of them if all are equal."""
    unique = anchor
    while unique in counts:
        counts[anchor] += 1
        unique = f"{anchor}-{counts[anchor]}"
    counts[unique] = 0
    return unique


def _open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    heading: Heading = tokens[index].meta["heading"]
    return f'<div class="heading"><h{heading.level} id="{escapeHtml(heading.anchor)}">'


def _close(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    heading: Heading = tokens[index].meta["heading"]
    label = f"Link to: {heading.text}" if heading.text else "Link to this section"
    link = f'<a class="anchor" href="#{escapeHtml(heading.anchor)}" aria-label="{escapeHtml(label)}"></a>'
    return f"</h{heading.level}>{link}</div>\n"
