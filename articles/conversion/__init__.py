"""What other systems' authors write becomes our Markdown. Nothing is executed, and nothing goes without a word."""

from __future__ import annotations

from typing import NamedTuple


class Notice(NamedTuple):
    """What a person should know about one place. `line` counts from 1 in the text that was converted."""

    line: int
    text: str


class Converted(NamedTuple):
    """A text in our Markdown, and what could not be carried over as it was."""

    body: str
    notices: tuple[Notice, ...]


class TooMuch(Exception):
    """A text would grow past all measure when it is written; it is shown as it stands."""
