"""Hugo's shortcodes become our Markdown: known ones what they mean, unknown ones their content or their source as code.

Hugo reads them before Markdown. We leave those in code as they are, as they are examples; what is escaped stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from articles.conversion import Converted
from articles.conversion.escapes import (
    HIDDEN,
    Closers,
    escape_shortcodes,
    show_hidden,
    show_shortcodes,
    unescape_shortcodes,
)
from articles.conversion.known_shortcodes import SINGLE, Tag, convert_pair, convert_single
from articles.conversion.pieces import MORE, Lines, Piece, is_alone, join, remove_line
from articles.conversion.spans import OutsideCode

__all__ = ["convert_shortcodes", "escape_shortcodes", "unescape_shortcodes"]

# Deeper pairs keep their content only: each level is worked through once more.
MAX_DEPTH = 12
# Their content is code, so that nothing is looked for in it.
_CODE = ("highlight", "mermaid")

_STRING = r'"(?:[^"\\\n]|\\.)*+"|`[^`]*+`'
_TAG = (
    r"\{\{(?P<mark>[<%])\s*+(?P<close>/?)\s*+(?P<name>\w[\w./-]*+(?<!/))"
    rf"(?P<args>(?:\s++|{_STRING}|(?!/?\s*+[>%]\}}\}}|\{{\{{[<%]|\\[\"`])[^\s\"`])*+)(?P<single>/?)\s*+[>%]\}}\}}"
)
_START = re.compile(rf"{HIDDEN.pattern.replace('?P<mark>', '?P<hidden>')}|{_TAG}|(?P<divider>{MORE})", re.MULTILINE)
_CODE_END = {name: re.compile(rf"\{{\{{[<%]\s*+/\s*+{name}\s*+[>%]\}}\}}") for name in _CODE}
_ARGUMENT = re.compile(rf"(?:(?P<key>[\w-]+)\s*=\s*)?(?P<value>{_STRING}|[^\s\"`]+)")


@dataclass
class _Frame:
    """A pair that is open, and what was made of its content so far."""

    tag: Tag | None
    pieces: list[Piece] = field(default_factory=list)


def convert_shortcodes(text: str) -> Converted:
    """A text of a Hugo site in our Markdown."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = Lines(text)
    tags = list(_read_tags(text))
    partners = _pair(tags)
    frames = [_Frame(None)]
    place = 0
    for index, tag in enumerate(tags):
        frames[-1].pieces.append(show_shortcodes(text[place : tag.start]))
        place = tag.end
        partner = partners.get(index)
        if tag.shown is not None:
            frames[-1].pieces.append(tag.shown)
        elif partner is None:
            frames[-1].pieces.append(convert_single(tag, lines))
        elif len(frames) <= MAX_DEPTH and partner > index:
            frames.append(_Frame(tag))
        elif frames[-1].tag is tags[partner]:
            frame = frames.pop()
            frames[-1].pieces.append(convert_pair(tags[partner], join(frame.pieces), lines))
        elif partner > index:
            lines.add(tag.start, f"the shortcode {tag.label} is nested too deep; its content was kept")
    frames[-1].pieces.append(show_shortcodes(text[place:]))
    return Converted(join(frames[0].pieces), lines.notices())


def _read_tags(text: str) -> Iterator[Tag]:
    """Shortcodes outside of code, and what is shown in place of escapes and summary dividers, in order."""
    starts, closers, code_ends = OutsideCode(_START, text), Closers(text), Closers(text)
    place = 0
    while found := starts.find(place):
        start = found.start()
        if found["divider"] is not None:
            shown, place = remove_line(text, found)
            yield Tag(start, place, shown=shown)
        elif found["hidden"] or found["open"] or found["more"]:
            shown, place = show_hidden(text, found, closers, mark=found["hidden"])
            yield Tag(start, place, shown=shown)
        else:
            tag = _read_tag(text, found, place, code_ends)
            yield tag
            place = tag.end


def _read_tag(text: str, match: re.Match[str], before: int, code_ends: Closers) -> Tag:
    start, end = match.span()
    name = match["name"].lower()
    arguments, named = _read_arguments(match["args"])
    closes, is_single = bool(match["close"]), bool(match["single"])
    code = None
    if name in _CODE and not closes and not is_single:
        found = code_ends.search(_CODE_END[name], end)
        if found:
            code, end = show_shortcodes(text[end : found.start()]), found.end()
    return Tag(
        start, end, source=match[0], mark=match["mark"], name=name, arguments=arguments, named=named,
        closes=closes, is_single=is_single, code=code,
        is_alone=is_alone(text, start, end, before),
    )  # fmt: skip


def _read_arguments(text: str) -> tuple[tuple[str, ...], dict[str, str]]:
    positional: list[str] = []
    named: dict[str, str] = {}
    for found in _ARGUMENT.finditer(text):
        value = found["value"]
        if value[0] == value[-1] and value[0] in '"`' and len(value) > 1:
            value = re.sub(r'\\(["\\])', r"\1", value[1:-1]) if value[0] == '"' else value[1:-1]
        value = show_shortcodes(value)
        if found["key"]:
            named[found["key"].lower()] = value
        else:
            positional.append(value)
    return tuple(positional), named


def _pair(tags: list[Tag]) -> dict[int, int]:
    """Both ways, which tag closes which: the nearest open one of its name; what is open within that is single."""
    partners: dict[int, int] = {}
    waiting: list[int] = []
    counts: dict[str, int] = {}
    for index, tag in enumerate(tags):
        if tag.shown is not None or tag.is_single or tag.code is not None or tag.name in SINGLE:
            continue
        if not tag.closes:
            waiting.append(index)
            counts[tag.name] = counts.get(tag.name, 0) + 1
            continue
        while counts.get(tag.name):
            opening = waiting.pop()
            counts[tags[opening].name] -= 1
            if tags[opening].name == tag.name:
                partners[opening], partners[index] = index, opening
                break
    return partners
