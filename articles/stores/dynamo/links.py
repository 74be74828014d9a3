"""The links of each article, kept beside it, and by their targets; written after a save, and mended by `rebuild`.

Whoever derives them reads the mark first and the article then, and writes only if the mark is still the one it read:
so what was derived of an older text never takes the place of what was derived of a newer one.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite
from ulid import ULID

from articles import keys
from articles.domain import Summary
from articles.exceptions import StoreUnavailable
from articles.linking import Incoming, Link, Mark, Outgoing, OutgoingPage, Source
from articles.records import ArticleRecord
from articles.records_links import LinkRecord, OutgoingRecord
from articles.stores.dynamo.queries import Budget, Queries, as_record
from articles.stores.dynamo.source import DynamoSource
from portfolio.table import WRITER_DEADLINE_SECONDS, Item, Record, Table, TableUnavailable
from portfolio.transactions import Refused, commit

# Beside the item that says which derivation it is, within the hundred of a transaction.
WRITTEN_TOGETHER = 90
READ_TOGETHER = 100

Action = Callable[[TransactWrite], None]
T = TypeVar("T")


class DynamoLinks(Queries):
    """Reads are consistent but for the pages of all links, which come from an index."""

    def __init__(self, table: Table) -> None:
        super().__init__(table, patient=True)
        self._source = DynamoSource(table, patient=True)

    def mark(self, article_id: str) -> Mark:
        found = self._batch_get([keys.outgoing_key(article_id)], Budget(WRITER_DEADLINE_SECONDS))
        return mark_of(found[0]) if found else Mark("", frozenset())

    def write(self, outgoing: Outgoing, *, over: Mark) -> bool:
        before, derivation = over, str(ULID())
        actions = [*_saves(outgoing), *_deletions(outgoing.article_id, before.targets - outgoing.incoming.keys())]
        first, *others = in_parts(actions, WRITTEN_TOGETHER) or [()]
        # Until the last part is written, what the parts before it may leave behind must not be forgotten.
        known = outgoing.incoming.keys() | before.targets if others else outgoing.incoming.keys()
        record = outgoing_record(outgoing, derivation, known)
        if not self._commit(record, is_derivation(before.derivation), first):
            return False
        for number, part in enumerate(others, 1):
            targets = known if number < len(others) else outgoing.incoming.keys()
            record = outgoing_record(outgoing, derivation, targets)
            if not self._commit(record, is_derivation(derivation), part):
                return False
        return True

    def forget(self, article_id: str) -> None:
        mark = self.mark(article_id)
        gone = [keys.link_key(target, article_id) for target in sorted(mark.targets)]
        pages = self._pages(keys.link_key(article_id, "").pk, consistent_read=True, attributes_to_get=["pk", "sk"])
        gone += [keys.Key(item["pk"]["S"], item["sk"]["S"]) for items in pages for item in items]
        self.delete([*gone, keys.outgoing_key(article_id)])

    def delete(self, gone: Sequence[keys.Key]) -> None:
        """Take these items out, some at a time."""
        for part in in_parts(gone, READ_TOGETHER):
            self._send(functools.partial(_delete_all, gone=part))

    def list_sources(self, target: str, *, after: str | None, size: int) -> tuple[Source, ...]:
        answer = self._query(
            keys.link_key(target, "").pk,
            Budget(WRITER_DEADLINE_SECONDS),
            range_key_condition=Record.sk > after if after else None,
            limit=size,
            consistent_read=True,
        )
        return tuple(self._whole(answer["Items"], _source_from))

    def current(self, article_ids: Collection[str]) -> dict[str, Summary]:
        found: dict[str, Summary] = {}
        for part in in_parts(article_ids, READ_TOGETHER):
            pointers = self._batch_get([keys.pointer_key(one) for one in part], Budget(WRITER_DEADLINE_SECONDS))
            slugs = [item["slug"]["S"] for item in pointers if "slug" in item]
            if slugs:
                summaries = self._source.get_summaries(slugs, budget=WRITER_DEADLINE_SECONDS)
                found |= {article.article_id: article for article in summaries.values() if article.article_id in part}
        return found

    def list_outgoing(self, *, after: str | None, owner: str, size: int) -> OutgoingPage:
        answer = self._query(
            keys.LINKS_PARTITION,
            Budget(WRITER_DEADLINE_SECONDS),
            range_key_condition=OutgoingRecord.gsi1sk > after if after else None,
            filter_condition=OutgoingRecord.owner == owner if owner else None,
            index_name=ArticleRecord.by_status.Meta.index_name,
            limit=size,
        )
        reached = answer.get("LastEvaluatedKey")
        items = tuple(self._whole(answer["Items"], outgoing_from))
        return OutgoingPage(items, int(answer["ScannedCount"]), reached["gsi1sk"]["S"] if reached else None)

    def differing(self, outgoing: Outgoing) -> tuple[str, ...]:
        targets = outgoing.incoming.keys()
        mark = self.mark(outgoing.article_id)
        wanted: list[Record] = [link_record(outgoing, target) for target in sorted(targets)]
        if outgoing.links or mark.derivation:
            wanted.append(outgoing_record(outgoing, mark.derivation, targets))
        found: dict[tuple[str, str], Item] = {}
        for part in in_parts([keys.Key(record.pk, record.sk) for record in wanted], READ_TOGETHER):
            items = self._batch_get(part, Budget(WRITER_DEADLINE_SECONDS))
            found |= {(item["pk"]["S"], item["sk"]["S"]): item for item in items}
        return tuple(
            f"{record.pk} {record.sk}" for record in wanted if not same(record, found.get((record.pk, record.sk)))
        )

    def _commit(self, record: OutgoingRecord, unmoved: Condition, actions: Sequence[Action]) -> bool:
        """Whether the item that says which derivation it is was still as it must be."""

        def write(transaction: TransactWrite) -> None:
            transaction.save(record, condition=unmoved)
            for action in actions:
                action(transaction)

        try:
            self._send(write)
        except Refused as exc:
            if exc.failed:
                return False
            raise StoreUnavailable(self.name, f"refused: {exc}") from exc
        return True

    def _send(self, write: Callable[[TransactWrite], Any]) -> None:
        try:
            commit(self._table, write)
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc


def in_parts(values: Iterable[T], size: int) -> list[Sequence[T]]:
    """Each value once, so many at a time."""
    once = list(dict.fromkeys(values))
    return [once[start : start + size] for start in range(0, len(once), size)]


def mark_of(item: Item) -> Mark:
    """Also of an item that is broken: then it says less."""
    targets = item.get("targets", {}).get("L", [])
    return Mark(item.get("derivation", {}).get("S", ""), frozenset(t["S"] for t in targets if "S" in t))


def outgoing_record(outgoing: Outgoing, derivation: str, targets: Collection[str]) -> OutgoingRecord:
    """Only who links to anything is in the index."""
    index = (keys.LINKS_PARTITION, outgoing.article_id) if outgoing.links else (None, None)
    return OutgoingRecord(
        *keys.outgoing_key(outgoing.article_id),
        gsi1pk=index[0],
        gsi1sk=index[1],
        article_id=outgoing.article_id,
        slug=outgoing.slug,
        title=outgoing.title,
        owner=outgoing.owner,
        version=outgoing.version,
        derivation=derivation,
        links=[_plain(link) for link in outgoing.links],
        targets=sorted(targets),
        cut=outgoing.cut or None,
    )


def outgoing_from(item: Item) -> Outgoing:
    record = as_record(OutgoingRecord, item)
    return Outgoing(
        article_id=record.article_id,
        slug=record.slug,
        title=record.title,
        owner=record.owner or "",
        version=record.version,
        links=tuple(Link(**fields) for fields in record.links),
        cut=bool(record.cut),
    )


def link_record(outgoing: Outgoing, target: str) -> LinkRecord:
    incoming = outgoing.incoming[target]
    return LinkRecord(
        *keys.link_key(target, outgoing.article_id),
        slug=outgoing.slug,
        title=outgoing.title,
        version=outgoing.version,
        live=incoming.live,
        draft=incoming.draft,
    )


def same(record: Record, item: Item | None) -> bool:
    """Whether an item says what the record does."""
    wanted = record.serialize()
    return item is not None and all(item.get(name) == wanted.get(name) for name in type(record).get_attributes())


def _plain(link: Link) -> dict[str, Any]:
    return {name: getattr(link, name) for name in Link.__dataclass_fields__}


def _source_from(item: Item) -> Source:
    record = as_record(LinkRecord, item)
    return Source(record.sk, Incoming(bool(record.live), bool(record.draft)))


def is_derivation(derivation: str) -> Condition:
    field = OutgoingRecord.derivation
    unmoved: Condition = field == derivation if derivation else field.does_not_exist()
    return unmoved


def _saves(outgoing: Outgoing) -> Iterator[Action]:
    for target in sorted(outgoing.incoming):
        yield functools.partial(_save, record=link_record(outgoing, target))


def _deletions(article_id: str, targets: Collection[str]) -> Iterator[Action]:
    for target in sorted(targets):
        yield functools.partial(_delete, key=keys.link_key(target, article_id))


def _save(transaction: TransactWrite, record: LinkRecord) -> None:
    transaction.save(record)


def _delete(transaction: TransactWrite, key: keys.Key) -> None:
    transaction.delete(Record(*key), add_version_condition=False)


def _delete_all(transaction: TransactWrite, gone: Iterable[keys.Key]) -> None:
    for key in gone:
        _delete(transaction, key)
