"""Items of a list that begin with `[ ]` or `[x]` are tasks, to do or done, and say so in words to who cannot see it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BOX = re.compile(r"\[([ xX])\][ \t\n]+(?=\S)")
_SIGNS = {False: ("To do", "\N{BALLOT BOX}"), True: ("Done", "\N{BALLOT BOX WITH CHECK}")}


def add_tasks(markdown: MarkdownIt) -> None:
    # Before what is in a line is read: `[x]` may be the name of an address as well.
    markdown.core.ruler.before("inline", "tasks", _lay_out_tasks)
    markdown.add_render_rule("task_box", _render_box)


def _lay_out_tasks(state: StateCore) -> None:
    if "[ ]" not in state.src and "[x]" not in state.src and "[X]" not in state.src:
        return
    lists: list[Token] = []
    for index, token in enumerate(state.tokens):
        if token.tag in {"ul", "ol"}:
            if token.nesting == 1:
                lists.append(token)
            else:
                lists.pop()
        elif token.type == "list_item_open" and (box := _take_box(state.tokens[index + 1 : index + 3])):
            token.attrs["class"] = "task"
            lists[-1].attrs["class"] = "tasks"
            box.meta = {"done": box.info != " "}


def _take_box(content: Sequence[Token]) -> Token | None:
    """The box with which the first paragraph of an item begins, moved from its words to what is made of them."""
    found = _BOX.match(content[1].content) if content[0].type == "paragraph_open" else None
    if found is None:
        return None
    box = Token("task_box", "", 0, info=found[1])
    content[1].content = content[1].content[found.end() :]
    content[1].children = [box]
    return box


def _render_box(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    words, sign = _SIGNS[tokens[index].meta["done"]]
    return f'<span class="task-box" role="img" aria-label="{words}">{sign}</span> '
