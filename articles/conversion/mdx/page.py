"""Puts lines of text and blocks one under the other so that Markdown reads them as they were meant.

MDX has no indented code: indentation is only what a list item needs, and the rest is cut off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from articles.conversion.markdown import BREAK
from articles.conversion.mdx.names import CALLOUT_KINDS
from articles.conversion.mdx.nodes import Verbatim
from articles.conversion.mdx.notes import Notes
from articles.conversion.mdx.tree import MARKERS

MAX_COLONS = 100
MAX_ITEMS = 50

_ONLY_MARKERS = re.compile(rf"{MARKERS}\Z")
_MARKER = re.compile(r"([ \t]*+)((?:[-*+]|\d{1,9}[.)])(?:[ \t]{1,4}(?![ \t])|[ \t]|\Z))")
_RULE = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*\Z")
_COLONS = re.compile(r"[ \t]*(:{3,100})")
# `:::tip[Title]` and `:::info Title` of Docusaurus and Starlight.
_DIRECTIVE = re.compile(r"([ \t]*:{3,})[ \t]*([a-z]+)(?:\[(.*)\])?[ \t]*(?:\{[^{}]*\})?[ \t]*(.*)\Z")


class Block(NamedTuple):
    """Lines that stand on their own, and the longest run of colons that one of them begins with."""

    lines: list[str]
    colons: int = 2

    @property
    def is_empty(self) -> bool:
        return not self.lines


def block_of(*lines: str) -> Block:
    """A block of these lines; an empty text is none."""
    return Block([line for line in lines if line], 2)


def join(*blocks: Block) -> Block:
    """Blocks with a blank line between them."""
    lines: list[str] = []
    for block in blocks:
        if block.lines:
            lines += ["", *block.lines] if lines else block.lines
    return Block(lines, max((block.colons for block in blocks), default=2))


def contain(kind: str, title: str, inside: Block) -> Block:
    """A container with more colons than any within it."""
    colons = min(max(2, inside.colons) + 1, MAX_COLONS)
    opening = f"{':' * colons}{kind} {title}".rstrip()
    return Block([opening, *inside.lines, ":" * colons], colons)


def indent(block: Block, first: str, rest: str, notes: Notes) -> Block:
    """The block with something in front of its first line and of the others."""
    notes.count_growth(len(rest) * len(block.lines))
    head, *tail = block.lines or [""]
    lines = [(first + head).rstrip(" ") if not head else first + head, *(rest + line if line else "" for line in tail)]
    return Block(lines, block.colons)


def verbatim(node: Verbatim, column: int | None = None) -> Block:
    """A fence, moved from its column to the left edge."""
    column = node.column if column is None else column
    closing = [node.closing] if node.closing else []
    lines = [node.lines[0], *(cut(line, column) for line in node.lines[1:]), *closing]
    return Block(lines, max((_colons(line) for line in lines), default=2))


def cut(line: str, columns: int) -> str:
    """The line with up to so many columns of its indentation less."""
    if not columns or not line[:1].isspace():
        return line
    if "\t" in line[:columns]:
        rest = line.lstrip(" \t")
        line = line[: len(line) - len(rest)].expandtabs(4) + rest
    return line[min(columns, len(line) - len(line.lstrip(" "))) :]


def width(text: str) -> int:
    """The columns that a text takes from the line's start."""
    return len(text.expandtabs(4))


def is_lead(text: str) -> bool:
    """Whether only blanks and list markers stand in front of what follows."""
    return _ONLY_MARKERS.match(text) is not None


def _colons(line: str) -> int:
    match = _COLONS.match(line) if ":::" in line else None
    return len(match[1]) if match else 2


@dataclass
class _Container:
    """A container that the author wrote: where it begins, its colons, and the most of those within it."""

    index: int
    colons: int
    inside: int = 2


class Page:
    """Collects text and blocks. `cut` is the indentation that all lines of the text share."""

    def __init__(self, cut_columns: int, notes: Notes) -> None:
        self._cut = cut_columns
        self._notes = notes
        self._lines: list[str] = []
        self._parts: list[str] = []
        self._has_words = False
        self._items: list[int] = []
        self._needs_gap = False
        self._is_behind_block = False
        self._awaits_break = False
        self._colons = 2
        self._containers: list[_Container] = []

    @property
    def _now(self) -> str:
        """The line that is being written."""
        return "".join(self._parts)

    @_now.setter
    def _now(self, line: str) -> None:
        self._parts = [line]
        self._has_words = bool(line.strip())

    def text(self, source: str, starts_line: bool = False) -> None:
        """Add Markdown with its line ends."""
        first, *rest = source.split("\n")
        self._append(cut(first, self._cut) if starts_line else first)
        for line in rest:
            self._end_line()
            line = cut(line, self._cut)
            # No block and no break is behind a line's end, so nothing else is to be looked at.
            if self._awaits_break:
                self._append(line)
            else:
                self._now = line

    def words(self, markdown: str) -> None:
        """Add Markdown within the line; it may hold breaks."""
        first, *rest = markdown.split(BREAK)
        self._append(first)
        for line in rest:
            self.break_line()
            self._append(line)

    def break_line(self) -> None:
        """A break stands here, unless nothing follows in this paragraph."""
        self._awaits_break = self._has_words or self._awaits_break

    def block(self, block: Block, *, is_tight: bool = False) -> None:
        """Add a block; a tight one needs no blank lines around it."""
        if block.is_empty:
            return
        self._count_colons(block.colons)
        if self._has_words and is_lead(self._now):
            self._open_items(self._now, has_more=True)
            first = self._now
            if self._needs_gap:
                self._blank()
        else:
            column = width(self._now)
            if self._has_words:
                self._now = self._now.rstrip()
                self._end_line()
            else:
                while self._items and column < self._items[-1]:
                    self._items.pop()
            if not is_tight or self._needs_gap:
                self._blank()
            first = " " * self._base()
        space = " " * self._base()
        if space or first:
            block = indent(block, first, space, self._notes)
        self._lines += block.lines
        self._finish_block(is_tight)

    def fence(self, node: Verbatim) -> None:
        """Add a fence; it stays as it is where its place allows that."""
        while self._items and not self._has_words and node.column < self._items[-1]:
            self._items.pop()
        if not self._cut and not self._has_words and 0 <= node.column - self._base() <= 3:
            if self._needs_gap:
                self._blank()
            block = verbatim(node, 0)
            self._count_colons(block.colons)
            self._lines += [self._now + block.lines[0], *block.lines[1:]]
            self._finish_block(is_tight=True)
        else:
            self.block(verbatim(node), is_tight=True)

    def _finish_block(self, is_tight: bool) -> None:
        self._now, self._needs_gap = "", not is_tight
        self._is_behind_block, self._awaits_break = True, False

    def finish(self) -> Block:
        """All that was added, without blank lines at its ends."""
        self._end_line()
        self._blank()
        while self._lines and not self._lines[-1]:
            self._lines.pop()
        return Block(self._lines, self._colons)

    def _append(self, text: str) -> None:
        if self._is_behind_block:
            text = text.lstrip(" \t")
        if not text:
            return
        if self._is_behind_block:
            self._is_behind_block = False
            text = " " * self._base() + text
        if self._awaits_break and text.strip():
            self._awaits_break = False
            self._add_line(self._now.rstrip() + "\\")
            self._now, text = " " * self._base(), text.lstrip(" \t")
        self._parts.append(text)
        self._has_words = self._has_words or bool(text.strip())

    def _end_line(self) -> None:
        line, self._now = self._now, ""
        if self._is_behind_block:
            # The rest of a block's last line is no line of its own.
            self._is_behind_block = False
        elif not line.strip():
            self._blank()
        elif self._awaits_break:
            self._now = line.rstrip()
        else:
            self._add_line(line)

    def _blank(self) -> None:
        if self._awaits_break and self._has_words:
            self._awaits_break = False
            line, self._now = self._now, ""
            self._add_line(line)
        self._awaits_break = False
        if self._lines and self._lines[-1]:
            self._lines.append("")
        self._needs_gap = False

    def _add_line(self, line: str) -> None:
        if self._needs_gap:
            self._blank_line()
        is_after_blank = not self._lines or not self._lines[-1]
        space = width(line[: len(line) - len(line.lstrip(" \t"))])
        marker = None if _RULE.match(line) else _MARKER.match(line)
        if is_after_blank or marker:
            while self._items and space < self._items[-1]:
                self._items.pop()
        if (is_after_blank or marker) and space - self._base() >= 4:
            line = " " * self._base() + line.lstrip(" \t")
        if marker:
            self._open_items(line, has_more=False)
        if ":::" in line:
            line = self._directive(line)
        self._lines.append(line)

    def _blank_line(self) -> None:
        self._needs_gap = False
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def _directive(self, line: str) -> str:
        match = _DIRECTIVE.match(line)
        if match and match[2] in CALLOUT_KINDS:
            title = match[3] if match[3] is not None else match[4]
            line = f"{match[1]}{CALLOUT_KINDS[match[2]]} {title.strip()}".rstrip()
        colons = _colons(line)
        if colons > 2 and line.strip(": \t"):
            self._containers.append(_Container(len(self._lines), colons))
        elif colons > 2 and self._containers:
            line = self._close_container(line, colons)
        else:
            self._count_colons(colons)
        return line

    def _count_colons(self, colons: int) -> None:
        self._colons = max(self._colons, colons)
        if self._containers:
            self._containers[-1].inside = max(self._containers[-1].inside, colons)

    def _close_container(self, line: str, colons: int) -> str:
        """End a container that was written as Markdown; it gets more colons if what came into it has as many."""
        container = self._containers.pop()
        if container.inside >= container.colons:
            more = ":" * (min(container.inside + 1, MAX_COLONS) - container.colons)
            self._lines[container.index] = self._lines[container.index].replace(":::", f":::{more}", 1)
            line, colons = line.replace(":::", f":::{more}", 1), container.inside + 1
        self._count_colons(colons)
        return line

    def _open_items(self, line: str, *, has_more: bool) -> None:
        """Remember where the content of the items stands that begin in this line."""
        space = width(line[: len(line) - len(line.lstrip(" \t"))])
        while self._items and space < self._items[-1]:
            self._items.pop()
        place = column = 0
        while (match := _MARKER.match(line, place)) and len(self._items) < MAX_ITEMS:
            place = match.end()
            column += width(match[0])
            self._items.append(column + (not match[0][-1].isspace()))
        if has_more:
            self._items[-1:] = [width(line)]

    def _base(self) -> int:
        return self._items[-1] if self._items else 0
