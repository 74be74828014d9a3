"""What the services need from the outside, declared by the side that uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from articles.domain import (
    Article,
    Broken,
    Change,
    Cursor,
    ListPage,
    MonthPage,
    Recount,
    SitemapPart,
    Span,
    Summary,
    Surroundings,
    TagPage,
)
from articles.drafts import Edit, Receipt, Revision, RevisionPage, Workspace
from articles.searching import StatusPage, StatusRange, Touch, Wanted
from articles.site_settings import SavedSettings, SiteSettings


class ArticleSource(Protocol):
    """Where published articles come from. A miss returns None, an outage raises `StoreUnavailable`.

    `name` is the `source` of the telemetry contract. The miss of an `authoritative` source is final: nobody
    after it is asked. `budget` is the number of seconds that the caller still has; None means its own choice.
    """

    name: str
    authoritative: bool

    def get_article(self, slug: str, *, consistent: bool = False, budget: float | None = None) -> Article | None:
        """The article under this slug, whatever its status and dates."""
        ...

    def get_summaries(self, slugs: Sequence[str], *, budget: float | None = None) -> dict[str, Summary]:
        """List fields by slug, read consistently in one round trip; what does not exist is left out."""
        ...

    def get_articles(self, slugs: Sequence[str], *, budget: float | None = None) -> dict[str, Article]:
        """Whole articles by slug, read consistently, whatever their status; what cannot be read is left out."""
        ...

    def list_articles(
        self,
        *,
        now: datetime,
        tag: str | None = None,
        within: Span | None = None,
        cursor: Cursor | None = None,
        size: int,
        budget: float | None = None,
    ) -> ListPage:
        """One page of what is visible at `now`, newest first; of what is dated within a span, if one is given."""
        ...

    def get_surroundings(self, article: Summary, *, now: datetime, budget: float | None = None) -> Surroundings:
        """What is visible at `now` around an article that readers may see, with some more related ones than shown.

        They have what a link shows: no id, version, checksum or number of words.
        """
        ...

    def list_tags(self, *, now: datetime, start: str | None = None, size: int, budget: float | None = None) -> TagPage:
        """Known tags from `start` on that have something visible at `now`."""
        ...

    def list_months(self, *, now: datetime, budget: float | None = None) -> MonthPage:
        """The months that have something visible at `now`."""
        ...

    def list_for_sitemap(self, *, now: datetime, within: Span, budget: float | None = None) -> SitemapPart:
        """What is visible at `now` and dated within a span, as much of it as one page of an index holds."""
        ...


class ArticleRepository(Protocol):
    """Where articles are written to."""

    def get_for_update(self, slug: str) -> Article | None:
        """The article as it stands, read consistently."""
        ...

    def has_articles(self) -> bool:
        """Whether anything was ever saved."""
        ...

    def save(self, article: Article, *, previous: Article | None, author: str, note: str, stamp: bool) -> Article:
        """Write in one transaction; raises `ArticleConflict` if it is not `previous` any more."""
        ...

    def announce(self, changes: Iterable[Change]) -> None:
        """Bump the stamp once for saves that were made with `stamp=False`."""
        ...

    def recount_months(self) -> Iterator[Recount]:
        """Count the articles of each month anew and put right what is wrong."""
        ...


class AuthoringStore(Protocol):
    """Where authors' work is read from and written to, always consistently. An outage raises `StoreUnavailable`."""

    name: str

    def open(self, article_id: str) -> Workspace | None:
        """The article of this id with its working copy, whatever its status and address."""
        ...

    def commit(self, edit: Edit) -> None:
        """Write in one transaction; raises `ArticleConflict` if it is not `edit.before` any more, or was done before.

        If an answer was lost on the way, it is known afterwards whether the edit was written.
        """
        ...

    def get_receipt(self, article_id: str, token: str) -> Receipt | None:
        """What is kept of the form that was saved with this token."""
        ...

    def get_revision(self, article_id: str, revision_id: str) -> Revision | None: ...

    def list_revisions(self, article_id: str, *, below: str | None, size: int, named: bool = False) -> RevisionPage:
        """Newest first, those with ids below `below` if it is given; of `named` ones as many as a look finds."""
        ...

    def name_revision(self, article: Summary, revision_id: str, name: str, *, by: str, at: datetime) -> None:
        """Call a revision of an article by a name, or by none; raises `ArticleNotFound` if it has no such revision."""
        ...

    def holders(self, slugs: Sequence[str]) -> dict[str, str]:
        """By slug the id of the article whose address it is or was, for up to 50; free ones are left out."""
        ...

    def former_slugs(self, article_id: str) -> tuple[str, ...]:
        """The addresses that lead to an article besides its own, the one left last first."""
        ...


class AuthorSource(Protocol):
    """Where authors' lists are read: whole statuses of an index, and what somebody did last."""

    def read_status(self, span: StatusRange, wanted: Wanted, *, newest_first: bool, limit: int) -> StatusPage:
        """One page of an index: at most `limit` articles if anything is wanted, else what is found in 1 MB of them."""
        ...

    def list_touched(self, username: str) -> tuple[Touch, ...]:
        """What they did last to each article, in no order, read consistently."""
        ...

    def get_summaries(self, slugs: Sequence[str], *, budget: float | None = None) -> dict[str, Summary]:
        """As `ArticleSource.get_summaries`."""
        ...


class ArticleArchive(Protocol):
    """Where whole collections of articles are read, by those who do not serve readers."""

    def read_all(self, statuses: Sequence[str]) -> Iterator[Article | Broken]:
        """Every article of these statuses, each once, in no order; raises `StoreUnavailable`."""
        ...


class SettingsRepository(Protocol):
    """Where the site's settings are kept."""

    def get(self, *, budget: float | None = None) -> SavedSettings:
        """The settings in force, read consistently; without a budget for those who would rather wait than miss."""
        ...

    def save(self, settings: SiteSettings, *, expected: int, by: str, token: str) -> SavedSettings:
        """Write over version `expected` and announce it, in one transaction.

        What `token` saved before is not written again. Raises `StaleSettings` if another version stands there.
        """
        ...
