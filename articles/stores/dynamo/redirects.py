"""The redirects that editors look after, in one partition of the table, in order of their paths.

All of them are written over one number, so that what was planned on a reading of all holds when it is written.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from articles import keys
from articles.domain import Change, Summary
from articles.exceptions import RedirectsMoved, StoreUnavailable
from articles.records import PointerRecord, RedirectRecord, RedirectsCountRecord, StampRecord
from articles.records_audit import AuditRecord
from articles.redirects import REDIRECTS_MOVED, Count, Redirect, RedirectPage, Writing
from articles.stores.dynamo import mapping
from articles.stores.dynamo.queries import Budget, Queries, as_record
from articles.stores.dynamo.stamping import stamp_actions, trim_ring
from portfolio.table import WRITER_DEADLINE_SECONDS, Item, Record, Table, TableUnavailable, naming
from portfolio.transactions import Refused, commit

BATCH = 100  # keys of one read
RECEIPTS = 20


class DynamoRedirects(Queries):
    """All reads are consistent: an editor sees what was saved a moment ago."""

    def __init__(self, table: Table) -> None:
        super().__init__(table, patient=True)

    def count(self) -> Count:
        items = self._batch_get([keys.REDIRECTS_COUNT], Budget(WRITER_DEADLINE_SECONDS))
        records = [as_record(RedirectsCountRecord, item) for item in items]
        return Count(int(records[0].n), tuple(records[0].done)) if records else Count()

    def get(self, path: str) -> Redirect | None:
        items = self._batch_get([keys.redirect_key(path)], Budget(WRITER_DEADLINE_SECONDS))
        return next(iter(self._whole(items, _redirect)), None)

    def all(self) -> Iterator[Redirect]:
        for items in self._pages(keys.REDIRECTS_PARTITION, consistent_read=True):
            yield from self._whole(items, _redirect)

    def page(self, *, prefix: str, after: str | None, size: int) -> RedirectPage:
        pk, sk = keys.redirect_key(after or "")
        answer = self._query(
            keys.REDIRECTS_PARTITION,
            Budget(WRITER_DEADLINE_SECONDS),
            range_key_condition=Record.sk.startswith(prefix) if prefix else None,
            limit=size,
            consistent_read=True,
            exclusive_start_key={"pk": {"S": pk}, "sk": {"S": sk}} if after else None,
        )
        last = answer.get("LastEvaluatedKey")
        return RedirectPage(tuple(self._whole(answer["Items"], _redirect)), last["sk"]["S"] if last else None)

    def write(self, writing: Writing) -> None:
        try:
            commit(self._table, functools.partial(_write, writing=writing))
        except Refused as exc:
            raise RedirectsMoved from exc
        except (TableUnavailable, PynamoDBException) as exc:
            raise StoreUnavailable(self.name, str(exc)) from exc
        if writing.stamp:
            trim_ring(self._table, added=1)

    def articles(self, article_ids: Sequence[str]) -> dict[str, Summary]:
        """By id, those that exist."""
        pointers = self._batched([keys.pointer_key(article_id) for article_id in dict.fromkeys(article_ids)])
        slugs = list(self._whole(pointers, lambda item: as_record(PointerRecord, item).slug))
        found = self._batched([keys.article_key(slug) for slug in slugs])
        return {article.article_id: article for article in self._summaries(found, None)}

    def _batched(self, wanted: Sequence[keys.Key]) -> list[Item]:
        parts = [wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH)]
        return [item for part in parts for item in self._batch_get(part, Budget(WRITER_DEADLINE_SECONDS))]


def _redirect(item: Item) -> Redirect:
    return mapping.redirect_from(as_record(RedirectRecord, item))


def _write(transaction: TransactWrite, *, writing: Writing) -> None:
    for path in writing.deletes:
        transaction.delete(RedirectRecord(*keys.redirect_key(path)), add_version_condition=False)
    for redirect in writing.puts:
        transaction.save(mapping.redirect_record(redirect))
    line = AuditRecord.of(
        writing.at, writing.audit_id, actor=writing.actor, action=writing.action, subject=writing.subject
    )
    transaction.save(line)
    n, count = writing.count.n, RedirectsCountRecord
    stands: Condition = count.n == n if n else count.n.does_not_exist()
    done = [*writing.count.done, writing.audit_id][-RECEIPTS:] if writing.finishes else list(writing.count.done)
    actions = [count.n.set(n + 1), count.done.set(done), *naming(count)]
    transaction.update(count(*keys.REDIRECTS_COUNT), actions=actions, condition=stands)
    if writing.stamp:
        moved = Change(REDIRECTS_MOVED, n + 1, at=writing.at)
        transaction.update(StampRecord(*keys.STAMP), actions=stamp_actions([moved]))
