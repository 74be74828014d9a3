"""Pictures of this site are shown, those of other hosts are links: reading asks nobody else's server for anything.

A picture that has a title and its paragraph for itself is a figure, and the title its caption.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# Tokens that hold their source.
_SOURCES = {"tag", "footnote_ref", "formula"}


def add_pictures(markdown: MarkdownIt) -> None:
    markdown.core.ruler.push("pictures", _lay_out_pictures)
    markdown.add_render_rule("image", _image)


def _lay_out_pictures(state: StateCore) -> None:
    if ":::" in state.src:
        state.tokens = _lay_out_figures(state.tokens)
    if "![" not in state.src:
        return
    for index, token in enumerate(state.tokens):
        if token.type == "inline" and "![" in token.content:
            _mark_linked(token.children or [])
            if state.tokens[index - 1].type == "paragraph_open" and (picture := _only_picture(token)):
                _make_figure(picture, *state.tokens[index - 1 : index + 2])


def _only_picture(inline: Token) -> Token | None:
    children = inline.children or []
    return children[0] if len(children) == 1 and children[0].type == "image" else None


def _mark_linked(children: list[Token]) -> None:
    """A link in a link is no HTML, so that pictures of other hosts must know where they are."""
    depth = 0
    for child in children:
        depth += child.nesting if child.type in {"link_open", "link_close"} else 0
        if child.type == "image":
            child.meta["linked"] = depth > 0
            _keep_words(child)


def _keep_words(picture: Token) -> None:
    """The words for a picture are no HTML: what is not plain in them is shown as its source."""
    pictures = [picture]
    while pictures:
        for child in pictures.pop().children or ():
            if child.type == "image":
                pictures.append(child)
            elif child.type in _SOURCES:
                child.type, child.content = "text", f"{child.markup}{child.content}{child.markup}"


def _make_figure(picture: Token, opening: Token, inline: Token, closing: Token) -> None:
    """Of a paragraph that is only a picture. One that becomes a link keeps its caption behind it."""
    title = str(picture.attrs.pop("title", ""))
    words = Token("text", "", 0, content=title)
    if title and not is_local(str(picture.attrs["src"])):
        words.content = f": {title}"
        inline.children = [picture, words]
    elif title:
        opening.type, closing.type = "figure_open", "figure_close"
        opening.tag = closing.tag = "figure"
        opening.hidden = closing.hidden = False
        inline.children = [picture, _caption(1), words, _caption(-1)]


def _caption(nesting: Literal[1, -1]) -> Token:
    return Token("figcaption_open" if nesting == 1 else "figcaption_close", "figcaption", nesting)


def _lay_out_figures(tokens: list[Token]) -> list[Token]:
    captions: dict[int, Token] = {}
    for index, token in enumerate(tokens):
        if token.type == "container_box_open" and token.tag == "figure":
            captions |= _lay_out_figure(tokens, index, _end_of(tokens, index))
    if not captions:
        return tokens
    pairs = ((captions.get(index), token) for index, token in enumerate(tokens))
    return [token for pair in pairs for token in pair if token is not None]


def _lay_out_figure(tokens: list[Token], start: int, end: int) -> dict[int, Token]:
    """The first block is the picture, or what stands for it, and all others are the caption: what goes before which."""
    first = _end_of(tokens, start + 1)
    if tokens[start + 1].type == "paragraph_open" and (picture := _only_picture(tokens[start + 2])):
        if not is_local(str(picture.attrs["src"])) or (first + 1 == end and "title" in picture.attrs):
            # The paragraph says it all, or becomes the figure itself.
            tokens[start].hidden = tokens[end].hidden = True
            return {}
        tokens[start + 1].type = "picture_open"
        tokens[start + 1].hidden = tokens[first].hidden = True
    if first + 1 >= end:
        return {}
    if tokens[first + 1].type == "paragraph_open" and _end_of(tokens, first + 1) + 1 == end:
        tokens[first + 1].hidden = tokens[end - 1].hidden = True
    return {first + 1: _caption(1), end: _caption(-1)}


def _end_of(tokens: list[Token], index: int) -> int:
    """Where the block ends that starts there."""
    depth = 0
    for end in range(index, len(tokens)):
        depth += tokens[end].nesting
        if depth <= 0:
            return end
    raise ValueError("a block that never ends")


def _image(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    source = str(token.attrs.get("src", ""))
    alt = renderer.renderInlineAsText(token.children or [], options, env).strip()
    if not is_local(source):
        words = escapeHtml(alt or source)
        return words if token.meta.get("linked") else f'<a href="{escapeHtml(source)}">{words}</a>'
    token.attrs["alt"] = alt
    token.attrs["loading"] = "lazy"
    return renderer.renderToken(tokens, index, options, env)


def foreign_pictures(tokens: Sequence[Token]) -> list[tuple[int, str]]:
    """Line and address of each picture that is of another host; the first line of a text is 1."""
    inlines = [token for token in tokens if token.type == "inline" and token.map]
    found = ((token.map[0] + 1, child) for token in inlines if token.map for child in token.children or [])
    sources = ((line, str(child.attrs.get("src", ""))) for line, child in found if child.type == "image")
    return [(line, source) for line, source in sources if not is_local(source)]


def is_local(address: str) -> bool:
    """Whether a picture is of this site."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    # A browser takes any number of slashes for two.
    return not parts.scheme and not address.startswith("//")
