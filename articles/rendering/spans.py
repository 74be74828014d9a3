"""Where in the words of a block each rule of the parser found what it was for, which its tokens do not say."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NamedTuple

from markdown_it.parser_inline import RuleFuncInlineType
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from articles.rendering.limits import MarkdownInTime

# What the token of a block holds its spans under.
SPANS = "spans"
_LABEL = "label"
# What these find are words as they stand.
_WORDS = {"text", "newline"}
_OF_WORDS = {"text", "text_special"}


class Span(NamedTuple):
    """From where to where, the first token that is more than words, and what of a link is its label."""

    rule: str
    start: int
    end: int
    token: Token | None
    label: tuple[int, int]


def note_spans(markdown: MarkdownInTime) -> None:
    """Have a parser that is complete put them on the token of each block of words, under `SPANS`."""
    rules = markdown.inline.ruler
    for name, rule in zip(rules.get_active_rules(), list(rules.getRules("")), strict=True):
        if name not in _WORDS:
            rules.at(name, functools.partial(_noting, name, rule))
    markdown.inline.tokenize = functools.partial(_noting_label, markdown.inline.tokenize)  # type: ignore[method-assign]
    markdown.core.ruler.at("inline", _read_words)


def _read_words(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline":
            token.children = token.children or []
            token.meta[SPANS] = []
            state.env[SPANS] = token.content, token.meta[SPANS]
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _noting(name: str, rule: RuleFuncInlineType, state: StateInline, silent: bool) -> bool:
    source, spans = state.env[SPANS]
    # The words for a picture, and a note in a line, are read as texts of their own.
    if silent or source is not state.src:
        return rule(state, silent)
    start, count = state.pos, len(state.tokens)
    if not rule(state, False):
        return False
    made = (token for token in state.tokens[count:] if token.type not in _OF_WORDS)
    spans.append(Span(name, start, state.pos, next(made, None), state.env.get(_LABEL, (0, 0))))
    return True


def _noting_label(tokenize: Callable[[StateInline], None], state: StateInline) -> None:
    """The last that was read when a link is done is its label."""
    label = state.pos, state.posMax
    tokenize(state)
    state.env[_LABEL] = label
