"""What authors look for among articles, and what they find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from articles.domain import Summary
from articles.drafts import Action, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What articles must have to be found; an empty text asks for nothing. `title` is folded, `tag` a key text.

    `touched_by` is the latest date of their last change, and `over_by` of their end.
    """

    title: str = ""
    tag: str = ""
    author: str = ""
    owner: str = ""
    touched_by: datetime | None = None
    over_by: datetime | None = None

    @property
    def is_anything(self) -> bool:
        return self == ANYTHING

    def fits(self, article: Summary) -> bool:
        return (
            self.title in article.title.casefold()
            and (not self.tag or self.tag in article.tags)
            and (not self.author or self.author == article.author)
            and (not self.owner or self.owner == article.owner)
            and (not self.touched_by or (article.updated_at is not None and article.updated_at <= self.touched_by))
            and (not self.over_by or (article.unpublish_at is not None and article.unpublish_at <= self.over_by))
        )


ANYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Search:
    """What an author asks for. No states are all but the trash; `tag` is a label or a key text as it was typed."""

    states: tuple[State, ...] = ()
    title: str = ""
    tag: str = ""
    author: str = ""
    newest_first: bool = True
    mine: bool = False


class StatusRange(NamedTuple):
    """Articles of one status between two sort keys of its index, both left out; None is no bound."""

    status: str
    low: str | None = None
    high: str | None = None


@dataclass(frozen=True, slots=True)
class StatusPage:
    """What one page of an index answers: what fits, in its order, how many were looked at, and where it goes on."""

    items: tuple[Summary, ...]
    searched: int
    reached: str | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """What an author did last to an article, and whether that left a working copy beside it."""

    article_id: str
    slug: str
    title: str
    at: datetime
    action: Action
    has_draft: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """An article on an author's list, and what they may do with it.

    `has_changes` if the author saved a text that readers do not see yet, as far as their own last save says.
    """

    article: Summary
    state: State
    editable: bool
    publishable: bool
    has_changes: bool = False
    touched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search. `more` is the mark of the next one; empty at the end.

    `stopped_early` if so much had to be read that the rest waits for the next page: then it may hold few items or none.
    """

    items: tuple[Listing, ...]
    searched: int
    more: str = ""
    stopped_early: bool = False


@dataclass(frozen=True, slots=True)
class Dashboard:
    working_on: tuple[Listing, ...]
    scheduled: tuple[Listing, ...]
    published: tuple[Listing, ...]
    quiet: tuple[Listing, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.working_on or self.scheduled or self.published or self.quiet)
