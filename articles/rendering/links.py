"""Every address that a text leads to, as the renderer reads it: links of all kinds, bare addresses, and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

_BREAKS = {"softbreak", "hardbreak"}
_BACKTICKS = re.compile("`+")


class Address(NamedTuple):
    """One of them, as it stands in the page; the first line of a text is 1. It is a picture's or a link's."""

    line: int
    address: str
    picture: bool


def find_addresses(tokens: Sequence[Token]) -> Iterator[Address]:
    """In the order of the page, which has its footnotes at the end."""
    notes: dict[str, int] = {}
    note = 1
    for token in tokens:
        if token.type == "footnote_item_open":
            note = notes.get(str(token.attrs.get("id")), 1)
        elif token.type == "inline":
            # A note within a line has no lines of its own.
            yield from _in_line(token, token.map[0] + 1 if token.map else note, notes)


def _in_line(inline: Token, line: int, notes: dict[str, int]) -> Iterator[Address]:
    code = _lines_of_code(inline.content) if "`" in inline.content else {}
    for child in inline.children or ():
        if child.type == "link_open":
            yield Address(line, str(child.attrs.get("href", "")), picture=False)
        elif child.type == "image":
            yield Address(line, str(child.attrs.get("src", "")), picture=True)
            line += sum(map(_ends_line, child.children or ()))
        elif child.type == "footnote_ref":
            notes.setdefault(f"fn{child.meta['number']}", line)
        elif _ends_line(child):
            line += 1
        elif child.type == "code_inline":
            line += next(code.get(child.markup, iter(())), 0)
        elif child.type in {"text", "formula"}:
            line += child.content.count("\n")


def _ends_line(token: Token) -> bool:
    """A `<br>` does not."""
    return token.type in _BREAKS and not token.markup


def _lines_of_code(text: str) -> dict[str, Iterator[int]]:
    """By backticks how many lines each piece of code between them goes over: its token has blanks in their place."""
    runs = list(_BACKTICKS.finditer(text))
    following: dict[str, int] = {}
    ends: list[int | None] = [None] * len(runs)
    for index in reversed(range(len(runs))):
        ends[index] = following.get(runs[index][0])
        following[runs[index][0]] = index
    lines: dict[str, list[int]] = {}
    index = 0
    while index < len(runs):
        end = ends[index]
        if end is not None:
            count = text.count("\n", runs[index].end(), runs[end].start())
            lines.setdefault(runs[index][0], []).append(count)
        index = (end or index) + 1
    return {markup: iter(counts) for markup, counts in lines.items()}
