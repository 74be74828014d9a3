"""The shapes of the items of accounts, one class each. Nothing here decides anything."""

from __future__ import annotations

from pynamodb.attributes import BooleanAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute, UnicodeSetAttribute

from portfolio.table import Record


class UserRecord(Record, discriminator="user"):
    """An account without its secrets, on the list of all by its index keys."""

    gsi1pk = UnicodeAttribute()
    gsi1sk = UnicodeAttribute()
    username = UnicodeAttribute()
    display_name = UnicodeAttribute(default="")
    role = UnicodeAttribute()
    active = BooleanAttribute(default=True)
    must_change = BooleanAttribute(default=False)
    created_at = UnicodeAttribute()


class SecretRecord(Record, discriminator="secret"):
    """What an account's password and sessions are checked against. Never on an index."""

    password = UnicodeAttribute()
    session_salt = UnicodeAttribute()


class AdminsRecord(Record, discriminator="admins"):
    """The names of the active admins, in one item, so that a transaction can keep the last one."""

    names = UnicodeSetAttribute(null=True)


class _SessionFields:
    """Who has a session, in which browser, since when, and when it was last seen. Dates are `YYYY-MM-DDTHH:MM:SSZ`."""

    username = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    seen_at = UnicodeAttribute()
    user_agent = UnicodeAttribute(default="")
    ttl = TTLAttribute()


class SessionRecord(_SessionFields, Record, discriminator="session"):
    """One session; `data` is JSON."""

    data = UnicodeAttribute()


class SessionPointerRecord(_SessionFields, Record, discriminator="sessionpointer"):
    """A session in the collection of its user, whose list of sessions it makes."""


class ThrottleRecord(Record, discriminator="throttle"):
    """How many attempts there were in a day, and when the last one was, in seconds since the epoch."""

    n = NumberAttribute()
    last_at = NumberAttribute()
    ttl = TTLAttribute()
