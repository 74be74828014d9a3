"""What is taken out of what authors type, because nobody sees it and it does harm. Whoever takes says so.

In texts of one line that is also what turns the direction of the letters around it. In a body that stays: Hebrew and
Arabic need it, and a sample of code may be about it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from articles.frontmatter.fields import CONTROL

_BODY_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_SHOWN_LINES = 5


class Cleaned(NamedTuple):
    """A text that can be kept; `note` says what was taken out of it, or what is hidden in it."""

    text: str
    note: str = ""


def clean_line(text: str) -> Cleaned:
    """Words of one line, with one blank between them."""
    line = " ".join(text.split())
    found = sorted({*CONTROL.findall(line), *_TURNS.findall(line)})
    if not found:
        return Cleaned(line)
    line = " ".join(_TURNS.sub("", CONTROL.sub("", line)).split())
    return Cleaned(line, f"Characters that nobody can see were taken out: {_named(found)}.")


def clean_body(text: str) -> Cleaned:
    """A text with the line ends of Unix."""
    text = with_unix_line_ends(text)
    taken = _BODY_CONTROL.findall(text)
    if taken:
        places = _lines_of(_BODY_CONTROL, text)
        note = f"Characters that no page can show were taken out of {places}: {_named(sorted(set(taken)))}."
        return Cleaned(_BODY_CONTROL.sub("", text), note)
    if found := sorted(set(_TURNS.findall(text))):
        places = _lines_of(_TURNS, text)
        return Cleaned(
            text, f"Hidden characters turn the direction of the text in {places}, and stay: {_named(found)}."
        )
    return Cleaned(text)


def with_unix_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _named(characters: list[str]) -> str:
    return ", ".join(f"U+{ord(char):04X}" for char in characters)


def _lines_of(pattern: re.Pattern[str], text: str) -> str:
    numbers = [number for number, line in enumerate(text.split("\n"), 1) if pattern.search(line)]
    shown = ", ".join(map(str, numbers[:_SHOWN_LINES]))
    more = f" and {len(numbers) - _SHOWN_LINES} more" if len(numbers) > _SHOWN_LINES else ""
    return f"line {shown}{more}" if len(numbers) == 1 else f"lines {shown}{more}"
