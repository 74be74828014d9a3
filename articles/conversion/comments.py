"""HTML comments in Markdown are for who writes; a text that is handed on as it is must lose them too."""

from __future__ import annotations

import re

from articles.conversion.spans import OutsideCode

_OPENING, _CLOSING = re.compile("<!--"), "-->"


def without_comments(text: str) -> str:
    """The text without its comments; what stands in code is no comment, and neither is one that never ends."""
    openings = OutsideCode(_OPENING, text)
    last = text.rfind(_CLOSING)
    parts: list[str] = []
    done = 0
    while (found := openings.find(done)) and found.start() + 2 <= last:
        # `<!-->` is a whole one.
        parts.append(text[done : found.start()])
        done = text.index(_CLOSING, found.start() + 2) + len(_CLOSING)
    return "".join(parts) + text[done:]
