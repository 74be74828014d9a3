"""Takes an MDX text apart into a tree. Every character is in it, except comments and statements.

Fences, code spans and escapes are passed over first, so nothing in them is taken for a tag. What is not closed or
not opened stays as a `Loose` piece of source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

from articles.conversion.mdx.literals import Literals
from articles.conversion.mdx.modules import Modules
from articles.conversion.mdx.names import KINDS, RAW_NAMES, VOID_TAGS
from articles.conversion.mdx.nodes import Element, Expression, Loose, Node, Quote, Text, Verbatim
from articles.conversion.mdx.notes import Notes
from articles.conversion.mdx.scanner import Scanner, Source, Tag

MAX_DEPTH = 50

MARKERS = r"[ \t]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+"

_MARK = re.compile(
    rf"(?P<escape>(?:\\[^\n])++)"
    rf"|^(?P<lead>{MARKERS})(?:(?P<fence>`{{3,}}+(?=[^`\n]*$)|~{{3,}}+)|(?P<quote>>))"
    rf"|^(?P<module>(?:import|export|const|let|var|function|async)\b)"
    rf"|(?P<ticks>`++)|(?P<brace>\{{)|(?P<angle><)",
    re.MULTILINE,
)
_QUOTE_LINE = re.compile(r"[ \t]*+>[^\n]*(?:\n|\Z)")
_QUOTE_MARK = re.compile(r"^[ \t]*> ?", re.MULTILINE)
_PARAGRAPH_END = re.compile(r"\n[ \t]*+(?=\n|\Z|```|~~~)")
_AUTOLINK = re.compile(r"<(?:(?:https?|ftp|mailto|tel):[^\s<>]*+|[\w.+-]++@[\w-]++(?:\.[\w-]++)+)>")
_ONLY_COMMENTS = re.compile(r"(?:\s++|/\*(?:[^*]++|\*(?!/))*+\*/|//[^\n]*+)*+")
_REST_OF_LINE = re.compile(r"[ \t]*+(?:\n|\Z)")
_HEADING_ID = re.compile(r"#[\w-]+")
# What the renderer takes for a heading's anchor: an id behind words, and nothing behind it.
_OWN_ID = re.compile(r"#[A-Za-z][\w-]*", re.ASCII)
_HEADING_START = re.compile(rf"{MARKERS}#{{1,6}}[ \t]++\S.*[ \t]\Z")
_HEADING_END = re.compile(r"(?:[ \t]++#++)?[ \t]*+(?=\n|\Z)")


@dataclass(slots=True)
class _Open:
    """An element whose end is awaited; without `element`, a tag that lies too deep and is left out."""

    name: str
    children: list[Node]
    element: Element | None


class TreeParser:
    """Reads one text; a quotation's inside is read by a parser of its own."""

    def __init__(self, source: Source, literals: Literals, notes: Notes, depth: int = 0) -> None:
        self._source = source
        self._text = source.text
        self._literals = literals
        self._notes = notes
        self._depth = depth
        self._scanner = Scanner(source.text, notes)
        self.modules = Modules(source, self._scanner, literals, notes)
        self._stack: list[_Open] = [_Open("", [], None)]
        self._names: Counter[str] = Counter()
        self._done = 0
        self._paragraph = (0, -1)
        self._never_closed: set[str] = set()
        self._ticks: dict[int, list[int]] | None = None

    def parse(self) -> list[Node]:
        """The nodes of the text."""
        place = 0
        while match := _MARK.search(self._text, place):
            if self._notes.is_spent:
                self._stop(match.start())
                break
            place = self._read(match)
        self._add_text(len(self._text))
        while len(self._stack) > 1:
            self._leave_unclosed()
        return self._stack[0].children

    def _read(self, match: re.Match[str]) -> int:
        """Take in what was found; the place to go on from."""
        start, end = match.span()
        if match["escape"]:
            return end
        if match["ticks"]:
            return self._code_span_end(start, end - start)
        self._notes.count_construct()
        if match["fence"]:
            return self._fence(match)
        if match["quote"]:
            return self._quote(match)
        if match["module"]:
            return self._module(start, end)
        return self._brace(start) if match["brace"] else self._angle(start)

    def _stop(self, place: int) -> None:
        line = self._source.line(place)
        self._notes.add(
            line, "the text has too many tags, braces or unclosed parts; from here on it is shown as it stands"
        )
        self._add_text(place)
        self._add(Verbatim(self._text[place:].split("\n"), 0, ""), len(self._text))

    # What is in a text

    def _add_text(self, end: int) -> None:
        if end > self._done:
            self._stack[-1].children.append(Text(self._text[self._done : end]))
        self._done = max(end, self._done)

    def _add(self, node: Node, end: int) -> int:
        self._stack[-1].children.append(node)
        self._done = end
        return end

    def _leave_out(self, start: int, end: int) -> int:
        """Cut this part out, and its whole line when nothing else is in it."""
        line = self._text.rfind("\n", 0, start) + 1
        rest = _REST_OF_LINE.match(self._text, end)
        if rest and line >= self._done and not self._text[line:start].strip():
            start, end = line, rest.end()
        self._add_text(start)
        self._done = max(self._done, end)
        return end

    def _fence(self, match: re.Match[str]) -> int:
        text, run = self._text, match["fence"]
        start = match.start("fence")
        closing = re.compile(rf"\n[ \t]*+{run[0]}{{{len(run)},}}+[ \t]*+(?=\n|\Z)") if len(run) < 1000 else None
        found = closing.search(text, match.end()) if closing else None
        end = found.end() if found else len(text)
        self._add_text(start)
        column = len(match["lead"].expandtabs(4))
        return self._add(Verbatim(text[start:end].split("\n"), column, "" if found else run), end)

    def _quote(self, match: re.Match[str]) -> int:
        start = match.start("quote")
        if self._depth >= MAX_DEPTH:
            return match.end()
        end = self._text.find("\n", start) + 1 or len(self._text)
        while end < len(self._text) and (line := _QUOTE_LINE.match(self._text, end)):
            end = line.end()
        end -= self._text[end - 1] == "\n"
        self._add_text(start)
        raw = self._text[start:end]
        inner = Source(_QUOTE_MARK.sub("", raw), self._source.line(start))
        children = TreeParser(inner, self._literals, self._notes, self._depth + 1).parse()
        return self._add(Quote(children, raw.split("\n")), end)

    def _code_span_end(self, start: int, length: int) -> int:
        """Behind a code span, or behind the signs if they start none."""
        if self._ticks is None:
            self._ticks = {}
            for run in re.finditer("`+", self._text):
                self._ticks.setdefault(len(run[0]), []).append(run.start())
        runs = self._ticks.get(length, [])
        index = bisect_right(runs, start)
        if index < len(runs) and runs[index] < self._paragraph_end(start):
            return runs[index] + length
        return start + length

    def _paragraph_end(self, place: int) -> int:
        begin, end = self._paragraph
        if not begin <= place < end:
            match = _PARAGRAPH_END.search(self._text, place)
            self._paragraph = (place, match.start() if match else len(self._text))
        return self._paragraph[1]

    def _module(self, start: int, end: int) -> int:
        if self._depth > 0:
            return end
        stop = self.modules.read(start)
        return end if stop is None else self._leave_out(start, stop)

    def _brace(self, start: int) -> int:
        line_start = self._text.rfind("\n", 0, start) + 1
        begins_line = not self._text[max(line_start, self._done) : start].strip()
        end = self._scanner.close_brace(start, None if begins_line else self._paragraph_end(start))
        if end is None:
            self._notes.add(self._source.line(start), "a brace `{` is not closed; it is shown as it stands")
            return start + 1
        source = self._text[start + 1 : end - 1]
        if _ONLY_COMMENTS.fullmatch(source):
            return self._leave_out(start, end)
        line = self._source.line(start)
        if _HEADING_ID.fullmatch(source):
            if self._is_anchor(source, line_start, start, end):
                return end
            self._notes.add(line, f"the heading's own id `{source}` was left out")
            before = self._text[self._done : start]
            self._add_text(self._done + len(before.rstrip(" \t")))
            self._done = end
            return end
        self._add_text(start)
        return self._add(Expression(source, line), end)

    def _is_anchor(self, source: str, line_start: int, start: int, end: int) -> bool:
        """Whether this is the id at the end of a heading, which stays as it is."""
        if not _OWN_ID.fullmatch(source) or not _HEADING_END.match(self._text, end):
            return False
        return _HEADING_START.match(self._text[line_start:start]) is not None

    def _angle(self, start: int) -> int:
        text = self._text
        if text.startswith("<!--", start):
            end = -1 if "-->" in self._never_closed else text.find("-->", start + 4)
            if end >= 0:
                return self._leave_out(start, end + 3)
            self._never_closed.add("-->")
            self._notes.add(self._source.line(start), "a comment `<!--` is not closed; it is shown as it stands")
            return start + 1
        if text.startswith("</", start):
            closing = self._scanner.closing_tag(start)
            return self._close(*closing, start) if closing else start + 1
        if match := _AUTOLINK.match(text, start):
            return match.end()
        tag = self._scanner.tag(start)
        if tag is None:
            self._note_incomplete(start)
            return start + 1
        return self._open(tag)

    def _note_incomplete(self, start: int) -> None:
        name = re.compile(r"[A-Za-z][\w.]{0,40}").match(self._text, start + 1)
        if name and (name[0][0].isupper() or name[0] in KINDS):
            line = self._source.line(start)
            self._notes.add(line, f"the tag <{name[0]}> is not complete; it is shown as it stands")

    # Tags

    def _open(self, tag: Tag) -> int:
        self._add_text(tag.start)
        line = self._source.line(tag.start)
        element = Element(tag.name, tag.attributes, line, self._source, tag.start, tag.end, tag.end, tag.end)
        if len(self._stack) + self._depth > MAX_DEPTH:
            return self._open_too_deep(tag, line)
        self._add(element, tag.end)
        if tag.is_closed or tag.name in VOID_TAGS:
            return tag.end
        if tag.name in RAW_NAMES and (end := self._raw_end(tag)):
            return end
        self._stack.append(_Open(tag.name, element.children, element))
        self._names[tag.name] += 1
        return tag.end

    def _open_too_deep(self, tag: Tag, line: int) -> int:
        if tag.is_closed or tag.name in VOID_TAGS:
            return self._add(Loose(self._text[tag.start : tag.end]), tag.end)
        if "deep" not in self._never_closed:
            self._never_closed.add("deep")
            self._notes.add(line, f"tags are nested deeper than {MAX_DEPTH}; the content of those further in was kept")
        self._stack.append(_Open(tag.name, self._stack[-1].children, None))
        self._names[tag.name] += 1
        self._done = tag.end
        return tag.end

    def _raw_end(self, tag: Tag) -> int | None:
        """The end of an element that holds no MDX; None if it holds an expression or a fence."""
        if tag.name in self._never_closed:
            return None
        close = self._text.find(f"</{tag.name}>", tag.end)
        if close < 0:
            self._never_closed.add(tag.name)
            return None
        if self._text[tag.end : tag.end + 1000].lstrip().startswith(("{", "```", "~~~")):
            return None
        element = self._stack[-1].children[-1]
        assert isinstance(element, Element)
        element.inner_end, element.end = close, close + len(tag.name) + 3
        element.children.append(Text(element.inner))
        self._done = element.end
        return element.end

    def _close(self, name: str, end: int, start: int) -> int:
        self._add_text(start)
        if not self._names[name]:
            if name in VOID_TAGS:
                source = self._source
                return self._add(Element(name, {}, source.line(start), source, start, end, end, end), end)
            self._notes.add(
                self._source.line(start), f"the closing tag </{name}> has no opening one; it is shown as code"
            )
            return self._add(Loose(self._text[start:end]), end)
        while self._stack[-1].name != name:
            self._leave_unclosed()
        opened = self._stack.pop()
        self._names[name] -= 1
        if opened.element:
            opened.element.inner_end, opened.element.end = start, end
        self._done = end
        return end

    def _leave_unclosed(self) -> None:
        """The innermost open element has no end: its tag is shown, and its content belongs to the parent."""
        opened = self._stack.pop()
        self._names[opened.name] -= 1
        element = opened.element
        if element:
            siblings = self._stack[-1].children
            tag = self._text[element.start : element.inner_start]
            siblings[-1:] = [Loose(tag), *element.children]
            self._notes.add(element.line, f"the tag {element.shown} is not closed; it is shown as code")
