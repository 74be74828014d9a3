"""A save is one transaction, sent until it is known to be through, or it did not happen."""

from __future__ import annotations

import functools
import random
import time
import uuid
from collections.abc import Callable
from datetime import tzinfo

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite
from ulid import ULID

from articles.drafts import Edit
from articles.exceptions import ArticleConflict, StoreUnavailable
from articles.stores.dynamo.edits import Prepared, months_moved, write_edit, write_new_tags
from articles.stores.dynamo.source import DynamoSource
from articles.stores.dynamo.stamping import trim_ring
from portfolio.table import WRITER_DEADLINE_SECONDS, Table, TableUnavailable

CONFLICT_PAUSE_SECONDS = 0.05
LOST_ANSWERS = 2


class Committer:
    """Writes edits. Months are those of `time_zone`."""

    def __init__(self, table: Table, time_zone: tzinfo) -> None:
        self._table = table
        self._time_zone = time_zone

    def commit(self, edit: Edit) -> None:
        """Raises `ArticleConflict` when a condition does not hold, and `StoreUnavailable` when nothing is known."""
        prepared = Prepared(edit, str(ULID()), months_moved(edit, self._time_zone))
        if prepared.tags_go_before:
            self._send(edit, functools.partial(write_new_tags, edit=edit))
        self._send(edit, functools.partial(write_edit, prepared=prepared))
        if edit.stamp:
            trim_ring(self._table, added=1)

    def _send(self, edit: Edit, fill: Callable[[TransactWrite], None]) -> None:
        """Send the transaction until it is known to be through.

        Conflicts with another one are waited out. An answer that was lost or makes no sense is asked for again with
        the same token, which DynamoDB takes for one request.
        """
        token = uuid.uuid4().hex
        ends = time.monotonic() + WRITER_DEADLINE_SECONDS
        lost = 0
        while True:
            try:
                self._table.write(lambda connection: _transact(connection, token, fill))
                return
            except TransactWriteError as exc:
                if "TransactionConflict" not in _reasons(exc):
                    raise ArticleConflict(edit.article.slug, _refusal(edit, exc)) from exc
                if time.monotonic() > ends:
                    raise StoreUnavailable(DynamoSource.name, "other writers kept the article busy") from exc
            except TableUnavailable as exc:
                lost += 1
                if lost > LOST_ANSWERS or time.monotonic() > ends:
                    raise StoreUnavailable(DynamoSource.name, exc.why) from exc
            time.sleep(random.uniform(0, CONFLICT_PAUSE_SECONDS))


def _transact(connection: Connection, token: str, fill: Callable[[TransactWrite], None]) -> None:
    with TransactWrite(
        connection=connection, client_request_token=token, return_consumed_capacity="TOTAL"
    ) as transaction:
        fill(transaction)


def _reasons(exc: TransactWriteError) -> set[str]:
    return {reason.code for reason in exc.cancellation_reasons if reason is not None}


def _refusal(edit: Edit, exc: TransactWriteError) -> str:
    if "ConditionalCheckFailed" not in _reasons(exc):
        return "refused by DynamoDB: " + ", ".join(sorted(_reasons(exc)))
    if edit.previous is None:
        return "the slug is taken"
    return f"it is no longer version {edit.previous.version}, somebody else saved it"
