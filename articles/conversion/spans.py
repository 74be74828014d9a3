"""Where a Markdown text is code: what stands there is an author's example, and no converter may take it for a tag."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from articles.rendering.fences import lines_in_fences

_MARKER = r"(?:[-+*]|\d{1,9}[.)])[ \t]"
_FENCE = re.compile(
    rf"^(?P<lead>[ \t>]*+(?:{_MARKER}[ \t>]*+)*+)(?P<fence>`{{3,}}+(?=[^`\n]*$)|~{{3,}}+)", re.MULTILINE
)
# Hugo has fences in footnotes and in definitions as well.
_INFO = re.compile(
    rf"[ \t>]*+(?:(?:{_MARKER}|\[\^[^\]\r\n]++\]:|:[ \t])[ \t>]*+)*+"
    r"(?:`{3,}+(?=[^`\r\n]*+(?:[\r\n]|\Z))|~{3,}+)(?P<info>[^\r\n]*+)"
)
_FENCE_WITH_INFO = re.compile(r"(?:`{3}|~{3})[^\r\n]*?(?:\{|&#)")
_LINE = re.compile(r"[^\r\n]*+(?:\r\n?|\n|\Z)")
_FENCE_END = re.compile(r"^(?P<lead>[ \t>]*+)(?P<fence>`{3,}+|~{3,}+)[ \t]*$", re.MULTILINE)
_UNQUOTED = re.compile(r"^(?![ \t]*+>)", re.MULTILINE)
_TICKS = re.compile(r"`+")
# A code span ends with its paragraph at the latest.
_PARAGRAPH_END = re.compile(rf"\n(?=[ \t>]*+(?:\n|\Z|`{{3}}|~{{3}}|#{{1,6}}[ \t]|{_MARKER}))|\Z")


class _Ahead:
    """The next match of a pattern. It is asked for growing places, so each place is searched once."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._pattern = pattern
        self._text = text
        self._search(0)

    def _search(self, place: int) -> None:
        self.found = self._pattern.search(self._text, place)
        self.start = self.found.start() if self.found else len(self._text) + 1

    def move_to(self, place: int) -> int:
        """Where the first match at or after a place starts; past the text's end when there is none."""
        if self.start < place:
            self._search(place)
        return self.start


class OutsideCode:
    """Finds a pattern outside of fenced and inline code, from left to right, in linear time.

    What starts first wins: a backtick within a match opens no code, and a match within code is none.
    """

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._text = text
        self._wanted = _Ahead(pattern, text)
        self._fences = _Ahead(_FENCE, text)
        self._ticks = _Ahead(_TICKS, text)
        self._paragraph_ends = _Ahead(_PARAGRAPH_END, text)
        self._paragraph_end = -1
        self._runs: dict[int, list[int]] = {}

    def find(self, place: int) -> re.Match[str] | None:
        """The next match at or after a place that is outside of code; a call's place is never before the last one's."""
        while (start := self._wanted.move_to(place)) <= len(self._text):
            fence, ticks = self._fences.move_to(place), self._ticks.move_to(place)
            if start <= fence and start <= ticks:
                return self._wanted.found
            place = self._end_of_fence() if fence <= ticks else self._end_of_span()
        return None

    def _end_of_fence(self) -> int:
        opening = self._fences.found
        assert opening
        lead, fence = opening["lead"], opening["fence"]
        end = len(self._text)
        if ">" in lead and (outside := _UNQUOTED.search(self._text, self._next_line(opening.end()))):
            end = outside.start()
        for closing in _FENCE_END.finditer(self._text, self._next_line(opening.end()), end):
            if _closes(closing, lead, fence):
                return closing.end()
        return end

    def _next_line(self, place: int) -> int:
        return (self._text.find("\n", place) + 1) or len(self._text)

    def _end_of_span(self) -> int:
        opening = self._ticks.found
        assert opening
        start, end = opening.span()
        if self._is_escaped(start):
            start += 1
        runs = self._runs_of_paragraph(end).get(end - start, [])
        index = bisect_left(runs, end)
        return runs[index] + end - start if index < len(runs) else end

    def _is_escaped(self, place: int) -> bool:
        before = place
        while before and self._text[before - 1] == "\\":
            before -= 1
        return (place - before) % 2 == 1

    def _runs_of_paragraph(self, place: int) -> dict[int, list[int]]:
        """Where the paragraph's runs of backticks start, by their length."""
        end = self._paragraph_ends.move_to(place)
        if end != self._paragraph_end:
            self._paragraph_end, self._runs = end, {}
            for run in _TICKS.finditer(self._text, place, end):
                self._runs.setdefault(run.end() - run.start(), []).append(run.start())
        return self._runs


def _closes(closing: re.Match[str], lead: str, fence: str) -> bool:
    return (
        closing["fence"].startswith(fence)
        and closing["lead"].count(">") == lead.count(">")
        and len(closing["lead"].expandtabs(4)) <= len(lead.expandtabs(4)) + 3
    )


def find_infos(text: str) -> Iterator[tuple[int, int]]:
    """Where the info strings of fences are; only those that hold a `{` or `&#`, and none within a fence's code.

    What only looks like a fence counts too, as in indented code: another reader of Markdown may take it for one.
    """
    if not _FENCE_WITH_INFO.search(text):
        return
    code = lines_in_fences(text)
    for number, line in enumerate(_LINE.finditer(text)):
        if number not in code and (found := _INFO.match(text, line.start())):
            yield found.span("info")
