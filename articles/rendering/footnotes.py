"""Footnotes: `[^1]` refers to `[^1]: text` anywhere else, and `^[text]` is reference and note at once.

Notes are numbered as readers meet them and stand at the end, with links back to each place that refers to them. A note
that nothing refers to stands there too: no words of an author are lost. A reference to no note is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.helpers import parseLinkLabel
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from articles.rendering.limits import MarkdownInTime

_REFERENCE = re.compile(r"\[\^([^\[\]\s]{1,100})\]")
_DEFINITION = re.compile(rf"{_REFERENCE.pattern}:")
# How far the further lines of a note are indented.
_INDENT = 4


@dataclass(slots=True)
class _Note:
    label: str
    blocks: list[Token]
    number: int = 0
    references: int = 0


def add_footnotes(markdown: MarkdownInTime) -> None:
    markdown.add_block("[", _definition)
    markdown.block.ruler.at("reference", _address)
    markdown.add_inline("[", _reference)
    markdown.add_inline("^", _inline_note)
    markdown.core.ruler.after("inline", "footnotes", _lay_out_notes)
    markdown.add_render_rule("footnote_ref", _render_reference)
    markdown.add_render_rule("footnote_back", _render_back)


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begin = state.bMarks[start] + state.tShift[start]
    found = _DEFINITION.match(state.src, begin, state.eMarks[start])
    if found is None or state.is_code_block(start):
        return False
    if not silent:
        _labels(state.env).add(found[1])
        state.push("footnote_open", "", 1).meta = {"label": found[1]}
        _read_note(state, start, end, state.skipSpaces(found.end()))
        state.push("footnote_close", "", -1)
    return True


def _labels(env: Any) -> set[str]:
    labels: set[str] = env.setdefault("footnotes", set())
    return labels


def _read_note(state: StateBlock, start: int, end: int, content: int) -> None:
    """Blocks from behind the label on, as long as the lines are indented."""
    kept = state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType
    state.blkIndent += _INDENT
    state.bMarks[start], state.tShift[start], state.sCount[start] = content, 0, state.blkIndent
    state.parentType = "footnote"
    state.md.block.tokenize(state, start, end)
    state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType = kept
    state.blkIndent -= _INDENT


def _address(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`[^a b]: words` is no footnote, and no address of a link either, which would swallow its words."""
    is_note = state.src.startswith("[^", state.bMarks[start] + state.tShift[start])
    return not is_note and reference(state, start, end, silent)


def _reference(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[^", state.pos):
        return False
    found = _REFERENCE.match(state.src, state.pos, state.posMax)
    # A link in a link is no HTML.
    if found is None or found[1] not in _labels(state.env) or state.linkLevel:
        return False
    if not silent:
        token = state.push("footnote_ref", "", 0)
        token.meta, token.content = {"label": found[1]}, found[0]
    state.pos = found.end()
    return True


def _inline_note(state: StateInline, silent: bool) -> bool:
    """Not within each other."""
    if not state.src.startswith("^[", state.pos) or "in_note" in state.env:
        return False
    start = state.pos
    state.env["in_note"] = True
    end = parseLinkLabel(state, start + 1)
    if end > start + 2 and not silent:
        _push_note(state, state.src[start + 2 : end])
    del state.env["in_note"]
    if end <= start + 2:
        return False
    state.pos = end + 1
    return True


def _push_note(state: StateInline, words: str) -> None:
    if state.linkLevel:
        state.append_pending(f"^[{words}]")
        return
    token = state.push("footnote_ref", "", 0)
    inline = Token("inline", "", 0, content=words, block=True)
    inline.children = state.md.inline.parse(words, state.md, state.env, [])
    token.content = f"^[{words}]"
    token.meta = {"note": _Note("", [_paragraph(1), inline, _paragraph(-1)])}
    _labels(state.env)


def _paragraph(nesting: Any) -> Token:
    return Token("paragraph_open" if nesting == 1 else "paragraph_close", "p", nesting, block=True)


def _lay_out_notes(state: StateCore) -> None:
    if "footnotes" not in state.env:
        return
    body, notes = _split(state.tokens)
    shown = _number(body, notes)
    state.tokens = body
    if shown:
        state.tokens += _section(shown)


def _split(tokens: Iterable[Token]) -> tuple[list[Token], list[_Note]]:
    """The text without its notes, and these without those that stand in them."""
    body: list[Token] = []
    notes: list[_Note] = []
    within: list[list[Token]] = [body]
    for token in tokens:
        if token.type == "footnote_open":
            notes.append(_Note(token.meta["label"], []))
            within.append(notes[-1].blocks)
        elif token.type == "footnote_close":
            within.pop()
        else:
            within[-1].append(token)
    return body, notes


def _number(body: Sequence[Token], notes: Sequence[_Note]) -> list[_Note]:
    """The notes in the order in which readers meet them: of the text, of those notes, and what nothing refers to."""
    # The first of equal labels counts.
    known = {note.label: note for note in reversed(notes)}
    shown: list[_Note] = []
    _count(body, known, shown)
    waiting = iter(notes)
    done = 0
    while done < len(shown) or _show_next(waiting, shown):
        _count(shown[done].blocks, known, shown)
        done += 1
    return shown


def _show_next(waiting: Iterator[_Note], shown: list[_Note]) -> bool:
    """The next note that nothing refers to."""
    note = next((note for note in waiting if not note.number), None)
    if note is not None:
        _show(note, shown)
    return note is not None


def _count(tokens: Iterable[Token], known: dict[str, _Note], shown: list[_Note]) -> None:
    for token in _references(tokens):
        note: _Note = token.meta.get("note") or known[token.meta["label"]]
        if not note.number:
            _show(note, shown)
        note.references += 1
        token.meta = {"number": note.number, "id": _id(note.number, note.references)}


def _show(note: _Note, shown: list[_Note]) -> None:
    shown.append(note)
    note.number = len(shown)


def _references(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "inline" and "[" in token.content:
            yield from (child for child in token.children or () if child.type == "footnote_ref")


def _id(number: int, time: int) -> str:
    """Of a place that refers to a note."""
    return f"fnref{number}" if time == 1 else f"fnref{number}-{time}"


def _section(notes: Iterable[_Note]) -> Iterator[Token]:
    yield Token("footnotes_open", "section", 1, {"class": "footnotes", "aria-label": "Footnotes"}, block=True)
    yield Token("footnotes_list_open", "ol", 1, block=True)
    for note in notes:
        yield Token("footnote_item_open", "li", 1, {"id": f"fn{note.number}"}, block=True)
        yield from _with_ways_back(note)
        yield Token("footnote_item_close", "li", -1, block=True)
    yield Token("footnotes_list_close", "ol", -1, block=True)
    yield Token("footnotes_close", "section", -1, block=True)


def _with_ways_back(note: _Note) -> list[Token]:
    """In its last paragraph, or in one of their own."""
    back = [Token("footnote_back", "", 0, meta={"number": note.number, "time": n + 1}) for n in range(note.references)]
    if not back or (note.blocks and note.blocks[-1].type == "paragraph_close"):
        if back:
            note.blocks[-2].children = [*(note.blocks[-2].children or ()), *back]
        return note.blocks
    return [*note.blocks, _paragraph(1), Token("inline", "", 0, children=back, block=True), _paragraph(-1)]


def _render_reference(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    number, name = tokens[index].meta["number"], tokens[index].meta["id"]
    link = f'<a href="#fn{number}" id="{name}" aria-label="Footnote {number}">{number}</a>'
    return f'<sup class="footnote-ref">{link}</sup>'


def _render_back(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    number, time = tokens[index].meta["number"], tokens[index].meta["time"]
    label, sign = ("Back to the text", "") if time == 1 else (f"Back to the text, place {time}", f"<sup>{time}</sup>")
    address = f'href="#{_id(number, time)}"'
    return f' <a class="footnote-back" {address} aria-label="{label}">\N{LEFTWARDS ARROW WITH HOOK}\ufe0e{sign}</a>'
