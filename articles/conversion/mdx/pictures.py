"""Images, figures with captions, and what only links can stand for: videos and other sites' frames."""

from __future__ import annotations

import re

from articles.conversion.markdown import has_markup, image, link, one_line, plain
from articles.conversion.mdx.asides import kept_in_line
from articles.conversion.mdx.nodes import Element, Node, Text, plain_kind
from articles.conversion.mdx.page import Block, block_of, contain, join
from articles.conversion.mdx.writer import Place, Writer

_SOURCE_ATTRIBUTES = ("src", "source", "url", "href", "image", "path")
_CAPTIONS = ("caption", "title", "figcaption", "legend")
_IMAGE_LINE = re.compile(
    r"!\[(?:[^\[\]\\]|\\.)*\]\((?P<address><(?:[^<>\\]|\\.)*>|[^\s()<>]+)(?P<title> \"(?:[^\"\\]|\\.)*\")?\)"
)
_VIDEO_ID = re.compile(r"[\w-]{6,20}")


def write_picture(writer: Writer, element: Element, place: Place) -> Block | str:
    address = _address(writer, element)
    if not address:
        writer.notes.add(element.line, f"the address of {element.shown} is computed or missing; it is shown as code")
        return writer.show_source(element, place)
    alt = _alt(writer, element)
    caption = writer.string(element, *_CAPTIONS)
    words = _caption_words(writer, element, element.children)
    if place != "alone":
        title = caption or (one_line(words) if not has_markup(words) else "")
        shown = image(alt, address, title)
        return f"{shown} {words}".strip() if words and not title else shown
    if words and (has_markup(words) or caption):
        return _figure(block_of(image(alt, address, caption)), words)
    return block_of(image(alt, address, caption or words))


def _address(writer: Writer, element: Element) -> str:
    for name in _SOURCE_ATTRIBUTES[:2]:
        attribute = element.attributes.get(name)
        if attribute and attribute.kind != "bare":
            value = writer.evaluate(attribute.value) if attribute.kind == "code" else writer.value(element, name)
            value = value.get("src") if isinstance(value, dict) else value
            return value.strip() if isinstance(value, str) else ""
    return ""


def _alt(writer: Writer, element: Element) -> str:
    """An empty text is the author's word that the image needs none."""
    alt = writer.value(element, "alt")
    if isinstance(alt, str):
        return plain(alt).strip()
    writer.notes.add(element.line, f"the image {element.shown} has no alt text")
    return ""


def _caption_words(writer: Writer, element: Element, children: list[Node]) -> str:
    """A caption that is JSX, or the content, as Markdown on one line."""
    for name in _CAPTIONS:
        attribute = element.attributes.get(name)
        if attribute and attribute.kind == "code" and attribute.value.strip().startswith("<"):
            return writer.label(element, name)
    return one_line(writer.inline(children))


def _figure(content: Block, caption: str) -> Block:
    return contain("figure", "", join(content, block_of(caption)))


def write_figure(writer: Writer, element: Element, place: Place) -> Block | str:
    """An image of its own or among the content, and a caption."""
    if element.attributes.keys() & {"src", "source"}:
        return write_picture(writer, element, place)
    own = writer.label(element, *_CAPTIONS)
    children, caption = _without_caption(element.children, is_deep=not own)
    words = " ".join(part for part in (own, one_line(writer.inline(caption.children)) if caption else "") if part)
    if place == "row":
        inside = writer.inline(children).strip()
        return f"{inside} {words}".strip()
    content = writer.lay_out(children)
    if not words:
        return content
    if len(content.lines) == 1 and (match := _IMAGE_LINE.fullmatch(content.lines[0])):
        if not has_markup(words) and not match["title"]:
            return block_of(f'{content.lines[0][:-1]} "{_in_quotes(words)}")')
        return _figure(content, words)
    if not content.is_empty:
        writer.notes.add(element.line, f"{element.shown} holds no single image; its caption became a paragraph")
    return join(content, block_of(words))


def _in_quotes(words: str) -> str:
    return words.replace('"', '\\"')


def _without_caption(nodes: list[Node], *, is_deep: bool) -> tuple[list[Node], Element | None]:
    """The nodes without the caption among them, which may lie one element deeper."""
    for index, node in enumerate(nodes):
        if isinstance(node, Element) and node.name.rsplit(".", 1)[-1].lower() in {"figcaption", "caption"}:
            return [*nodes[:index], *nodes[index + 1 :]], node
    solid = [node for node in nodes if not (isinstance(node, Text) and not node.source.strip())]
    only = solid[0] if len(solid) == 1 else None
    if not is_deep or not isinstance(only, Element) or plain_kind(only) not in {"box", "figure"}:
        return nodes, None
    has_its_own = only.attributes.keys() & {"src", "caption", "title"}
    return (nodes, None) if has_its_own else _without_caption(only.children, is_deep=True)


def write_embed(writer: Writer, element: Element, place: Place) -> Block | str:
    """A link, because reading asks nobody else's server for anything."""
    address = _embedded(writer, element)
    if not address:
        writer.notes.add(element.line, f"{element.shown} has no plain address; it is shown as code")
        return writer.show_source(element, place)
    writer.notes.add(element.line, f"{element.shown} is shown as a link")
    words = writer.label(element, "title", "caption", "alt", "label") or plain(address)
    shown = link(words, address)
    inside = one_line(writer.inline([node for node in element.children if not _is_source(node)]))
    if place != "alone":
        return f"{shown} {inside}".strip()
    return join(block_of(shown), block_of(inside))


def _embedded(writer: Writer, element: Element) -> str:
    sources = [child for child in element.children if isinstance(child, Element) and _is_source(child)]
    for holder in (element, *sources):
        address = writer.string(holder, "src", "url", "href", "link", "tweetLink", "video", "embedUrl")
        if address.startswith(("https://", "http://", "/", "./", "../")) and not address.startswith("//"):
            return address
    return _from_id(
        element.name.lower(), writer.string(element, "id", "videoId", "youTubeId", "youtubeId", "tweetId", "videoid")
    )


def _from_id(name: str, code: str) -> str:
    if not _VIDEO_ID.fullmatch(code):
        return ""
    if "youtube" in name:
        return f"https://www.youtube.com/watch?v={code}"
    if "tweet" in name:
        return f"https://twitter.com/i/status/{code}"
    return f"https://vimeo.com/{code}" if "vimeo" in name else ""


def _is_source(node: Node) -> bool:
    return isinstance(node, Element) and node.name in {"source", "track"}


def write_link(writer: Writer, element: Element, place: Place) -> Block | str:
    """Words that lead somewhere; blocks keep their form, and the link stands below them."""
    address = _link_address(writer, element)
    if place == "alone" and writer.has_blocks(element.children):
        below = block_of(link(plain(address), address)) if address else Block([])
        return join(writer.lay_out(element.children), below)
    words = one_line(writer.inline(element.children)) if place == "row" else writer.inline(element.children)
    words = words if words.strip() else writer.label(element, "label", "title", "text", "name") or plain(address)
    return link(words, address) if address else words


def _link_address(writer: Writer, element: Element) -> str:
    for name in ("href", "to", "url"):
        value = writer.value(element, name)
        if isinstance(value, dict):
            value = value.get("pathname")
        if isinstance(value, str) and value.strip():
            return value.strip()
    if element.attributes.keys() & {"id", "name"} and not element.children:
        writer.notes.add(element.line, f"the anchor {element.shown} was left out")
    elif not element.attributes.keys() & {"href", "to", "url"} and element.name in {"Link", "A", "a", "NextLink"}:
        writer.notes.add(element.line, f"{element.shown} has no address; its content was kept")
    return ""


__all__ = ["kept_in_line", "write_embed", "write_figure", "write_link", "write_picture"]
