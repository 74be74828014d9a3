"""Components that hold articles' text: callouts, details, steps, tabs, cards, layouts, and those nobody knows."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from articles.conversion.markdown import around, image, link, one_line, plain
from articles.conversion.mdx.attributes import named, words_left
from articles.conversion.mdx.names import CALLOUT_KINDS, CalloutKind, callout_kind_of, kind_of
from articles.conversion.mdx.nodes import Element, Node, Text, plain_kind
from articles.conversion.mdx.page import Block, block_of, contain, indent, join
from articles.conversion.mdx.scanner import Attribute
from articles.conversion.mdx.writer import Place, Writer

_KIND_ATTRIBUTES = ("type", "kind", "variant", "intent", "level", "severity", "status", "color")
_TITLE_ATTRIBUTES = ("title", "heading", "label")
_TEXT_ATTRIBUTES = ("text", "message", "content", "description")
_ICON_ATTRIBUTES = ("emoji", "icon")
_WORD_ATTRIBUTES = ("subtitle", "description", "caption", "summary")
_HEADING = re.compile(r"#{1,6}[ \t]+(.+?)[ \t#]*\Z")
_OWN_ID = re.compile(r"[ \t]\{#([\w-]+)\}\Z")


def write_callout(writer: Writer, element: Element, place: Place) -> Block | str:
    title = writer.label(element, *_TITLE_ATTRIBUTES)
    icon = next((icon for name in _ICON_ATTRIBUTES if (icon := _drawn(writer, element, name))), "")
    title = f"{icon} {title}" if icon and title else title
    kind = _callout_kind(writer, element)
    if place == "row":
        return kept_in_line(writer, element, title)
    return contain(kind, title, content_of(writer, element, *_TEXT_ATTRIBUTES))


def content_of(writer: Writer, element: Element, *names: str) -> Block:
    """What stands in the element, or else in one of these attributes."""
    text = writer.string(element, *names) if not _has_content(element) else ""
    return writer.lay_out(element.children) if not text else block_of(plain(text).strip())


def _has_content(element: Element) -> bool:
    return any(not isinstance(child, Text) or child.source.strip() for child in element.children)


def _drawn(writer: Writer, element: Element, name: str) -> str:
    """An emoji; the name of an icon is none."""
    attribute = element.attributes.get(name)
    icon = writer.string(element, name) if attribute and attribute.kind == "text" else ""
    return plain(icon).strip() if icon and not icon.isascii() and len(icon) <= 10 else ""


def _callout_kind(writer: Writer, element: Element) -> CalloutKind:
    for name in _KIND_ATTRIBUTES:
        value = writer.value(element, name)
        if isinstance(value, str) and value:
            kind = CALLOUT_KINDS.get(value.strip().lower())
            if kind:
                return kind
            if name != "color":
                writer.notes.add(
                    element.line, f"the kind {value[:40]!r} of {element.shown} is not known; it became a note"
                )
                return "note"
    bare = (CALLOUT_KINDS.get(name) for name, attribute in element.attributes.items() if attribute.kind == "bare")
    return next((kind for kind in bare if kind), None) or callout_kind_of(element.name) or "note"


def kept_in_line(writer: Writer, element: Element, title: str = "", children: Sequence[Node] | None = None) -> str:
    """A block's content where only words can stand."""
    writer.notes.add(element.line, f"{element.shown} stands within a line; its content was kept")
    inside = element.children if children is None else children
    return " ".join(part for part in (around("**", title), writer.inline(inside).strip()) if part)


def write_details(writer: Writer, element: Element, place: Place) -> Block | str:
    title = writer.label(element, "title", "summary", "label", "heading", "header", "question", "name")
    children, summary = _take(element.children, "summary")
    if summary is not None:
        title = one_line(writer.inline(summary.children)) or title
    if place == "row":
        return kept_in_line(writer, element, title, children)
    description = writer.label(element, "description")
    return contain("details", title or "Details", join(block_of(description), writer.lay_out(children)))


def _take(nodes: Sequence[Node], name: str) -> tuple[list[Node], Element | None]:
    """The nodes without the first element of this name, and that element."""
    for index, node in enumerate(nodes):
        if isinstance(node, Element) and node.name.rsplit(".", 1)[-1].lower() == name:
            return [*nodes[:index], *nodes[index + 1 :]], node
    return list(nodes), None


def write_steps(writer: Writer, element: Element, place: Place) -> Block | str:
    """A list of steps if there are elements for them; otherwise the content is a list or headings already."""
    if place == "row":
        return kept_in_line(writer, element)
    places = [index for index, child in enumerate(element.children) if plain_kind(child) == "step"]
    if not places:
        return writer.lay_out(element.children)
    before = writer.lay_out(element.children[: places[0]])
    items = []
    for start, end in zip(places, [*places[1:], len(element.children)], strict=True):
        step = element.children[start]
        assert isinstance(step, Element)
        rest = writer.lay_out(element.children[start + 1 : end])
        items.append(indent(join(_step(writer, step), rest), "1. ", "   ", writer.notes))
    return join(before, contain("steps", "", join(*items)))


def _step(writer: Writer, element: Element) -> Block:
    """The title in bold, and the content; a heading in front serves as the title."""
    title = writer.label(element, "title", "heading", "label", "name")
    content = writer.lay_out(element.children)
    heading = _HEADING.match(content.lines[0]) if content.lines and not title else None
    if heading:
        title = heading[1]
        if own := _OWN_ID.search(title):
            writer.notes.add(element.line, f"the heading's own id `#{own[1]}` was left out")
            title = title[: own.start()].rstrip()
        content = Block(_without_blank(content.lines[1:]), content.colons)
    description = writer.label(element, "description", "subtitle")
    return join(block_of(around("**", title)), block_of(description), content)


def _without_blank(lines: list[str]) -> list[str]:
    return lines[1:] if lines and not lines[0] else lines


def write_step(writer: Writer, element: Element, place: Place) -> Block | str:
    if place == "row":
        return kept_in_line(writer, element, writer.label(element, "title", "label", "name"))
    return _step(writer, element)


def write_tabs(writer: Writer, element: Element, place: Place) -> Block | str:
    if place == "row":
        return kept_in_line(writer, element)
    children = _with_labels(element.children, writer.value(element, "items", "tabs", "labels"))
    title = writer.label(element, "title")
    return join(block_of(around("**", title)), writer.lay_out(children))


def _with_labels(nodes: list[Node], labels: object) -> list[Node]:
    """The nodes with the labels that the group holds for its tabs, as Nextra's `items` does."""
    left = [_label_of(label) for label in labels] if isinstance(labels, list) else []
    named: list[Node] = []
    for node in nodes:
        if isinstance(node, Element) and kind_of(node.name) == "tab" and left:
            label = Attribute("label", "code", json.dumps(left.pop(0)), node.start)
            node = replace(node, attributes={"label": label, **node.attributes})
        named.append(node)
    return named


def _label_of(label: object) -> str:
    return str(label.get("label", "")) if isinstance(label, dict) else str(label)


_TAB_ATTRIBUTES = ("label", "title", "value", "name", "tab", "header")


def write_tab(writer: Writer, element: Element, place: Place) -> Block | str:
    title = writer.label(element, *_TAB_ATTRIBUTES)
    if place == "row":
        return kept_in_line(writer, element, title)
    return join(block_of(around("**", title)), writer.lay_out(element.children))


def write_layout(writer: Writer, element: Element, place: Place) -> Block | str:
    """What only places its content goes without a word."""
    if place == "alone" or (place == "paragraph" and writer.has_blocks(element.children)):
        return writer.lay_out(element.children)
    return writer.inline(element.children)


def write_card(writer: Writer, element: Element, place: Place) -> Block | str:
    """The title, which may be a link, what describes it, and the content."""
    title = writer.label(element, "title", "label", "heading", "name")
    more = [writer.label(element, name) for name in ("summary", "subtitle", "description", "text")]
    address = writer.string(element, "href", "to", "url", "link")
    picture = writer.string(element, "img", "image")
    pictures = block_of(image("", picture)) if picture else Block([])
    if place != "alone" and not (place == "paragraph" and writer.has_blocks(element.children)):
        words = " ".join(part for part in (around("**", title), *more) if part)
        within = writer.inline(element.children)
        words = f"{words} {within.strip()}" if words and within.strip() else words or within
        return link(words, address) if address else words
    head = title and around("**", link(title, address) if address else title)
    inside = writer.lay_out(element.children)
    if address and not title:
        is_short = len(inside.lines) == 1 and not writer.has_blocks(element.children) and "](" not in inside.lines[0]
        inside = block_of(link(inside.lines[0], address)) if is_short else join(inside, _address(address))
    return join(pictures, block_of(head), *map(block_of, more), inside)


def _address(address: str) -> Block:
    return block_of(link(plain(address), address))


def write_badge(writer: Writer, element: Element, place: Place) -> Block | str:
    text = writer.label(element, "text", "label", "children", "title")
    inside = writer.inline(element.children)
    return f"{text} {inside}".strip() if text and inside.strip() else inside or text


def write_unknown(writer: Writer, element: Element, place: Place) -> Block | str:
    """Its content stays, with the attributes that are words; without content its source is shown."""
    what = "tag" if element.name[:1].islower() and "." not in element.name else "component"
    if not _has_content(element):
        picture = writer.evaluate(element.name)
        if isinstance(picture, str) and picture.lower().endswith(".svg"):
            writer.notes.add(element.line, f"the image {element.shown} has no alt text")
            return image("", picture)
        writer.notes.add(element.line, f"the {what} {element.shown} is not known; it is shown as code")
        return writer.show_source(element, place)
    titles = _labels(writer, element, *_TITLE_ATTRIBUTES, "name")
    title, more = "".join(titles[:1]), [*titles[1:], *_labels(writer, element, *_WORD_ATTRIBUTES)]
    writer.notes.add(element.line, f"the {what} {element.shown} is not known; its content was kept{_left(element)}")
    if place == "alone" or (place == "paragraph" and writer.has_blocks(element.children)):
        return join(block_of(around("**", title)), *map(block_of, more), writer.lay_out(element.children))
    words = " ".join(part for part in (around("**", title), *more) if part)
    inside = writer.inline(element.children)
    return f"{words} {inside}" if words else inside


def _labels(writer: Writer, element: Element, *names: str) -> list[str]:
    return [label for name in names if (label := writer.label(element, name))]


def _left(element: Element) -> str:
    """What the notice says of an unknown component's other words."""
    left = words_left(element)
    element.asked.update(element.attributes)
    if not left:
        return ""
    return f", its attribute{'s'[: len(left) - 1]} {named(left)} {'was' if len(left) == 1 else 'were'} not"


def write_foreign(writer: Writer, element: Element, place: Place) -> Block | str:
    """A drawing, a form: shown as code whatever is in it."""
    writer.notes.add(element.line, f"the tag {element.shown} has no counterpart; it is shown as code")
    return writer.show_source(element, place)


def write_dropped(writer: Writer, element: Element, place: Place) -> Block | str:
    element.asked.update(element.attributes)
    writer.notes.add(element.line, f"{element.shown} was left out")
    return ""


def write_icon(writer: Writer, element: Element, place: Place) -> Block | str:
    """Icons are no words; what stands within one is."""
    if not _has_content(element) and element.name != "Spacer":
        writer.notes.add(element.line, f"the icon {element.shown} was left out")
    return writer.inline(element.children)


def write_field(writer: Writer, element: Element, place: Place) -> Block | str:
    """A parameter of an interface: its name, type and whether it must be given."""
    name = writer.label(element, "path", "query", "body", "header", "name")
    kind, default = writer.label(element, "type"), writer.label(element, "default")
    required = "required" if writer.value(element, "required") is True else ""
    facts = ", ".join(part for part in (kind, required, default and f"default {default}") if part)
    head = f"{around('**', name)} ({facts})" if facts else around("**", name)
    if place == "row":
        return kept_in_line(writer, element, name)
    return join(block_of(head), writer.lay_out(element.children))
