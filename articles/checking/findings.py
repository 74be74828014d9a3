"""What a check can find, and where. Only what would be refused or found by nobody blocks; all else is said."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal, NamedTuple

Level = Literal["blocks", "mend", "consider"]
EXCERPT = 80


class Rule(NamedTuple):
    """`blocks`: it cannot come out so. `mend`: readers meet something broken. `consider`: it reads less well."""

    name: str
    level: Level


# In this order they are shown.
RULES = {
    "title-missing": Rule("No title", "blocks"),
    "slug-taken": Rule("Address not free", "blocks"),
    "markup": Rule("Markup that does not work", "mend"),
    "link-dead": Rule("Links that lead nowhere", "mend"),
    "link-empty": Rule("Empty links", "mend"),
    "alt-missing": Rule("Pictures without words", "mend"),
    "alt-file-name": Rule("Pictures with a file name for words", "mend"),
    "picture-foreign": Rule("Pictures of other hosts", "mend"),
    "mark-left": Rule("Marks left over", "mend"),
    "repeated-word": Rule("Words said twice", "mend"),
    "heading-order": Rule("Order of headings", "mend"),
    "heading-repeated": Rule("Equal headings", "mend"),
    "table-header": Rule("Tables without a header", "mend"),
    "description-missing": Rule("No description", "consider"),
    "description-long": Rule("Long description", "consider"),
    "code-language": Rule("Code without a language", "consider"),
    "bare-url": Rule("Addresses for words", "consider"),
    "paragraph-long": Rule("Long paragraphs", "consider"),
    "sentence-long": Rule("Long sentences", "consider"),
}


class Place(NamedTuple):
    """From where to where in a text. Lines and columns begin at 1; a column counts code points."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Finding:
    """`reason` says what is wrong and why that matters. `place` is None where a field is meant as a whole."""

    rule: str
    reason: str
    field: str = "body"
    place: Place | None = None
    excerpt: str = ""

    @property
    def level(self) -> Level:
        return RULES[self.rule].level

    @property
    def name(self) -> str:
        return RULES[self.rule].name


class Found(NamedTuple):
    """What a rule found in the body, by offsets."""

    rule: str
    start: int
    end: int
    reason: str


class Lines:
    """The lines of a text, to say where in it an offset is."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0]
        for line in text.split("\n")[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def offset(self, line: int) -> int:
        """Where a line begins; behind the text for one that it does not have."""
        return self._starts[line - 1] if line <= len(self._starts) else len(self._text) + 1

    def line(self, offset: int) -> int:
        return bisect_right(self._starts, offset)

    def finding(self, found: Found) -> Finding:
        start = max(0, min(found.start, len(self._text)))
        end = max(start, min(found.end, len(self._text)))
        excerpt = shorten(self._text[start : min(end, start + 4 * EXCERPT)])
        return Finding(found.rule, found.reason, place=Place(*self._at(start), *self._at(end)), excerpt=excerpt)

    def _at(self, offset: int) -> tuple[int, int]:
        line = self.line(offset)
        return line, offset - self._starts[line - 1] + 1


def shorten(text: str) -> str:
    """Words in one line, and no more of them than a line has room for."""
    words = " ".join(text.split())
    return words if len(words) <= EXCERPT else f"{words[: EXCERPT - 1].rstrip()}…"
