"""Headings start below the page's own and have anchors that differ.

An author may name the anchor behind the words, as Hugo and kramdown have it: `## Setup {#setup}`.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.anchors.index import slugify

# What the templates call their own.
PAGE_IDS = {"main"}
_OWN = re.compile(r"(?<=\S)[ \t]+\{#([A-Za-z][\w-]*)\}\Z", re.ASCII)


def add_headings(markdown: MarkdownIt) -> None:
    markdown.core.ruler.push("page_headings", _lay_out_headings)


def _lay_out_headings(state: StateCore) -> None:
    found = [index for index, token in enumerate(state.tokens) if token.type == "heading_open"]
    # The page's only h1 is the article's title, so a text that starts at h1 moves down by one.
    down = any(state.tokens[index].tag == "h1" for index in found)
    counts: dict[str, int] = {}
    for index in found:
        opening, inline, closing = state.tokens[index : index + 3]
        opening.attrs["id"] = _unique(_anchor(inline), counts)
        if down:
            opening.tag = closing.tag = f"h{min(int(opening.tag[1:]) + 1, 6)}"


def _anchor(inline: Token) -> str:
    """The id of a heading: its own or its words, unless they are none or the page itself has an id of that name."""
    children = inline.children or []
    words = _take_own(inline.content, children) or slugify(
        "".join(child.content for child in children if child.type in {"text", "code_inline"})
    )
    return f"{words}-section" if words in PAGE_IDS else words or "section"


def _take_own(source: str, children: list[Token]) -> str:
    """The anchor that the author named, which is not shown."""
    named = _OWN.search(source) if source.endswith("}") else None
    if named is None or children[-1].type != "text" or not children[-1].content.endswith(named[0].lstrip()):
        return ""
    children[-1].content = children[-1].content.removesuffix(named[0].lstrip()).rstrip()
    return named[1]


def _unique(anchor: str, counts: dict[str, int]) -> str:
    """The anchors plugin counts from one again for each heading, which takes the square of them if all are equal."""
    unique = anchor
    while unique in counts:
        counts[anchor] += 1
        unique = f"{anchor}-{counts[anchor]}"
    counts[unique] = 0
    return unique
