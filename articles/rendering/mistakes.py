"""What an author has probably not meant: boxes that do not close or are of no kind, notes that are not there, and
formulas that cannot be drawn. The page shows all of it as it was written, or in another place than it was meant for.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from markdown_it.token import Token

from articles.rendering.boxes import CALLOUTS
from articles.rendering.code import FORMULA, read_fence
from articles.rendering.limits import Work
from articles.rendering.mathml import write_mathml

_KINDS = (*CALLOUTS, "details", "steps", "figure")
_END = re.compile(r"[\s>]*:{3,}\s*\Z")
_BOX = re.compile(r"(?P<colons>:{3,})\s*(?P<kind>[A-Za-z][\w-]{0,30})?(?P<title>.*)")
_REFERENCE = re.compile(r"\[\^[\w.-]{1,100}\]")
_ESCAPED = re.compile(rf"\\({_REFERENCE.pattern})")
_BREAKS = {"softbreak", "hardbreak"}
_SHOWN = 40
_ADVICE = "a box around another needs more colons than that one"
_NO_BOX, _ENDS_NOTHING = " is no ", " closes nothing; "


class Mistake(NamedTuple):
    """One of them; the first line of a text is 1."""

    line: int
    text: str


def find_mistakes(tokens: list[Token], text: str, env: dict[str, Any]) -> list[Mistake]:
    """What is wrong in a text that became these tokens, in the order of its lines."""
    work, notes = env["work"], {f"[^{label}]" for label in env.get("footnotes", ())}
    found = [*_open_boxes(tokens, text.split("\n"))]
    for token in tokens:
        if token.map and token.type == "inline":
            found += _wrong_lines(token, token.map[0] + 1)
            found += _wrong_children(token, token.map[0] + 1, work, notes)
        elif token.map and (token.type == "formula_block" or _is_formula(token)):
            found += _wrong_formula(token.content.strip(), token.map[0] + 1, work)
    return _without_ends_of_unknown(sorted(set(found)))


def _without_ends_of_unknown(found: list[Mistake]) -> list[Mistake]:
    """Where a box is of no kind, its end is no mistake of its own."""
    left, unknown = [], 0
    for mistake in found:
        if _ENDS_NOTHING not in mistake.text:
            unknown += _NO_BOX in mistake.text
        elif unknown:
            unknown -= 1
            continue
        left.append(mistake)
    return left


def _is_formula(token: Token) -> bool:
    return token.type == "fence" and read_fence(token.info).word == FORMULA


def _open_boxes(tokens: list[Token], lines: list[str]) -> Iterator[Mistake]:
    """A box ends at the first line of as many colons, and with what it is in; the outer one comes first here."""
    ends: set[int] = set()
    for token in tokens:
        if token.type != "container_box_open" or not token.map:
            continue
        first, last = token.map
        name = f"{token.markup}{token.info.split()[0]}"
        if last in ends:
            reason = f"line {last + 1} ends the box around it, which needs more colons than it"
            yield Mistake(first + 1, f"{name} is never closed: {reason}")
        elif last >= len(lines) or not _END.match(lines[last]):
            yield Mistake(first + 1, f"{name} is never closed; end it with a line {token.markup}")
        ends.add(last)


def _wrong_lines(inline: Token, first: int) -> Iterator[Mistake]:
    if ":::" not in inline.content:
        return
    for line, text in enumerate(inline.content.split("\n"), first):
        box = _BOX.match(text.strip())
        if box and box["kind"]:
            yield Mistake(line, _wrong_kind(box["colons"], box["kind"]))
        elif box and not box["title"]:
            yield Mistake(line, f"{text.strip()}{_ENDS_NOTHING}{_ADVICE}")


def _wrong_kind(colons: str, kind: str) -> str:
    if kind in _KINDS:
        return f"{colons}{kind}{_NO_BOX}box here, but text: steps and figures have no title, and boxes a limit of depth"
    near = difflib.get_close_matches(kind.lower(), _KINDS, 1)
    hint = f"did you mean {colons}{near[0]}?" if near else f"there are {', '.join(_KINDS)}"
    return f"{colons}{kind}{_NO_BOX}kind of box; {hint}"


def _wrong_children(inline: Token, line: int, work: Work, notes: set[str]) -> Iterator[Mistake]:
    if "[^" not in inline.content and "$" not in inline.content:
        return
    # What is escaped is meant to be text.
    escaped = set(_ESCAPED.findall(inline.content))
    for child in inline.children or ():
        if child.type in _BREAKS:
            line += 1
        elif child.type == "formula":
            yield from _wrong_formula(child.content, line, work)
            line += child.content.count("\n")
        elif child.type == "text":
            for name in _REFERENCE.findall(child.content):
                if name not in notes and name not in escaped:
                    yield Mistake(line, f"{name} has no note; write one as a paragraph: {name}: …")


def _wrong_formula(formula: str, line: int, work: Work) -> Iterator[Mistake]:
    work.formulas -= len(formula)
    if work.formulas >= 0 and formula and write_mathml(formula, block=True) is None:
        words = " ".join(formula.split())
        shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
        yield Mistake(line, f"this formula cannot be drawn and is shown as its source: {shown}")
