"""The shape of the audit's lines, which every part of the site writes in the transaction of what they are about."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from ulid import ULID

from articles.auditing import AUDIT_KEPT
from articles.domain import Summary
from articles.keys import article_pk, audit_key, format_at
from portfolio.table import Record

TITLE_LETTERS = 200  # a line is for finding what it is about, not for reading titles


def new_audit_id(at: datetime) -> str:
    """An id for a line of this moment, drawn before the first attempt to write it: lines are in order of time."""
    return str(ULID.from_datetime(at))


class AuditRecord(Record, discriminator="audit"):
    """Who did what to which item. `subject` is a partition of the table; what it was called goes along, because an
    article may move on from its address, and `article_id` leads to where it is."""

    at = UnicodeAttribute()
    actor = UnicodeAttribute()
    action = UnicodeAttribute()
    subject = UnicodeAttribute()
    article_id = UnicodeAttribute(null=True)
    title = UnicodeAttribute(null=True)
    title_folded = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)
    ttl = TTLAttribute()

    @classmethod
    def of(
        cls,
        at: datetime,
        audit_id: str,
        *,
        actor: str,
        action: str,
        subject: str,
        article_id: str = "",
        title: str = "",
        note: str = "",
    ) -> Self:
        """A line of the audit, under the id that was drawn for it before the first attempt to write it."""
        title = title[:TITLE_LETTERS]
        return cls(
            *audit_key(at, audit_id),
            at=format_at(at),
            actor=actor,
            action=action,
            subject=subject,
            article_id=article_id or None,
            title=title or None,
            title_folded=title.casefold() or None,
            note=note or None,
            ttl=at + AUDIT_KEPT,
        )

    @classmethod
    def of_article(
        cls, at: datetime, audit_id: str, article: Summary, *, actor: str, action: str, note: str = ""
    ) -> Self:
        """A line about an article as it is called after what was done."""
        return cls.of(
            at,
            audit_id,
            actor=actor,
            action=action,
            subject=article_pk(article.slug),
            article_id=article.article_id,
            title=article.title,
            note=note,
        )
