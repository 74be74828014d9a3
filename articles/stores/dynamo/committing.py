"""A save of an article as one transaction, or two for one of many new tags."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime, tzinfo

from pynamodb.transactions import TransactWrite

from articles import keys
from articles.domain import Summary
from articles.drafts import Edit
from articles.exceptions import ArticleConflict, ArticleNotFound, StoreUnavailable
from articles.records import RevisionRecord
from articles.records_audit import AuditRecord, new_audit_id
from articles.stores.dynamo.edits import Prepared, months_moved, moved, write_edit, write_new_tags
from articles.stores.dynamo.source import DynamoSource
from articles.stores.dynamo.stamping import trim_ring
from portfolio.table import Table, TableUnavailable
from portfolio.transactions import Refused, commit


class Committer:
    """Writes edits. Months are those of `time_zone`."""

    def __init__(self, table: Table, time_zone: tzinfo) -> None:
        self._table = table
        self._time_zone = time_zone

    def commit(self, edit: Edit) -> None:
        """Raises `ArticleConflict` when a condition does not hold, and `StoreUnavailable` when nothing is known."""
        prepared = Prepared(edit, new_audit_id(edit.at), months_moved(edit, self._time_zone))
        if prepared.tags_go_before:
            self._send(edit, functools.partial(write_new_tags, edit=edit))
        self._send(edit, functools.partial(write_edit, prepared=prepared))
        if edit.stamp:
            trim_ring(self._table, added=len(moved(edit)))

    def name_revision(self, article: Summary, revision_id: str, name: str, *, by: str, at: datetime) -> None:
        """Raises `ArticleNotFound` if there is no such revision."""
        write = functools.partial(
            _write_name, key=keys.revision_key(article.article_id, revision_id), name=name,
            audit=AuditRecord.of_article(at, new_audit_id(at), article, actor=by, action="name", note=name),
        )  # fmt: skip
        try:
            commit(self._table, write)
        except Refused as exc:
            raise ArticleNotFound(revision_id, [DynamoSource.name]) from exc
        except TableUnavailable as exc:
            raise StoreUnavailable(DynamoSource.name, exc.why) from exc

    def _send(self, edit: Edit, write: Callable[[TransactWrite], None]) -> None:
        try:
            commit(self._table, write)
        except Refused as exc:
            raise ArticleConflict(edit.article.slug, _refusal(edit, exc)) from exc
        except TableUnavailable as exc:
            raise StoreUnavailable(DynamoSource.name, exc.why) from exc


def _write_name(transaction: TransactWrite, *, key: keys.Key, name: str, audit: AuditRecord) -> None:
    action = RevisionRecord.name.set(name) if name else RevisionRecord.name.remove()
    transaction.update(RevisionRecord(*key), actions=[action], condition=RevisionRecord.pk.exists())
    transaction.save(audit)


def _refusal(edit: Edit, exc: Refused) -> str:
    if not exc.failed:
        return "refused by DynamoDB: " + ", ".join(sorted(exc.codes))
    if edit.previous is None:
        return "the slug is taken"
    return f"it is no longer version {edit.previous.version}, somebody else saved it"
