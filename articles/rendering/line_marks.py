"""Which lines of a code block its author points at: `{3,5-7}` or Hugo's `hl_lines`, behind the fence's language."""

from __future__ import annotations

import re

# `{3,5-7}`, also without a space before it.
_BRACES = re.compile(r"\{([\d,\s-]{1,500})\}")
# `hl_lines=[3,"5-7"]` and `hl_lines="3 5-7"`, within braces or not.
_HUGO = re.compile(r"\bhl_lines\s?=\s?(?:\[([^\]]{1,500})\]|\"([^\"]{1,500})\"|'([^']{1,500})'|(\d{1,5}))")
_RANGE = re.compile(r"(\d{1,5})(?:\s?-\s?(\d{1,5}))?")


def read_line_marks(info: str, count: int) -> frozenset[int]:
    """The numbers of the lines, from 1 to the count of lines."""
    found = _HUGO.search(info) or _BRACES.search(info)
    spans = _RANGE.findall(next(filter(None, found.groups()))) if found else []
    marks: set[int] = set()
    for first, last in spans:
        marks.update(range(max(1, int(first)), min(count, int(last or first)) + 1))
        if len(marks) == count:
            break
    return frozenset(marks)
