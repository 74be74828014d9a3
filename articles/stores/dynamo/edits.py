"""What one save writes: every action of its transaction, and the condition under which it may happen."""

from __future__ import annotations

from datetime import tzinfo
from typing import NamedTuple

from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from articles import keys
from articles.domain import Article, Tag, change_of
from articles.drafts import Edit
from articles.months import month_of
from articles.records import AliasRecord, ArticleRecord, ContentRecord, DraftRecord, MonthRecord, StampRecord, TagRecord
from articles.stores.dynamo import mapping, work
from articles.stores.dynamo.stamping import stamp_actions
from portfolio.table import naming

# So many fit a transaction beside all else. What more there are goes before it: a tag without articles shows nowhere.
MOST_NEW_TAGS = 10


class Prepared(NamedTuple):
    """An edit with all that is fixed before the first attempt, so that a second one sends the same."""

    edit: Edit
    audit_id: str
    months: dict[str, int]

    @property
    def tags_go_before(self) -> bool:
        return len(new_tags(self.edit)) > MOST_NEW_TAGS


def write_edit(transaction: TransactWrite, prepared: Prepared) -> None:
    edit = prepared.edit
    _write_article(transaction, edit)
    if edit.by_author:
        _write_draft(transaction, edit)
        transaction.save(work.edited_record(edit))
    if edit.writes_article:
        _write_tags(transaction, edit)
        if not prepared.tags_go_before:
            write_new_tags(transaction, edit)
        _write_months(transaction, prepared.months)
    # A form that comes twice finds its revision here.
    transaction.save(work.revision_record(edit), condition=ArticleRecord.pk.does_not_exist())
    transaction.save(work.audit_record(edit, prepared.audit_id))
    if edit.stamp:
        change = change_of(edit.article, at=edit.at, before=edit.previous)
        transaction.update(StampRecord(*keys.STAMP), actions=stamp_actions([change]))


def write_new_tags(transaction: TransactWrite, edit: Edit) -> None:
    for tag in new_tags(edit):
        transaction.save(mapping.known_tag_record(tag))


def new_tags(edit: Edit) -> list[Tag]:
    """Tags that the article did not carry, or not in this spelling; known tags stay."""
    before = edit.previous.labelled_tags if edit.previous else ()
    return [tag for tag in edit.article.labelled_tags if tag not in before]


def months_moved(edit: Edit, zone: tzinfo) -> dict[str, int]:
    """By how much each month moves; nothing when an article stays in its month."""
    before = edit.previous.dated if edit.previous else None
    left = month_of(before, zone) if before else None
    entered = month_of(edit.article.dated, zone) if edit.article.dated else None
    moved = ((left, -1), (entered, 1)) if left != entered else ()
    return {month: by for month, by in moved if month}


def _write_article(transaction: TransactWrite, edit: Edit) -> None:
    article, previous = edit.article, edit.previous
    unmoved = _is_still(previous) if previous else ArticleRecord.pk.does_not_exist()
    if not edit.writes_article:
        transaction.condition_check(ArticleRecord, *keys.article_key(article.slug), condition=unmoved)
        return
    if previous is None or edit.moves:
        # A slug belongs to one article, be it as its address or as its former address.
        transaction.condition_check(
            AliasRecord, *keys.alias_key(article.slug), condition=AliasRecord.pk.does_not_exist()
        )
        is_new = previous is None and edit.by_author
        transaction.save(
            mapping.pointer_record(article), condition=ArticleRecord.pk.does_not_exist() if is_new else None
        )
    if previous is not None and edit.moves:
        transaction.delete(
            ArticleRecord(*keys.article_key(previous.slug)), condition=unmoved, add_version_condition=False
        )
        transaction.delete(ContentRecord(*keys.content_key(previous.slug)), add_version_condition=False)
        unmoved = ArticleRecord.pk.does_not_exist()
    transaction.save(mapping.article_record(article), condition=unmoved)
    transaction.save(mapping.content_record(article))


def _is_still(previous: Article) -> Condition:
    """By its id too: another article may have the slug meanwhile, and be at the same version."""
    same: Condition = (ArticleRecord.version == previous.version) & (ArticleRecord.article_id == previous.article_id)
    return same


def _write_draft(transaction: TransactWrite, edit: Edit) -> None:
    if edit.before is None:
        return
    before, after = edit.before.draft, edit.after.draft
    unmoved = DraftRecord.draft_version == before.draft_version if before else DraftRecord.pk.does_not_exist()
    key = keys.draft_key(edit.article.article_id)
    if after and (before is None or after.draft_version != before.draft_version):
        transaction.save(work.draft_record(after), condition=unmoved)
    elif before and after is None:
        transaction.delete(DraftRecord(*key), condition=unmoved, add_version_condition=False)
    elif before or edit.before.is_live:
        # What is not live gets no working copy, so none can have come since.
        transaction.condition_check(DraftRecord, *key, condition=unmoved)


def _write_tags(transaction: TransactWrite, edit: Edit) -> None:
    """Tag entries exist only while the article is published."""
    article, previous = edit.article, edit.previous
    before = set(previous.tags) if previous and previous.status == "published" else set()
    now = set(article.tags) if article.status == "published" else set()
    for tag in sorted(before - now):
        transaction.delete(TagRecord(*keys.tag_entry_key(article.slug, tag)), add_version_condition=False)
    for tag in sorted(now):
        transaction.save(mapping.tag_record(article, tag))


def _write_months(transaction: TransactWrite, months: dict[str, int]) -> None:
    for month, by in months.items():
        actions = [MonthRecord.n.add(by), *naming(MonthRecord)]
        transaction.update(MonthRecord(*keys.month_key(month)), actions=actions)
