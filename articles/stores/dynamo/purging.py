"""Articles leave the table: what hangs on one first, and last what it is found by, so that a kill ends nothing halfway.

Whoever calls has seen to it that the article cannot be taken back any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from articles import keys
from articles.domain import Article, Summary
from articles.exceptions import ArticleConflict, StoreUnavailable
from articles.records import AliasRecord, ArticleRecord, ContentRecord, FormerRecord, PointerRecord
from articles.records_sharing import SharingRecord
from articles.stores.dynamo.links import DynamoLinks
from articles.stores.dynamo.queries import Queries, as_record
from portfolio.table import Item, Record, Table, TableUnavailable
from portfolio.transactions import Refused, commit

BATCH = 25  # requests of one BatchWriteItem
ROUNDS = 10  # in which DynamoDB may leave something of a batch undone
KEYS_ONLY = ["pk", "sk"]


class DynamoPurging(Queries):
    """Reads and deletes with the writer's patience."""

    def __init__(self, table: Table) -> None:
        super().__init__(table, patient=True)
        self._links = DynamoLinks(table)

    def list_due(self, *, now: datetime, most: int | None) -> Iterator[Summary]:
        """In the trash the index is in order of when each goes, so that no more is read than is over."""
        pages = self._pages(
            keys.status_index_pk("trashed"),
            range_key_condition=ArticleRecord.gsi1sk < keys.up_to(now),
            filter_condition=ArticleRecord.purge_at <= keys.format_at(now),
            index_name=ArticleRecord.by_status.Meta.index_name,
        )
        found = 0
        for items in pages:
            for summary in self._summaries(items, None):
                if found == most:
                    return
                found += 1
                yield summary

    def remove(self, article: Article) -> int:
        article_id = article.article_id
        revisions = self._remove_all(keys.revision_key(article_id, ""))
        self._remove_shares(article_id)
        self._remove_all(keys.work_prefix(article_id))
        for former in self._keys_under(keys.former_prefix(article_id)):
            self._commit(article, partial(_write_former_gone, former=former, article_id=article_id))
        self._links.forget(article_id)
        self._commit(article, partial(_write_gone, article=article))
        return revisions

    def _remove_shares(self, article_id: str) -> None:
        """The links that strangers have, before the entries that tell which there are."""
        prefix = keys.sharing_prefix(article_id)
        condition = Record.sk.startswith(prefix.sk)
        for items in self._pages(prefix.pk, range_key_condition=condition, consistent_read=True):
            shares = [keys.share_key(as_record(SharingRecord, item).token_hash) for item in items]
            for start in range(0, len(shares), BATCH):
                self._delete(shares[start : start + BATCH])

    def _remove_all(self, prefix: keys.Key) -> int:
        """Everything of a partition whose sort key begins so; gives how much that was."""
        removed = 0
        while True:
            # Always from the beginning: what was deleted is not found again.
            found = list(self._keys_under(prefix, most=BATCH))
            if not found:
                return removed
            self._delete(found)
            removed += len(found)

    def _keys_under(self, prefix: keys.Key, *, most: int | None = None) -> Iterator[keys.Key]:
        condition = Record.sk.startswith(prefix.sk) if prefix.sk else None
        for items in self._pages(
            prefix.pk,
            range_key_condition=condition,
            consistent_read=True,
            limit=most,
            attributes_to_get=KEYS_ONLY,
        ):
            yield from map(_key_from, items)
            if most is not None and items:
                return

    def _delete(self, wanted: Sequence[keys.Key]) -> None:
        """All of them, be it that DynamoDB takes only a part at a time."""
        left: Sequence[tuple[str, str]] = wanted
        for _ in range(ROUNDS):
            try:
                left = self._table.delete_batch(left)
            except TableUnavailable as exc:
                raise StoreUnavailable(self.name, exc.why) from exc
            if not left:
                return
        raise StoreUnavailable(self.name, "deletions were put off again and again")

    def _commit(self, article: Article, write: partial[None]) -> None:
        try:
            commit(self._table, write)
        except Refused as exc:
            raise ArticleConflict(article.slug, "it is another version, somebody else saved it") from exc
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc


def _write_former_gone(transaction: TransactWrite, *, former: keys.Key, article_id: str) -> None:
    """An address that readers may come by, and its entry; another article's is left alone."""
    slug = keys.slug_of_former(former.sk)
    own: Condition = AliasRecord.pk.does_not_exist() | (AliasRecord.article_id == article_id)
    transaction.delete(AliasRecord(*keys.alias_key(slug)), condition=own, add_version_condition=False)
    transaction.delete(FormerRecord(*former), add_version_condition=False)


def _write_gone(transaction: TransactWrite, *, article: Article) -> None:
    still = (
        (ArticleRecord.version == article.version)
        & (ArticleRecord.article_id == article.article_id)
        & (ArticleRecord.status == "trashed")
    )
    transaction.delete(ArticleRecord(*keys.article_key(article.slug)), condition=still, add_version_condition=False)
    transaction.delete(ContentRecord(*keys.content_key(article.slug)), add_version_condition=False)
    transaction.delete(PointerRecord(*keys.pointer_key(article.article_id)), add_version_condition=False)


def _key_from(item: Item) -> keys.Key:
    return keys.Key(item["pk"]["S"], item["sk"]["S"])
