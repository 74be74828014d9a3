"""The shapes of the items of shared drafts. Nothing here decides anything."""

from __future__ import annotations

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute

from portfolio.table import Record


class ShareRecord(Record, discriminator="share"):
    """A link to a draft, under the hash of its token. Dates are `YYYY-MM-DDTHH:MM:SSZ`."""

    share_id = UnicodeAttribute()
    article_id = UnicodeAttribute()
    revision_id = UnicodeAttribute(null=True)
    revision_at = UnicodeAttribute(null=True)
    label = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    created_by = UnicodeAttribute()
    expires_at = UnicodeAttribute()
    opened = NumberAttribute(default=0)
    last_opened_at = UnicodeAttribute(null=True)
    ttl = TTLAttribute()


class SharingRecord(Record, discriminator="sharing"):
    """The same link among the items of its article, whose list of links it makes."""

    token_hash = UnicodeAttribute()
    ttl = TTLAttribute()
