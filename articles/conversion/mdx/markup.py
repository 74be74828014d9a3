"""Code, diagrams and the tags of HTML."""

from __future__ import annotations

import re
from typing import Literal

from articles.conversion.markdown import around, code_span, dedent, fence, link, one_line, plain
from articles.conversion.mdx.asides import content_of, kept_in_line, write_layout
from articles.conversion.mdx.nodes import Element, Node, Text, Verbatim, plain_kind
from articles.conversion.mdx.page import Block, block_of, indent, join
from articles.conversion.mdx.writer import Place, Writer

_SOURCES: dict[Literal["diagram", "code"], tuple[str, ...]] = {
    "diagram": ("chart", "code", "value", "definition", "children", "content", "source", "graph"),
    "code": ("code", "value", "children", "content", "source", "text"),
}
_CELLS = {"th", "td"}
_QUOTED = ("quote", "text", "content", "message")
_SAID_BY = ("author", "by", "name", "attribution", "role", "company", "source", "cite")


def write_diagram(writer: Writer, element: Element, place: Place) -> Block | str:
    code = _code(writer, element, "diagram")
    if not code:
        writer.notes.add(element.line, f"the diagram of {element.shown} is computed or missing; it is shown as code")
        return writer.show_source(element, place)
    if place == "row":
        return _code_in_line(writer, element, code)
    return _fenced(code, "mermaid", writer.string(element, "title", "caption"))


def _fenced(code: str, language: str, title: str = "") -> Block:
    lines = fence(code, language, title)
    colons = max((len(run) for run in re.findall(r"^[ \t]*(:{3,100})", code, re.MULTILINE)), default=2)
    return Block(lines, colons)


def _code_in_line(writer: Writer, element: Element, code: str) -> str:
    writer.notes.add(element.line, f"{element.shown} stands within a line; it became code in the line")
    return code_span(code).replace("|", "\\|")


def _code(writer: Writer, element: Element, what: Literal["diagram", "code"]) -> str:
    """The code of an attribute or of the content; a template's computed parts stay as written."""
    for name in _SOURCES[what]:
        attribute = element.attributes.get(name)
        if attribute is None or attribute.kind == "bare":
            continue
        element.asked.add(name)
        value = writer.evaluate(attribute.value) if attribute.kind == "code" else attribute.value
        if isinstance(value, str):
            return dedent(value, first_counts=what == "code")
        source = attribute.value.strip()
        if len(source) > 1 and source[0] == source[-1] == "`":
            line = element.origin.line(attribute.offset)
            writer.notes.add(
                line, f"the attribute {name} of {element.shown} holds computed parts; they stay as written"
            )
            return dedent(source[1:-1], first_counts=what == "code")
    return dedent(writer.raw_text(element.children), first_counts=what == "code")


def write_code(writer: Writer, element: Element, place: Place) -> Block | str:
    """A fence, unless the content is Markdown with fences of its own."""
    has_source = any(name in element.attributes for name in _SOURCES["code"])
    solid = [node for node in element.children if not (isinstance(node, Text) and not node.source.strip())]
    if not has_source and not solid:
        writer.notes.add(element.line, f"the code of {element.shown} is missing; it is shown as code")
        return writer.show_source(element, place)
    if not has_source and any(isinstance(node, Verbatim) for node in solid):
        title = writer.label(element, "title", "filename", "file")
        return (
            join(block_of(around("**", title)), writer.lay_out(element.children))
            if place != "row"
            else kept_in_line(writer, element)
        )
    if place != "alone" and not has_source:
        is_code = element.name.startswith("Code")
        return code_span(writer.raw_text(element.children)) if is_code else writer.inline(element.children)
    return _code_block(writer, element, place)


def _code_block(writer: Writer, element: Element, place: Place) -> Block | str:
    code = _code(writer, element, "code")
    if not code:
        writer.notes.add(element.line, f"the code of {element.shown} is computed or missing; it is shown as code")
        return writer.show_source(element, place)
    if place == "row":
        return _code_in_line(writer, element, code)
    return _fenced(code, _language(writer, element), writer.string(element, "title", "filename", "file", "name"))


def _language(writer: Writer, element: Element) -> str:
    language = writer.string(element, "language", "lang")
    if not language:
        match = re.search(r"\blang(?:uage)?-([\w+#-]+)", writer.string(element, "className", "class"))
        language = match[1] if match else ""
    return "".join(language.split())


def write_pre(writer: Writer, element: Element, place: Place) -> Block | str:
    """`pre` with or without `code` in it; the language may stand on either."""
    code = dedent(writer.raw_text(element.children))
    if place == "row":
        return _code_in_line(writer, element, code)
    inner = next((child for child in element.children if isinstance(child, Element) and child.name == "code"), element)
    language = _language(writer, element) or _language(writer, inner)
    return _fenced(code, language, writer.string(element, "title", "filename")) if code else Block([])


def write_code_span(writer: Writer, element: Element, place: Place) -> Block | str:
    span = code_span(writer.raw_text(element.children))
    return span.replace("|", "\\|") if place == "row" else span


def write_strong(writer: Writer, element: Element, place: Place) -> Block | str:
    return around("**", writer.inline(element.children))


def write_emphasis(writer: Writer, element: Element, place: Place) -> Block | str:
    return around("*", writer.inline(element.children))


def write_deleted(writer: Writer, element: Element, place: Place) -> Block | str:
    return around("~~", writer.inline(element.children))


def write_words(writer: Writer, element: Element, place: Place) -> Block | str:
    """Only the look differs, so only the words are kept."""
    if place == "alone" and writer.has_blocks(element.children):
        return writer.lay_out(element.children)
    return writer.inline(element.children)


def write_quoted(writer: Writer, element: Element, place: Place) -> Block | str:
    return f"“{writer.inline(element.children).strip()}”"


def write_raised(writer: Writer, element: Element, place: Place) -> Block | str:
    """Signs above or below the line change the meaning, so their loss is told."""
    writer.notes.add(element.line, f"the tag {element.shown} has no counterpart; its content was kept")
    return writer.inline(element.children)


def write_rule(writer: Writer, element: Element, place: Place) -> Block | str:
    return "" if place == "row" else block_of("---")


def write_heading(writer: Writer, element: Element, place: Place) -> Block | str:
    words = one_line(writer.inline(element.children))
    if place == "row" or not words:
        return words
    return block_of(f"{'#' * int(element.name[-1])} {words}")


def write_quote(writer: Writer, element: Element, place: Place) -> Block | str:
    source = _attribution(writer, element)
    if place == "row":
        return " ".join(part for part in (kept_in_line(writer, element), source) if part)
    inside = join(content_of(writer, element, *_QUOTED), block_of(source))
    writer.notes.count_growth(2 * len(inside.lines))
    return Block([f"> {line}" if line else ">" for line in inside.lines])


def _attribution(writer: Writer, element: Element) -> str:
    """Who said it and where; an address becomes the link of these words."""
    words: list[str] = []
    address = writer.string(element, "href", "url", "link")
    for name in _SAID_BY:
        label = writer.label(element, name)
        if label.startswith(("https://", "http://")) and " " not in label:
            address = address or writer.string(element, name)
        elif label and label not in words:
            words.append(label)
    said = ", ".join(words) or plain(address)
    return f"— {link(said, address) if address else said}" if said else ""


def write_list(writer: Writer, element: Element, place: Place) -> Block | str:
    """Items under each other, without blank lines if each is one line."""
    if place == "row":
        return kept_in_line(writer, element)
    is_ordered = element.name.lower() == "ol"
    number = writer.value(element, "start") if is_ordered else None
    count = int(number) if isinstance(number, int | str) and re.fullmatch(r"\d{1,9}", str(number)) else 1
    items: list[Block] = []
    for child in element.children:
        if not isinstance(child, Element):
            inside = writer.lay_out([child])
        elif plain_kind(child) == "item":
            inside = writer.lay_out(child.children)
        else:
            inside = join(_written(writer, child))
        if not inside.is_empty:
            mark = f"{count}. " if is_ordered else "- "
            items.append(indent(inside, mark, " " * len(mark), writer.notes))
            count += 1
    if all(len(item.lines) == 1 for item in items):
        return Block([item.lines[0] for item in items], max((item.colons for item in items), default=2))
    return join(*items)


def _written(writer: Writer, element: Element) -> Block:
    written = writer.write(element, "alone")
    return written if isinstance(written, Block) else block_of(written)


def write_item(writer: Writer, element: Element, place: Place) -> Block | str:
    """An item outside of a list."""
    if place == "row":
        return writer.inline(element.children)
    return indent(writer.lay_out(element.children), "- ", "  ", writer.notes)


def write_definitions(writer: Writer, element: Element, place: Place) -> Block | str:
    return writer.inline(element.children) if place == "row" else writer.lay_out(element.children)


def write_term(writer: Writer, element: Element, place: Place) -> Block | str:
    words = one_line(writer.inline(element.children)) if element.name == "dt" or place == "row" else ""
    if element.name == "dt":
        return around("**", words) if place == "row" else block_of(around("**", words))
    return words if place == "row" else writer.lay_out(element.children)


def write_table(writer: Writer, element: Element, place: Place) -> Block | str:
    """A plain grid of words becomes a table; of any other the content is kept."""
    if place == "row":
        return kept_in_line(writer, element)
    rows, rest = _rows(element), _captions(element)
    if not rows or not _is_grid(writer, rows):
        writer.notes.add(element.line, f"{element.shown} is no plain grid; its content was kept")
        return write_layout(writer, element, "alone")
    cells = [[one_line(writer.inline(cell.children)).replace("\n", " ") for cell in row] for row in rows]
    columns = len(cells[0])
    if any(cell.name == "th" for cell in rows[0]):
        head, body = cells[0], cells[1:]
    else:
        head, body = [""] * columns, cells
    lines = [_row(head), _row(["---"] * columns), *map(_row, body)]
    return join(*(block_of(one_line(writer.inline(caption.children))) for caption in rest), Block(lines))


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(_in_cell(cell) for cell in cells) + " |"


def _in_cell(cell: str) -> str:
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", cell)


def _rows(table: Element) -> list[list[Element]]:
    rows: list[list[Element]] = []
    for child in _elements(table.children):
        if child.name in {"thead", "tbody", "tfoot"}:
            rows += _rows(child)
        elif child.name == "tr":
            rows.append(_elements(child.children))
    return rows


def _captions(table: Element) -> list[Element]:
    return [child for child in _elements(table.children) if child.name == "caption"]


def _elements(nodes: list[Node]) -> list[Element]:
    return [node for node in nodes if isinstance(node, Element)]


def _is_grid(writer: Writer, rows: list[list[Element]]) -> bool:
    """Whether nothing but cells of one line stands in rows of the same length."""
    return all(
        len(row) == len(rows[0]) > 0
        and all(
            cell.name in _CELLS
            and not cell.attributes.keys() & {"colSpan", "rowSpan", "colspan", "rowspan"}
            and not writer.has_blocks(cell.children)
            for cell in row
        )
        for row in rows
    )
