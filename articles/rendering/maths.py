"""Formulas: `$…$` in a line, `$$…$$` in one of its own, and fences in the language math.

A dollar opens a formula only at the beginning of a word and closes one only at the end, as GitHub has it, so that
prices and variables of a shell stay text. A formula that cannot be read is shown as its source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from articles.rendering.limits import MarkdownInTime, Work
from articles.rendering.mathml import write_mathml

# A formula has no dollars and backticks in it, but for escaped dollars.
_SIGNS = r"(?:[^$\\`]|\\[^`])"
_FORMULA = re.compile(
    rf"\$\$(?P<shown>{_SIGNS}++)\$\$(?!\$)"
    rf"|\$`(?P<quoted>[^`$]++)`\$(?![\w$])"
    rf"|\$(?![\s$])(?P<formula>{_SIGNS}++)(?<!\s)\$(?![\w$])"
)


def add_maths(markdown: MarkdownInTime) -> None:
    markdown.add_inline("$", _inline)
    markdown.add_block("$", _block)
    markdown.add_render_rule("formula", _render_inline)
    markdown.add_render_rule("formula_block", _render_block)


def _inline(state: StateInline, silent: bool) -> bool:
    before = state.src[state.pos - 1] if state.pos else " "
    if before.isalnum() or before in "$_":
        return False
    found = _FORMULA.match(state.src, state.pos, state.posMax)
    words = found and (found["shown"] or found["quoted"] or found["formula"])
    if not found or not words or not words.strip():
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content, token.markup = words.strip(), "$$" if found["shown"] else "$"
    state.pos = found.end()
    return True


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """From `$$` at the beginning of a line to `$$` at the end of one, with no empty line between."""
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("$$", begin) or state.is_code_block(start):
        return False
    last = _last_line(state, start, end)
    if last < 0:
        return False
    if not silent:
        token = state.push("formula_block", "", 0)
        token.content = state.getLines(start, last + 1, state.blkIndent, False).strip()[2:-2].strip()
        token.map = [start, last + 1]
        state.line = last + 1
    return True


def _last_line(state: StateBlock, start: int, end: int) -> int:
    """Where a formula ends; lines that were searched in vain are not searched again."""
    vain: range = state.env.get("no_formula_ends", range(0))
    if start in vain:
        return -1
    begin = state.bMarks[start] + state.tShift[start] + 2
    words = ""
    for line in range(start, end):
        if state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            break
        text = state.src[begin : state.eMarks[line]].strip()
        words = words or text.removesuffix("$$")
        if text.endswith("$$"):
            return line if words else -1
        begin = state.bMarks[line + 1]
    state.env["no_formula_ends"] = range(start, line + 1)
    return -1


def _render_inline(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return write_formula(tokens[index].content, env["work"], block=tokens[index].markup == "$$")


def _render_block(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return write_formula_block(tokens[index].content, env["work"])


def write_formula_block(formula: str, work: Work) -> str:
    return f'<div class="math" tabindex="0">{write_formula(formula, work, block=True)}</div>\n'


def write_formula(formula: str, work: Work, *, block: bool) -> str:
    """As MathML, or as its source if that cannot be or if the text has too many of them."""
    # A short one costs as much as some signs more.
    work.formulas -= len(formula) + 5
    mathml = write_mathml(formula, block=block) if work.formulas >= 0 else None
    return mathml or f"<code>{escapeHtml(formula)}</code>"
