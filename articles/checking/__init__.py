"""What an author may want to know before readers see a text, each with its place and a plain reason.

Text is read as the page reads it, in one pass. Nothing here asks the table: whoever calls says what stands there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from articles.checking.findings import RULES, Finding, Found, Level, Lines, Place, Rule, shorten
from articles.checking.links import Home, check_links, links_to_look_up
from articles.checking.prose import check_length, check_marks, check_repeats
from articles.checking.structure import check_blocks, check_headings, check_pictures
from articles.linking import Link, Verdict
from articles.rendering import Review, review_article

__all__ = ["RULES", "Checkup", "Finding", "Home", "Level", "Place", "Rule", "Typed"]

# What search engines show of a description.
MAX_DESCRIPTION = 160
# Nothing is known of where its links lead.
NOT_ASKED: Mapping[str, Verdict] = {}
_FOREIGN = "a picture of another host"


class Typed(NamedTuple):
    """What is looked at of a form: clean texts, the body with the line ends of Unix."""

    title: str = ""
    description: str = ""
    body: str = ""


@dataclass(frozen=True)
class Checkup:
    """One text looked over. It is read once; `findings` may be asked for with and without what the table knows."""

    typed: Typed
    home: Home = field(default_factory=Home)
    language: str = "en"
    _review: Review = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_review", review_article(self.typed.body))

    @property
    def links(self) -> tuple[Link, ...]:
        """Those to look up before `findings` can say whether something is there, each address once."""
        return links_to_look_up(self._review.places, self.home)

    def findings(
        self,
        *,
        verdicts: Mapping[str, Verdict] = NOT_ASKED,
        slug: str = "",
        state: Literal["taken", "reserved", ""] = "",
    ) -> list[Finding]:
        """In the order of rules and of the text; `state` is that of the slug which the article would have."""
        lines = Lines(self.typed.body)
        found = sorted({*self._of_markup(lines), *self._of_text(verdicts, lines)}, key=lambda one: one.start)
        all_of_them = [*_of_fields(self.typed, slug, state), *map(lines.finding, found)]
        order = list(RULES)
        return sorted(all_of_them, key=lambda one: order.index(one.rule))

    def _of_markup(self, lines: Lines) -> Iterator[Found]:
        for mistake in self._review.mistakes:
            start = lines.offset(mistake.line)
            end = lines.offset(mistake.line + 1) - 1
            text = f"{mistake.text[:1].upper()}{mistake.text[1:]}"
            is_foreign = mistake.text.startswith(_FOREIGN)
            why = (
                "Reading asks no other host for anything." if is_foreign else "The page shows it as it is written here."
            )
            yield Found("picture-foreign" if is_foreign else "markup", start, max(start, end), f"{text}. {why}")

    def _of_text(self, verdicts: Mapping[str, Verdict], lines: Lines) -> Iterator[Found]:
        places = self._review.places
        for words in places.words:
            yield from check_pictures(words)
            yield from check_length(words)
            yield from check_repeats(words, self.language)
            for start, end, reason in check_marks(words.prose):
                yield Found("mark-left", words.place(start), words.place(end), reason)
        yield from check_links(places, self.home, verdicts)
        yield from check_headings(places.headings, [lines.line(heading.start) for heading in places.headings])
        yield from check_blocks(places.blocks, self.typed.body)


def _of_fields(typed: Typed, slug: str, state: str) -> Iterator[Finding]:
    if not typed.title.strip():
        yield Finding("title-missing", "It has no title yet. Without one nobody could find it in a list.", "title")
    if state:
        said = "is reserved" if state == "reserved" else "belongs to another article"
        yield Finding("slug-taken", f"The address {slug} {said}, so it cannot come out under it.", "slug")
    length = len(typed.description)
    if not typed.description.strip():
        reason = "It has no description. Lists, feeds and search engines show one below the title."
        yield Finding("description-missing", reason, "description")
    elif length > MAX_DESCRIPTION:
        reason = (
            f"The description has {length} characters. Search engines show about {MAX_DESCRIPTION} and cut the rest."
        )
        yield Finding("description-long", reason, "description")
    for name, text in (("title", typed.title), ("description", typed.description)):
        for _, _, reason in check_marks(text):
            yield Finding("mark-left", reason, name, excerpt=shorten(text))
