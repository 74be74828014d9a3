"""Code is shown as it was written, with the name of its language for scripts and its title above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

_TITLE = re.compile(r'(?:^|\s)title="((?:[^"\\]|\\.)*)"')


def add_code(markdown: MarkdownIt) -> None:
    markdown.add_render_rule("fence", _code)
    markdown.add_render_rule("code_block", _code)


def _code(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    title = _TITLE.search(token.info)
    code = f'<pre tabindex="0"><code{_named(token.info)}>{escapeHtml(token.content)}</code></pre>'
    if title is None or not title[1].strip():
        return f"{code}\n"
    caption = escapeHtml(unescapeAll(title[1]).strip())
    return f'<figure class="code"><figcaption>{caption}</figcaption>{code}</figure>\n'


def _named(info: str) -> str:
    language = info.split(maxsplit=1)[0] if info.strip() else ""
    return f' class="language-{escapeHtml(language)}"' if language and not language.startswith('title="') else ""
