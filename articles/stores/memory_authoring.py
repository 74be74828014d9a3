"""What authors work on, in dictionaries: the writing half of the fake that tests use."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from articles.domain import Article, Change, Summary, change_of
from articles.drafts import (
    NOTHING_YET,
    Draft,
    Edit,
    Receipt,
    Revision,
    RevisionPage,
    Undo,
    Workspace,
    is_purged,
    revision_of,
    working_on,
)
from articles.exceptions import ArticleConflict, ArticleNotFound, StoreUnavailable


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
        self._aliases: dict[str, str] = {}
        self._undos: dict[tuple[str, str], list[Undo]] = {}
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

    def list_revisions(self, article_id: str, *, below: str | None, size: int, named: bool = False) -> RevisionPage:
        self._answer("list_revisions")
        found = {token: kept[0] for (owner, token), kept in self._revisions.items() if owner == article_id}
        ids = sorted((token for token, revision in found.items() if revision.name or not named), reverse=True)
        wanted = [token for token in ids if below is None or token < below]
        items = tuple(self._revisions[article_id, token][0] for token in wanted[:size])
        shown = tuple(replace(item, article=replace(item.article, body="")) for item in items)
        return RevisionPage(shown, older=wanted[size - 1] if len(wanted) > size else None)

    def name_revision(self, article: Summary, revision_id: str, name: str, *, by: str, at: datetime) -> None:
        self._answer("name_revision")
        with self._lock:
            key = article.article_id, revision_id
            if key not in self._revisions:
                raise ArticleNotFound(revision_id, [self.name])
            revision, receipt = self._revisions[key]
            self._revisions[key] = replace(revision, name=name), receipt

    def holders(self, slugs: Sequence[str]) -> dict[str, str]:
        self._answer("holders")
        taken = {**self._aliases, **{slug: article.article_id for slug, article in self._articles.items()}}
        return {slug: taken[slug] for slug in slugs if slug in taken}

    def former_slugs(self, article_id: str) -> tuple[str, ...]:
        self._answer("former_slugs")
        return tuple(slug for slug, owner in reversed(self._aliases.items()) if owner == article_id)

    def list_undos(self, username: str, token: str) -> tuple[Undo, ...]:
        self._answer("list_undos")
        return tuple(self._undos.get((username, token), ()))

    def list_due(self, *, now: datetime, most: int | None) -> Iterator[Summary]:
        self._answer("list_due")
        with self._lock:
            due = sorted((a for a in self._articles.values() if is_purged(a, now)), key=lambda a: (a.sort_date, a.slug))
        yield from [article.summary() for article in due[:most]]

    def remove(self, article: Article) -> int:
        self._answer("remove")
        with self._lock:
            if self._articles.get(article.slug) != article:
                raise ArticleConflict(article.slug, "it is another version")
            del self._articles[article.slug]
            self._drafts.pop(article.article_id, None)
            self._aliases = {slug: owner for slug, owner in self._aliases.items() if owner != article.article_id}
            gone = [key for key in self._revisions if key[0] == article.article_id]
            for key in gone:
                del self._revisions[key]
        return len(gone)

    def _write(self, edit: Edit) -> None:
        with self._lock:
            self._check(edit)
            article, previous = edit.article, edit.previous
            if edit.moves and previous:
                self._move(edit, previous)
            self._articles[article.slug] = article
            if edit.by_author:
                self._drafts.pop(article.article_id, None)
                if edit.after.draft:
                    self._drafts[article.article_id] = edit.after.draft
            self._keep(edit)
            if edit.undo:
                self._undos.setdefault((edit.actor, edit.undo.of), []).append(edit.undo)
            if edit.stamp:
                self._changes.append(change_of(article, at=self._clock(), before=previous))

    def _move(self, edit: Edit, previous: Article) -> None:
        del self._articles[previous.slug]
        self._aliases.pop(edit.article.slug, None)
        if edit.leaves_alias:
            self._aliases[previous.slug] = previous.article_id
        if edit.stamp:
            left = replace(previous, status="draft", version=edit.article.version)
            self._changes.append(change_of(left, at=self._clock(), before=previous))

    def _keep(self, edit: Edit) -> None:
        article_id, left = edit.article.article_id, edit.after.version
        if edit.revision:
            self._revisions[article_id, edit.token] = revision_of(edit), Receipt(edit.payload, left)
        for revision in edit.aside:
            self._revisions[article_id, revision.revision_id] = revision, Receipt("", revision.left or NOTHING_YET)

    def _check(self, edit: Edit) -> None:
        article, previous = edit.article, edit.previous
        stands = self._articles.get(previous.slug if previous else article.slug)
        draft = self._drafts.get(article.article_id)
        before = edit.before.draft if edit.before else None
        if (
            _identity(stands) != _identity(previous)
            or (edit.moves and article.slug in self._articles)
            or (self._aliases.get(article.slug, article.article_id) != article.article_id)
            or (edit.revision and (article.article_id, edit.token) in self._revisions)
            or (edit.by_author and (draft and draft.draft_version) != (before and before.draft_version))
        ):
            raise ArticleConflict(article.slug, "it is another version")

    def _answer(self, call: str) -> None:
        self.calls.append(call)
        if self.down:
            raise StoreUnavailable(self.name, "switched off")


def _identity(article: Article | None) -> tuple[str, int] | None:
    return (article.article_id, article.version) if article else None
