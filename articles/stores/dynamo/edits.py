"""What one save writes: every action of its transaction, and the condition under which it may happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo
from typing import NamedTuple

from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from articles import keys
from articles.domain import Article, Change, Tag, change_of
from articles.drafts import NOTHING_YET, Edit, Receipt
from articles.months import month_of
from articles.records import (
    AliasRecord,
    ArticleRecord,
    ContentRecord,
    DraftRecord,
    FormerRecord,
    MonthRecord,
    StampRecord,
    TagRecord,
)
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
    _write_history(transaction, edit)
    if edit.action != "autosave":
        transaction.save(work.audit_record(edit, prepared.audit_id))
    if edit.undo:
        transaction.save(work.undo_record(edit.undo, edit.actor))
    if edit.stamp:
        transaction.update(StampRecord(*keys.STAMP), actions=stamp_actions(moved(edit)))


def moved(edit: Edit) -> list[Change]:
    """What the stamp says of it: an address that it leaves is named too, so that nobody keeps its page."""
    changes = [change_of(edit.article, at=edit.at, before=edit.previous)]
    if edit.previous and edit.moves:
        left = replace(edit.previous, status="draft", version=edit.article.version)
        changes.insert(0, change_of(left, at=edit.at, before=edit.previous))
    return changes


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


def _write_history(transaction: TransactWrite, edit: Edit) -> None:
    is_new = ArticleRecord.pk.does_not_exist()
    if edit.revision:
        # A form that comes twice finds its revision here.
        transaction.save(work.revision_record(edit), condition=is_new)
    for revision in edit.aside:
        transaction.save(work.kept_record(revision, Receipt("", revision.left or NOTHING_YET)), condition=is_new)


def _write_article(transaction: TransactWrite, edit: Edit) -> None:
    article, previous = edit.article, edit.previous
    unmoved = _is_still(previous) if previous else ArticleRecord.pk.does_not_exist()
    if not edit.writes_article:
        transaction.condition_check(ArticleRecord, *keys.article_key(article.slug), condition=unmoved)
        return
    if previous is None or edit.moves:
        _write_address(transaction, edit)
    if previous is not None and edit.moves:
        transaction.delete(
            ArticleRecord(*keys.article_key(previous.slug)), condition=unmoved, add_version_condition=False
        )
        transaction.delete(ContentRecord(*keys.content_key(previous.slug)), add_version_condition=False)
        unmoved = ArticleRecord.pk.does_not_exist()
    transaction.save(mapping.article_record(article), condition=unmoved)
    transaction.save(mapping.content_record(article))


def _write_address(transaction: TransactWrite, edit: Edit) -> None:
    """A slug belongs to one article, be it as its address or as its former address."""
    article, previous = edit.article, edit.previous
    free: Condition = AliasRecord.pk.does_not_exist()
    alias = keys.alias_key(article.slug)
    is_new = previous is None and edit.by_author
    if previous is None:
        transaction.condition_check(AliasRecord, *alias, condition=free)
    else:
        # It may go back to where it was.
        own: Condition = free | (AliasRecord.article_id == article.article_id)
        transaction.delete(AliasRecord(*alias), condition=own, add_version_condition=False)
        former = FormerRecord(*keys.former_key(article.article_id, article.slug))
        transaction.delete(former, add_version_condition=False)
    if previous and edit.leaves_alias:
        transaction.save(mapping.alias_record(previous.slug, article.article_id))
        transaction.save(mapping.former_record(previous.slug, article.article_id, edit.at))
    transaction.save(mapping.pointer_record(article), condition=ArticleRecord.pk.does_not_exist() if is_new else None)


def _is_still(previous: Article) -> Condition:
    """By its id too: another article may have the slug meanwhile, and be at the same version."""
    same: Condition = (ArticleRecord.version == previous.version) & (ArticleRecord.article_id == previous.article_id)
    return same


def _write_draft(transaction: TransactWrite, edit: Edit) -> None:
    before, after = edit.before.draft if edit.before else None, edit.after.draft
    unmoved = DraftRecord.draft_version == before.draft_version if before else DraftRecord.pk.does_not_exist()
    key = keys.draft_key(edit.article.article_id)
    if after and (before is None or after.draft_version != before.draft_version):
        transaction.save(work.draft_record(after), condition=unmoved)
    elif before and after is None:
        transaction.delete(DraftRecord(*key), condition=unmoved, add_version_condition=False)
    elif edit.before:
        # An autosave may bring one at any time.
        transaction.condition_check(DraftRecord, *key, condition=unmoved)


def _write_tags(transaction: TransactWrite, edit: Edit) -> None:
    """Tag entries exist only while the article is published."""
    article, previous = edit.article, edit.previous
    before = set(previous.tags) if previous and previous.status == "published" else set()
    now = set(article.tags) if article.status == "published" else set()
    for tag in sorted(before if edit.moves else before - now):
        left = keys.tag_entry_key(previous.slug if previous else article.slug, tag)
        transaction.delete(TagRecord(*left), add_version_condition=False)
    for tag in sorted(now):
        transaction.save(mapping.tag_record(article, tag))


def _write_months(transaction: TransactWrite, months: dict[str, int]) -> None:
    for month, by in months.items():
        actions = [MonthRecord.n.add(by), *naming(MonthRecord)]
        transaction.update(MonthRecord(*keys.month_key(month)), actions=actions)
