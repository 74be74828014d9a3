"""Two texts side by side, paragraph by paragraph, and within these word by word.

Who compares says which text is `mine` and which `theirs`: with the one before it, `theirs` is the newer. What takes too
long to compare is shown as it stands in both, one after the other; nothing of either is ever left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal, NamedTuple

from articles.cleaning import with_unix_line_ends
from articles.letters import count_words, split_words
from articles.matching import Match, Work, matches
from articles.paragraphs import pairs, paragraphs

# A page of more rows is too long to read.
MAX_COMPARED = 1500
# Texts that share fewer of their words than that have them by chance.
SHARED = 0.25
# Unchanged paragraphs that stay in sight around what differs.
AROUND = 1

_BLANKS = {ord(" "): "·", ord("\t"): "→", ord("\n"): "↵\n"}

Kind = Literal["same", "mine", "theirs"]


class Piece(NamedTuple):
    """A part of a text that both have, or one alone."""

    text: str
    kind: Kind

    @property
    def shown(self) -> str:
        """With marks for blanks that stand alone, which nobody would see."""
        return self.text if self.text.strip() else self.text.translate(_BLANKS)


@dataclass(frozen=True, slots=True)
class Row:
    """Paragraphs that stand beside each other; one of them is empty where the other text has nothing there.

    `inline` is both of them in one, in words: without what is `theirs` it is mine, and the other way round.
    """

    mine: str
    theirs: str
    inline: tuple[Piece, ...] = field(default=(), compare=False, repr=False)

    @property
    def differs(self) -> bool:
        return self.mine != self.theirs

    @property
    def my_pieces(self) -> tuple[Piece, ...]:
        return _without(self.inline, "theirs")

    @property
    def their_pieces(self) -> tuple[Piece, ...]:
        return _without(self.inline, "mine")


class Stretch(NamedTuple):
    """Rows to be shown, or unchanged ones that may be folded away."""

    rows: tuple[Row, ...]
    folded: bool


class Size(NamedTuple):
    """How many words only one of two texts has."""

    mine: int
    theirs: int


def compare(mine: str, theirs: str) -> tuple[Row, ...]:
    """All of both texts, in their order. If one has more than `MAX_COMPARED` paragraphs, both are one row."""
    mine, theirs = with_unix_line_ends(mine), with_unix_line_ends(theirs)
    ours, others, work = paragraphs(mine), paragraphs(theirs), Work()
    if max(len(ours), len(others)) > MAX_COMPARED:
        return (Row(mine, theirs, inline(mine, theirs, work)),)
    return tuple(Row(one, other, inline(one, other, work)) for one, other in pairs(ours, others, work))


def pieces(mine: str, theirs: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces, which make each exactly when they are joined."""
    found = inline(mine, theirs)
    return _without(found, "theirs"), _without(found, "mine")


def inline(mine: str, theirs: str, work: Work | None = None) -> tuple[Piece, ...]:
    """Both texts in one; where they differ, first what is mine. What there is no work left for differs."""
    if mine == theirs:
        return _joined([Piece(mine, "same")])
    ours, others = split_words(mine), split_words(theirs)
    found = _joined(_pieces(ours, others, matches(ours, others, work or Work())))
    mine_alone, theirs_alone = size_of(found)
    shared = count_words("".join(piece.text for piece in found if piece.kind == "same"))
    if shared < SHARED * (shared + min(mine_alone, theirs_alone)):
        return _joined([Piece(mine, "mine"), Piece(theirs, "theirs")])
    return found


def size_of(found: Iterable[Piece]) -> Size:
    """How much of two texts differs, in words."""
    texts: dict[Kind, list[str]] = {"mine": [], "theirs": [], "same": []}
    for piece in found:
        texts[piece.kind].append(piece.text)
    return Size(count_words("\n".join(texts["mine"])), count_words("\n".join(texts["theirs"])))


def stretches(rows: Sequence[Row]) -> tuple[Stretch, ...]:
    """The rows with what is far from every difference apart, to be folded away."""
    near = {place + by for place, row in enumerate(rows) if row.differs for by in range(-AROUND, AROUND + 1)}
    grouped = groupby(range(len(rows)), key=near.__contains__)
    found = [(shown, tuple(rows[place] for place in places)) for shown, places in grouped]
    return tuple(Stretch(part, not shown and len(part) > 1) for shown, part in found)


def _pieces(ours: Sequence[str], others: Sequence[str], found: Sequence[Match]) -> Iterator[Piece]:
    at, from_ = 0, 0
    for match in _telling(ours, others, found):
        yield Piece("".join(ours[at : match.mine]), "mine")
        yield Piece("".join(others[from_ : match.theirs]), "theirs")
        at, from_ = match.mine + match.length, match.theirs + match.length
        yield Piece("".join(ours[match.mine : at]), "same")


def _telling(ours: Sequence[str], others: Sequence[str], found: Sequence[Match]) -> Iterator[Match]:
    """Without blanks and marks between two changes: they would cut one rewritten sentence into its words."""
    for match in found:
        ends = match.mine + match.length == len(ours) or match.theirs + match.length == len(others)
        begins = match.mine == 0 or match.theirs == 0
        if begins or ends or any(token[0].isalnum() for token in ours[match.mine : match.mine + match.length]):
            yield match
    yield Match(len(ours), len(others), 0)


def _without(found: Iterable[Piece], kind: Kind) -> tuple[Piece, ...]:
    return _joined(piece for piece in found if piece.kind != kind)


def _joined(found: Iterable[Piece]) -> tuple[Piece, ...]:
    """No empty ones, and no two of a kind beside each other."""
    kinds = groupby((piece for piece in found if piece.text), key=lambda piece: piece.kind)
    return tuple(Piece("".join(piece.text for piece in group), kind) for kind, group in kinds)
