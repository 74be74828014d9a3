"""What two sequences have in common, in their order. No input takes long: work is counted before it is done.

Elements that each side has once hold the two against each other, as a reader would; between them the shortest way is
sought. Where the work runs out, nothing more is said to be the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

# A way over more changes than that is no use to a reader, and its cost is the square of them.
MAX_CHANGES = 600


@dataclass(slots=True)
class Work:
    """What a comparison may still cost, in steps; a million of them are less than a second.

    The limit is a count and no time, so that two texts always compare alike.
    """

    left: int = 1_500_000

    def take(self, steps: int) -> bool:
        """Whether there is work left for so many steps, which are then gone."""
        if steps > self.left:
            return False
        self.left -= steps
        return True


class Match(NamedTuple):
    """`length` elements from `mine` on in the one are those from `theirs` on in the other."""

    mine: int
    theirs: int
    length: int


class Gap(NamedTuple):
    """A range in each that is still to be compared."""

    start: int
    end: int
    from_: int
    to: int


def matches(mine: Sequence[Hashable], theirs: Sequence[Hashable], work: Work) -> list[Match]:
    """What the two have in common, in order; less of it where the work runs out."""
    found: list[Match] = []
    gaps = [Gap(0, len(mine), 0, len(theirs))]
    while gaps:
        gap = _trimmed(mine, theirs, gaps.pop(), found)
        if gap.start == gap.end or gap.from_ == gap.to:
            continue
        anchors = _anchors(mine, theirs, gap, work)
        if anchors:
            gaps += _between(gap, anchors)
        else:
            found += _shortest_way(mine, theirs, gap, work)
    return _joined(sorted(found))


def _trimmed(mine: Sequence[Hashable], theirs: Sequence[Hashable], gap: Gap, found: list[Match]) -> Gap:
    """A gap without what both begin with and end with, which is found."""
    start, end, from_, to = gap
    while start < end and from_ < to and mine[start] == theirs[from_]:
        start, from_ = start + 1, from_ + 1
    while start < end and from_ < to and mine[end - 1] == theirs[to - 1]:
        end, to = end - 1, to - 1
    if start > gap.start:
        found.append(Match(gap.start, gap.from_, start - gap.start))
    if end < gap.end:
        found.append(Match(end, to, gap.end - end))
    return Gap(start, end, from_, to)


def _anchors(mine: Sequence[Hashable], theirs: Sequence[Hashable], gap: Gap, work: Work) -> list[tuple[int, int]]:
    """Places of what each side has once, as many of them as stand in one order."""
    if not work.take(gap.end - gap.start + gap.to - gap.from_):
        return []
    ours = once(mine[gap.start : gap.end], gap.start)
    others = once(theirs[gap.from_ : gap.to], gap.from_)
    return rising([(place, others[item]) for item, place in ours.items() if item in others])


def once(items: Sequence[Hashable], start: int = 0) -> dict[Hashable, int]:
    """The places, counted from `start`, of what stands there once, in order."""
    counts = Counter(items)
    return {item: place for place, item in enumerate(items, start) if counts[item] == 1}


def rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain whose second numbers rise too. The first ones do."""
    ends: list[int] = []  # the least number that ends a chain of each length, and which pair that is
    last: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        # One longer than the list puts at its end.
        ends[length : length + 1], last[length : length + 1] = [place], [index]
        before.append(last[length - 1] if length else -1)
    chain: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _between(gap: Gap, anchors: list[tuple[int, int]]) -> Iterator[Gap]:
    """What lies before the first, from each to the next, and so on. Each begins with its anchor."""
    places = [(gap.start, gap.from_), *anchors, (gap.end, gap.to)]
    for (start, from_), (end, to) in pairwise(places):
        yield Gap(start, end, from_, to)


def _shortest_way(mine: Sequence[Hashable], theirs: Sequence[Hashable], gap: Gap, work: Work) -> list[Match]:
    """Myers' way from one to the other by the fewest changes; nothing if that takes too many."""
    ours, others = mine[gap.start : gap.end], theirs[gap.from_ : gap.to]
    trail = _trail(ours, others, work)
    return [
        Match(gap.start + start, gap.from_ + from_, length) for start, from_, length in _way_back(ours, others, trail)
    ]


def _trail(ours: Sequence[Hashable], others: Sequence[Hashable], work: Work) -> list[list[int]]:
    """How far each diagonal was reached before each step, up to the step that reached the end; empty if none did."""
    limit = min(len(ours) + len(others), MAX_CHANGES)
    reached, middle = [0] * (2 * limit + 3), limit + 1
    trail: list[list[int]] = []
    for step in range(limit + 1):
        trail.append(reached[middle - step - 1 : middle + step + 2])
        for diagonal in range(-step, step + 1, 2):
            index = middle + diagonal
            place = reached[index + 1] if _added(reached, index, diagonal, step) else reached[index - 1] + 1
            end = _slide(ours, others, place, place - diagonal)
            if not work.take(1 + end - place):
                return []
            reached[index] = end
            if end >= len(ours) and end - diagonal >= len(others):
                return trail
    return []


def _added(reached: list[int], index: int, diagonal: int, step: int) -> bool:
    """Whether a diagonal is entered by an addition, from the one above it; else it is by a removal."""
    return diagonal == -step or (diagonal != step and reached[index - 1] < reached[index + 1])


def _slide(ours: Sequence[Hashable], others: Sequence[Hashable], place: int, other: int) -> int:
    """How far the two go on alike from two places."""
    while place < len(ours) and other < len(others) and ours[place] == others[other]:
        place, other = place + 1, other + 1
    return place


def _way_back(ours: Sequence[Hashable], others: Sequence[Hashable], trail: list[list[int]]) -> Iterator[Match]:
    place, other = len(ours), len(others)
    for step in range(len(trail) - 1, 0, -1):
        reached, diagonal = trail[step], place - other
        index = diagonal + step + 1
        added = _added(reached, index, diagonal, step)
        entered = reached[index + 1] if added else reached[index - 1] + 1
        if place > entered:
            yield Match(entered, entered - diagonal, place - entered)
        place, other = (entered, entered - diagonal - 1) if added else (entered - 1, entered - diagonal)


def _joined(found: list[Match]) -> list[Match]:
    joined: list[Match] = []
    for match in found:
        if (
            joined
            and joined[-1].mine + joined[-1].length == match.mine
            and (joined[-1].theirs + joined[-1].length == match.theirs)
        ):
            joined[-1] = joined[-1]._replace(length=joined[-1].length + match.length)
        else:
            joined.append(match)
    return joined
