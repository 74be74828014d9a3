"""The border between records and what authors work on. A record that does not make sense raises an error."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast, get_args

from articles import keys
from articles.drafts import (
    NOTHING_YET,
    Action,
    Draft,
    Edit,
    Receipt,
    Revision,
    Undo,
    Version,
    Words,
    Workspace,
    revision_of,
)
from articles.records import DraftRecord, EditedRecord, FormerlyMap, RevisionRecord, UndoRecord
from articles.records_audit import AuditRecord
from articles.stores.dynamo import mapping

EDITED_KEPT = timedelta(days=90)
UNDO_KEPT = timedelta(days=1)
# All of a revision but its texts.
REVISION_LISTED = [name for name in RevisionRecord.get_attributes() if name not in {"body", "extra", "date_texts"}]


def draft_record(draft: Draft) -> DraftRecord:
    fields = {**mapping.list_fields(draft.article), **mapping.text_fields(draft.article)}
    return DraftRecord(
        *keys.draft_key(draft.article.article_id),
        draft_version=draft.draft_version,
        base_version=draft.base_version,
        saved_at=keys.format_at(draft.saved_at),
        saved_by=draft.saved_by,
        last_token=draft.last_token,
        autosaved=draft.autosaved or None,
        wanted_slug=draft.slug or None,
        saved_as=draft.saved_as or None,
        **fields,
    )


def draft_from(record: DraftRecord) -> Draft:
    return Draft(
        article=mapping.article_from(record, record),
        draft_version=int(record.draft_version),
        base_version=int(record.base_version),
        saved_at=keys.parse_at(record.saved_at),
        saved_by=record.saved_by,
        last_token=record.last_token or "",
        autosaved=bool(record.autosaved),
        slug=record.wanted_slug or "",
        saved_as=record.saved_as or "",
    )


def revision_record(edit: Edit) -> RevisionRecord:
    """The revision that a save leaves, which is its receipt too."""
    left = Receipt(edit.payload, edit.after.version)
    return kept_record(revision_of(edit), left)


def kept_record(revision: Revision, receipt: Receipt) -> RevisionRecord:
    article = revision.article
    fields = {**mapping.list_fields(article), **mapping.text_fields(article)}
    return RevisionRecord(
        *keys.revision_key(article.article_id, revision.revision_id),
        action=revision.action,
        saved_at=keys.format_at(revision.saved_at),
        saved_by=revision.saved_by,
        note=revision.note,
        payload=receipt.payload or None,
        left=str(receipt.left),
        words_added=revision.words.added if revision.words else None,
        words_removed=revision.words.removed if revision.words else None,
        name=revision.name or None,
        **fields,
    )


def revision_from(record: RevisionRecord) -> Revision:
    # Releases that had only files to save did not say so.
    action = record.action or "seed"
    if action not in get_args(Action):
        raise ValueError(f"{record.pk} {record.sk} has the unknown action {action!r}")
    return Revision(
        revision_id=keys.revision_id_of(record.sk),
        article=mapping.article_from(record, record),
        action=cast("Action", action),
        saved_at=keys.parse_at(record.saved_at),
        saved_by=record.saved_by,
        note=record.note or "",
        left=_version_left(record),
        words=_words_of(record),
        name=record.name or "",
    )


def _version_left(record: RevisionRecord) -> Version | None:
    """A text that was not taken never stood there: its receipt says at which version others did."""
    is_aside = record.action == "keep" and record.payload
    left = receipt_from(record).left
    return None if is_aside or left == NOTHING_YET else left


def _words_of(record: RevisionRecord) -> Words | None:
    """Saves of programs and of earlier releases were not counted."""
    if record.words_added is None or record.words_removed is None:
        return None
    return Words(int(record.words_added), int(record.words_removed))


def listed_revision_from(item: dict[str, Any]) -> Revision:
    """Of an item of which only `REVISION_LISTED` was read."""
    record = RevisionRecord.from_raw_data({**item, "body": {"S": ""}})
    return revision_from(record)


def receipt_from(record: RevisionRecord) -> Receipt:
    return Receipt(record.payload or "", Version.parse(record.left or f"{int(record.version)}.0"))


def edited_record(edit: Edit) -> EditedRecord:
    article = edit.after.text
    return EditedRecord(
        *keys.edited_key(edit.actor, article.article_id),
        article_id=article.article_id,
        slug=article.slug,
        title=article.title,
        at=keys.format_at(edit.at),
        action=edit.action,
        has_draft=edit.after.draft is not None or None,
        ttl=edit.at + EDITED_KEPT,
    )


def undo_record(undo: Undo, username: str) -> UndoRecord:
    live, draft = undo.before.live, undo.before.draft
    return UndoRecord(
        *keys.undo_key(username, undo.of, live.article_id),
        of=undo.of,
        at=keys.format_at(undo.at),
        live=mapping.formerly_map(live),
        draft=mapping.formerly_map(draft.article) if draft else None,
        saved_at=keys.format_at(draft.saved_at) if draft else None,
        saved_by=draft.saved_by if draft else None,
        autosaved=(draft and draft.autosaved) or None,
        wanted_slug=(draft and draft.slug) or None,
        saved_as=(draft and draft.saved_as) or None,
        body_in=undo.body_in or None,
        ttl=undo.at + UNDO_KEPT,
    )


def undo_from(record: UndoRecord) -> Undo:
    live = mapping.formerly_from(record.live)
    return Undo(
        of=record.of,
        before=Workspace(live, _former_draft_from(record, record.draft) if record.draft else None),
        at=keys.parse_at(record.at),
        body_in=record.body_in or "",
    )


def _former_draft_from(record: UndoRecord, fields: FormerlyMap) -> Draft:
    """Its numbers were for those who had it open then, and mean nothing any more."""
    return Draft(
        article=mapping.formerly_from(fields),
        draft_version=0,
        base_version=0,
        saved_at=keys.parse_at(record.saved_at),
        saved_by=record.saved_by,
        autosaved=bool(record.autosaved),
        slug=record.wanted_slug or "",
        saved_as=record.saved_as or "",
    )


def audit_record(edit: Edit, audit_id: str) -> AuditRecord:
    return AuditRecord.of_article(
        edit.at, audit_id, edit.article, actor=edit.actor, action=edit.action, note=_audit_note(edit)
    )


def _audit_note(edit: Edit) -> str:
    """What the article's own history would say, and where it was before it moved."""
    left = f"from {edit.previous.slug}" if edit.previous and edit.moves else ""
    return ", ".join(filter(None, (left, edit.note)))
