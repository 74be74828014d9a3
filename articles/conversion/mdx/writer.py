"""Writes a tree as our Markdown: blocks under each other, and words in a line. The handlers know the kinds."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from articles.conversion.markdown import BREAK, code_span, fence, one_line, plain
from articles.conversion.mdx.attributes import words_left
from articles.conversion.mdx.literals import Literals, NotLiteral
from articles.conversion.mdx.names import BLOCKS, IN_LINE, Kind, kind_of
from articles.conversion.mdx.nodes import Element, Expression, Loose, Node, Quote, Text, Verbatim
from articles.conversion.mdx.notes import Notes
from articles.conversion.mdx.page import Block, Page, block_of, is_lead, verbatim, width
from articles.conversion.mdx.scanner import Source
from articles.conversion.mdx.tree import TreeParser

# Alone on its lines; within a paragraph; within a heading or a table's row, which have one line only.
Place = Literal["alone", "paragraph", "row"]
Handler = Callable[["Writer", Element, Place], "Block | str"]

MAX_NESTED_SOURCES = 5

_LINE_INDENT = re.compile(r"\n([ \t]*+)(?=[^\s])")
_BLANK_TEXT = re.compile(r"\s*([\"'`])\s*\1\s*")
_LAST_INDENT = re.compile(r"\n([ \t]*+)\Z")
_SOURCE_BREAK = re.compile(r"(?:\\|[ ]{2,})\n\s*")
_LINE_END = re.compile(r"\s*\n\s*")
_BREAKS = re.compile(r"\s*(?:\\\n\s*)+")


class Writer:
    """Writes the nodes of one text."""

    def __init__(self, literals: Literals, notes: Notes, handlers: Mapping[Kind, Handler]) -> None:
        self.notes = notes
        self._literals = literals
        self._handlers = handlers
        self._sources = 0

    # Blocks

    def lay_out(self, nodes: Sequence[Node], *, starts_line: bool = False) -> Block:
        """The nodes as blocks, without the indentation that they share. Most begin behind a tag, within its line."""
        page = Page(_common_indent(nodes, starts_line), self.notes)
        for index, (node, place) in enumerate(zip(nodes, _places(nodes), strict=True)):
            self._put_node(node, place, page, starts_line and index == 0)
        return page.finish()

    def _put_node(self, node: Node, place: Place, page: Page, starts_line: bool) -> None:
        if isinstance(node, Text):
            page.text(node.source, starts_line=starts_line)
        elif isinstance(node, Verbatim):
            page.fence(node)
        elif isinstance(node, Quote):
            page.block(self._quote(node), is_tight=True)
        elif isinstance(node, Element):
            self._put_element(node, place, page)
        else:
            source = node.source if isinstance(node, Loose) else f"{{{node.source}}}"
            words = self._expression(node) if isinstance(node, Expression) else None
            _put(page, self.code(source, place) if words is None else words)

    def _put_element(self, element: Element, place: Place, page: Page) -> None:
        if kind_of(element.name) == "break":
            page.break_line() if place != "row" and element.name != "wbr" else page.words(" ")
            return
        written = self.inline([element]) if place == "row" else self.write(element, place)
        _put(page, one_line(written) if place == "row" and isinstance(written, str) else written)

    def write(self, element: Element, place: Place) -> Block | str:
        """What the element's kind makes of it. Sentences in attributes that it does not know are told."""
        written = self._handlers[kind_of(element.name)](self, element, place)
        for attribute in words_left(element, at_least=2):
            line = element.origin.line(attribute.offset)
            name = attribute.name[:40]
            self.notes.add(line, f"the attribute {name} of {element.shown} has no counterpart; it was left out")
        return written

    def _quote(self, quote: Quote) -> Block:
        if _is_markdown(quote.children):
            return Block([line.lstrip(" \t") for line in quote.lines])
        inside = self.lay_out(quote.children, starts_line=True)
        lines = [f"> {line}" if line else ">" for line in inside.lines]
        self.notes.count_growth(2 * len(lines))
        return Block(lines, 2)

    def show_source(self, element: Element, place: Place) -> Block | str:
        """The element as code, with all its attributes."""
        element.asked.update(element.attributes)
        return self.code(element.source, place)

    def code(self, source: str, place: Place) -> Block | str:
        """Source that is shown as code: a fence when it has lines of its own, and several."""
        if place == "alone" and "\n" in source.strip():
            return Block(fence(source.strip("\n"), "jsx"))
        span = code_span(source)
        return block_of(span) if place == "alone" else span.replace("|", "\\|") if place == "row" else span

    # Words in a line

    def inline(self, nodes: Sequence[Node]) -> str:
        """The nodes as Markdown within a line; breaks are `BREAK`, blanks at the ends stay."""
        text = _BREAKS.sub(lambda _: BREAK, "".join(self._inline(node) for node in nodes))
        return text.removeprefix(BREAK).removesuffix(BREAK)

    def _inline(self, node: Node) -> str:
        if isinstance(node, Text):
            return _LINE_END.sub(" ", _SOURCE_BREAK.sub("\0", node.source)).replace("\0", BREAK)
        if isinstance(node, Verbatim):
            return code_span("\n".join(node.lines[1:-1]) or node.lines[0])
        if isinstance(node, Quote):
            return f" {self.inline(node.children)} "
        if isinstance(node, Loose):
            return code_span(node.source)
        if isinstance(node, Expression):
            words = self._expression(node)
            return code_span(f"{{{node.source}}}") if words is None else words
        kind = kind_of(node.name)
        if kind == "break":
            return "" if node.name == "wbr" else BREAK
        written = self.write(node, "row")
        if isinstance(written, Block):
            return " " + " ".join(line.strip() for line in written.lines) + " "
        return f" {written} " if kind in BLOCKS or kind in {"box", "part"} else written

    def _expression(self, node: Expression) -> str | None:
        """The words that an expression shows; None, with a notice, if it is computed."""
        source = node.source.strip()
        if source.startswith("<") and source.endswith(">"):
            return self._nested(source, node.line)
        try:
            value = self._literals.value(source)
        except NotLiteral:
            value = ()
        if value is None or isinstance(value, bool):
            return ""
        if isinstance(value, str | int | float):
            return plain(str(value))
        self._literals.used.discard(source)
        self.notes.add(node.line, "an expression `{…}` is computed; it is shown as code")
        return None

    def _nested(self, source: str, line: int) -> str:
        """MDX that stands in an expression, as in `caption={<>A <b>word</b></>}`."""
        if self._sources >= MAX_NESTED_SOURCES:
            return code_span(source)
        self._sources += 1
        nodes = TreeParser(Source(source, line), self._literals, self.notes, depth=1).parse()
        words = one_line(self.inline(nodes))
        self._sources -= 1
        return words

    def raw_text(self, nodes: Sequence[Node]) -> str:
        """The text of code: strings of expressions, fences' content, and everything else as written."""
        solid = [node for node in nodes if not (isinstance(node, Text) and not node.source.strip())]
        if len(solid) == 1 and isinstance(solid[0], Verbatim):
            lines = verbatim(solid[0]).lines
            return "\n".join(lines[1:-1])
        return "".join(self._raw(node) for node in nodes)

    def _raw(self, node: Node) -> str:
        if isinstance(node, Text):
            return html.unescape(node.source)
        if isinstance(node, Expression):
            value = self.evaluate(node.source)
            if isinstance(value, str | int | float):
                return str(value)
            self.notes.add(node.line, "an expression `{…}` is computed; it is shown as code")
            return _template(node.source)
        if isinstance(node, Element):
            if node.name == "br":
                return "\n"
            return (
                self.raw_text(node.children)
                if node.children
                else ""
                if kind_of(node.name) != "unknown"
                else node.source
            )
        if isinstance(node, Loose):
            return node.source
        return "\n".join(node.lines)

    # Attributes

    def evaluate(self, source: str) -> Any:
        """The value of a source, or None."""
        try:
            return self._literals.value(source)
        except NotLiteral:
            return None

    def value(self, element: Element, *names: str) -> Any:
        """The first of these attributes that has a value; one that is computed is left out with a notice."""
        for name in names:
            attribute = element.attributes.get(name)
            if attribute is None:
                continue
            element.asked.add(name)
            if attribute.kind == "text":
                return html.unescape(attribute.value)
            if attribute.kind == "bare":
                return True
            try:
                value = self._literals.value(attribute.value)
            except NotLiteral:
                line = element.origin.line(attribute.offset)
                self.notes.add(line, f"the attribute {name} of {element.shown} is computed; it was left out")
                continue
            if value is not None:
                return value
        return None

    def string(self, element: Element, *names: str) -> str:
        """The first of these attributes that is a text or a number."""
        for name in names:
            value = self.value(element, name) if name in element.attributes else None
            if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
                return str(value)
        return ""

    def label(self, element: Element, *names: str) -> str:
        """The first of these attributes as Markdown on one line; it may hold JSX."""
        for name in names:
            attribute = element.attributes.get(name)
            if attribute is None:
                continue
            element.asked.add(name)
            source = attribute.value.strip()
            if attribute.kind == "code" and source.startswith("<") and source.endswith(">"):
                words = self._nested(source, element.origin.line(attribute.offset)).strip()
            else:
                words = plain(self.string(element, name)).strip()
            if words:
                return words
        return ""

    def has_blocks(self, nodes: Sequence[Node]) -> bool:
        """Whether these cannot stand in a line."""
        return any(self._is_block(node) for node in nodes)

    def _is_block(self, node: Node) -> bool:
        if isinstance(node, Text):
            return _PARAGRAPHS.search(node.source.strip()) is not None
        if isinstance(node, Element):
            kind = kind_of(node.name)
            return (kind in BLOCKS or kind == "code" or self.has_blocks(node.children)) and kind not in {"code span"}
        return isinstance(node, Verbatim | Quote)


_PARAGRAPHS = re.compile(r"\n[ \t]*\n|^[ \t]*(?:[-*+]|\d{1,9}[.)]|#{1,6})[ \t]|^[ \t]*\|", re.MULTILINE)


def _is_markdown(nodes: Sequence[Node]) -> bool:
    """Whether these may stay as they are written."""
    return all(
        ":::" not in node.source
        if isinstance(node, Text)
        else isinstance(node, Verbatim) or (isinstance(node, Quote) and _is_markdown(node.children))
        for node in nodes
    )


def _put(page: Page, written: Block | str) -> None:
    if isinstance(written, str):
        page.words(written)
    else:
        page.block(written)


def _template(source: str) -> str:
    """The text between a template's quotes, or the expression as written."""
    stripped = source.strip()
    return stripped[1:-1] if len(stripped) > 1 and stripped[0] == stripped[-1] == "`" else f"{{{source}}}"


def _common_indent(nodes: Sequence[Node], starts_line: bool) -> int:
    """The indentation that all lines share which begin in these nodes themselves."""
    least = 1000
    for index, node in enumerate(nodes):
        if not isinstance(node, Text):
            continue
        source = "\n" + node.source if index == 0 and starts_line else node.source
        for match in _LINE_INDENT.finditer(source):
            least = min(least, width(match[1]))
        last = _LAST_INDENT.search(source[-200:]) if index < len(nodes) - 1 else None
        if last:
            least = min(least, width(last[1]))
        if not least:
            break
    return 0 if least == 1000 or (starts_line and least < 4) else least


def _places(nodes: Sequence[Node]) -> list[Place]:
    """Where each node stands among its siblings, told by the text before and after it in its line."""
    before = _words_beside(nodes, 1)
    after = _words_beside(nodes[::-1], -1)[::-1]
    return [_place(*beside) for beside in zip(before, after, strict=True)]


def _words_beside(nodes: Sequence[Node], step: int) -> list[str]:
    """The text of the line up to each node, coming from one side. Words of elements in a line count as `x`."""
    found: list[str] = []
    words = ""
    for node in nodes:
        found.append(words)
        if isinstance(node, Text):
            if "\n" in node.source:
                words = node.source.rsplit("\n", 1)[1] if step > 0 else node.source.split("\n", 1)[0]
            elif len(words) < 1000:
                words = words + node.source if step > 0 else node.source + words
        elif isinstance(node, Verbatim | Quote):
            words = ""
        elif (isinstance(node, Element) and kind_of(node.name) in IN_LINE) or (
            isinstance(node, Expression) and not _BLANK_TEXT.fullmatch(node.source)
        ):
            words += "x" if len(words) < 1000 else ""
    return found


def _place(before: str, after: str) -> Place:
    if is_lead(before) and not after.strip():
        return "alone"
    if before.lstrip().startswith("#") or "|" in before or "|" in after:
        return "row"
    return "paragraph"
