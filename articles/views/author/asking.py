"""What is asked of whoever makes one text of two: for each place and field that differs, which one to take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from articles.cleaning import clean_body
from articles.differences import Piece, inline
from articles.forms import labels_in
from articles.matching import Work
from articles.merging_texts import CHOICES, By, Choice, Part, differing, merge
from articles.rendering import split_blocks

_BY_LETTER = {choice[0]: choice for choice in CHOICES}
_PLACE = re.compile(r"place-([1-9]\d{0,3})", re.ASCII)
TAGS = "tags"


class Option(NamedTuple):
    """One answer, with the text it stands for, whose last blank lines are its `end`; `both` are shown in none."""

    value: Choice
    is_chosen: bool
    pieces: tuple[Piece, ...] = ()
    end: str = ""


class Question(NamedTuple):
    """A place or a field that differs. `number` counts all of them, for links from the head of the page."""

    number: int
    name: str
    label: str
    by: By
    options: tuple[Option, ...]


class Same(NamedTuple):
    """What both have, as mine; `theirs` is given if other blank lines are in it."""

    text: str
    end: str
    theirs: str | None
    paragraphs: int


@dataclass(frozen=True)
class Asked:
    """What a page was sent back with: an answer for each place, from 0 on, and field, and the text made of them.

    `chosen` are the answers that `merged` was made by, and `earlier` is a text that was changed by hand before it was
    made anew.
    """

    places: Mapping[int, Choice] = field(default_factory=dict)
    fields: Mapping[str, Choice] = field(default_factory=dict)
    merged: str | None = None
    chosen: tuple[Choice, ...] = ()
    earlier: str = ""

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> Asked:
        places = {int(found[1]) - 1: name for name in sent if (found := _PLACE.fullmatch(name))}
        return cls(
            {place: choice for place, name in places.items() if (choice := _choice(sent[name]))},
            {name[6:]: choice for name in sent if name.startswith("field-") and (choice := _choice(sent[name]))},
            clean_body(sent["merged"]).text if "merged" in sent else None,
            tuple(_BY_LETTER[letter] for letter in sent.get("chosen", "") if letter in _BY_LETTER),
            clean_body(sent.get("earlier", "")).text,
        )

    @property
    def answers(self) -> tuple[Choice, ...]:
        """As `chosen`, but as they are now."""
        return tuple(self.places.get(number, choice) for number, choice in enumerate(self.chosen))

    def was_edited(self, parts: Sequence[Part]) -> bool:
        """Whether the text is another one than the answers made."""
        if self.merged is None or len(self.chosen) != len(differing(parts)):
            return self.merged is not None
        return self.merged != merge(parts, self.chosen)

    def anew(self, parts: Sequence[Part]) -> Asked:
        """To be put together again; what was changed by hand is kept beside."""
        earlier = (self.merged or "") if self.was_edited(parts) else self.earlier
        return replace(self, merged=None, chosen=(), earlier=earlier)

    def for_others(self) -> Asked:
        """For a text that is another one by now, so that no answer fits."""
        return Asked(earlier=self.merged or self.earlier)


NOT_ASKED = Asked()


def ask_of_fields(
    mine: Mapping[str, str], theirs: Mapping[str, str], base: Mapping[str, str] | None, labels: Mapping[str, str],
    asked: Mapping[str, Choice],
) -> Iterator[Question]:  # fmt: skip
    """For each field whose texts differ, in the order of the form."""
    number = 0
    for name, label in labels.items():
        if mine[name] != theirs[name]:
            number += 1
            part = Part(mine[name], theirs[name], by=_who(mine[name], theirs[name], base[name] if base else None))
            proposed: Choice = "both" if name == TAGS and part.by in ("", "both") else part.proposed
            choice = asked.get(name, proposed)
            values = CHOICES if name == TAGS and part.mine and part.theirs else CHOICES[:2]
            options = _options(part, choice, values, Work())
            yield Question(number, f"field-{name}", label, part.by, options)


def ask_of_text(parts: Iterable[Part], choices: Iterable[Choice], first: int) -> Iterator[Question | Same]:
    """All of both texts, with a question for each place that differs; the page counts them from `first` on."""
    work, left = Work(), iter(choices)
    place = 0
    for part in parts:
        if part.differs:
            place += 1
            values = CHOICES if part.mine.strip() and part.theirs.strip() else CHOICES[:2]
            options = _options(part, next(left), values, work)
            spaces = " (only spaces and blank lines differ)" if part.mine.split() == part.theirs.split() else ""
            yield Question(first + place - 1, f"place-{place}", f"Place {place}{spaces}", part.by, options)
        else:
            theirs = part.theirs if part.theirs != part.mine else None
            yield Same(*_with_end(part.mine), theirs, len(split_blocks(part.mine)))


def take_fields(mine: Mapping[str, str], theirs: Mapping[str, str], asked: Mapping[str, Choice]) -> dict[str, str]:
    """The fields as they were chosen; of those that nobody was asked about both have the same."""
    return {name: _taken(name, mine[name], theirs.get(name, ""), asked.get(name, "mine")) for name in mine}


def _taken(name: str, mine: str, theirs: str, choice: Choice) -> str:
    if choice == "both" and name == TAGS:
        labels = labels_in(mine)
        known = {label.casefold() for label in labels}
        return ", ".join([*labels, *(label for label in labels_in(theirs) if label.casefold() not in known)])
    return theirs if choice == "theirs" else mine


def _options(part: Part, choice: Choice, values: Sequence[Choice], work: Work) -> tuple[Option, ...]:
    (mine, my_end), (theirs, their_end) = _with_end(part.mine), _with_end(part.theirs)
    found = inline(mine, theirs, work)
    shown = {
        "mine": (tuple(piece for piece in found if piece.kind != "theirs"), my_end),
        "theirs": (tuple(piece for piece in found if piece.kind != "mine"), their_end),
    }
    chosen = choice if choice in values else values[0]
    return tuple(Option(value, value == chosen, *shown.get(value, ())) for value in values)


def _with_end(text: str) -> tuple[str, str]:
    shown = text.rstrip()
    return shown, text[len(shown) :]


def _who(mine: str, theirs: str, base: str | None) -> By:
    if base is None:
        return ""
    return "theirs" if mine == base else "mine" if theirs == base else "both"


def _choice(text: str) -> Choice | None:
    return next((choice for choice in CHOICES if choice == text), None)
