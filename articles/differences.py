"""Two texts side by side, paragraph by paragraph."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

# Beyond them a comparison would take seconds, and nobody reads one.
MAX_COMPARED = 1500

_BETWEEN = re.compile(r"\n(?:[ \t]*\n)+")


class Row(NamedTuple):
    """Paragraphs that stand beside each other; one of them is empty where the other text has nothing there."""

    mine: str
    theirs: str

    @property
    def differs(self) -> bool:
        return self.mine != self.theirs


def compare(mine: str, theirs: str) -> tuple[Row, ...]:
    """All of both texts, in their order."""
    ours, others = _paragraphs(mine), _paragraphs(theirs)
    if max(len(ours), len(others)) > MAX_COMPARED:
        return (Row(mine, theirs),)
    return tuple(_rows(ours, others))


def _rows(ours: Sequence[str], others: Sequence[str]) -> Iterator[Row]:
    matcher = difflib.SequenceMatcher(a=ours, b=others, autojunk=False)
    for kind, first, last, from_, to in matcher.get_opcodes():
        if kind == "equal":
            yield from (Row(text, text) for text in ours[first:last])
        else:
            yield Row("\n\n".join(ours[first:last]), "\n\n".join(others[from_:to]))


def _paragraphs(text: str) -> list[str]:
    return [part for part in _BETWEEN.split(text.strip("\n")) if part.strip()]
