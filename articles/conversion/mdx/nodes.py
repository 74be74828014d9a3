"""What an MDX text is made of, once it is taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from articles.conversion.mdx.names import kind_of
from articles.conversion.mdx.scanner import Attribute, Source


@dataclass(slots=True)
class Text:
    """Markdown as written."""

    source: str


@dataclass(slots=True)
class Verbatim:
    """A fence: its lines from the first sign of the fence on, and the column that this sign stands in."""

    lines: list[str]
    column: int
    closing: str


@dataclass(slots=True)
class Quote:
    """A quotation: what is in it, and its lines as written."""

    children: list[Node]
    lines: list[str]


@dataclass(slots=True)
class Expression:
    """What stands between braces."""

    source: str
    line: int


@dataclass(slots=True)
class Loose:
    """A tag without its partner, or another piece of source that is shown as code."""

    source: str


@dataclass(slots=True)
class Element:
    """A component or tag with what stands in it."""

    name: str
    attributes: dict[str, Attribute]
    line: int
    origin: Source
    start: int
    inner_start: int
    inner_end: int = -1
    end: int = -1
    children: list[Node] = field(default_factory=list)
    # The attributes that were read, whatever came of it.
    asked: set[str] = field(default_factory=set)

    @property
    def shown(self) -> str:
        return f"<{self.name}>"

    @property
    def source(self) -> str:
        """As written, but for the indentation of its first line."""
        text = self.origin.text
        before = text[text.rfind("\n", 0, self.start) + 1 : self.start]
        source = text[self.start : self.end]
        return re.sub(rf"^[ \t]{{0,{len(before)}}}", "", source, flags=re.MULTILINE) if before.isspace() else source

    @property
    def inner(self) -> str:
        return self.origin.text[self.inner_start : self.inner_end]


Node = Text | Verbatim | Quote | Expression | Loose | Element


def plain_kind(node: Node) -> str:
    """The kind of an element, or "" of other nodes."""
    return kind_of(node.name) if isinstance(node, Element) else ""
