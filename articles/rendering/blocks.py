"""Where a text can be taken apart so that its parts are read as they were: between its blocks, at a blank line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from articles.rendering.limits import Work

_ITEMS = {"bullet_list_open": "list_item_open", "ordered_list_open": "list_item_open", "dl_open": "dt_open"}
# A comment leaves no token.
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def split_blocks(markdown: MarkdownIt, text: str) -> list[str]:
    """The blocks of a text, which has the line ends of Unix; together they are the text.

    Blank lines belong to the block before them. Items of a list are blocks of their own where a blank line is between
    them; what is fenced, boxed or indented beneath something else stays whole.
    """
    lines = text.split("\n")
    tokens: list[Token] = []
    markdown.block.parse(f"{text}\n", markdown, {"work": Work()}, tokens)
    inside = [False] * (len(lines) + 2)
    for first, last in [*_spans(tokens), *_comments(tokens, lines)]:
        inside[first + 1 : last] = [True] * max(0, min(last, len(inside)) - first - 1)
    for line in _items(tokens):
        inside[line] = False
    return _cut(lines, inside)


def _cut(lines: list[str], inside: list[bool]) -> list[str]:
    blocks: list[list[str]] = [[]]
    began = was_blank = False
    for number, line in enumerate(lines):
        is_blank = not line.strip(" \t")
        if began and was_blank and not is_blank and not inside[number]:
            blocks.append([])
        blocks[-1].append(line)
        began, was_blank = began or not is_blank, is_blank
    texts = ["".join(f"{line}\n" for line in block) for block in blocks]
    # The last line of a text has no end, be it empty.
    texts[-1] = texts[-1][:-1]
    return [text for text in texts if text]


def _spans(tokens: Iterable[Token]) -> Iterator[tuple[int, int]]:
    """The lines of each block that is within no other: the first one, and the one behind the last."""
    first, last = -1, -1
    for token in tokens:
        if token.map:
            first = token.map[0] if first < 0 else min(first, token.map[0])
            last = max(last, token.map[1])
        if token.level == 0 and token.nesting <= 0:
            if first >= 0:
                yield first, last
            first, last = -1, -1


def _items(tokens: Iterable[Token]) -> Iterator[int]:
    """First lines of the items of lists that are within nothing else."""
    item: str | None = None
    for token in tokens:
        if token.level == 0 and token.nesting > 0:
            item = _ITEMS.get(token.type)
        elif token.level == 1 and token.type == item and token.map:
            yield token.map[0]


def _comments(tokens: Iterable[Token], lines: list[str]) -> Iterator[tuple[int, int]]:
    """The same of comments between blocks."""
    end = 0
    for first, last in [*_spans(tokens), (len(lines), len(lines))]:
        gap = "\n".join(lines[end:first])
        for comment in _COMMENT.finditer(gap):
            start = end + gap.count("\n", 0, comment.start())
            yield start, start + comment.group().count("\n") + 1
        end = max(end, last)
