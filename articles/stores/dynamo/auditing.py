"""The audit as it is read: month by month, newest first. Lines are written by those whose work they are about."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_

from pynamodb.expressions.condition import Condition

from articles import keys
from articles.auditing import AuditLine, AuditPart, AuditPlace, AuditSearch, AuditWanted, Kind
from articles.records_audit import AuditRecord
from articles.stores.dynamo.queries import Budget, Queries, as_record
from portfolio.table import WRITER_DEADLINE_SECONDS, Item, Record, Table

_REQUIRED = ("at", "actor", "action", "subject")


class DynamoAudit(Queries):
    """Editors would rather wait than miss."""

    def __init__(self, table: Table) -> None:
        super().__init__(table, patient=True)

    def read_month(self, place: AuditPlace, wanted: AuditWanted, *, limit: int) -> AuditPart:
        looked_for = wanted.search != AuditSearch()
        answer = self._query(
            keys.audit_pk(place.month),
            Budget(WRITER_DEADLINE_SECONDS),
            range_key_condition=Record.sk < place.below if place.below else None,
            filter_condition=_filter(wanted),
            scan_index_forward=False,
            consistent_read=True,
            # What a filter drops would count for a limit.
            limit=None if looked_for else limit,
        )
        items = answer["Items"]
        lines = tuple(self._whole(items, _line_from))
        reached = answer.get("LastEvaluatedKey")
        return AuditPart(
            lines, int(answer["ScannedCount"]), len(items) - len(lines), reached["sk"]["S"] if reached else None
        )


def _filter(wanted: AuditWanted) -> Condition:
    """DynamoDB deletes by `ttl` when it finds the time, so what is older than a year is left out here."""
    search, record = wanted.search, AuditRecord
    conditions: list[Condition] = [record.at >= keys.format_at(max(filter(None, (search.since, wanted.kept_since))))]
    if search.until:
        conditions.append(record.at < keys.format_at(search.until))
    if search.actor:
        conditions.append(record.actor == search.actor)
    if search.action:
        conditions.append(record.action.startswith(search.action))
    if search.kind:
        conditions.append(record.subject.startswith(keys.AUDIT_SUBJECTS[search.kind]))
    if search.text:
        conditions.append(_about(wanted))
    return reduce(and_, conditions)


def _about(wanted: AuditWanted) -> Condition:
    """An article is looked for by its id, so that a line of before it moved is found by where it is now."""
    text, folded, record = wanted.search.text, wanted.search.text.casefold(), AuditRecord
    found: list[Condition] = [record.title_folded.contains(folded)]
    # Addresses of articles and usernames are in small letters, paths of redirects as somebody wrote them.
    found += [record.subject.contains(part) for part in dict.fromkeys((text, folded))]
    if wanted.article_id:
        found.append(record.article_id == wanted.article_id)
    # Lines of releases before this one name no id.
    found += [record.subject == keys.article_pk(slug) for slug in wanted.slugs]
    return reduce(or_, found)


def _line_from(item: Item) -> AuditLine:
    record = as_record(AuditRecord, item)
    for name in _REQUIRED:
        if getattr(record, name) is None:
            raise ValueError(f"{record.pk} {record.sk} has no {name}")
    kind, name = _subject_of(record.subject)
    return AuditLine(
        audit_id=record.sk,
        at=keys.parse_at(record.at),
        actor=record.actor,
        action=record.action,
        kind=kind,
        name=name,
        article_id=record.article_id or "",
        title=record.title or "",
        note=record.note or "",
    )


def _subject_of(subject: str) -> tuple[Kind, str]:
    for kind, prefix in keys.AUDIT_SUBJECTS.items():
        if subject.startswith(prefix):
            return kind, subject.removeprefix(prefix).strip()
    return "other", subject
