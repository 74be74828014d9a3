"""Which lines are the code of a fence: as CommonMark reads a text, with the blocks of HTML that our own pages lack."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

from articles.rendering.limits import MAX_NESTING, MarkdownInTime, Work


def lines_in_fences(text: str) -> set[int]:
    """The numbers of the lines behind those that open a fence, from 0 on."""
    markdown = MarkdownInTime("commonmark", {"maxNesting": MAX_NESTING})
    state = StateBlock(re.sub(r"\r\n?", "\n", text) + "\n", markdown, {"work": Work()}, [])
    markdown.block.tokenize(state, state.line, state.lineMax)
    maps = (token.map for token in state.tokens if token.type == "fence" and token.map)
    return {number for start, end in maps for number in range(start + 1, end)}
