"""Tables scroll in themselves, by keyboard too, and say how they are aligned by a class."""

from __future__ import annotations

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore


def add_tables(markdown: MarkdownIt) -> None:
    markdown.core.ruler.push("align_by_class", _align_by_class)
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("table_close", _table_close)


def _align_by_class(state: StateCore) -> None:
    for token in state.tokens:
        style = token.attrs.pop("style", None) if token.type in {"th_open", "td_open"} else None
        if style is not None:
            token.attrs["class"] = str(style).replace("text-align:", "align-")


def _table_open(*_: Any) -> str:
    return '<div class="table" tabindex="0"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"
