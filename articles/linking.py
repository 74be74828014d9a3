"""What links articles to one another and to the world, as it is kept beside them: derived, and mended by `rebuild`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from articles.domain import Summary
from articles.drafts import State

# Where a link leads: to an article or another page of this site, to another site, to a mailbox, within its own page,
# or nowhere, because readers' pages carry no address of its kind.
Kind = Literal["article", "page", "external", "mail", "fragment", "dropped"]
# What readers find there. Addresses of other sites are never asked for, so nothing is known of them.
Verdict = Literal["fine", "moved", "hidden", "dead", "unchecked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address in a text, which may stand there `count` times, first on `line` (the first line of a text is 1).

    `target` is the slug of an article, the path of another page, or the host of another site. `live` says whether the
    article itself has it, `draft` whether its working copy has.
    """

    address: str
    kind: Kind
    target: str = ""
    line: int = 1
    count: int = 1
    picture: bool = False
    live: bool = True
    draft: bool = False


class Incoming(NamedTuple):
    """Whether an article that links has the link itself, and whether its working copy has."""

    live: bool
    draft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """All links of one article. `incoming` are the link items that it leaves, by what they are kept under.

    `version` is that of the text; `cut` if the article has more links than are kept.
    """

    article_id: str
    slug: str
    title: str
    owner: str
    version: str
    links: tuple[Link, ...]
    incoming: Mapping[str, Incoming] = field(default_factory=dict)
    cut: bool = False


class Mark(NamedTuple):
    """Which derivation wrote an article's links, empty for none, and under which targets it left link items."""

    derivation: str
    targets: frozenset[str]


class Source(NamedTuple):
    """A link item: the id of the article that links, and where in it the link stands."""

    article_id: str
    incoming: Incoming


class OutgoingPage(NamedTuple):
    """Links of some articles in order of their ids; `reached` is where the next page goes on."""

    items: tuple[Outgoing, ...]
    searched: int
    reached: str | None = None


@dataclass(frozen=True, slots=True)
class Linker:
    """An article that links to another one. `seen` if readers see the link, or will when the article comes out."""

    article: Summary
    state: State
    editable: bool
    seen: bool

    @property
    def is_public(self) -> bool:
        """Whether readers see the link now."""
        return self.seen and self.state == "published"


@dataclass(frozen=True, slots=True)
class LinkedFrom:
    """Who links to an article, as far as an account may know: of `others` only the number is told.

    `more` is where the next page goes on; empty at the end.
    """

    items: tuple[Linker, ...] = ()
    others: int = 0
    more: str = ""

    @property
    def published(self) -> tuple[Linker, ...]:
        return tuple(linker for linker in self.items if linker.is_public)

    @property
    def rest(self) -> int:
        """How many there are besides the published ones."""
        return len(self.items) - len(self.published) + self.others

    @property
    def total(self) -> int:
        return len(self.items) + self.others


@dataclass(frozen=True, slots=True)
class Checked:
    """A link with what readers find there; `now_at` is the slug to which an old address leads, empty for a redirect."""

    link: Link
    verdict: Verdict
    now_at: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Links of one article that are worth a look."""

    article: Summary
    state: State
    links: tuple[Checked, ...]


@dataclass(frozen=True, slots=True)
class LinkReport:
    """A part of the report over a whole site; `more` is the mark of the next one."""

    findings: tuple[Finding, ...]
    searched: int
    more: str = ""
