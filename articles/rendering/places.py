"""Where in an author's text its words, links, pictures, headings and blocks stand, for those who point at them.

Places are offsets into the text. What stands in a note within a line (`^[…]`) is not told.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from markdown_it.token import Token

from articles.rendering.code import read_fence
from articles.rendering.headings import PAGE_IDS
from articles.rendering.spans import SPANS, Span

# Signs of Markdown, which nobody sees, and what is seen and is no words.
MARK, OPAQUE = "\x00", "\ufffc"
_OPAQUE_RULES = {"backticks", "image", "autolink", "entity"}
_MARKS = {"strikethrough", "emphasis", "marked"}
_MISSES = 20
_CELLS = {"th", "td"}


class Part(NamedTuple):
    """A link or a picture, by offsets into the words it is in; a link may be shown by a picture."""

    kind: str
    start: int
    end: int
    address: str
    words: str
    pictured: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a paragraph, a heading or a cell. `prose` is as long as `text` and has its words alone: signs of
    Markdown are `MARK` in it, and code, formulas, pictures and addresses `OPAQUE`."""

    kind: str
    text: str
    prose: str
    parts: tuple[Part, ...]
    # For each of its lines the offset into these words, and that into the whole text.
    _within: Sequence[int]
    _whole: Sequence[int]

    def place(self, offset: int) -> int:
        """An offset into these words as one into the whole text."""
        line = bisect_right(self._within, offset) - 1
        return self._whole[line] + offset - self._within[line]


class HeadingPlace(NamedTuple):
    """A heading with its level on the page, how many signs its author gave it, and its anchor."""

    start: int
    end: int
    level: int
    written: int
    anchor: str
    words: str


class BlockPlace(NamedTuple):
    """A block of code or a table by its first line; `said` is what that says of it: a language, or the head's words."""

    kind: str
    start: int
    end: int
    said: str


@dataclass(slots=True)
class Places:
    """All of them. `anchors` are those of headings and notes, and of the page itself."""

    words: list[Words] = field(default_factory=list)
    headings: list[HeadingPlace] = field(default_factory=list)
    blocks: list[BlockPlace] = field(default_factory=list)
    anchors: set[str] = field(default_factory=lambda: set(PAGE_IDS))


def find_places(tokens: Sequence[Token], text: str) -> Places:
    """Of the tokens of a parser that notes spans."""
    places, lines = Places(), _Lines(text)
    for index, token in enumerate(tokens):
        if token.type == "inline" and token.map:
            words = _read_words(token, tokens[index - 1].type.removesuffix("_open"), lines)
            places.words.append(words)
            if tokens[index - 1].type == "heading_open":
                places.headings.append(_heading(tokens[index - 1], words))
        elif token.type in {"fence", "code_block", "table_open"} and token.map:
            places.blocks.append(BlockPlace(token.type, *lines.span(token.map[0]), _said(tokens, index)))
        elif token.type == "footnote_item_open":
            places.anchors.add(str(token.attrs["id"]))
        if token.type == "inline" and "[" in token.content:
            references = (child for child in token.children or () if child.type == "footnote_ref")
            places.anchors.update(str(reference.meta["id"]) for reference in references)
    places.anchors.update(heading.anchor for heading in places.headings)
    return places


def _heading(opening: Token, words: Words) -> HeadingPlace:
    written = {"=": 1, "-": 2}.get(opening.markup) or len(opening.markup)
    heading = opening.meta["heading"]
    start, end = words.place(0), words.place(len(words.text))
    return HeadingPlace(start, end, heading.level, written, heading.anchor, heading.text)


def _said(tokens: Sequence[Token], index: int) -> str:
    if tokens[index].type != "table_open":
        return read_fence(tokens[index].info).word
    end = next(end for end in range(index, len(tokens)) if tokens[end].type == "thead_close")
    return "".join(token.content for token in tokens[index:end] if token.type == "inline").strip()


class _Lines:
    """The lines of a text, and how far cells of a row have been found in theirs."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._row = self._done = 0

    def span(self, number: int) -> tuple[int, int]:
        """Offsets of a line without the blanks around it."""
        begins, line = self._line(number)
        start = begins + len(line) - len(line.lstrip())
        return start, max(start, begins + len(line.rstrip()))

    def _line(self, number: int) -> tuple[int, str]:
        """The last one for those that only a parser sees, which takes other signs for the end of a line too."""
        known = min(number, len(self._lines) - 1)
        return self._starts[known], self._lines[known]

    def find(self, words: str, number: int, *, cell: bool) -> int:
        """The offset of one line of words. They end with their line, but for headings and cells."""
        start, line = self._line(number)
        if cell:
            return start + self._find_cell(words, line, number)
        bare, words = line.rstrip(), words.rstrip()
        at = len(bare) - len(words) if bare.endswith(words) else line.find(words)
        return start + (at if at >= 0 else len(line) - len(line.lstrip()))

    def _find_cell(self, words: str, line: str, number: int) -> int:
        if number != self._row:
            self._row, self._done = number, 0
        # An escaped bar has lost its sign.
        at = line.find(words.partition("|")[0], self._done)
        self._done = min(len(line), max(at, self._done) + len(words))
        return max(at, 0) if words else self._done


def _read_words(inline: Token, kind: str, lines: _Lines) -> Words:
    text = inline.content
    first = inline.map[0] if inline.map else 0
    within, whole = [], []
    offset = 0
    for number, line in enumerate(text.split("\n"), first):
        within.append(offset)
        whole.append(lines.find(line, number, cell=kind in _CELLS))
        offset += len(line) + 1
    spans: list[Span] = inline.meta.get(SPANS, [])
    children = inline.children or []
    bare = list(_bare_addresses(children, text)) if "." in text or ":" in text else []
    shown = _shown(children) if spans else {}
    parts = [*bare, *(part for span in spans if (part := _part(span, shown)))]
    hidden = [*((part.start, part.end, OPAQUE) for part in bare), *(edge for span in spans for edge in _edges(span))]
    return Words(kind, text, _blot(text, hidden), tuple(sorted(parts, key=lambda part: part.start)), within, whole)


def _bare_addresses(children: Sequence[Token], text: str) -> Iterator[Part]:
    done = missed = 0
    for index, child in enumerate(children):
        if child.type == "link_open" and child.markup == "linkify":
            words = children[index + 1].content
            # One that was written with references for its signs is not found, and has no length. To look for many
            # such would take the square of them.
            at = text.find(words, done) if missed < _MISSES else -1
            missed += at < 0
            start, done = (at, at + len(words)) if at >= 0 else (done, done)
            yield Part("bare", start, done, str(child.attrs["href"]), words)


def _shown(children: Sequence[Token]) -> dict[int, tuple[str, bool]]:
    """By the id of a token that opens a link its words, and whether a picture is among them."""
    found: dict[int, tuple[str, bool]] = {}
    opened, words, pictured = 0, [""], False
    for child in children:
        if child.type == "link_open":
            opened, words, pictured = id(child), [], False
        elif child.type == "link_close":
            found[opened] = "".join(words), pictured
        else:
            words.append(_plain(child))
            pictured = pictured or child.type == "image"
    return found


def _plain(token: Token) -> str:
    """The words of a token; deep ones are those that a picture has for its words."""
    if token.type == "image":
        return "".join(child.content for child in token.children or ())
    return token.content


def _part(span: Span, shown: dict[int, tuple[str, bool]]) -> Part | None:
    token = span.token
    if token is None or token.markup == "linkify":
        return None
    if token.type == "image":
        return Part("picture", span.start, span.end, str(token.attrs.get("src", "")), _plain(token).strip())
    if token.type == "link_open" and span.rule in {"link", "autolink"}:
        words, pictured = shown.get(id(token), ("", False))
        kind = "link" if span.rule == "link" else "bare"
        return Part(kind, span.start, span.end, str(token.attrs.get("href", "")), words.strip(), pictured)
    return None


def _edges(span: Span) -> Iterator[tuple[int, int, str]]:
    """What nobody reads as words of what a rule found."""
    if span.rule == "link":
        yield span.start, span.label[0], MARK
        yield span.label[1], span.end, MARK
    elif span.rule == "escape":
        yield span.start, span.start + 1, MARK
    elif _is_opaque(span):
        yield span.start, span.end, OPAQUE
    elif span.rule in _MARKS and (span.token is None or span.token.markup != "linkify"):
        yield span.start, span.end, MARK


def _is_opaque(span: Span) -> bool:
    if span.token is None:
        return span.rule == "entity"
    return span.rule in _OPAQUE_RULES or span.token.type == "formula"


def _blot(text: str, hidden: list[tuple[int, int, str]]) -> str:
    if not hidden:
        return text
    parts, done = [], 0
    for start, end, sign in sorted(hidden):
        if end > done:
            parts += [text[done:start], sign * (end - max(start, done))]
            done = end
    return "".join([*parts, text[done:]])
