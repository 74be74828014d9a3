"""Derived items held against the articles, item by item of the whole table, since an index may itself be wrong.

Each is read anew, consistently, before anything is said of it, and put right on the condition that the article is still
the one that was read. So a save that goes on meanwhile is never overwritten, and what it moved is looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from articles import keys
from articles.domain import NO_DATE, Summary
from articles.drift import Drift, Entry, ScanPage
from articles.exceptions import StoreUnavailable
from articles.records import (
    AliasRecord,
    ArticleRecord,
    FormerRecord,
    KnownTagRecord,
    PointerRecord,
    TagRecord,
)
from articles.records_links import LinkRecord, OutgoingRecord
from articles.stores.dynamo import mapping
from articles.stores.dynamo.links import WRITTEN_TOGETHER, in_parts, is_derivation, mark_of, same
from articles.stores.dynamo.queries import Budget, Queries, as_record
from articles.stores.dynamo.repairs import ABSENT, THERE, Repair, Write, delete, is_still, save
from portfolio.table import UNREADABLE, WRITER_DEADLINE_SECONDS, Item, Record, Table, TableUnavailable
from portfolio.transactions import Refused, commit

ATTEMPTS = 5
BIG_TOGETHER = 20  # items of up to 400 KB in one answer, which holds 16 MB
LOOKED_AT = (
    ArticleRecord, AliasRecord, FormerRecord, TagRecord, PointerRecord, LinkRecord, OutgoingRecord,
)  # fmt: skip


class DynamoDrift(Queries):
    """Reads by Scan, which nobody else may: what it costs grows with the table."""

    def __init__(self, table: Table) -> None:
        super().__init__(table, patient=True)

    def scan(self, *, after: str | None) -> ScanPage:
        start = _key(*after.split(" ", 1)) if after and " " in after else None
        answer = self._scan(start)
        last = answer.get("LastEvaluatedKey")
        reached = f"{last['pk']['S']} {last['sk']['S']}" if last else None
        entries = [_entry(item) for item in answer["Items"]]
        return ScanPage(tuple(self._unknown(list(_without_copies(entries)))), len(entries), reached)

    def check(self, entry: Entry, *, write: bool) -> Iterator[Drift]:
        """What has drifted of it, or of what is derived from it; put right if `write`."""
        left: list[Repair] = []
        for _ in range(ATTEMPTS):
            left = []
            for repair in self._repairs(entry):
                if not write:
                    yield repair.told("found")
                elif repair.write is None:
                    yield repair.told("kept")
                elif self._commit(repair.write):
                    yield repair.told("mended")
                else:
                    left.append(repair)
            if not left:
                return
        for repair in left:
            yield repair.told("kept")

    def _repairs(self, entry: Entry) -> list[Repair]:
        try:
            return self._of(entry)
        except UNREADABLE as exc:
            # Whoever writes to the table by hand may put anything into a key, or among the tags of an article.
            return [Repair(entry.entity, keys.Key(entry.pk, entry.sk), f"makes no sense: {exc}", None)]

    def _of(self, entry: Entry) -> list[Repair]:
        slug = keys.slug_of_pk(entry.pk)
        match entry.entity:
            case "article":
                return self._of_article(slug)
            case "alias":
                return self._of_alias(slug)
            case "tag":
                return self._of_tag_entry(slug, keys.Key(entry.pk, entry.sk))
            case "former":
                return self._of_former(keys.id_of_pk(entry.pk), keys.former_of_sk(entry.sk))
            case "pointer":
                return self._of_pointer(keys.id_of_pk(entry.pk))
            case "link":
                return self._of_link(keys.Key(entry.pk, entry.sk))
            case _:
                return self._of_outgoing(keys.Key(entry.pk, entry.sk))

    def _of_article(self, slug: str) -> list[Repair]:
        """Its index keys, tag entries, known tags and pointer, and an alias that stands in its place."""
        parts = self._under(keys.article_pk(slug))
        if keys.METADATA not in parts:
            return []
        key = keys.article_key(slug)
        try:
            article = mapping.summary_from(as_record(ArticleRecord, parts[keys.METADATA]))
        except UNREADABLE as exc:
            return [Repair("article", key, f"cannot be read: {exc}", None)]
        if article.slug != slug:
            return [Repair("article", key, f"says that its address is {article.slug}", None)]
        return [
            *self._index_keys(article, parts[keys.METADATA]),
            *_tag_entries(article, parts),
            *self._known_tags(article),
            *self._pointer(article),
            *_shadowed_alias(article, parts),
        ]

    def _index_keys(self, article: Summary, item: Item) -> Iterator[Repair]:
        record = mapping.article_record(article)
        wanted = {name: getattr(record, name) for name in ("gsi1pk", "gsi1sk", "title_folded")}
        if wrong := [name for name, value in wanted.items() if item.get(name) != {"S": value}]:
            actions = [getattr(ArticleRecord, name).set(wanted[name]) for name in wrong]
            key = keys.article_key(article.slug)

            def write(transaction: TransactWrite) -> None:
                transaction.update(ArticleRecord(*key), actions=actions, condition=is_still(article))

            yield Repair("index keys", key, f"wrong: {', '.join(wrong)}", write)

    def _known_tags(self, article: Summary) -> Iterator[Repair]:
        tags = {keys.known_tag_key(tag.tag): tag for tag in article.labelled_tags}
        found = self._found(*tags) if tags else {}
        for key, tag in tags.items():
            if not found.get(key, {}).get("label", {}).get("S"):
                record = mapping.known_tag_record(tag)
                nameless: Condition = KnownTagRecord.label.does_not_exist()
                yield Repair("known tag", key, "is missing", partial(save, record=record, condition=nameless))

    def _pointer(self, article: Summary) -> Iterator[Repair]:
        key = keys.pointer_key(article.article_id)
        item = next(iter(self._get(key)), None)
        leads_to = item.get("slug", {}).get("S", "") if item else None
        if leads_to == article.slug:
            return
        other = self._get(keys.article_key(leads_to)) if leads_to and keys.is_slug(leads_to) else []
        if other and other[0].get("article_id") == {"S": article.article_id}:
            yield Repair("pointer", key, f"the articles {leads_to} and {article.slug} have one id", None)
            return
        record = mapping.pointer_record(article)
        unmoved: Condition = PointerRecord.slug == leads_to if leads_to else PointerRecord.slug.does_not_exist()
        what = "is missing" if leads_to is None else f"leads to {leads_to or 'nothing'}, not to {article.slug}"
        yield Repair("pointer", key, what, partial(save, record=record, condition=unmoved, of=article))

    def _unknown(self, entries: list[Entry]) -> Iterator[Entry]:
        """Without those links that their sources know of, which are most of all items."""
        sources = [keys.outgoing_key(entry.sk) for entry in entries if entry.entity == "link"]
        marks = {
            item["pk"]["S"]: mark_of(item) for part in in_parts(sources, BIG_TOGETHER) for item in self._get(*part)
        }
        for entry in entries:
            mark = marks.get(keys.outgoing_key(entry.sk).pk) if entry.entity == "link" else None
            if mark is None or keys.target_of_pk(entry.pk) not in mark.targets:
                yield entry

    def _of_alias(self, slug: str) -> list[Repair]:
        parts = self._under(keys.article_pk(slug))
        if keys.METADATA in parts or keys.ALIAS not in parts:
            return []
        key, article_id = keys.alias_key(slug), parts[keys.ALIAS].get("article_id", {}).get("S", "")
        pointer, former = keys.pointer_key(article_id), keys.former_key(article_id, slug)
        own = {item["sk"]["S"] for item in self._get(pointer, former)}
        same_id: Condition = AliasRecord.article_id == article_id
        if keys.POINTER not in own:
            write = partial(delete, key=key, condition=same_id, checks=((pointer, ABSENT),))
            return [Repair("alias", key, "leads to an article that is not there", write)]
        if former.sk in own:
            return []
        record = mapping.former_record(slug, article_id, NO_DATE)
        checks = ((key, same_id),)
        return [Repair("former address", former, "is missing", partial(save, record=record, checks=checks))]

    def _of_former(self, article_id: str, slug: str) -> list[Repair]:
        key, pointer = keys.former_key(article_id, slug), keys.pointer_key(article_id)
        alias, metadata = keys.alias_key(slug), keys.article_key(slug)
        found = self._found(key, pointer, alias, metadata)
        if key not in found:
            return []
        if metadata in found:
            write = partial(delete, key=key, checks=((metadata, THERE),))
            return [Repair("former address", key, "has an article of its own", write)]
        if pointer not in found:
            write = partial(delete, key=key, checks=((pointer, ABSENT),))
            return [Repair("former address", key, "is of an article that is not there", write)]
        if alias not in found:
            record = mapping.alias_record(slug, article_id)
            checks = ((metadata, ABSENT), (pointer, THERE))
            return [Repair("alias", alias, "is missing", partial(save, record=record, condition=ABSENT, checks=checks))]
        if found[alias].get("article_id") == {"S": article_id}:
            return []
        others: Condition = AliasRecord.article_id != article_id
        return [Repair("former address", key, "leads elsewhere", partial(delete, key=key, checks=((alias, others),)))]

    def _of_pointer(self, article_id: str) -> list[Repair]:
        key = keys.pointer_key(article_id)
        item = next(iter(self._get(key)), None)
        slug = item.get("slug", {}).get("S", "") if item else ""
        if item is None or not keys.is_slug(slug):
            return [] if item is None else [Repair("pointer", key, "leads nowhere", partial(delete, key=key))]
        metadata = keys.article_key(slug)
        article = next(iter(self._get(metadata)), {})
        if article.get("article_id") == {"S": article_id}:
            return []
        others: Condition = ABSENT | (ArticleRecord.article_id != article_id)
        unmoved: Condition = PointerRecord.slug == slug
        write = partial(delete, key=key, condition=unmoved, checks=((metadata, others),))
        return [Repair("pointer", key, f"leads to {slug}, which is not its article", write)]

    def _of_tag_entry(self, slug: str, key: keys.Key) -> list[Repair]:
        """Those of an article are looked at with it."""
        metadata = keys.article_key(slug)
        found = {item["sk"]["S"] for item in self._get(metadata, key)}
        if keys.METADATA in found or key.sk not in found:
            return []
        write = partial(delete, key=key, checks=((metadata, ABSENT),))
        return [Repair("tag entry", key, "is of an article that is not there", write)]

    def _of_link(self, key: keys.Key) -> list[Repair]:
        """What its source does not know that it wrote; what it does know is looked at with the source."""
        outgoing = keys.outgoing_key(key.sk)
        found = self._found(key, outgoing)
        mark = mark_of(found.get(outgoing, {}))
        if key not in found or keys.target_of_pk(key.pk) in mark.targets:
            return []
        write = partial(delete, key=key, checks=((outgoing, is_derivation(mark.derivation)),))
        return [Repair("link", key, "is of no article that links there", write)]

    def _of_outgoing(self, key: keys.Key) -> list[Repair]:
        source = keys.source_of_pk(key.pk)
        pointer = keys.pointer_key(source)
        found = {item["sk"]["S"]: item for item in self._get(key, pointer)}
        if keys.POINTER in found or keys.OUT not in found:
            return []
        mark = mark_of(found[keys.OUT])
        # What does not fit is found by itself once its source is gone.
        gone = [keys.link_key(target, source) for target in sorted(mark.targets)[:WRITTEN_TOGETHER]]
        unmoved = is_derivation(mark.derivation)
        write = partial(delete, key=key, condition=unmoved, checks=((pointer, ABSENT),), more=gone)
        return [Repair("links", key, "are of an article that is not there", write)]

    def _scan(self, start: Item | None) -> dict[str, Any]:
        try:
            return self._table.scan(
                budget=WRITER_DEADLINE_SECONDS,
                filter_condition=Record.entity.is_in(*LOOKED_AT),
                attributes_to_get=["pk", "sk", "entity", "article_id"],
                exclusive_start_key=start,
                consistent_read=True,
            )
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc

    def _under(self, pk: str) -> dict[str, Item]:
        return {item["sk"]["S"]: item for items in self._pages(pk, consistent_read=True) for item in items}

    def _get(self, *wanted: keys.Key) -> list[Item]:
        return self._batch_get(list(wanted), Budget(WRITER_DEADLINE_SECONDS))

    def _found(self, *wanted: keys.Key) -> dict[keys.Key, Item]:
        return {keys.Key(item["pk"]["S"], item["sk"]["S"]): item for item in self._get(*wanted)}

    def _commit(self, write: Write) -> bool:
        """Whether what it was held against was still so."""
        try:
            commit(self._table, write)
        except Refused as exc:
            if exc.failed:
                return False
            raise StoreUnavailable(self.name, f"refused: {exc}") from exc
        except TableUnavailable as exc:
            raise StoreUnavailable(self.name, exc.why) from exc
        return True


def _tag_entries(article: Summary, parts: dict[str, Item]) -> Iterator[Repair]:
    tags = article.tags if article.status == "published" else ()
    wanted = {keys.tag_entry_key(article.slug, tag): mapping.tag_record(article, tag) for tag in tags}
    for key, record in wanted.items():
        if not same(record, parts.get(key.sk)):
            what = "is another than its article" if key.sk in parts else "is missing"
            yield Repair("tag entry", key, what, partial(save, record=record, of=article))
    for sk in parts:
        key = keys.Key(keys.article_pk(article.slug), sk)
        if sk.startswith(keys.TAG_PREFIX) and key not in wanted:
            checks = ((keys.article_key(article.slug), is_still(article)),)
            yield Repair("tag entry", key, "its article does not have it", partial(delete, key=key, checks=checks))


def _shadowed_alias(article: Summary, parts: dict[str, Item]) -> Iterator[Repair]:
    if keys.ALIAS in parts:
        key = keys.alias_key(article.slug)
        checks = ((keys.article_key(article.slug), is_still(article)),)
        yield Repair("alias", key, "an article has this address", partial(delete, key=key, checks=checks))


def _without_copies(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Tag entries are looked at with their article, which comes right before them."""
    article = ""
    for entry in entries:
        if entry.entity == "article":
            article = entry.pk
        if entry.entity != "tag" or entry.pk != article:
            yield entry


def _entry(item: Item) -> Entry:
    fields = (item.get(name, {}).get("S", "") for name in ("entity", "pk", "sk", "article_id"))
    return Entry(*fields)


def _key(pk: str, sk: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": sk}}
