"""What authors work on, in the table. All reads are consistent: an author sees what was saved a moment ago."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TypeVar

from articles import keys
from articles.domain import Summary
from articles.drafts import Draft, Edit, Receipt, Revision, RevisionPage, Workspace, working_on
from articles.exceptions import ArticleBroken
from articles.records import DraftRecord, FormerRecord, PointerRecord, RevisionRecord
from articles.stores.dynamo import work
from articles.stores.dynamo.committing import Committer
from articles.stores.dynamo.queries import Budget, Queries, as_record, key_of
from articles.stores.dynamo.source import DynamoSource
from portfolio.table import UNREADABLE, WRITER_DEADLINE_SECONDS, Item, Record, Table

T = TypeVar("T")
R = TypeVar("R", bound=Record)

# A draft may be moved to another slug between the read of its pointer and its own.
LOOKS = 3
# A page of revisions is read in so many megabytes at most; one of named ones says how far it looked.
MOST_LOOKS = 100
NAMED_LOOKS = 5


class DynamoAuthoring(Queries):
    """Reads and writes by the id of an article. Months are those of `time_zone`."""

    def __init__(self, table: Table, *, time_zone: tzinfo = UTC) -> None:
        super().__init__(table, patient=True)
        self._source = DynamoSource(table, patient=True)
        self._committer = Committer(table, time_zone)

    def open(self, article_id: str) -> Workspace | None:
        for _ in range(LOOKS):
            slug, draft = self._pointer_and_draft(article_id)
            if slug is None:
                return None
            live = self._source.get_article(slug, consistent=True, budget=WRITER_DEADLINE_SECONDS)
            if live is not None and live.article_id == article_id:
                return working_on(live, draft)
        raise ArticleBroken(self.name, f"the pointer of {article_id!r} leads to another article")

    def commit(self, edit: Edit) -> None:
        self._committer.commit(edit)

    def get_receipt(self, article_id: str, token: str) -> Receipt | None:
        item = self._revision_item(article_id, token)
        return self._made_of(item, RevisionRecord, work.receipt_from) if item else None

    def get_revision(self, article_id: str, revision_id: str) -> Revision | None:
        item = self._revision_item(article_id, revision_id)
        return self._made_of(item, RevisionRecord, work.revision_from) if item else None

    def list_revisions(self, article_id: str, *, below: str | None, size: int, named: bool = False) -> RevisionPage:
        pk, highest = keys.revision_key(article_id, below or "")
        items: list[Item] = []
        start: Item | None = None
        for _ in range(NAMED_LOOKS if named else MOST_LOOKS):
            # Bodies are not sent, but they count for the megabyte after which an answer ends.
            answer = self._query(
                pk,
                Budget(WRITER_DEADLINE_SECONDS),
                range_key_condition=Record.sk < highest if below else Record.sk.startswith(highest),
                scan_index_forward=False,
                filter_condition=RevisionRecord.name.exists() if named else None,
                # What the filter drops counts for a limit too.
                limit=None if named else size + 1 - len(items),
                consistent_read=True,
                exclusive_start_key=start,
                attributes_to_get=work.REVISION_LISTED,
            )
            items += answer["Items"]
            start = answer.get("LastEvaluatedKey")
            if start is None or len(items) > size:
                break
        last = items[size - 1] if len(items) > size else start
        shown = tuple(self._whole(items[:size], work.listed_revision_from))
        return RevisionPage(shown, keys.revision_id_of(last["sk"]["S"]) if last else None)

    def name_revision(self, article: Summary, revision_id: str, name: str, *, by: str, at: datetime) -> None:
        self._committer.name_revision(article, revision_id, name, by=by, at=at)

    def holders(self, slugs: Sequence[str]) -> dict[str, str]:
        wanted = [key for slug in slugs for key in (keys.alias_key(slug), keys.article_key(slug))]
        items = self._batch_get(wanted, Budget(WRITER_DEADLINE_SECONDS))
        return {keys.slug_of_pk(item["pk"]["S"]): item["article_id"]["S"] for item in items}

    def former_slugs(self, article_id: str) -> tuple[str, ...]:
        pk, prefix = keys.former_prefix(article_id)
        found: list[tuple[str, str]] = []
        for items in self._pages(pk, consistent_read=True, range_key_condition=Record.sk.startswith(prefix)):
            found += self._whole(items, _former_from)
        return tuple(slug for _, slug in sorted(found, reverse=True))

    def _pointer_and_draft(self, article_id: str) -> tuple[str | None, Draft | None]:
        """The slug of an article and its working copy, in one round trip."""
        wanted = [keys.pointer_key(article_id), keys.draft_key(article_id)]
        found = {item["sk"]["S"]: item for item in self._batch_get(wanted, Budget(WRITER_DEADLINE_SECONDS))}
        pointer, draft = found.get(keys.POINTER), found.get(keys.DRAFT)
        if pointer is None:
            return None, None
        slug = self._made_of(pointer, PointerRecord, lambda record: record.slug)
        return slug, self._made_of(draft, DraftRecord, work.draft_from) if draft else None

    def _revision_item(self, article_id: str, revision_id: str) -> Item | None:
        found = self._batch_get([keys.revision_key(article_id, revision_id)], Budget(WRITER_DEADLINE_SECONDS))
        return found[0] if found else None

    def _made_of(self, item: Item, wanted: type[R], read: Callable[[R], T]) -> T:
        """What `read` makes of an item. A broken one is no miss: what an author wrote is there."""
        try:
            return read(as_record(wanted, item))
        except UNREADABLE as exc:
            self._report_broken(item, exc)
            raise ArticleBroken(self.name, f"the item {key_of(item)} cannot be read") from exc


def _former_from(item: Item) -> tuple[str, str]:
    """When it was left, and what it is."""
    record = as_record(FormerRecord, item)
    return record.at, record.slug
