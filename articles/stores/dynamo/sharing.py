"""Links to drafts in the table: one item by which a reader finds it, and one among the items of its article."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime

from pynamodb.exceptions import UpdateError
from pynamodb.transactions import TransactWrite

from articles import keys
from articles.domain import Summary
from articles.exceptions import ArticleBroken, ShareRepeated, StoreUnavailable
from articles.records_audit import AuditRecord, new_audit_id
from articles.records_sharing import ShareRecord, SharingRecord
from articles.sharing import LISTED_AFTER, Share
from articles.stores.dynamo.queries import DEFAULT_BUDGET_SECONDS, Budget, Queries, as_record, key_of
from portfolio.table import UNREADABLE, WRITER_DEADLINE_SECONDS, Item, Record, Table, TableUnavailable
from portfolio.transactions import Refused, commit

MOST_IN_A_BATCH = 100
MADE, REVOKED = "share", "revoke share"


class DynamoShares(Queries):
    """Whoever has a link waits for it as a reader does; authors wait as authors do."""

    def __init__(self, table: Table) -> None:
        super().__init__(table, patient=True)

    def add(self, share: Share, *, article: Summary) -> None:
        audit = self._audit(share, article, share.created_by, MADE, share.created_at)
        fresh = SharingRecord.pk.does_not_exist()

        def write(transaction: TransactWrite) -> None:
            transaction.save(_sharing_record(share), condition=fresh)
            transaction.save(_record(share), condition=fresh)
            transaction.save(audit)

        try:
            self._commit(write)
        except Refused as exc:
            raise ShareRepeated(share.share_id) from exc

    def find(self, token_hash: str) -> Share | None:
        try:
            item = self._table.get_item(*keys.share_key(token_hash), budget=DEFAULT_BUDGET_SECONDS)
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc
        try:
            return _share_from(item) if item else None
        except UNREADABLE as exc:
            self._report_broken(item or {}, exc)
            raise ArticleBroken(self.name, f"the item {key_of(item or {})} cannot be read") from exc

    def list_of(self, article_id: str) -> tuple[Share, ...]:
        pk, prefix = keys.sharing_prefix(article_id)
        hashes: list[str] = []
        for items in self._pages(pk, consistent_read=True, range_key_condition=Record.sk.startswith(prefix)):
            hashes += self._whole(items, lambda item: as_record(SharingRecord, item).token_hash)
        return tuple(self._whole(self._items_of(hashes), _share_from))

    def remove(self, share: Share, *, article: Summary, actor: str, at: datetime) -> bool:
        audit = self._audit(share, article, actor, REVOKED, at)
        sharing = SharingRecord(*keys.sharing_key(share.article_id, share.share_id))

        def write(transaction: TransactWrite) -> None:
            transaction.delete(sharing, condition=SharingRecord.pk.exists(), add_version_condition=False)
            transaction.delete(ShareRecord(*keys.share_key(share.token_hash)), add_version_condition=False)
            transaction.save(audit)

        try:
            self._commit(write)
        except Refused:
            return False
        return True

    def count(self, token_hash: str, at: datetime) -> None:
        key = keys.share_key(token_hash)
        actions = [ShareRecord.opened.add(1), ShareRecord.last_opened_at.set(keys.format_at(at))]
        try:
            # One that was revoked in the meantime shall not come back as a counter.
            with contextlib.suppress(UpdateError):
                self._table.write(
                    lambda connection: connection.update_item(
                        self._table.name, *key, actions=actions, condition=ShareRecord.pk.exists()
                    )
                )
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc

    def _items_of(self, hashes: Sequence[str]) -> list[Item]:
        wanted = [keys.share_key(token_hash) for token_hash in hashes]
        found: list[Item] = []
        for start in range(0, len(wanted), MOST_IN_A_BATCH):
            found += self._batch_get(wanted[start : start + MOST_IN_A_BATCH], Budget(WRITER_DEADLINE_SECONDS))
        return found

    def _audit(self, share: Share, article: Summary, actor: str, action: str, at: datetime) -> AuditRecord:
        shows = "the draft as it is" if share.follows else "one revision"
        note = f"{shows}, until {share.expires_at:%-d %B %Y}"
        return AuditRecord.of_article(at, new_audit_id(at), article, actor=actor, action=action, note=note)

    def _commit(self, write: Callable[[TransactWrite], None]) -> None:
        try:
            commit(self._table, write)
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc


def _record(share: Share) -> ShareRecord:
    return ShareRecord(
        *keys.share_key(share.token_hash),
        share_id=share.share_id,
        article_id=share.article_id,
        revision_id=share.revision_id or None,
        revision_at=keys.format_at(share.revision_at) if share.revision_at else None,
        label=share.label or None,
        created_at=keys.format_at(share.created_at),
        created_by=share.created_by,
        expires_at=keys.format_at(share.expires_at),
        opened=0,
        ttl=share.expires_at + LISTED_AFTER,
    )


def _sharing_record(share: Share) -> SharingRecord:
    key = keys.sharing_key(share.article_id, share.share_id)
    return SharingRecord(*key, token_hash=share.token_hash, ttl=share.expires_at + LISTED_AFTER)


def _share_from(item: Item) -> Share:
    record = as_record(ShareRecord, item)
    return Share(
        share_id=record.share_id,
        token_hash=keys.share_hash_of(record.pk),
        article_id=record.article_id,
        revision_id=record.revision_id or "",
        revision_at=keys.parse_at(record.revision_at) if record.revision_at else None,
        label=record.label or "",
        created_at=keys.parse_at(record.created_at),
        created_by=record.created_by,
        expires_at=keys.parse_at(record.expires_at),
        opened=int(record.opened or 0),
        last_opened_at=keys.parse_at(record.last_opened_at) if record.last_opened_at else None,
    )
