"""The contents list of an article: its headings, two levels deep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from articles.rendering import Heading

# A shorter list says no more than the page does.
LEAST_ENTRIES = 3


@dataclass(slots=True)
class Entry:
    anchor: str
    text: str
    entries: list[Entry] = field(default_factory=list)


def contents_of(headings: Sequence[Heading]) -> list[Entry]:
    """The highest level that is there, and under each what is one deeper; nothing if that makes few entries."""
    top = min((heading.level for heading in headings), default=0)
    contents: list[Entry] = []
    for heading in headings:
        entry = Entry(heading.anchor, heading.text)
        if heading.level == top:
            contents.append(entry)
        elif heading.level == top + 1 and contents:
            contents[-1].entries.append(entry)
    count = sum(1 + len(entry.entries) for entry in contents)
    return contents if count >= LEAST_ENTRIES else []
