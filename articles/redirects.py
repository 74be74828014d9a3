"""Where addresses lead that no page has any more: former addresses of articles, and those an editor looks after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from articles.domain import NO_DATE, Summary
from articles.exceptions import InvalidRedirect

# How the stamp's ring names a change of redirects. No article is made with such a slug, and a process that does not
# know the name takes it for an article that nobody can read.
REDIRECTS_MOVED = "-redirects-"

Outcome = Literal["new", "changes", "same", "refused"]


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an address leads: to the article of `slug` while readers may see it, or to `address`."""

    slug: str = ""
    tail: str = ""
    address: str = ""
    status: str = ""
    opens: datetime | None = None
    closes: datetime | None = None


def destination_of(article: Summary, tail: str = "") -> Destination:
    return Destination(
        slug=article.slug,
        tail=tail,
        status=article.status,
        opens=article.published_at,
        closes=article.unpublish_at,
    )


@dataclass(frozen=True, slots=True)
class Target:
    """Where a redirect leads: to an article, wherever that moves, or to `address`.

    `path` is the address's place on this site, in the form in which redirects are kept; external ones have none.
    `tail` is what stands behind the path: a query, a fragment.
    """

    article_id: str = ""
    tail: str = ""
    address: str = ""
    path: str = ""

    @property
    def is_external(self) -> bool:
        return not self.article_id and not self.path


@dataclass(frozen=True, slots=True)
class Redirect:
    """An old address that an editor looks after, and where it leads."""

    path: str
    target: Target
    note: str = ""
    created_by: str = ""
    created_at: datetime = NO_DATE


@dataclass(frozen=True, slots=True)
class RedirectPage:
    """Redirects in order of their paths; `after` is where the next page begins."""

    items: tuple[Redirect, ...]
    after: str | None = None


class Row(NamedTuple):
    """One line that somebody typed or imported."""

    number: int
    source: str
    target: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What would become of one row, and why not if it is refused. `before` is where the address leads now."""

    row: Row
    outcome: Outcome
    refusal: InvalidRedirect | None = None
    redirect: Redirect | None = None
    before: Target | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What rows would do. `moved` are redirects that no row names and that follow, so that each stays one hop."""

    lines: tuple[Line, ...]
    moved: tuple[Redirect, ...] = ()

    def of(self, outcome: Outcome) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.outcome == outcome)

    @property
    def writes(self) -> tuple[Redirect, ...]:
        """What stands already comes first: so no address leads over another one at any time between two writes."""
        changed = (line.redirect for line in self.of("changes") if line.redirect)
        new = (line.redirect for line in self.of("new") if line.redirect)
        return (*self.moved, *changed, *new)


class Done(NamedTuple):
    """What a form did: how much of its plan is written, and what is left for the same form to do when it comes again.

    `repeated` if it had done all of that before: then nothing was looked at.
    """

    plan: Plan
    written: int = 0
    left: int = 0
    repeated: bool = False


class Count(NamedTuple):
    """How often redirects were written, and the tokens of the forms that were last to be done."""

    n: int = 0
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """One write of redirects, over the count that was read before what it was planned on.

    `audit_id` is that of its line in the audit; a form's later writes have the same one and put the same line again.
    One that `finishes` its form leaves its token as a receipt.
    """

    puts: tuple[Redirect, ...] = ()
    deletes: tuple[str, ...] = ()
    count: Count
    at: datetime
    actor: str
    action: str
    subject: str
    audit_id: str
    stamp: bool = True
    finishes: bool = True
