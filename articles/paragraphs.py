"""Paragraphs of two texts, each beside what it became in the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from articles.letters import split_words
from articles.matching import Match, Work, matches, once, rising

# Paragraphs of each side that are held against each of the other's.
MAX_PAIRED = 40
# How much of what two paragraphs say must be the same, so that one is the other rewritten.
ALIKE = 0.4

_BETWEEN = re.compile(r"\n(?:[ \t]*\n)+")
# Also in quotations and items of lists.
_FENCE = re.compile(r"^[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+(`{3,}+|~{3,}+)([^\n]*)$", re.MULTILINE)

Words = frozenset[str]
Place = tuple[int, int]


def paragraphs(text: str) -> list[str]:
    """What stands between blank lines, as long as it is not code within a fence; blank ones are left out."""
    ends, start, found = _ends_of_fences(text), 0, []
    fence = next(ends, None)
    for gap in _BETWEEN.finditer(text):
        while fence and fence[1] <= gap.start():
            fence = next(ends, None)
        if fence is None or gap.start() < fence[0]:
            found.append(text[start : gap.start()])
            start = gap.end()
    return [part for part in (part.strip("\n") for part in [*found, text[start:]]) if part.strip()]


def _ends_of_fences(text: str) -> Iterator[tuple[int, int]]:
    """From where to where. One that is left open, as while it is typed, takes nothing with it."""
    opened: re.Match[str] | None = None
    for line in _FENCE.finditer(text):
        fence, rest = line.groups()
        if opened is None:
            opened = line if "`" not in rest or fence[0] == "~" else None
        elif fence.startswith(opened[1]) and not rest.strip():
            yield opened.start(), line.end()
            opened = None


def pairs(ours: Sequence[str], others: Sequence[str], work: Work) -> Iterator[tuple[str, str]]:
    """All of both, in order: what is the same, what was rewritten, and beside nothing what only one has."""
    at, from_ = 0, 0
    for match in [*matches(ours, others, work), Match(len(ours), len(others), 0)]:
        yield from _rewritten(ours[at : match.mine], others[from_ : match.theirs], work)
        at, from_ = match.mine + match.length, match.theirs + match.length
        yield from ((text, text) for text in ours[match.mine : at])


def _rewritten(ours: Sequence[str], others: Sequence[str], work: Work) -> Iterator[tuple[str, str]]:
    """Paragraphs beside what became of them, and between those what only one of the texts has."""
    at, from_ = 0, 0
    for place, other in [*alike(ours, others, work), (len(ours), len(others))]:
        if at < place or from_ < other:
            yield "\n\n".join(ours[at:place]), "\n\n".join(others[from_:other])
        yield from zip(ours[place : place + 1], others[other : other + 1], strict=True)
        at, from_ = place + 1, other + 1


def alike(ours: Sequence[str], others: Sequence[str], work: Work) -> list[Place]:
    """Places of those that are most alike, in order."""
    mine, theirs = ([_words_of(text) for text in texts] for texts in (ours, others))
    found: list[Place] = []
    at, from_ = 0, 0
    for place, other in [*_sharing_rare_words(mine, theirs), (len(mine), len(theirs))]:
        between = _most_alike(mine[at:place], theirs[from_:other], work)
        found += [(at + one, from_ + another) for one, another in between]
        if place < len(mine):
            found.append((place, other))
        at, from_ = place + 1, other + 1
    return found


def _sharing_rare_words(mine: Sequence[Words], theirs: Sequence[Words]) -> list[Place]:
    """Of more paragraphs than can each be held against each: those with words that no other paragraph has."""
    if max(len(mine), len(theirs)) <= MAX_PAIRED:
        return []
    ours, others = ([(word, place) for place, words in enumerate(side) for word in words] for side in (mine, theirs))
    rare, also = (once([word for word, _ in side]) for side in (ours, others))
    votes = Counter((ours[place][1], others[also[word]][1]) for word, place in rare.items() if word in also)
    best = {place: other for (place, other), _ in reversed(votes.most_common())}
    alike = [(place, best[place]) for place in sorted(best) if _likeness(mine[place], theirs[best[place]]) >= ALIKE]
    return rising(alike)


def _most_alike(mine: Sequence[Words], theirs: Sequence[Words], work: Work) -> list[Place]:
    """The pairs that have most in common together; none among too many."""
    if not (0 < len(mine) <= MAX_PAIRED and 0 < len(theirs) <= MAX_PAIRED):
        return []
    if not work.take(sum(map(len, mine)) * len(theirs) // 8):
        return []
    best: list[list[tuple[float, tuple[Place, ...]]]] = [[(0.0, ())] * (len(theirs) + 1)]
    for place, words in enumerate(mine):
        row = [best[-1][0]]
        for other, (above, upper) in enumerate(pairwise(best[-1])):
            likeness = _likeness(words, theirs[other])
            paired = (above[0] + likeness, (*above[1], (place, other))) if likeness >= ALIKE else above
            row.append(max(paired, upper, row[-1], key=lambda found: found[0]))
        best.append(row)
    return list(best[-1][-1][1])


def _words_of(text: str) -> Words:
    return frozenset(token for token in split_words(text) if token[0].isalnum())


def _likeness(words: Words, others: Words) -> float:
    return 2 * len(words & others) / max(1, len(words) + len(others))
