"""The shapes of the items that say which articles link where, as `articles.records` has the others."""

from __future__ import annotations

from pynamodb.attributes import BooleanAttribute, JSONAttribute, ListAttribute, UnicodeAttribute

from portfolio.table import Record


class LinkRecord(Record, discriminator="link"):
    """That an article links to another one: itself (`live`), or as its working copy has it (`draft`)."""

    slug = UnicodeAttribute()
    title = UnicodeAttribute()
    version = UnicodeAttribute()
    live = BooleanAttribute()
    draft = BooleanAttribute()


class OutgoingRecord(Record, discriminator="outgoing"):
    """All links of an article, and the targets under which it left link items.

    `derivation` is another one each time that it is written, so that what was derived of an older text is refused.
    """

    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    article_id = UnicodeAttribute()
    slug = UnicodeAttribute()
    title = UnicodeAttribute()
    owner = UnicodeAttribute(default="")
    version = UnicodeAttribute()
    derivation = UnicodeAttribute()
    links: JSONAttribute = JSONAttribute()
    targets: ListAttribute[str] = ListAttribute(of=UnicodeAttribute, default=list)  # type: ignore[arg-type]
    cut = BooleanAttribute(null=True)
