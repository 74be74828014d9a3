"""The few tags that Markdown has no sign for: kbd, sub, sup, mark, ins, abbr with its title, and br.

They count where they are balanced and nested, also with what is around them; else they are text, as all other HTML is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from markdown_it.common.utils import unescapeAll
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from articles.rendering.limits import MarkdownInTime

INLINE_TAGS = frozenset({"kbd", "sub", "sup", "mark", "ins", "abbr"})
_TAG = re.compile(
    r"<(?:br ?/?|(?P<end>/)?(?P<name>kbd|sub|sup|mark|ins|abbr)"
    r"(?:(?<=abbr)(?<!/abbr) title=(?:\"(?P<title>[^\"<>\n]{1,200})\"|'(?P<other>[^'<>\n]{1,200})'))?)>",
    re.IGNORECASE,
)


class _Level:
    """What is open between two other marks: tags must not reach over the end of a link or of an emphasis."""

    def __init__(self) -> None:
        self.open: list[Token] = []
        self.names: Counter[str] = Counter()

    def add(self, tag: Token) -> None:
        self.open.append(tag)
        self.names[tag.tag] += 1

    def close(self, tag: Token) -> None:
        """Pair a tag with its beginning; those that began since then have no end."""
        while self.names[tag.tag]:
            opening = self.open.pop()
            self.names[opening.tag] -= 1
            if opening.tag == tag.tag:
                opening.type, opening.nesting = "tag_open", 1
                tag.type, tag.nesting = "tag_close", -1
                return


def add_inline_tags(markdown: MarkdownInTime) -> None:
    markdown.add_inline("<", _tag)
    markdown.core.ruler.before("text_join", "inline_tags", _pair_tags)


def _tag(state: StateInline, silent: bool) -> bool:
    found = _TAG.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        _push(state, found)
    state.pos = found.end()
    return True


def _push(state: StateInline, found: re.Match[str]) -> None:
    if not found["name"]:
        # The mark tells it from the end of a line.
        state.push("hardbreak", "br", 0).markup = found[0]
        return
    token = state.push("tag", found["name"].lower(), 0)
    token.content, token.info = found[0], found["end"] or ""
    if title := found["title"] or found["other"]:
        token.attrs = {"title": unescapeAll(title)}


def _pair_tags(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and "<" in token.content and token.children:
            _pair(token.children)
            _show_as_text(token.children)


def _pair(children: Iterable[Token]) -> None:
    levels = [_Level()]
    for child in children:
        if child.type == "tag" and child.info:
            levels[-1].close(child)
        elif child.type == "tag":
            levels[-1].add(child)
        elif child.nesting == 1:
            levels.append(_Level())
        elif child.nesting == -1:
            levels.pop()


def _show_as_text(children: Iterable[Token]) -> None:
    for child in children:
        if child.type == "tag":
            child.type = "text"
