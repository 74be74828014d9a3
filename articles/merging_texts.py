"""Two texts of one article become one, block by block, and neither is changed without somebody having said so.

Whoever takes all of one text gets that text, to the last blank line.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, NamedTuple

from articles.matching import Match, Work, matches
from articles.paragraphs import alike
from articles.rendering import split_blocks

Choice = Literal["mine", "theirs", "both"]
CHOICES: tuple[Choice, ...] = ("mine", "theirs", "both")
# Who changed something since both began, as far as that is known.
By = Literal["", "mine", "theirs", "both"]

# More places than these are shown joined with those beside them: each is a question to somebody.
MAX_PLACES = 200
_BLANK_LINE = re.compile(r"\n[ \t]*\n\Z")


@dataclass(frozen=True, slots=True)
class Part:
    """What stands in both texts in one place: the same but for blank lines, or not.

    `places` are those that were joined in it, so that nobody is asked more often than `MAX_PLACES` times.
    """

    mine: str
    theirs: str
    differs: bool = True
    by: By = ""
    places: int = 1

    @property
    def proposed(self) -> Choice:
        """What only one of the two changed is taken; where that is not known nothing is left out."""
        if self.by in ("", "both"):
            return "mine" if self.mine.strip() else "theirs"
        return "mine" if self.by == "mine" else "theirs"


class _Block(NamedTuple):
    """`stood` is its place in what both began with: `NEW` if it was not there, None if nobody knows."""

    text: str
    key: str
    stood: int | None = None


_Pair = tuple[Sequence[_Block], Sequence[_Block]]
NEW = -1


def take_apart(mine: str, theirs: str, base: str | None = None) -> tuple[Part, ...]:
    """All of both texts in their order. `base` is what both began with, if that is known."""
    ours, others, began = _blocks(mine), _blocks(theirs), _blocks(base or "")
    if base is not None:
        ours, others = _marked(ours, began), _marked(others, began)
    found = list(_joined(_attributed(list(_compared(ours, others)), len(began))))
    if mine != theirs and not any(part.differs for part in found):
        return (Part(mine, theirs),)
    return tuple(_few(found))


def merge(parts: Iterable[Part], choices: Sequence[Choice]) -> str:
    """The text that has of each part which differs what was chosen for it."""
    last, text = "", []
    for piece in _pieces(parts, choices):
        if last.strip() and not _BLANK_LINE.search(last):
            text.append("\n" if last.endswith("\n") else "\n\n")
        text.append(piece)
        last = piece
    return "".join(text)


def differing(parts: Iterable[Part]) -> list[Part]:
    return [part for part in parts if part.differs]


def _pieces(parts: Iterable[Part], choices: Sequence[Choice]) -> Iterator[str]:
    left = iter(choices)
    # Blank lines are those of the text that what stands before them was taken from.
    choice: Choice = choices[0] if choices else "mine"
    for part in parts:
        if part.differs:
            choice = next(left)
        wanted = (part.mine, part.theirs) if part.differs and choice == "both" else (_side(part, choice),)
        yield from (piece for piece in wanted if piece)


def _side(part: Part, choice: Choice) -> str:
    return part.theirs if choice == "theirs" else part.mine


def _blocks(text: str) -> list[_Block]:
    return [_Block(block, block.rstrip().lstrip("\n")) for block in split_blocks(text)]


def _marked(blocks: list[_Block], began: list[_Block]) -> list[_Block]:
    """What there was no work left to find counts as new, so that it is asked about rather than left out."""
    stood = {mine + n: theirs + n for mine, theirs, length in _same(blocks, began) for n in range(length)}
    return [block._replace(stood=stood.get(number, NEW)) for number, block in enumerate(blocks)]


def _same(ours: Sequence[_Block], others: Sequence[_Block]) -> list[Match]:
    return matches(_keys(ours), _keys(others), Work())


def _keys(blocks: Iterable[_Block]) -> list[str]:
    return [block.key for block in blocks]


def _compared(ours: list[_Block], others: list[_Block]) -> Iterator[_Pair]:
    """What stands beside each other: the same block twice, or what each has there."""
    work = Work()
    at_mine = at_theirs = 0
    for mine, theirs, length in [*_same(ours, others), Match(len(ours), len(others), 0)]:
        yield from _paired(ours[at_mine:mine], others[at_theirs:theirs], work)
        at_mine, at_theirs = mine + length, theirs + length
        yield from _side_by_side(ours[mine:at_mine], others[theirs:at_theirs])


def _paired(ours: list[_Block], others: list[_Block], work: Work) -> Iterator[_Pair]:
    """Blocks that became each other, as far as one can tell, stand in one place."""
    at_mine = at_theirs = 0
    for mine, theirs in [*alike(_keys(ours), _keys(others), work), (len(ours), len(others))]:
        yield from _side_by_side(ours[at_mine:mine], others[at_theirs:theirs])
        at_mine, at_theirs = mine + 1, theirs + 1
        yield from _side_by_side(ours[mine:at_mine], others[theirs:at_theirs])


def _side_by_side(ours: list[_Block], others: list[_Block]) -> Iterator[_Pair]:
    if len(ours) == len(others):
        yield from (([one], [other]) for one, other in zip(ours, others, strict=True))
    elif ours or others:
        yield ours, others


def _attributed(pairs: Sequence[_Pair], count: int) -> Iterator[Part]:
    """With who changed what, if both began with `count` blocks that are known."""
    stood = [[block.stood for block in (*ours, *others) if block.stood is not None] for ours, others in pairs]
    kept = {place for places in stood for place in places}
    gone = [place for place in range(count) if place not in kept]
    before = list(accumulate((max(places, default=NEW) for places in stood), max, initial=NEW))
    behind = list(accumulate((min(_old(places), default=count) for places in reversed(stood)), min, initial=count))[
        ::-1
    ]
    for number, (ours, others) in enumerate(pairs):
        differs = _keys(ours) != _keys(others)
        by = _who(ours, others) if differs else ""
        # What both took out there, one of them may have changed into this.
        between = bisect_right(gone, before[number]), bisect_left(gone, behind[number + 1])
        if by and not _old(stood[number]) and between[0] < between[1]:
            by = "both"
        yield Part(_text(ours), _text(others), differs, by)


def _who(ours: Sequence[_Block], others: Sequence[_Block]) -> By:
    """A block of the beginning that only one text has was taken out of the other one; any other was written since."""
    if any(block.stood is None for block in (*ours, *others)):
        return ""
    mine = any(block.stood == NEW for block in ours) or any(block.stood != NEW for block in others)
    theirs = any(block.stood == NEW for block in others) or any(block.stood != NEW for block in ours)
    return "both" if mine and theirs else "mine" if mine else "theirs"


def _old(places: Iterable[int]) -> list[int]:
    return [place for place in places if place != NEW]


def _text(blocks: Iterable[_Block]) -> str:
    return "".join(block.text for block in blocks)


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """With one part for all that is the same in a row, and none for nothing."""
    same: list[Part] = []
    for part in parts:
        if not part.differs:
            same.append(part)
            continue
        if part.mine or part.theirs:
            yield from _as_one(same)
            same = []
            yield part
    yield from _as_one(same)


def _as_one(parts: Sequence[Part]) -> Iterator[Part]:
    if parts:
        mine, theirs = "".join(part.mine for part in parts), "".join(part.theirs for part in parts)
        places = len(differing(parts))
        yield Part(mine, theirs, differs=places > 0, by=_together(parts), places=max(places, 1))


def _together(parts: Iterable[Part]) -> By:
    who = {part.by for part in parts if part.differs}
    return who.pop() if len(who) == 1 else "both" if who and "" not in who else ""


def _few(parts: Sequence[Part]) -> Iterator[Part]:
    """At most `MAX_PLACES` that differ: neighbours are joined, with what is between them."""
    places = [number for number, part in enumerate(parts) if part.differs]
    if len(places) <= MAX_PLACES:
        yield from parts
        return
    at, size = 0, -(-len(places) // MAX_PLACES)
    for start in range(0, len(places), size):
        group = places[start : start + size]
        yield from parts[at : group[0]]
        at = group[-1] + 1
        yield from _as_one(parts[group[0] : at])
    yield from parts[at:]
