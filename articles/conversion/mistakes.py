"""Says where a text in our own Markdown is probably not what its author meant."""

from __future__ import annotations

import re

from articles.conversion import Notice
from articles.rendering import find_mistakes

_MAX_NOTICES = 10


def note_mistakes(source: str, converted: str) -> tuple[Notice, ...]:
    """Those that are left after a conversion, at their lines in the source."""
    found = find_mistakes(converted)
    if found and source != converted:
        left = {_without_lines(mistake.text) for mistake in found}
        found = tuple(mistake for mistake in find_mistakes(source) if _without_lines(mistake.text) in left)
    notices = [Notice(*mistake) for mistake in found]
    if len(notices) <= _MAX_NOTICES:
        return tuple(notices)
    more = Notice(notices[_MAX_NOTICES].line, "there are more places like these; they are not listed")
    return (*notices[:_MAX_NOTICES], more)


def _without_lines(text: str) -> str:
    """They differ between the two."""
    return re.sub(r"\bline \d+", "line", text)
