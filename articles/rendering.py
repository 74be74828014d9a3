"""Markdown becomes HTML here and nowhere else.

Raw HTML in a text is shown as text, addresses other than http, https, mailto and relative ones lose their link, and
the result passes a sanitiser as a second lock. Nothing carries `style`: the site's policy would refuse it.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.anchors.index import slugify

_TAGS = {
    "a", "blockquote", "br", "code", "del", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p",
    "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start"},
    "code": {"class"},
    "td": {"class"},
    "th": {"class"},
    "div": {"class", "tabindex"},
    "pre": {"tabindex"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_SCHEMES = {"http", "https", "mailto"}

# Blocks within blocks; what lies deeper would be dropped without a word.
MAX_NESTING = 100

# What the templates call their own.
PAGE_IDS = {"main"}


def render_markdown(text: str) -> str:
    """HTML of an article's body, safe to put into a page."""
    html: str = _sanitiser().clean(_markdown().render(text))
    return html


@functools.cache
def _sanitiser() -> nh3.Cleaner:
    return nh3.Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)


@functools.cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
    markdown.use(anchors_plugin, min_level=1, max_level=6, slug_func=_anchor)
    markdown.core.ruler.push("page_headings", _lower_headings)
    markdown.core.ruler.push("align_by_class", _align_by_class)
    markdown.add_render_rule("image", _image)
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("table_close", _table_close)
    markdown.add_render_rule("fence", _code)
    markdown.add_render_rule("code_block", _code)
    return markdown


def _lower_headings(state: StateCore) -> None:
    """The page's only h1 is the article's title, so a text that starts at h1 moves down by one."""
    headings = [token for token in state.tokens if token.type in {"heading_open", "heading_close"}]
    if any(token.tag == "h1" for token in headings):
        for token in headings:
            token.tag = f"h{min(int(token.tag[1:]) + 1, 6)}"


def _align_by_class(state: StateCore) -> None:
    for token in state.tokens:
        style = token.attrs.pop("style", None) if token.type in {"th_open", "td_open"} else None
        if style is not None:
            token.attrs["class"] = str(style).replace("text-align:", "align-")


def _image(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Pictures of other hosts become links: reading asks nobody else's server for anything."""
    token = tokens[index]
    source = str(token.attrs.get("src", ""))
    alt = renderer.renderInlineAsText(token.children or [], options, env).strip()
    if not _is_local(source):
        words = _escape(alt or source)
        return words if _is_in_link(tokens, index) else f'<a href="{_escape(source)}">{words}</a>'
    token.attrs["alt"] = alt
    token.attrs["loading"] = "lazy"
    return renderer.renderToken(tokens, index, options, env)


def _is_local(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    # A browser takes any number of slashes for two.
    return not parts.scheme and not address.startswith("//")


def _is_in_link(tokens: Sequence[Token], index: int) -> bool:
    return sum(token.nesting for token in tokens[:index] if token.type in {"link_open", "link_close"}) > 0


def _anchor(heading: str) -> str:
    """The id of a heading: its words, unless they are none or the page itself has an id of that name."""
    words = slugify(heading) or "section"
    return f"{words}-section" if words in PAGE_IDS else words


def _table_open(*_: Any) -> str:
    # Focusable, so that a wide table scrolls by keyboard too.
    return '<div class="table" tabindex="0"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"


def _code(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
    named = f' class="language-{_escape(language)}"' if language else ""
    return f'<pre tabindex="0"><code{named}>{_escape(token.content)}</code></pre>\n'


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
