"""What authors work on, in dictionaries: the writing half of the fake that tests use."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from articles.domain import Article, Change, change_of
from articles.drafts import Draft, Edit, Receipt, Revision, RevisionPage, Workspace, working_on
from articles.exceptions import ArticleConflict, StoreUnavailable


class AuthoringMemory:
    """Articles, working copies and revisions, with the conditions of the real store. Set `down` to make calls fail."""

    name = "memory"

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.down = False
        self.calls: list[str] = []
        self._clock = clock
        self._lock = threading.Lock()
        self._articles: dict[str, Article] = {}
        self._drafts: dict[str, Draft] = {}
        self._revisions: dict[tuple[str, str], tuple[Revision, Receipt]] = {}
        self._changes: list[Change] = []

    def open(self, article_id: str) -> Workspace | None:
        self._answer("open")
        with self._lock:
            live = next((article for article in self._articles.values() if article.article_id == article_id), None)
            return working_on(live, self._drafts.get(article_id)) if live else None

    def commit(self, edit: Edit) -> None:
        self._answer("commit")
        self._write(edit)

    def get_receipt(self, article_id: str, token: str) -> Receipt | None:
        self._answer("get_receipt")
        kept = self._revisions.get((article_id, token))
        return kept[1] if kept else None

    def get_revision(self, article_id: str, revision_id: str) -> Revision | None:
        self._answer("get_revision")
        kept = self._revisions.get((article_id, revision_id))
        return kept[0] if kept else None

    def list_revisions(self, article_id: str, *, below: str | None, size: int) -> RevisionPage:
        self._answer("list_revisions")
        ids = sorted((token for owner, token in self._revisions if owner == article_id), reverse=True)
        wanted = [token for token in ids if below is None or token < below]
        items = tuple(self._revisions[article_id, token][0] for token in wanted[:size])
        shown = tuple(replace(item, article=replace(item.article, body="")) for item in items)
        return RevisionPage(shown, older=wanted[size - 1] if len(wanted) > size else None)

    def holders(self, slugs: Sequence[str]) -> dict[str, str]:
        self._answer("holders")
        return {slug: self._articles[slug].article_id for slug in slugs if slug in self._articles}

    def _write(self, edit: Edit) -> None:
        with self._lock:
            self._check(edit)
            article, previous = edit.article, edit.previous
            if edit.moves and previous:
                del self._articles[previous.slug]
            self._articles[article.slug] = article
            if edit.by_author:
                self._drafts.pop(article.article_id, None)
                if edit.after.draft:
                    self._drafts[article.article_id] = edit.after.draft
            self._revisions[article.article_id, edit.token] = _kept(edit)
            if edit.stamp:
                self._changes.append(change_of(article, at=self._clock(), before=previous))

    def _check(self, edit: Edit) -> None:
        article, previous = edit.article, edit.previous
        stands = self._articles.get(previous.slug if previous else article.slug)
        draft = self._drafts.get(article.article_id)
        before = edit.before.draft if edit.before else None
        if (
            _identity(stands) != _identity(previous)
            or (edit.moves and article.slug in self._articles)
            or (article.article_id, edit.token) in self._revisions
            or (edit.by_author and (draft and draft.draft_version) != (before and before.draft_version))
        ):
            raise ArticleConflict(article.slug, "it is another version")

    def _answer(self, call: str) -> None:
        self.calls.append(call)
        if self.down:
            raise StoreUnavailable(self.name, "switched off")


def _identity(article: Article | None) -> tuple[str, int] | None:
    return (article.article_id, article.version) if article else None


def _kept(edit: Edit) -> tuple[Revision, Receipt]:
    revision = Revision(
        revision_id=edit.token,
        article=edit.after.text,
        action=edit.action,
        saved_at=edit.at.replace(microsecond=0),
        saved_by=edit.actor,
        note=edit.note,
    )
    return revision, Receipt(edit.payload, edit.after.version)
