"""What follows a save and is no part of its transaction. It never makes a save fail: `rebuild` mends what it missed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from articles.domain import Article, Change, Recount, Summary
from articles.drafts import Edit, Receipt, Revision, RevisionPage, Workspace
from articles.ports import ArticleRepository, AuthoringStore

logger = logging.getLogger(__name__)

# After these nothing is derived: the one comes every few seconds, the other touches nothing but the history.
WITHOUT = ("autosave", "keep")

Derive = Callable[[str], object]


class Deriving:
    """An authoring store after whose saves `derive` is called with the id of the article."""

    def __init__(self, store: AuthoringStore, derive: Derive) -> None:
        self.name = store.name
        self._store = store
        self._derive = derive

    def commit(self, edit: Edit) -> None:
        self._store.commit(edit)
        if edit.action not in WITHOUT:
            _derive(self._derive, edit.article.article_id)

    def open(self, article_id: str) -> Workspace | None:
        return self._store.open(article_id)

    def get_receipt(self, article_id: str, token: str) -> Receipt | None:
        return self._store.get_receipt(article_id, token)

    def get_revision(self, article_id: str, revision_id: str) -> Revision | None:
        return self._store.get_revision(article_id, revision_id)

    def list_revisions(self, article_id: str, *, below: str | None, size: int, named: bool = False) -> RevisionPage:
        return self._store.list_revisions(article_id, below=below, size=size, named=named)

    def name_revision(self, article: Summary, revision_id: str, name: str, *, by: str, at: datetime) -> None:
        self._store.name_revision(article, revision_id, name, by=by, at=at)

    def holders(self, slugs: Sequence[str]) -> dict[str, str]:
        return self._store.holders(slugs)

    def former_slugs(self, article_id: str) -> tuple[str, ...]:
        return self._store.former_slugs(article_id)


class DerivingRepository:
    """The same for what programs write."""

    def __init__(self, repository: ArticleRepository, derive: Derive) -> None:
        self._repository = repository
        self._derive = derive

    def save(self, article: Article, *, previous: Article | None, author: str, note: str, stamp: bool) -> Article:
        saved = self._repository.save(article, previous=previous, author=author, note=note, stamp=stamp)
        _derive(self._derive, saved.article_id)
        return saved

    def get_for_update(self, slug: str) -> Article | None:
        return self._repository.get_for_update(slug)

    def has_articles(self) -> bool:
        return self._repository.has_articles()

    def announce(self, changes: Iterable[Change]) -> None:
        self._repository.announce(changes)

    def recount_months(self, *, dry_run: bool = False) -> Iterator[Recount]:
        return self._repository.recount_months(dry_run=dry_run)


def _derive(derive: Derive, article_id: str) -> None:
    try:
        derive(article_id)
    except Exception:
        # Whatever went wrong, what the author wrote is saved.
        logger.exception("links were not derived; rebuild does it", extra={"article_id": article_id})
