"""Out of the trash for good: by hand, or when the time there is over.

First an article is marked, on the version that was read, and from then on it is gone for everybody: nobody can recover
it while it is being taken apart. Whoever finds the mark goes on with what another one began.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from ulid import ULID

from articles import keys
from articles.domain import NO_DATE, Article, Summary
from articles.drafts import Edit, Version, Workspace, is_purged
from articles.exceptions import ArticleBroken, ArticleConflict, ArticleNotFound, NotAllowed, StaleVersion
from articles.policies import Actor, check_can_edit, check_can_purge
from articles.ports import AuthoringStore, PurgingStore
from portfolio.side_by_side import side_by_side

PUT_THERE = {"trash", "undo", "seed"}
CLOCK = "clock"  # who removes what is over
# When what is marked went: before the time of any clock, so that none takes it for something to recover.
MARKED = NO_DATE


@dataclass(frozen=True, slots=True)
class Purged:
    """An article that was due, and how many revisions went with it. A `problem` says why it is still there."""

    article: Summary
    revisions: int = 0
    problem: str = ""


class PurgeService:
    """Raises `StoreUnavailable`; what was begun is then gone on with the next time."""

    def __init__(self, store: AuthoringStore, purging: PurgingStore, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._purging = purging
        self._clock = clock

    def list_due(self, *, most: int | None = None) -> Iterator[Summary]:
        """What is over, the oldest first."""
        return self._purging.list_due(now=self._clock(), most=most)

    def purge_due(self, *, most: int | None = None) -> Iterator[Purged]:
        """Remove what is over, one after the other; what cannot be read is said and stops nothing."""
        for article in self.list_due(most=most):
            try:
                done = self._purge_if_due(article.article_id)
            except ArticleBroken as exc:
                done = Purged(article, problem=exc.why)
            if done:
                yield done

    def sweep(self, most: int) -> int:
        """A few of those that are over, for those who happen to look into the trash."""
        return sum(1 for done in self.purge_due(most=most) if not done.problem)

    def trashed_by(self, article_ids: Sequence[str]) -> dict[str, str]:
        """By id who put an article into the trash, as the history says, where it does."""
        pages = side_by_side(
            [partial(self._store.list_revisions, article_id, below=None, size=1) for article_id in article_ids]
        )
        newest = zip(article_ids, (page.items[:1] for page in pages), strict=True)
        return {article_id: last.saved_by for article_id, found in newest for last in found if last.action in PUT_THERE}

    def purge(self, article_id: str, *, actor: Actor, expected: Version) -> Article:
        """Remove it now; there is no way back. Gives what it was.

        Raises `ArticleNotFound` for what has gone already, `NotAllowed`, and `StaleVersion` if it was recovered.
        """
        stands = self.open(article_id, actor=actor)
        check_can_purge(actor, stands.live)
        if stands.version != expected:
            raise StaleVersion(stands.live.slug, stands)
        try:
            self._purging.remove(self._mark(stands, actor.username))
        except ArticleConflict as exc:
            raise StaleVersion(stands.live.slug, stands) from exc
        return stands.live

    def open(self, article_id: str, *, actor: Actor) -> Workspace:
        """What is in the trash; raises `ArticleNotFound` and `NotAllowed`."""
        stands = self._store.open(article_id) if keys.is_id(article_id) else None
        if stands is None or is_purged(stands.live, self._clock()):
            raise ArticleNotFound(article_id, [self._store.name])
        check_can_edit(actor, stands.live)
        if stands.live.status != "trashed":
            raise NotAllowed(actor.username, "It is not in the trash. Only from there can it be deleted for good.")
        return stands

    def _purge_if_due(self, article_id: str) -> Purged | None:
        """None for what was recovered meanwhile, or what somebody else has removed."""
        stands = self._store.open(article_id)
        if stands is None or not is_purged(stands.live, self._clock()):
            return None
        try:
            return Purged(stands.live.summary(), self._purging.remove(self._mark(stands, CLOCK)))
        except ArticleConflict:
            return None

    def _mark(self, stands: Workspace, actor: str) -> Article:
        """The article with the mark, be that another one's."""
        if stands.live.purge_at == MARKED:
            return stands.live
        marked = replace(stands.live, purge_at=MARKED, version=stands.live.version + 1)
        edit = Edit(
            before=stands,
            after=Workspace(marked, stands.draft),
            action="purge",
            actor=actor,
            at=self._clock(),
            token=str(ULID()),
            stamp=False,
            by_author=False,
            revision=False,
        )
        self._store.commit(edit)
        return marked
