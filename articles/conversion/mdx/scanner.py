"""Finds where a tag, an expression or a statement ends, in time that grows with the text only.

JavaScript is never parsed here: strings, templates, comments, clear regular expressions and brackets tell enough.
What was searched in vain is remembered or paid from the budget.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal, NamedTuple

from articles.conversion.mdx.notes import Notes

MAX_BRACES = 500
# Signs of interest in one statement; more is no article.
MAX_STATEMENT = 20_000

_CODE_STOP = re.compile(r"""["'`{}/]""")
_STATEMENT_STOP = re.compile(r"""["'`{}()\[\];/\n]""")
_STRING = {quote: re.compile(rf"{quote}(?:[^{quote}\\\n]++|\\(?:[^\n]|\n))*+{quote}") for quote in "\"'"}
_TEMPLATE = re.compile(r"(?:[^`\\$]++|\\[\s\S]|\$(?!\{))*+")
_REGEX = re.compile(r"/(?![*/])(?:[^/\\\[\n]++|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n]){0,100}+\])++/")
_BEFORE_REGEX = frozenset("(,=:[!&|?{;")
_OPEN_END = re.compile(r"(?:[=,(\[{+*/&|?:.-]|\b(?:extends|from|as|satisfies|return))\s*\Z")
_NEXT_GOES_ON = re.compile(r"[ \t]*(?:[.?:&|+=)\]}]|from\b|as\b|satisfies\b)")
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\n|\Z)")

_NAME = re.compile(r"[A-Za-z_$][\w$-]*+(?:[.:][A-Za-z_$][\w$-]*+)*+")
_SPACE = re.compile(r"\s*+")
_ATTRIBUTE = re.compile(r"([A-Za-z_$:@][\w$:.@-]*+)(\s*+=\s*+)?")
_UNQUOTED = re.compile(r"(?:[^\s\"'{}<>`=/]|/(?!>))++")
_CLOSING = re.compile(r"</\s*+([A-Za-z_$][\w$-]*+(?:[.:][\w$-]++)*+)?\s*+>")


def _pass_space(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


class Attribute(NamedTuple):
    """`value` is the text between quotes, the source between braces, or "" of a bare name."""

    name: str
    kind: Literal["text", "code", "bare"]
    value: str
    offset: int


class Tag(NamedTuple):
    """An opening tag, complete in itself when `is_closed`; a fragment's name is empty."""

    name: str
    attributes: dict[str, Attribute]
    is_closed: bool
    start: int
    end: int


class Source:
    """A text that knows the line of every place in it. A quotation's inside is a text of its own."""

    def __init__(self, text: str, first_line: int = 1) -> None:
        self.text = text
        self._first = first_line
        self._starts = [match.end() for match in re.finditer("\n", text)]

    def line(self, offset: int) -> int:
        return self._first + bisect_right(self._starts, offset)


class Scanner:
    """Searches in one text."""

    def __init__(self, text: str, notes: Notes) -> None:
        self._text = text
        self._notes = notes
        self._closes: dict[bool, dict[int, int]] = {True: {}, False: {}}
        self._last_comment_end = text.rfind("*/")

    def close_brace(self, start: int, limit: int | None = None) -> int | None:
        """Where the expression that opens at `start` is over; None if it is not closed (before `limit`)."""
        known = self._closes[limit is None]
        if start not in known:
            if self._notes.is_spent:
                return None
            self._find_closes(start, len(self._text) if limit is None else limit, known)
        end = known[start]
        return end if end > 0 else None

    def _find_closes(self, start: int, limit: int, known: dict[int, int]) -> None:
        """Note the end of this brace and of all within it, so that none is searched for again."""
        text, place, steps = self._text, start, 0
        # A template's expression is noted as a negative number, and 0 is no place of one: a brace stands before it.
        opened: list[int] = []
        while stop := _CODE_STOP.search(text, place, limit):
            place, steps = stop.start(), steps + 1
            sign = text[place]
            if sign == "{":
                opened.append(place)
                place += 1
            elif sign == "}":
                begin = opened.pop()
                place += 1
                if begin < 0:
                    place = self._pass_template(place, limit, opened)
                else:
                    known[begin] = place
                if not opened:
                    return
            else:
                place = self._pass_other(sign, place, limit, opened)
            if len(opened) > MAX_BRACES or steps > self._notes.steps_left:
                break
        known.update((begin, -1) for begin in opened if begin >= 0)
        known.setdefault(start, -1)
        self._notes.spend_steps(steps)

    def _pass_other(self, sign: str, place: int, limit: int, opened: list[int]) -> int:
        """Behind a string, template, comment or regular expression, or behind the sign if it starts none."""
        if sign == "`":
            return self._pass_template(place + 1, limit, opened)
        if sign == "/":
            return self._pass_slash(place, limit)
        if sign == "'" and self._text[place - 1].isalnum():
            # An apostrophe in the text of an element.
            return place + 1
        match = _STRING[sign].match(self._text, place, limit)
        return match.end() if match else place + 1

    def _pass_slash(self, place: int, limit: int) -> int:
        if self._text.startswith("//", place):
            end = self._text.find("\n", place, limit)
            return limit if end < 0 else end
        if self._text.startswith("/*", place):
            end = self._comment_end(place)
            return end if place < end <= limit else place + 2
        before = self._text[max(0, place - 64) : place].rstrip()
        match = _REGEX.match(self._text, place, limit) if before[-1:] in _BEFORE_REGEX else None
        return match.end() if match else place + 1

    def _comment_end(self, place: int) -> int:
        """-1 if there is none, which is then known for the rest of the text."""
        if place < self._last_comment_end:
            end = self._text.find("*/", place + 2)
            self._notes.spend_steps((end - place) // 64 if end >= 0 else 0)
            if end >= 0:
                return end + 2
        return -1

    def _pass_template(self, place: int, limit: int, opened: list[int]) -> int:
        """Behind a template, or inside its next expression."""
        match = _TEMPLATE.match(self._text, place, limit)
        end = match.end() if match else place
        if end >= limit:
            self._notes.spend_steps((end - place) // 16)
            return place
        if self._text[end] == "`":
            return end + 1
        opened.append(-end - 1)
        return end + 2

    def tag(self, start: int) -> Tag | None:
        """The opening tag at `start`, or None if this is none."""
        text = self._text
        if text.startswith("<>", start):
            return Tag("", {}, False, start, start + 2)
        name = _NAME.match(text, start + 1)
        if name is None:
            return None
        attributes: dict[str, Attribute] = {}
        place = name.end()
        while True:
            after = _pass_space(text, place)
            if text.startswith(">", after):
                return Tag(name[0], attributes, False, start, after + 1)
            if text.startswith("/>", after):
                return Tag(name[0], attributes, True, start, after + 2)
            found = self._attribute(after) if after > place or text.startswith("{", after) else None
            if found is None:
                self._notes.spend_steps(1 + (after - start) // 2)
                return None
            place, attribute = found
            if attribute:
                attributes[attribute.name] = attribute

    def _attribute(self, place: int) -> tuple[int, Attribute | None] | None:
        """The place behind it and the attribute; a spread has no name."""
        text = self._text
        if text.startswith("{", place):
            end = self.close_brace(place)
            return (end, None) if end else None
        match = _ATTRIBUTE.match(text, place)
        if match is None:
            return None
        if match[2] is None:
            return match.end(), Attribute(match[1], "bare", "", place)
        return self._attribute_value(match[1], match.end())

    def _attribute_value(self, name: str, place: int) -> tuple[int, Attribute] | None:
        text, sign = self._text, self._text[place : place + 1]
        if sign in {'"', "'"}:
            end = text.find(sign, place + 1)
            if end < 0:
                self._notes.spend_steps((len(text) - place) // 16)
                return None
            return end + 1, Attribute(name, "text", text[place + 1 : end], place + 1)
        if sign == "{":
            close = self.close_brace(place)
            return (close, Attribute(name, "code", text[place + 1 : close - 1], place + 1)) if close else None
        unquoted = _UNQUOTED.match(text, place)
        return (unquoted.end(), Attribute(name, "text", unquoted[0], place)) if unquoted else None

    def closing_tag(self, start: int) -> tuple[str, int] | None:
        """Name and end of the closing tag at `start`."""
        match = _CLOSING.match(self._text, start)
        return (match[1] or "", match.end()) if match else None

    def statement_end(self, start: int) -> int | None:
        """Where the statement at `start` is over: at a line's end or a semicolon outside of all brackets."""
        text, place, depth, words_end = self._text, start, 0, -1
        opened: list[int] = []
        steps, most = 0, min(MAX_STATEMENT, self._notes.steps_left)
        while (stop := _STATEMENT_STOP.search(text, place)) and steps <= most:
            steps += 1
            sign, at = stop[0], stop.start()
            place = at + 1
            if sign in "([{":
                depth += 1
            elif sign in ")]}":
                if sign == "}" and opened and opened[-1] == depth:
                    opened.pop()
                    place = self._pass_statement_template(place, depth, opened)
                else:
                    depth -= 1
                    if depth < 0:
                        break
            elif sign == ";":
                if depth == 0:
                    return place
            elif sign == "\n":
                if depth == 0 and (end := self._line_end(start, at, words_end)) is not None:
                    return end
            elif sign == "`":
                place = self._pass_statement_template(place, depth, opened)
            else:
                place = self._pass_other(sign, at, len(text), [])
                words_end = at if text.startswith(("//", "/*"), at) else words_end
        self._notes.spend_steps(steps)
        return len(text) if depth == 0 and not opened and not stop else None

    def _pass_statement_template(self, place: int, depth: int, opened: list[int]) -> int:
        inside: list[int] = []
        place = self._pass_template(place, len(self._text), inside)
        if inside:
            opened.append(depth)
        return place

    def _line_end(self, start: int, at: int, comment: int) -> int | None:
        """The end of a statement if it may end with this line."""
        text = self._text
        begin = max(start, text.rfind("\n", start, at) + 1)
        words = text[begin : comment if comment >= begin else at].rstrip()
        if not words:
            # A line of a comment only; what stands before it decided already.
            return at if _BLANK_LINE.match(text, at) else None
        if _OPEN_END.search(words[-12:]) or words.endswith("=>"):
            return None
        if words.endswith(">") and not _BLANK_LINE.match(text, at):
            return None
        return None if _NEXT_GOES_ON.match(text, at + 1) else at
