"""Footnotes are text: `[^1]: Ibid.` looks like the address of a link to Markdown, which would swallow its words."""

from __future__ import annotations

from markdown_it.rules_block import StateBlock, reference

from articles.rendering.limits import MarkdownInTime


def add_references(markdown: MarkdownInTime) -> None:
    markdown.block.ruler.at("reference", _reference)


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    is_footnote = state.src.startswith("[^", state.bMarks[start] + state.tShift[start])
    return not is_footnote and reference(state, start, end, silent)
