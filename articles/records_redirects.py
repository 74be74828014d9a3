"""The shapes of the items of redirects."""

from __future__ import annotations

from pynamodb.attributes import ListAttribute, NumberAttribute, UnicodeAttribute

from portfolio.table import Record


class RedirectRecord(Record, discriminator="redirect"):
    """An old address that an editor looks after. It leads to an article, or to an address."""

    article_id = UnicodeAttribute(null=True)
    tail = UnicodeAttribute(null=True)
    address = UnicodeAttribute(null=True)
    target_path = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)
    created_by = UnicodeAttribute()
    created_at = UnicodeAttribute()


class RedirectsCountRecord(Record, discriminator="redirects"):
    """How often redirects were written, over which the next ones are; `done` are tokens of the last forms."""

    n = NumberAttribute(default=0)
    done: ListAttribute[str] = ListAttribute(of=UnicodeAttribute, default=list)  # type: ignore[arg-type]
