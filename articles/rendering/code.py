"""Code is shown as it was written, under its title and its language's name; a diagram as its source, for scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from articles.rendering.highlighting import highlight
from articles.rendering.languages import find_language
from articles.rendering.line_marks import read_line_marks
from articles.rendering.maths import write_formula_block

DIAGRAM, FORMULA = "mermaid", "math"
_TITLE = re.compile(r'(?:^|[\s{,])title="((?:[^"\\]|\\.)*)"')
# The first word; `js{3}` is JavaScript, and `{.js}` of Pandoc too.
_LANGUAGE = re.compile(r"\s*(?:\{\.([^\s{}=]+)|([^\s{}=]+)(?:[\s{]|\Z))")
# Up to how many lines a diagram is small, and medium. Those that grow downwards need twice the room for each.
_SMALL, _MEDIUM = 6, 14
_DOWNWARDS = re.compile(
    r"\s*(?:(?:flowchart|graph)(?:[ \t]+(?:TB|TD|BT)|[ \t]*$)|state|class|er|sequence|requirement)", re.MULTILINE
)


class Fence(NamedTuple):
    """What stands behind the marks that open a fence."""

    word: str
    title: str


def add_code(markdown: MarkdownIt) -> None:
    markdown.add_render_rule("fence", _code)
    markdown.add_render_rule("code_block", _code)


def read_fence(info: str) -> Fence:
    title = _TITLE.search(info)
    word = _LANGUAGE.match(info)
    return Fence(word[1] or word[2] if word else "", unescapeAll(title[1]).strip() if title else "")


def _code(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    fence = read_fence(token.info)
    if fence.word == DIAGRAM:
        return _diagram(token.content, fence.title)
    if fence.word == FORMULA:
        return write_formula_block(token.content.strip(), env["work"])
    language = find_language(fence.word)
    marks = read_line_marks(token.info, token.content.count("\n")) if token.info else frozenset[int]()
    code = highlight(token.content, language.lexer, marks, env["work"])
    return f'<figure class="code">{_caption(fence.title, language.name)}{_pre(fence.word, code)}</figure>\n'


def _caption(title: str, language: str) -> str:
    spans = [
        f'<span class="code-{name}">{escapeHtml(words)}</span>'
        for name, words in (("title", title), ("language", language))
        if words
    ]
    return f"<figcaption>{''.join(spans)}</figcaption>" if spans else ""


def _diagram(source: str, title: str) -> str:
    lines = source.count("\n") * (2 if _DOWNWARDS.match(source) else 1)
    size = "small" if lines <= _SMALL else "medium" if lines <= _MEDIUM else "large"
    caption = f"<figcaption>{escapeHtml(title)}</figcaption>" if title else ""
    return f'<figure class="diagram diagram-{size}">{caption}{_pre(DIAGRAM, escapeHtml(source))}</figure>\n'


def _pre(word: str, html: str) -> str:
    name = f' class="language-{escapeHtml(word)}"' if word else ""
    return f'<pre tabindex="0"><code{name}>{html}</code></pre>'
