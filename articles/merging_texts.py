"""Two texts of one article become one, block by block, and neither is changed without somebody having said so.

Whoever takes all of one text gets that text, to the last blank line.
"""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, NamedTuple

from articles.rendering import split_blocks

Choice = Literal["mine", "theirs", "both"]
# Who changed something since both began, as far as that is known.
By = Literal["", "mine", "theirs", "both"]

# More places than these are shown joined with those beside them: each is a question to somebody.
MAX_PLACES = 200
# Beyond them a comparison would take seconds.
MAX_BLOCKS = 1500
_MAX_STEPS = 300_000
_MAX_PAIRS = 2_500
_ALIKE = 0.35

_WORD = re.compile(r"\w+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\Z")


@dataclass(frozen=True, slots=True)
class Part:
    """What stands in both texts in one place: the same but for blank lines, or not."""

    mine: str
    theirs: str
    differs: bool = True
    by: By = ""

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
    runs, are_all = _same_runs(blocks, began)
    if not are_all:
        return blocks
    stood = {first + n: from_ + n for first, from_, count in runs for n in range(count)}
    return [block._replace(stood=stood.get(number, NEW)) for number, block in enumerate(blocks)]


def _same_runs(ours: Sequence[_Block], others: Sequence[_Block]) -> tuple[list[tuple[int, int, int]], bool]:
    """Where so many blocks are the same in both, and whether these are all: some would take too long to find."""
    mine, theirs = [block.key for block in ours], [block.key for block in others]
    head = _same_at_start(mine, theirs)
    tail = _same_at_start(mine[head:][::-1], theirs[head:][::-1])
    mine, theirs = mine[head : len(mine) - tail], theirs[head : len(theirs) - tail]
    first, last = (0, 0, head), (len(ours) - tail, len(others) - tail, tail)
    counts = Counter(theirs)
    if max(len(mine), len(theirs)) > MAX_BLOCKS or sum(counts[key] for key in mine) > _MAX_STEPS:
        return [first, last], False
    matcher = difflib.SequenceMatcher(a=mine, b=theirs, autojunk=False)
    inner = [(head + match.a, head + match.b, match.size) for match in matcher.get_matching_blocks()]
    return [first, *inner, last], True


def _same_at_start(mine: Sequence[str], theirs: Sequence[str]) -> int:
    pairs = enumerate(zip(mine, theirs, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(mine), len(theirs)))


def _compared(ours: list[_Block], others: list[_Block]) -> Iterator[_Pair]:
    """What stands beside each other: the same block twice, or what each has there."""
    at_mine = at_theirs = 0
    for first, from_, count in [*_same_runs(ours, others)[0], (len(ours), len(others), 0)]:
        yield from _paired(ours[at_mine:first], others[at_theirs:from_])
        yield from _side_by_side(ours[first : first + count], others[from_ : from_ + count])
        at_mine, at_theirs = first + count, from_ + count


def _paired(ours: list[_Block], others: list[_Block]) -> Iterator[_Pair]:
    """Blocks that became each other, as far as one can tell, stand in one place."""
    at_mine = at_theirs = 0
    for number, other in [*_alike(ours, others), (len(ours), len(others))]:
        yield from _side_by_side(ours[at_mine:number], others[at_theirs:other])
        yield from _side_by_side(ours[number : number + 1], others[other : other + 1])
        at_mine, at_theirs = number + 1, other + 1


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
        differs = [block.key for block in ours] != [block.key for block in others]
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


def _alike(ours: list[_Block], others: list[_Block]) -> list[tuple[int, int]]:
    """Pairs of blocks that have many words in common, in their order, so that the most is in common."""
    if not 1 < len(ours) * len(others) <= _MAX_PAIRS:
        return []
    words, other_words = [_words(block) for block in ours], [_words(block) for block in others]
    best: list[list[tuple[float, tuple[tuple[int, int], ...]]]] = [[(0.0, ())] * (len(others) + 1)]
    for number, mine in enumerate(words):
        row: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())]
        for other, theirs in enumerate(other_words):
            row.append(max(best[number][other + 1], row[other], key=_score))
            likeness = _likeness(mine, theirs)
            score, pairs = best[number][other]
            if likeness >= _ALIKE and score + likeness > row[-1][0]:
                row[-1] = (score + likeness, (*pairs, (number, other)))
        best.append(row)
    return list(best[-1][-1][1])


def _score(found: tuple[float, tuple[tuple[int, int], ...]]) -> float:
    return found[0]


def _words(block: _Block) -> Counter[str]:
    return Counter(_WORD.findall(block.text.casefold()))


def _likeness(mine: Counter[str], theirs: Counter[str]) -> float:
    total = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / total if total else 0.0


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
        yield Part(mine, theirs, differs=any(part.differs for part in parts), by=_together(parts))


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
