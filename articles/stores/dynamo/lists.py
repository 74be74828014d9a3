"""What authors' lists read: pages of the index of one status, and what somebody did last to their articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_
from typing import cast, get_args

from pynamodb.expressions.condition import Condition

from articles import keys
from articles.domain import Summary
from articles.drafts import Action, Undo
from articles.records import ArticleRecord, EditedRecord, UndoRecord
from articles.searching import StatusPage, StatusRange, Touch, Wanted
from articles.stores.dynamo import work
from articles.stores.dynamo.queries import Budget, Queries, as_record
from articles.stores.dynamo.source import DynamoSource
from portfolio.table import WRITER_DEADLINE_SECONDS, Item, Record, Table


class DynamoAuthorLists(Queries):
    """Authors would rather wait than miss, so all reads are patient."""

    def __init__(self, table: Table) -> None:
        super().__init__(table, patient=True)
        self._source = DynamoSource(table, patient=True)

    def read_status(self, span: StatusRange, wanted: Wanted, *, newest_first: bool, limit: int) -> StatusPage:
        condition = _filter(wanted)
        low, high = f"{span.low}!" if span.low else None, keys.just_below(span.high) if span.high else None
        if low and high and low > high:
            return StatusPage((), 0)
        answer = self._query(
            keys.status_index_pk(span.status),
            Budget(WRITER_DEADLINE_SECONDS),
            range_key_condition=_between(low, high),
            filter_condition=condition,
            index_name=ArticleRecord.by_status.Meta.index_name,
            scan_index_forward=not newest_first,
            # What a filter drops would count for a limit.
            limit=None if condition is not None else limit,
        )
        reached = answer.get("LastEvaluatedKey")
        found = tuple(self._summaries(answer["Items"], None))
        return StatusPage(found, int(answer["ScannedCount"]), reached["gsi1sk"]["S"] if reached else None)

    def list_touched(self, username: str) -> tuple[Touch, ...]:
        found: list[Touch] = []
        for items in self._under(keys.edited_prefix(username)):
            found += self._whole(items, _touch_from)
        return tuple(found)

    def list_undos(self, username: str, token: str) -> tuple[Undo, ...]:
        found: list[Undo] = []
        for items in self._under(keys.undo_prefix(username, token)):
            found += self._whole(items, lambda item: work.undo_from(as_record(UndoRecord, item)))
        return tuple(found)

    def _under(self, prefix: keys.Key) -> Iterator[list[Item]]:
        return self._pages(prefix.pk, range_key_condition=Record.sk.startswith(prefix.sk), consistent_read=True)

    def get_summaries(self, slugs: Sequence[str], *, budget: float | None = None) -> dict[str, Summary]:
        return self._source.get_summaries(slugs, budget=budget or WRITER_DEADLINE_SECONDS) if slugs else {}


def _between(low: str | None, high: str | None) -> Condition | None:
    key = ArticleRecord.gsi1sk
    if low and high:
        return key.between(low, high)
    return key >= low if low else key <= high if high else None


def _filter(wanted: Wanted) -> Condition | None:
    conditions: list[Condition] = []
    if wanted.title:
        conditions.append(ArticleRecord.title_folded.contains(wanted.title))
    if wanted.tag:
        conditions.append(ArticleRecord.tags.contains(wanted.tag))
    if wanted.author:
        conditions.append(ArticleRecord.author == wanted.author)
    if wanted.owner:
        conditions.append(ArticleRecord.owner == wanted.owner)
    if wanted.touched_by:
        conditions.append(ArticleRecord.updated_at <= keys.format_at(wanted.touched_by))
    if wanted.over_by:
        conditions.append(ArticleRecord.unpublish_at <= keys.format_at(wanted.over_by))
    return reduce(and_, conditions) if conditions else None


def _touch_from(item: Item) -> Touch:
    record = as_record(EditedRecord, item)
    if record.action not in get_args(Action):
        raise ValueError(f"the unknown action {record.action!r}")
    return Touch(
        record.article_id,
        record.slug,
        record.title,
        keys.parse_at(record.at),
        cast("Action", record.action),
        has_draft=bool(record.has_draft),
    )
