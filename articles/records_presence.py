"""The shape of the items by which pages say that they have an article open."""

from __future__ import annotations

from pynamodb.attributes import TTLAttribute, UnicodeAttribute

from portfolio.table import Record


class PresenceRecord(Record, discriminator="presence"):
    """A page that has the article open, and when it last said so."""

    username = UnicodeAttribute()
    name = UnicodeAttribute()
    since = UnicodeAttribute()
    seen_at = UnicodeAttribute()
    ttl = TTLAttribute()
