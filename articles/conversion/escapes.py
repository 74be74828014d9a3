"""How a text is hidden from Hugo where Hugo would read more than Markdown in it, exactly and both ways.

Hugo reads `{{<` and `{{%` everywhere, in code as well. `{{</* x */>}}` is its own form for a shown `{{< x >}}`.
It has none for an opener that is never closed, and none for the summary divider; those are parted by an inline
shortcode without content, which every Hugo renders as nothing.

Hugo reads attributes from the first `{` on behind a code fence, and a single one that it cannot read ends the whole
build. An entity means the same to Markdown there, and nothing to Hugo.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from articles.conversion.spans import find_infos

_NOTHING = "{{< x.inline >}}{{< /x.inline >}}"
_TO_HIDE = re.compile(r"\{\{(?P<mark>[<%])|<!--more-->")
# What is hidden: Hugo's comment form, an opener without end, a summary divider.
HIDDEN = re.compile(
    rf"\{{\{{(?P<mark>[<%])/\*|\{{{re.escape(_NOTHING)}\{{(?P<open>[<%])|<!--{re.escape(_NOTHING)}(?P<more>more-->)"
)
_SHOWN = {"&#38;#": "&#", "&#123;": "{"}
_TO_SHOW = re.compile("|".join(_SHOWN))
_CLOSERS = {"<": ">}}", "%": "%}}"}


class Closers:
    """Where the next closer stands; one that was not found is not looked for again, so that time stays linear."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._absent: set[str] = set()

    def find(self, closer: str, place: int) -> int:
        """The place of the next closer, or -1; a call's place is never before the last one's."""
        if closer in self._absent:
            return -1
        found = self._text.find(closer, place)
        if found < 0:
            self._absent.add(closer)
        return found

    def search(self, pattern: re.Pattern[str], place: int) -> re.Match[str] | None:
        """The same for a pattern."""
        if pattern.pattern in self._absent:
            return None
        if (found := pattern.search(self._text, place)) is None:
            self._absent.add(pattern.pattern)
        return found


def escape_shortcodes(text: str) -> str:
    """The text as Hugo must read it to show what is given here; `unescape_shortcodes` is its inverse for every text."""
    # In this order, so that a fence is looked for in the text as Markdown reads it, in both directions.
    return _hide_shortcodes(_change_infos(text, _hide_braces))


def unescape_shortcodes(text: str) -> str:
    """What an escaped text shows; everything else stays as it is."""
    return _change_infos(show_shortcodes(text), _show_braces)


def _change_infos(text: str, change: Callable[[str], str]) -> str:
    """What stands behind the marks of code fences, changed in a way that hides and makes no fence."""
    parts: list[str] = []
    place = 0
    for start, end in find_infos(text):
        parts.extend((text[place:start], change(text[start:end])))
        place = end
    return "".join(parts) + text[place:]


def _hide_braces(info: str) -> str:
    return info.replace("&#", "&#38;#").replace("{", "&#123;")


def _show_braces(info: str) -> str:
    return _TO_SHOW.sub(lambda found: _SHOWN[found[0]], info)


def _hide_shortcodes(text: str) -> str:
    parts: list[str] = []
    closers, place = Closers(text), 0
    while found := _TO_HIDE.search(text, place):
        parts.append(text[place : found.start()])
        place = found.end()
        mark = found["mark"]
        if mark is None:
            parts.append(f"<!--{_NOTHING}more-->")
        elif (end := closers.find(_CLOSERS[mark], place)) < 0:
            parts.append(f"{{{_NOTHING}{{{mark}")
        else:
            parts.append(f"{{{{{mark}/*{text[place:end]}*/{_CLOSERS[mark]}")
            place = end + 3
    return "".join(parts) + text[place:]


def show_shortcodes(text: str) -> str:
    """What Hugo shows of escaped shortcodes; everything else stays as it is."""
    if "{{" not in text:
        return text
    parts: list[str] = []
    closers, place = Closers(text), 0
    while found := HIDDEN.search(text, place):
        shown, end = show_hidden(text, found, closers, mark=found["mark"])
        parts.extend((text[place : found.start()], shown))
        place = end
    return "".join(parts) + text[place:]


def show_hidden(text: str, found: re.Match[str], closers: Closers, *, mark: str) -> tuple[str, int]:
    """What Hugo shows for a match of `HIDDEN`, and where it ends; a comment without end is shown as it is."""
    if found["open"]:
        return f"{{{{{found['open']}", found.end()
    if found["more"]:
        return "<!--more-->", found.end()
    end = closers.find(f"*/{_CLOSERS[mark]}", found.end())
    if end < 0:
        return found[0], found.end()
    return f"{{{{{mark}{text[found.end() : end]}{_CLOSERS[mark]}", end + 5
