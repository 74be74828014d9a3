"""HTML comments are for who writes and never reach the page. Any other raw HTML is shown as text.

A comment that never ends is text too.
"""

from __future__ import annotations

from bisect import bisect_right

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from articles.rendering.limits import MarkdownInTime

_OPEN, _CLOSE = "<!--", "-->"


def add_comments(markdown: MarkdownInTime) -> None:
    markdown.add_block("<", _block)
    markdown.add_inline("<", _inline)


def _end_of_comment(text: str, start: int, end: int) -> int:
    """Where a comment ends that starts there, or -1. `<!-->` and `<!--->` are whole ones."""
    closed = text.find(_CLOSE, start + 2, end)
    return closed + len(_CLOSE) if closed >= 0 else -1


def _inline(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(_OPEN, state.pos) or state.html_terminator_last(_CLOSE) < state.pos + 2:
        return False
    end = _end_of_comment(state.src, state.pos, state.posMax)
    if end < 0:
        return False
    state.pos = end
    return True


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Whole lines of comments, as a block of their own. Text behind the last one stays."""
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(_OPEN, begin) or state.is_code_block(start):
        return False
    stop = _end_of_comments(state, begin)
    if stop < 0:
        return False
    line = bisect_right(state.bMarks, stop) - 1
    state.env["work"].left -= line - start + (stop - begin) // 1000
    text = state.skipSpaces(stop)
    tail = text < state.eMarks[line]
    # One line with text behind its comments is the other rule's.
    if line >= end or not _is_inside(state, start, line) or (tail and line == start):
        return False
    if not silent and tail:
        state.bMarks[line], state.tShift[line], state.sCount[line] = text, 0, state.blkIndent
    if not silent:
        state.line = line if tail else line + 1
    return True


def _end_of_comments(state: StateBlock, begin: int) -> int:
    if "last_comment" not in state.env:
        state.env["last_comment"] = state.src.rfind(_CLOSE)
    last: int = state.env["last_comment"]
    stop = -1
    while begin <= last and state.src.startswith(_OPEN, begin):
        stop = _end_of_comment(state.src, begin, len(state.src))
        if stop < 0:
            break
        begin = state.skipSpaces(stop)
    return stop


def _is_inside(state: StateBlock, start: int, last: int) -> bool:
    """Whether all lines belong to the same quotation or item of a list."""
    return all(state.sCount[line] >= state.blkIndent or state.isEmpty(line) for line in range(start + 1, last + 1))
