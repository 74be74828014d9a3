"""Headings start below the page's own and have anchors that differ."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.anchors.index import slugify

# What the templates call their own.
PAGE_IDS = {"main"}


def add_headings(markdown: MarkdownIt) -> None:
    markdown.core.ruler.push("page_headings", _lay_out_headings)


def _lay_out_headings(state: StateCore) -> None:
    found = [index for index, token in enumerate(state.tokens) if token.type == "heading_open"]
    # The page's only h1 is the article's title, so a text that starts at h1 moves down by one.
    down = any(state.tokens[index].tag == "h1" for index in found)
    counts: dict[str, int] = {}
    for index in found:
        opening, inline, closing = state.tokens[index : index + 3]
        opening.attrs["id"] = _unique(_anchor(inline.children or []), counts)
        if down:
            opening.tag = closing.tag = f"h{min(int(opening.tag[1:]) + 1, 6)}"


def _anchor(children: list[Token]) -> str:
    """The id of a heading: its words, unless they are none or the page itself has an id of that name."""
    words = slugify("".join(child.content for child in children if child.type in {"text", "code_inline"})) or "section"
    return f"{words}-section" if words in PAGE_IDS else words


def _unique(anchor: str, counts: dict[str, int]) -> str:
    """The anchors plugin counts from one again for each heading, which takes the square of them if all are equal."""
    unique = anchor
    while unique in counts:
        counts[anchor] += 1
        unique = f"{anchor}-{counts[anchor]}"
    counts[unique] = 0
    return unique
