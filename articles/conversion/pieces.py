"""Our Markdown for what a tag stood for, and how it is set between the lines around it."""

from __future__ import annotations

import itertools
import re
import textwrap
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from articles.conversion import Notice
from articles.conversion.markdown import code_span, destination, image

MORE = r"^[ \t]*+<!--[ \t]*more[ \t]*-->[ \t]*$\n?"

_COLONS = re.compile(r"^[ \t>]*(:{3,})", re.MULTILINE)
_TICKS = re.compile(r"`+")
_LEAD = re.compile(r"[ \t>]*+(?:(?:[-+*]|\d{1,9}[.)])[ \t]++)*+$")
_LINE_REST = re.compile(r"[ \t]*+(?:\n|\Z)")
_ENDS_BLANK = re.compile(r"(?:\A|\n)[ \t>]*+\n\Z")
_BLANK_LINE = re.compile(r"[ \t]*+\n")
_KINDS = {
    "note": "note info information primary secondary default abstract summary question quote example important seealso",
    "tip": "tip hint success done check light",
    "warning": "warning warn attention",
    "danger": "danger error failure fail bug critical caution fire",
}
KINDS = {word: kind for kind, words in _KINDS.items() for word in words.split()}


class Block(NamedTuple):
    """Lines that must stand alone: own first and last lines around content that still has its source's indentation."""

    first: str
    content: str = ""
    last: str = ""
    is_code: bool = False

    def lines(self, lead: str) -> list[str]:
        """All lines, without the lead (indentation, quote marks) that the source had in front of each."""
        if not self.content:
            return [self.first]
        content = _without_lead(self.content, lead)
        content = re.sub(r"\A(?:[ \t]*\n)+", "", content).rstrip()
        if not self.is_code:
            content = textwrap.dedent(content)
        return [line for line in (self.first, content, self.last) if line]


Piece = str | Block


def is_alone(text: str, start: int, end: int, before: int) -> bool:
    """Whether a tag has its lines for itself, but for marks of lists and quotes; `before` ends the last tag."""
    line = text.rfind("\n", before, start) + 1
    if not line and (line := before) and text[line - 1] != "\n":
        return False
    return bool(_LEAD.fullmatch(text, line, start) and _LINE_REST.match(text, end))


def remove_line(text: str, found: re.Match[str]) -> tuple[str, int]:
    """What stands for a removed line, and where the text goes on; paragraphs before and after it stay apart."""
    blank = _BLANK_LINE.match(text, found.end())
    if found.start() == 0 or text.endswith("\n\n", 0, found.start()):
        return "", blank.end() if blank else found.end()
    return "" if blank else "\n", found.end()


class Lines:
    """The line of a place in a text, and the notices that name it."""

    def __init__(self, text: str) -> None:
        self._ends = [found.start() for found in re.finditer("\n", text)]
        self._notices: list[Notice] = []

    def add(self, place: int, text: str) -> None:
        self._notices.append(Notice(bisect_left(self._ends, place) + 1, text))

    def notices(self) -> tuple[Notice, ...]:
        return tuple(sorted(self._notices, key=lambda notice: notice.line))


def join(pieces: Iterable[Piece]) -> str:
    """All pieces as one text; a block gets lines of its own, with a blank line before and after it."""
    done: list[str] = []
    line: list[str] = []
    after: str | None = None
    for piece in _merge(pieces):
        if isinstance(piece, str):
            if after is not None:
                piece, after = _continue_after_block(done, piece, after)
            head, newline, tail = piece.rpartition("\n")
            if newline:
                done.append("".join((*line, head, newline)))
                line = []
            line.append(tail)
            continue
        lead = "".join(line) if after is None else after
        line = []
        after = _add_block(done, lead, piece, is_first=after is None)
    return "".join((*done, *line))


def _continue_after_block(done: list[str], piece: str, lead: str) -> tuple[str, str | None]:
    """What follows a block, on a line of its own; a piece of blanks alone waits for the next one."""
    rest = piece.lstrip(" \t")
    if not rest:
        return "", lead
    if not rest.startswith("\n"):
        return f"\n{lead.rstrip()}\n{lead}{rest}", None
    following = rest[1:]
    is_blank = not following.partition("\n")[0].strip(" \t>" if ">" in lead else " \t")
    return (f"\n{following}" if is_blank else f"\n{lead.rstrip()}\n{following}"), None


def _merge(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Texts in a row as one, so that a text's first line is seen whole."""
    for is_text, group in itertools.groupby(pieces, key=lambda piece: isinstance(piece, str)):
        if is_text:
            yield "".join(str(piece) for piece in group)
        else:
            yield from group


def _add_block(done: list[str], line: str, block: Block, *, is_first: bool) -> str:
    """Set a block after what is done; returns what stands in front of each of its lines."""
    is_lead = bool(_LEAD.match(line))
    lead = re.sub(r"[^ \t>]", " ", line) if is_lead else line[: len(line) - len(line.lstrip(" \t>"))]
    start = line if is_lead else lead
    if not is_lead:
        done.append(f"{line.rstrip()}\n{lead.rstrip()}\n")
    elif not is_first:
        done.append(f"\n{lead.rstrip()}\n")
    elif start == lead and not _ends_blank(done):
        done.append(f"{lead.rstrip()}\n")
    first, *rest = "\n".join(block.lines(lead)).split("\n")
    done.append("\n".join([start + first, *((lead + line if line.strip() else lead.rstrip()) for line in rest)]))
    return lead


def _ends_blank(done: list[str]) -> bool:
    """Whether nothing or a blank line stands before; its two newlines may be in two pieces."""
    return not done or bool(_ENDS_BLANK.search("".join(piece[-200:] for piece in done[-4:])))


def _without_lead(content: str, lead: str) -> str:
    if not lead:
        return content
    bare = lead.rstrip()
    first, *rest = content.split("\n")
    return "\n".join([first, *(line.removeprefix(lead if line.startswith(lead) else bare) for line in rest)])


def one_line(text: str) -> str:
    return " ".join(text.split())


def fence(info: str, code: str) -> Block:
    ticks = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(code)), default=0))
    return Block(f"{ticks}{one_line(info).replace('`', '')}", code, ticks, is_code=True)


def placeholder(source: str, *, is_alone: bool) -> Piece:
    """The source of a tag as code: in its line, or as lines of its own when it has several."""
    if "\n" in source:
        return fence("text", source) if is_alone else code_span(one_line(source))
    return Block(code_span(source)) if is_alone else code_span(source)


def container(head: str, content: str) -> Block:
    """A container with more colons than any within it."""
    colons = ":" * max(3, 1 + max((len(run) for run in _COLONS.findall(content)), default=0))
    return Block(f"{colons}{one_line(head)}", content, colons)


def figure(*, src: str, alt: str, caption: str, link: str = "", is_alone: bool) -> Piece:
    """An image, which is a figure with a caption when it stands alone; a caption with markup needs lines of its own."""
    alt = re.sub(r"([\[\]\\`*_<])", r"\\\1", one_line(alt or caption))
    caption = one_line(caption)
    has_markup = is_alone and bool(re.search(r"[*_`\[<]", caption))
    shown = image(alt, one_line(src), "" if has_markup else caption)
    if link:
        shown = f"[{shown}]({destination(one_line(link))})"
    if has_markup:
        return container("figure", f"{shown}\n\n{caption}")
    return Block(shown) if is_alone else shown


def web_link(address: str, *, is_alone: bool) -> Piece:
    link = f"<{address}>"
    return Block(link) if is_alone else link
