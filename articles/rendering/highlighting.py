"""Code gets its colours on the server, as classes of Pygments.

The time is bounded before anything is done: by the size of a block, by what all blocks of a text hold together, and by
leaving plain what makes lexers slow. Their expressions look far ahead over long lines, long spaces and long runs of
words, again from each place in them; no code that is written to be read has any.
"""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterable, Iterator

from markdown_it.common.utils import escapeHtml
from pygments.lexer import Lexer, LexerMeta
from pygments.lexers import find_lexer_class_by_name
from pygments.token import STANDARD_TYPES, _TokenType

from articles.rendering.limits import Work

MAX_BLOCK = 6_000
MAX_CAREFUL_BLOCK = 1_500
_SLOW = re.compile(r"[^\n]{401}|\s{100}|[\w\s$]{201}")
_MAX_ESCAPES, _MAX_CAREFUL_ESCAPES = 100, 4
# Each heredoc that never ends is looked for to the end of the block, by one lexer from each place within the others.
_MAX_HEREDOCS = 4
# Lexers that take twice the time for each backslash more, or the square of a block's length.
_CAREFUL = frozenset({"fish", "perl", "rego", "scala"})
_WITH_HEREDOCS = frozenset({"terraform"})
# Pygments' classes for what looks like the text around it, and what it does not understand.
_COLOURLESS = frozenset({"", "w", "n", "p", "err", "x", "esc"})
# Pygments reads the rules of a lexer when it is used for the first time, which two threads must not do at once.
_LOCK = threading.Lock()


def highlight(code: str, lexer: str, marks: frozenset[int], work: Work) -> str:
    """HTML of code with as much colour as there is work left for."""
    pieces = _colour(code, lexer) if lexer and len(code) <= work.code and _may_colour(code, lexer) else None
    if pieces is not None:
        work.code -= len(code)
    if not marks:
        return escapeHtml(code) if pieces is None else "".join(map(_span, pieces))
    return "".join(_mark_lines(pieces or [("", code)], marks))


def _may_colour(code: str, lexer: str) -> bool:
    careful = lexer in _CAREFUL
    length, escapes = (MAX_CAREFUL_BLOCK, _MAX_CAREFUL_ESCAPES) if careful else (MAX_BLOCK, _MAX_ESCAPES)
    return (
        len(code) <= length
        and code.count("\\") <= escapes
        and (code.count("<<") <= _MAX_HEREDOCS or lexer not in _WITH_HEREDOCS)
        and not _SLOW.search(code)
    )


def _colour(code: str, lexer: str) -> list[tuple[str, str]] | None:
    """Classes and texts, or nothing if the lexer fails in any way: a page must not depend on one."""
    try:
        tokens = list(_make_lexer(lexer, code).get_tokens_unprocessed(code))
    except Exception:
        return None
    pieces = _join((_class_of(kind), text) for _, kind, text in tokens)
    return pieces if "".join(text for _, text in pieces) == code else None


def _make_lexer(name: str, code: str) -> Lexer:
    """A new one each time, because some of them keep notes about a text in themselves."""
    # A piece of PHP seldom has the tag that begins a file of it. Other lexers pass over what they do not know.
    with _LOCK:
        lexer: Lexer = _lexer_class(name)(startinline="<?" not in code)
    return lexer


@functools.cache
def _lexer_class(name: str) -> LexerMeta:
    return find_lexer_class_by_name(name)


@functools.cache
def _class_of(kind: _TokenType) -> str:
    """The short name of a kind of token, or of the nearest kind above it that has one."""
    known = next(filter(STANDARD_TYPES.__contains__, reversed(kind.split())), kind)
    name = STANDARD_TYPES.get(known, "")
    return "" if name in _COLOURLESS else name


def _join(tokens: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Neighbours of one class are one piece."""
    pieces: list[tuple[str, list[str]]] = []
    for name, text in tokens:
        if pieces and pieces[-1][0] == name:
            pieces[-1][1].append(text)
        else:
            pieces.append((name, [text]))
    return [(name, "".join(texts)) for name, texts in pieces]


def _span(piece: tuple[str, str]) -> str:
    name, text = piece
    return f'<span class="{name}">{escapeHtml(text)}</span>' if name else escapeHtml(text)


def _mark_lines(pieces: Iterable[tuple[str, str]], marks: frozenset[int]) -> Iterator[str]:
    """Lines one by one, because a mark goes around whole ones and a token may go over several."""
    for number, line in enumerate(_lines(pieces), start=1):
        html = "".join(map(_span, line))
        yield f'<mark class="line">{html}</mark>' if number in marks else html


def _lines(pieces: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    line: list[tuple[str, str]] = []
    for name, text in pieces:
        *ended, rest = text.split("\n")
        for part in ended:
            yield [*line, (name, f"{part}\n")]
            line = []
        if rest:
            line.append((name, rest))
    if line:
        yield line
