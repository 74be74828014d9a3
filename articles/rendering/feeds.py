"""For readers of feeds, which have none of our styles and scripts: plain headings and code, callouts as quotations with
a bold title, and formulas as their source, because few of them draw MathML.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from articles.rendering.boxes import is_callout, is_callout_title
from articles.rendering.code import read_fence

_BOXES = {"container_box_open", "container_box_close", "alert_open", "alert_close"}


def add_feed_rules(markdown: MarkdownIt) -> None:
    markdown.core.ruler.push("feed", _lay_out_for_feed)
    for name in ("heading_open", "heading_close"):
        markdown.add_render_rule(name, RendererHTML.renderToken)
    for name in ("fence", "code_block"):
        markdown.add_render_rule(name, _code)
    markdown.add_render_rule("formula", _formula)
    markdown.add_render_rule("formula_block", _formula_block)


def _lay_out_for_feed(state: StateCore) -> None:
    callouts: list[bool] = []
    for index, token in enumerate(state.tokens):
        if token.type in _BOXES:
            if token.nesting == 1:
                callouts.append(is_callout(token))
            if callouts[-1]:
                token.tag = "blockquote"
            if token.nesting == -1:
                callouts.pop()
        elif is_callout_title(token):
            inline = state.tokens[index + 1]
            inline.children = [_strong(1), *(inline.children or ()), _strong(-1)]


def _strong(nesting: Any) -> Token:
    return Token("strong_open" if nesting == 1 else "strong_close", "strong", nesting)


def _code(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    fence = read_fence(token.info)
    name = f' class="language-{escapeHtml(fence.word)}"' if fence.word else ""
    code = f"<pre><code{name}>{escapeHtml(token.content)}</code></pre>\n"
    if not fence.title:
        return code
    return f"<figure><figcaption>{escapeHtml(fence.title)}</figcaption>{code}</figure>\n"


def _formula(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f"<code>{escapeHtml(tokens[index].content)}</code>"


def _formula_block(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f"<pre><code>{escapeHtml(tokens[index].content)}</code></pre>\n"
