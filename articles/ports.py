"""What the services need from the outside, declared by the side that uses it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from articles.auditing import AuditPart, AuditPlace, AuditWanted
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
from articles.drafts import Edit, OpenPage, Receipt, Revision, RevisionPage, Undo, Workspace
from articles.drift import Drift, Entry, ScanPage
from articles.linking import Mark, Outgoing, OutgoingPage, Source
from articles.redirects import Count, Destination, Redirect, RedirectPage, Writing
from articles.searching import StatusPage, StatusRange, Touch, Wanted
from articles.sharing import Share
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

    def get_destination(self, path: str, *, slug: str = "", budget: float | None = None) -> Destination | None:
        """Where an address leads that no article has: `path` in its kept form, `slug` if it is that of an article."""
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

    def recount_months(self, *, dry_run: bool = False) -> Iterator[Recount]:
        """Count the articles of each month anew and put right what is wrong, or only say it."""
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


class ShareStore(Protocol):
    """Where links to drafts are kept. An outage raises `StoreUnavailable`."""

    def add(self, share: Share, *, article: Summary) -> None:
        """Write it with its line in the audit; raises `ShareRepeated` if its id is taken."""
        ...

    def find(self, token_hash: str) -> Share | None:
        """The link that is known by this hash, expired or not, in the time that a reader waits."""
        ...

    def list_of(self, article_id: str) -> tuple[Share, ...]:
        """The links of an article, expired ones too, in no order."""
        ...

    def remove(self, share: Share, *, article: Summary, actor: str, at: datetime) -> bool:
        """Delete it with a line in the audit; False if it was gone."""
        ...

    def count(self, token_hash: str, at: datetime) -> None:
        """Note that it was opened; nothing if it is gone."""
        ...


class AuditSource(Protocol):
    """Where the audit is read, a month at a time. An outage raises `StoreUnavailable`."""

    def read_month(self, place: AuditPlace, wanted: AuditWanted, *, limit: int) -> AuditPart:
        """At most `limit` lines if nothing is looked for, else what is found in 1 MB of them."""
        ...


class LinkStore(Protocol):
    """Where links are kept that were derived of articles. An outage raises `StoreUnavailable`."""

    name: str

    def mark(self, article_id: str) -> Mark:
        """Who derived its links last. To be read before the article is."""
        ...

    def write(self, outgoing: Outgoing, *, over: Mark) -> bool:
        """Replace the links of an article; False if somebody else did since the mark was read."""
        ...

    def forget(self, article_id: str) -> None:
        """Take out all that says that an article links, and all that leads to it."""
        ...

    def differing(self, outgoing: Outgoing) -> tuple[str, ...]:
        """The keys of the items that do not say what `write` would."""
        ...

    def list_sources(self, target: str, *, after: str | None, size: int) -> tuple[Source, ...]:
        """Who links to a target (see `keys.link_key`), in order of their ids, those above `after` if it is given."""
        ...

    def current(self, article_ids: Collection[str]) -> dict[str, Summary]:
        """By id the list fields of the articles that there are, wherever they stand now."""
        ...

    def list_outgoing(self, *, after: str | None, owner: str, size: int) -> OutgoingPage:
        """Links of up to `size` articles in order of their ids; an owner leaves out those of others."""
        ...


class DriftStore(Protocol):
    """Where all items of the table are held against the articles. An outage raises `StoreUnavailable`."""

    def scan(self, *, after: str | None) -> ScanPage:
        """Some items that may have drifted, from the mark on that the page before gave."""
        ...

    def check(self, entry: Entry, *, write: bool) -> Iterator[Drift]:
        """What is wrong with an item, or with what is derived from it; put right if `write`."""
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


class UndoSource(Protocol):
    """Where it is kept what articles were before a step with many."""

    def list_undos(self, username: str, token: str) -> tuple[Undo, ...]:
        """What somebody's step with this token left, in no order, read consistently."""
        ...


class PurgingStore(Protocol):
    """Where articles leave the trash for good. An outage raises `StoreUnavailable`."""

    def list_due(self, *, now: datetime, most: int | None) -> Iterator[Summary]:
        """What is in the trash and over at `now`, the oldest first, as an index knows it; all without `most`."""
        ...

    def remove(self, article: Article) -> int:
        """Remove all that the table holds of it, in an order in which an end at any time leaves it to be gone on with.

        Gives the number of revisions. Raises `ArticleConflict` if it is not this version any more; then its own items
        stay.
        """
        ...


class PresenceStore(Protocol):
    """Where pages that have an article open say so. An outage raises `StoreUnavailable`."""

    name: str

    def get_summary(self, article_id: str) -> Summary | None:
        """The list fields of the article of this id, read consistently."""
        ...

    def list_open(self, article_id: str) -> tuple[OpenPage, ...]:
        """The pages that ever said so and did not take it back, in no order."""
        ...

    def put(self, article_id: str, page: OpenPage) -> None: ...

    def delete(self, article_id: str, page_id: str) -> None:
        """Does nothing if it is gone."""
        ...


class ArticleArchive(Protocol):
    """Where whole collections of articles are read, by those who do not serve readers."""

    def read_all(self, statuses: Sequence[str]) -> Iterator[Article | Broken]:
        """Every article of these statuses, each once, in no order; raises `StoreUnavailable`."""
        ...


class RedirectStore(Protocol):
    """Where redirects are kept that editors look after. An outage raises `StoreUnavailable`."""

    def count(self) -> Count:
        """How often they were written: what is read after it can be written over it."""
        ...

    def get(self, path: str) -> Redirect | None: ...

    def all(self) -> Iterator[Redirect]: ...

    def page(self, *, prefix: str, after: str | None, size: int) -> RedirectPage:
        """Those whose paths begin so, in their order, from behind `after`."""
        ...

    def write(self, writing: Writing) -> None:
        """Write in one transaction; raises `RedirectsMoved` if others wrote since."""
        ...

    def articles(self, article_ids: Sequence[str]) -> dict[str, Summary]:
        """List fields by id, of those that exist."""
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
