"""Addresses that stand bare in a text are links: http, https, what begins with `www.`, and addresses of mail.

A name alone is none, so that `file.py` and `example.com` stay words. Where an address ends is the linkifier's to say,
which gets one word at a time, so that no text makes it look at the same words again and again.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from linkify_it import LinkifyIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from articles.rendering.limits import MAX_ADDRESS, MarkdownInTime, Work

_SCHEME = re.compile(r"(?<![A-Za-z0-9.+-])https?\Z", re.IGNORECASE)
_LONGEST_SCHEME = len("https")
# A note or a reference to one may follow an address without a blank; no other sign ends it but those of code and tags.
_WORD = re.compile(rf"(?:(?!\[\^|\^\[)[^\s<>`\x00-\x1f\x7f]){{1,{MAX_ADDRESS}}}")
_WITHOUT_SCHEME = re.compile(
    r"(?<![\w./:@-])www\.(?=\w)"
    r"|(?<![\w.+/@-])[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}@(?P<host>[A-Za-z0-9-]{1,63}\.[\w.-]{1,200})(?![\w.@/-]|:\S)",
)
# Signs of a sentence or of Markdown around it, which may as well be part of an address.
_BEHIND = ":*_~'\"|\\。、，；：？！）」』》”’»…"
_REFERENCE = re.compile(r"&#?\w{1,31}\Z")
# What a try costs, and a link, in steps; and how many signs of a word are one step.
_TRY, _LINK, _SIGNS = 8, 60, 8
# Beside those of two letters and the oldest, which the linkifier knows.
_NEWER_ENDINGS = ["app", "blog", "cloud", "dev", "email", "online", "page", "site", "tech"]


class _Found(NamedTuple):
    """An address in a text, and where it leads."""

    start: int
    end: int
    target: str


def add_bare_links(markdown: MarkdownInTime) -> None:
    markdown.add_inline(":", _with_scheme)
    markdown.core.ruler.before("text_join", "bare_links", _link_without_scheme)


@functools.cache
def _linkifier() -> LinkifyIt:
    """Finds nothing by itself but mail."""
    linkifier = LinkifyIt(options={"fuzzy_link": False})
    linkifier.tlds(_NEWER_ENDINGS, keep_old=True)
    return linkifier


def _with_scheme(state: StateInline, silent: bool) -> bool:
    """At the colon; what is before it waits in the state as words."""
    if silent or state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.pending[-_LONGEST_SCHEME - 1 :])
    length = _length(state.src, state.pos + 1, state.posMax, state.env["work"]) if scheme else 0
    if scheme is None or not length:
        return False
    end = state.pos + 1 + length
    start = state.pos - len(scheme[0])
    address = unescapeAll(state.src[start:end])
    tokens = _link(state, address, address)
    if not tokens:
        return False
    state.pending = state.pending[: -len(scheme[0])]
    _push(state, tokens)
    state.pos = end
    return True


def _push(state: StateInline, tokens: list[Token]) -> None:
    for token in tokens:
        pushed = state.push(token.type, token.tag, token.nesting)
        pushed.attrs, pushed.content, pushed.markup, pushed.info = token.attrs, token.content, token.markup, token.info


def _length(text: str, start: int, end: int, work: Work) -> int:
    """Of what leads somewhere from the two slashes there, without the signs behind it; 0 if nothing does."""
    work.left -= _TRY
    word = _WORD.match(text, start, end) if work.left > 0 else None
    if word is None:
        return 0
    work.left -= len(word[0]) // _SIGNS
    if len(word[0]) == MAX_ADDRESS:
        return 0
    length: int = _linkifier().test_schema_at(word[0], "http:", 0)
    address = word[0][:length]
    # The linkifier ends before the semicolon of a sign that is written as a reference.
    if word[0].startswith(";", length):
        address = _REFERENCE.sub("", address)
    return len(address.rstrip(_BEHIND))


def _link(state: StateInline | StateCore, target: str, words: str) -> list[Token]:
    work: Work = state.env["work"]
    work.left -= _LINK
    address = state.md.normalizeLink(target)
    if work.left < 0 or not state.md.validateLink(address):
        return []
    return [
        Token("link_open", "a", 1, attrs={"href": address}, markup="linkify", info="auto"),
        Token("text", "", 0, content=words, level=1),
        Token("link_close", "a", -1, markup="linkify", info="auto"),
    ]


def _link_without_scheme(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children and ("www." in token.content or "@" in token.content):
            token.children = list(_linked(state, token.children))


def _linked(state: StateCore, children: list[Token]) -> Iterator[Token]:
    depth = 0
    for index, child in enumerate(children):
        depth += child.nesting if child.type in {"link_open", "link_close"} else 0
        if child.type != "text" or depth:
            yield child
            continue
        # An escaped sign before or behind it may be part of the address, and may be there to keep it from being one.
        first = index > 0 and children[index - 1].type == "text_special"
        last = index + 1 < len(children) and children[index + 1].type == "text_special"
        yield from _split(state, child, first, last)


def _split(state: StateCore, child: Token, after_escape: bool, before_escape: bool) -> Iterator[Token]:
    """A text as words and links."""
    text, done = child.content, 0
    for found in _find(text, state.env["work"]):
        if (after_escape and not found.start) or (before_escape and found.end == len(text)):
            continue
        if tokens := _link(state, found.target, text[found.start : found.end]):
            if found.start > done:
                yield Token("text", "", 0, content=text[done : found.start], level=child.level)
            yield from tokens
            done = found.end
    if not done:
        yield child
    elif done < len(text):
        yield Token("text", "", 0, content=text[done:], level=child.level)


def _find(text: str, work: Work) -> Iterator[_Found]:
    place = 0
    while work.left > 0 and (found := _WITHOUT_SCHEME.search(text, place)):
        place = found.end()
        start = found.start()
        if not found["host"]:
            end = start + _length_of_www(text, start, work)
        else:
            end = start + _length_of_mail(found[0], work)
        if end > start:
            yield _Found(start, end, ("mailto:" if found["host"] else "http://") + text[start:end])
            place = max(place, end)


def _length_of_www(text: str, start: int, work: Work) -> int:
    """The linkifier would know few names of hosts, and takes any behind two slashes."""
    word = _WORD.match(text, start, min(len(text), start + MAX_ADDRESS))
    return max(_length(f"//{word[0]}", 0, len(word[0]) + 2, work) - 2, 0) if word else 0


def _length_of_mail(word: str, work: Work) -> int:
    work.left -= _TRY + len(word) // _SIGNS
    links = _linkifier().match(word)
    return links[0].last_index if links and links[0].index == 0 else 0
