"""Pages that have an article open, as items beside its working copy."""

from __future__ import annotations

from datetime import timedelta

from articles import keys
from articles.domain import Summary
from articles.drafts import OpenPage
from articles.exceptions import StoreUnavailable
from articles.records import PointerRecord
from articles.records_presence import PresenceRecord
from articles.stores.dynamo.queries import Budget, Queries, as_record
from articles.stores.dynamo.source import DynamoSource
from portfolio.table import WRITER_DEADLINE_SECONDS, Item, Record, Table, TableUnavailable, naming

# DynamoDB deletes late, so that who reads has looked at `seen_at` long before.
KEPT = timedelta(minutes=10)


class DynamoPresence(Queries):
    """Bodies are not read: a page says every few seconds that it is still there."""

    def __init__(self, table: Table) -> None:
        super().__init__(table, patient=True)
        self._source = DynamoSource(table, patient=True)

    def get_summary(self, article_id: str) -> Summary | None:
        found = self._batch_get([keys.pointer_key(article_id)], Budget(WRITER_DEADLINE_SECONDS))
        for pointer in self._whole(found, lambda item: as_record(PointerRecord, item)):
            articles = self._source.get_summaries([pointer.slug], budget=WRITER_DEADLINE_SECONDS)
            article = articles.get(pointer.slug)
            return article if article and article.article_id == article_id else None
        return None

    def list_open(self, article_id: str) -> tuple[OpenPage, ...]:
        pk, prefix = keys.presence_prefix(article_id)
        pages: list[OpenPage] = []
        for items in self._pages(pk, consistent_read=True, range_key_condition=Record.sk.startswith(prefix)):
            pages += self._whole(items, _page_from)
        return tuple(pages)

    def put(self, article_id: str, page: OpenPage) -> None:
        key, record = keys.presence_key(article_id, page.page_id), PresenceRecord
        actions = [
            record.username.set(page.username),
            record.name.set(page.name),
            record.since.set(keys.format_at(page.since)),
            record.seen_at.set(keys.format_at(page.seen_at)),
            record.ttl.set(page.seen_at + KEPT),
            *naming(record),
        ]
        try:
            self._table.write(
                lambda connection: connection.update_item(
                    self._table.name, *key, actions=actions, return_consumed_capacity="TOTAL"
                )
            )
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc

    def delete(self, article_id: str, page_id: str) -> None:
        key = keys.presence_key(article_id, page_id)
        try:
            self._table.write(lambda connection: connection.delete_item(self._table.name, *key))
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc


def _page_from(item: Item) -> OpenPage:
    record = as_record(PresenceRecord, item)
    since, seen_at = keys.parse_at(record.since), keys.parse_at(record.seen_at)
    return OpenPage(keys.page_of(record.sk), record.username, record.name, since, seen_at)
