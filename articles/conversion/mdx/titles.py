"""Leaves out a first heading that says the article's title again, because the page shows the title itself."""

from __future__ import annotations

import html
import re

_HEADING = re.compile(r"#[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*")
_OWN_ID = re.compile(r"[ \t]\{#[\w-]+\}\Z")
_SIGNS = re.compile(r"[\\*_`~]")
# Headings of other forms, and what may hold a line that only looks like one.
_STOP = re.compile(r"[ \t]*(?:`{3}|~{3}|:{3}|=+[ \t]*\Z|-+[ \t]*\Z)|#{2,6}[ \t]")
MAX_HEADING = 1000


def without_title(lines: list[str], title: object) -> list[str]:
    """The lines without the first heading if it is of the first level and the same words as the title."""
    words = _words(title) if isinstance(title, str) else []
    for index, line in enumerate(lines if words else []):
        if line.startswith("# "):
            heading = _HEADING.fullmatch(line) if len(line) <= MAX_HEADING else None
            if heading is None or _words(_OWN_ID.sub("", heading[1])) != words:
                break
            before, after = lines[:index], lines[index + 1 :]
            while before and not before[-1]:
                before.pop()
            while after and not after[0]:
                after.pop(0)
            return [*before, "", *after] if before and after else before or after
        if _STOP.match(line):
            break
    return lines


def _words(text: str) -> list[str]:
    return _SIGNS.sub("", html.unescape(text)).casefold().split()
