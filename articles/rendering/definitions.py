"""Lists of definitions: a line of its own, and below it, each behind a colon, what it means."""

from __future__ import annotations

import functools

from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.deflist import deflist_plugin

from articles.rendering.limits import KEPT_FOR_INLINES, MarkdownInTime, Work

# What a line of a list costs at most, with what is in it.
_LINE = 40


def add_definitions(markdown: MarkdownInTime) -> None:
    deflist_plugin(markdown)
    rules = markdown.block.ruler
    plugin = rules.getRules("")[rules.get_active_rules().index("deflist")]
    # The library would ask the plugin for each line of each paragraph.
    rules.at("deflist", functools.partial(_definitions, plugin), {"alt": []})
    markdown.add_block(":", _next_definition)


def _definitions(plugin: RuleFuncBlockType, state: StateBlock, start: int, end: int, silent: bool) -> bool:
    below = start + 1
    if below < end and state.isEmpty(below):
        below += 1
    work: Work = state.env["work"]
    # The plugin asks nobody whether to go on, so that it gets as many lines as there is work left for.
    stop = min(end, start + (work.left - KEPT_FOR_INLINES) // _LINE)
    if below >= stop or not _is_definition(state, below) or not plugin(state, start, stop, silent):
        return False
    work.left -= (state.line - start) * _LINE // 3
    return True


def _next_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Ends the paragraph of the definition before."""
    return silent and state.ddIndent >= 0 and _is_definition(state, start)


def _is_definition(state: StateBlock, line: int) -> bool:
    begin = state.bMarks[line] + state.tShift[line]
    if state.is_code_block(line):
        return False
    return state.src.startswith((": ", ":\t"), begin) and state.skipSpaces(begin + 1) < state.eMarks[line]
