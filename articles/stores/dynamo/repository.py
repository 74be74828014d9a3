"""Articles written to the table: a save is one transaction, or it did not happen."""

from __future__ import annotations

import contextlib
import random
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from pynamodb.connection import Connection
from pynamodb.exceptions import PynamoDBException, TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite
from ulid import ULID

from articles import keys
from articles.domain import Article, Change, Recount, change_of
from articles.exceptions import ArticleConflict, StoreUnavailable
from articles.months import month_of
from articles.records import (
    AUDIT_KEPT,
    AliasRecord,
    ArticleRecord,
    AuditRecord,
    MonthRecord,
    RevisionRecord,
    StampRecord,
    TagRecord,
)
from articles.stores.dynamo import mapping
from articles.stores.dynamo.recounting import MonthRecounter
from articles.stores.dynamo.source import DynamoSource
from portfolio.table import WRITER_DEADLINE_SECONDS, Table, TableUnavailable

RING_LENGTH = 20
RING_TRIMMED_BY = 10
CONFLICT_PAUSE_SECONDS = 0.05
LOST_ANSWERS = 2


class _Save(NamedTuple):
    """Everything that a save writes, fixed before the first attempt so that a second one sends the same."""

    article: Article
    previous: Article | None
    author: str
    note: str
    at: datetime
    revision_id: str
    audit_id: str
    token: str
    stamp: bool
    months: dict[str, int]


class DynamoRepository:
    """Saves articles with all that hangs on them: content, tags, months, pointer, revision, audit, stamp."""

    def __init__(self, table: Table, clock: Callable[[], datetime], *, time_zone: tzinfo = UTC) -> None:
        self._table = table
        self._time_zone = time_zone
        self._source = DynamoSource(table, patient=True)
        self._clock = clock

    def get_for_update(self, slug: str) -> Article | None:
        return self._source.get_article(slug, consistent=True, budget=WRITER_DEADLINE_SECONDS)

    def has_articles(self) -> bool:
        """Whether anything was ever saved: the stamp counts every save."""
        return self._source.get_stamp(budget=WRITER_DEADLINE_SECONDS).n > 0

    def save(self, article: Article, *, previous: Article | None, author: str, note: str, stamp: bool) -> Article:
        """Write `article` in place of `previous`; returns it with its new version.

        Raises `ArticleConflict` when the table holds another version or somebody else owns the slug, and
        `StoreUnavailable` when the table gave no answer.
        """
        saved = replace(article, version=previous.version + 1 if previous else 1)
        ids = str(ULID()), str(ULID()), uuid.uuid4().hex
        months = _months_moved(previous, saved, self._time_zone)
        save = _Save(saved, previous, author, note, self._clock(), *ids, stamp, months)
        self._commit(save)
        if stamp:
            self._trim_ring(added=1)
        return saved

    def announce(self, changes: Iterable[Change]) -> None:
        """Bump the stamp once for saves that were made with `stamp=False`."""
        named = list(changes)
        if not named:
            return
        try:
            self._update_stamp(_stamp_actions(named))
        except (TableUnavailable, PynamoDBException) as exc:
            raise StoreUnavailable(DynamoSource.name, str(exc)) from exc
        self._trim_ring(added=len(named))

    def recount_months(self) -> Iterator[Recount]:
        """Count the articles of each month anew, page by page of the index, and put right what is wrong."""
        return MonthRecounter(self._table, self._time_zone).recount()

    def _commit(self, save: _Save) -> None:
        """Send the transaction until it is known to be through.

        Conflicts with another one are waited out. An answer that was lost or makes no sense is asked for again with
        the same token, which DynamoDB takes for one request.
        """
        ends = time.monotonic() + WRITER_DEADLINE_SECONDS
        lost = 0
        while True:
            try:
                self._table.write(lambda connection: _transact(connection, save))
                return
            except TransactWriteError as exc:
                if "TransactionConflict" not in _reasons(exc):
                    raise ArticleConflict(save.article.slug, _refusal(save, exc)) from exc
                if time.monotonic() > ends:
                    raise StoreUnavailable(DynamoSource.name, "other writers kept the article busy") from exc
            except TableUnavailable as exc:
                lost += 1
                if lost > LOST_ANSWERS or time.monotonic() > ends:
                    raise StoreUnavailable(DynamoSource.name, exc.why) from exc
            time.sleep(random.uniform(0, CONFLICT_PAUSE_SECONDS))

    def _update_stamp(self, actions: Sequence[Action], condition: Condition | None = None) -> None:
        self._table.write(
            lambda connection: connection.update_item(
                self._table.name, keys.STAMP.pk, keys.STAMP.sk, actions=actions, condition=condition
            )
        )

    def _trim_ring(self, *, added: int) -> None:
        """Drop at least as many old changes as came, now and then.

        `n` counts from the ring's end, so its front may go at any time.
        """
        excess = max(added, RING_TRIMMED_BY)
        # The highest index first, which is right whether an engine applies removals together or one by one.
        actions = [StampRecord.ring[index].remove() for index in reversed(range(excess))]
        is_long: Condition = size(StampRecord.ring) >= RING_LENGTH + excess  # type: ignore[no-untyped-call]
        # If it is short enough, or this fails, the next save comes here too.
        with contextlib.suppress(UpdateError, TableUnavailable):
            self._update_stamp(actions, is_long)


def _transact(connection: Connection, save: _Save) -> None:
    with TransactWrite(
        connection=connection, client_request_token=save.token, return_consumed_capacity="TOTAL"
    ) as transaction:
        _write_article(transaction, save)
        _write_tags(transaction, save)
        _write_months(transaction, save)
        _write_history(transaction, save)
        if save.stamp:
            _write_stamp(transaction, save)


def _write_article(transaction: TransactWrite, save: _Save) -> None:
    article, previous = save.article, save.previous
    if previous is None:
        # A slug belongs to one article, be it as its address or as its former address.
        transaction.condition_check(
            AliasRecord, *keys.alias_key(article.slug), condition=AliasRecord.pk.does_not_exist()
        )
        transaction.save(mapping.pointer_record(article))
        unchanged: Condition = ArticleRecord.pk.does_not_exist()
    else:
        unchanged = ArticleRecord.version == previous.version
    transaction.save(mapping.article_record(article), condition=unchanged)
    transaction.save(mapping.content_record(article))


def _write_tags(transaction: TransactWrite, save: _Save) -> None:
    """Tag entries exist only while the article is published; known tags stay."""
    article, previous = save.article, save.previous
    before = set(previous.tags) if previous and previous.status == "published" else set()
    now = set(article.tags) if article.status == "published" else set()
    for tag in sorted(before - now):
        transaction.delete(TagRecord(*keys.tag_entry_key(article.slug, tag)), add_version_condition=False)
    for tag in sorted(now):
        transaction.save(mapping.tag_record(article, tag))
    labels_before = previous.labelled_tags if previous else ()
    for record, tag_and_label in zip(mapping.known_tag_records(article), article.labelled_tags, strict=True):
        if tag_and_label not in labels_before:
            transaction.save(record)


def _write_months(transaction: TransactWrite, save: _Save) -> None:
    for month, by in save.months.items():
        actions = [MonthRecord.n.add(by), *mapping.naming(MonthRecord)]
        transaction.update(MonthRecord(*keys.month_key(month)), actions=actions)


def _write_history(transaction: TransactWrite, save: _Save) -> None:
    article, at = save.article, keys.format_at(save.at)
    key = keys.revision_key(article.article_id, save.revision_id)
    fields = {**mapping.list_fields(article), **mapping.text_fields(article)}
    transaction.save(RevisionRecord(*key, saved_at=at, saved_by=save.author, note=save.note, **fields))
    transaction.save(
        AuditRecord(
            *keys.audit_key(save.at, save.audit_id),
            at=at,
            actor=save.author,
            action="update" if save.previous else "create",
            subject=keys.article_pk(article.slug),
            ttl=save.at + AUDIT_KEPT,
        )
    )


def _write_stamp(transaction: TransactWrite, save: _Save) -> None:
    change = change_of(save.article, at=save.at, before=save.previous)
    transaction.update(StampRecord(*keys.STAMP), actions=_stamp_actions([change]))


def _stamp_actions(changes: Sequence[Change]) -> list[Action]:
    """An unconditional bump."""
    return [
        StampRecord.n.add(len(changes)),
        StampRecord.ring.set((StampRecord.ring | []).append([mapping.change_map(change) for change in changes])),
        *mapping.naming(StampRecord),
    ]


def _months_moved(previous: Article | None, article: Article, zone: tzinfo) -> dict[str, int]:
    """By how much each month moves; nothing when an article stays in its month."""
    before = previous.dated if previous else None
    left = month_of(before, zone) if before else None
    entered = month_of(article.dated, zone) if article.dated else None
    moved = ((left, -1), (entered, 1)) if left != entered else ()
    return {month: by for month, by in moved if month}


def _reasons(exc: TransactWriteError) -> set[str]:
    return {reason.code for reason in exc.cancellation_reasons if reason is not None}


def _refusal(save: _Save, exc: TransactWriteError) -> str:
    if "ConditionalCheckFailed" not in _reasons(exc):
        return "refused by DynamoDB: " + ", ".join(sorted(_reasons(exc)))
    if save.previous is None:
        return "the slug is taken"
    return f"it is no longer version {save.previous.version}, somebody else saved it"
