"""Boxes around other blocks: callouts, details, steps and figures.

`:::note Title` opens one and `:::` closes it; one that is never closed ends with what it is in. A box within a box has
fewer colons. `> [!NOTE]` as GitHub writes it is a callout too. Any other word behind the colons stays text.
"""

from __future__ import annotations

import functools

from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from articles.rendering.limits import MarkdownInTime, Work

# What a callout says when it has no title of its own.
CALLOUTS = {"note": "Note", "tip": "Tip", "warning": "Warning", "danger": "Danger"}
_ALERTS = {"note": "note", "tip": "tip", "important": "note", "warning": "warning", "caution": "danger"}
_TITLE_CLASS = "callout-title"
_UNTITLED = {"steps", "figure"}
_OPENING = {"container_box_open", "alert_open"}
_CLOSING = {"container_box_close", "alert_close"}


def add_boxes(markdown: MarkdownInTime) -> None:
    container_plugin(markdown, "box", validate=_is_box, render=RendererHTML.renderToken)
    rules = markdown.block.ruler
    plugin = rules.getRules("")[rules.get_active_rules().index("container_box")]
    rules.disable("container_box")
    markdown.add_block(":", functools.partial(_box, plugin))
    for name in ("alert_open", "alert_title_open", "alert_title_close", "alert_close"):
        markdown.add_render_rule(name, RendererHTML.renderToken)
    markdown.core.ruler.before("inline", "boxes", _lay_out_boxes)


def _box(plugin: RuleFuncBlockType, state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Not too many within each other: each looks for its end on its own."""
    work: Work = state.env["work"]
    if not work.boxes:
        return False
    work.boxes -= 1
    found = plugin(state, start, end, silent)
    work.boxes += 1
    work.left -= 20 if found else 0
    return found


def _is_box(info: str, _markup: str) -> bool:
    kind, title = _read(info)
    return kind in CALLOUTS or kind == "details" or (kind in _UNTITLED and not title)


def _read(info: str) -> tuple[str, str]:
    """The kind of a box and its title."""
    kind, _, title = info.strip().partition(" ")
    return kind, title.strip()


def _lay_out_boxes(state: StateCore) -> None:
    if ":::" not in state.src and "[!" not in state.src:
        return
    laid_out: list[Token] = []
    tags: list[str] = []
    for token in state.tokens:
        laid_out.append(token)
        if token.type in _OPENING:
            laid_out.extend(_open(token))
            tags.append(token.tag)
        elif token.type in _CLOSING:
            token.tag = tags.pop()
        elif token.type == "alert_title_open":
            token.attrs = {"class": _TITLE_CLASS}
    state.tokens = laid_out


def _open(token: Token) -> list[Token]:
    """Give a box its element, and what comes first in it."""
    if token.type == "alert_open":
        kind, title = token.info.lower(), ""
        _make_callout(token, _ALERTS[kind], token.info.capitalize())
        # The library has written the title itself.
        return []
    kind, title = _read(token.info)
    if kind in CALLOUTS:
        _make_callout(token, kind, CALLOUTS[kind])
        return _titled("p", title or CALLOUTS[kind], {"class": _TITLE_CLASS})
    if kind == "details":
        token.tag = "details"
        return _titled("summary", title or "Details", {})
    if kind == "steps":
        token.attrs = {"class": "steps"}
    else:
        token.tag = "figure"
    return []


def is_callout(token: Token) -> bool:
    return str(token.attrs.get("class", "")).startswith("callout callout-")


def is_callout_title(token: Token) -> bool:
    return token.nesting == 1 and token.attrs.get("class") == _TITLE_CLASS


def _make_callout(token: Token, kind: str, name: str) -> None:
    """A note, and no landmark: those are for the parts of a page. Its name says the kind when the title does not."""
    token.attrs = {"class": f"callout callout-{kind}", "role": "note", "aria-label": name}


def _titled(tag: str, title: str, attributes: dict[str, str | int | float]) -> list[Token]:
    """A title is a line of Markdown, which the library's own next step reads."""
    return [
        Token("title_open", tag, 1, attrs=attributes, block=True),
        Token("inline", "", 0, content=title, children=[], block=True),
        Token("title_close", tag, -1, block=True),
    ]
