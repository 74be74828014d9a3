"""The text of every key of accounts is built and parsed here and nowhere else.

Usernames hold no `#`; what comes from outside, like a session's key, is hashed.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

from django.utils.crypto import salted_hmac

from articles.keys import Key

# What may be in a key. It begins with a letter or digit, so that it is no option of a command and no hidden file.
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
SESSION_ID = re.compile(r"[0-9a-f]{64}")

USERS = "USERS"
SESSION_PREFIX = "SESSION#"
ADMINS = Key(USERS, "ADMINS")


def is_username(text: str) -> bool:
    return USERNAME.fullmatch(text) is not None


def user_pk(username: str) -> str:
    if not is_username(username):
        raise ValueError(f"not a username: {username!r}")
    return f"USER#{username}"


def profile_key(username: str) -> Key:
    return Key(user_pk(username), "PROFILE")


def secret_key(username: str) -> Key:
    return Key(user_pk(username), "SECRET")


def session_id(session_key: str) -> str:
    """What a session is stored and shown by: nobody gets from it to the key in the browser's cookie."""
    return hashlib.sha256(_bytes(session_key)).hexdigest()


def is_session_id(text: str) -> bool:
    return SESSION_ID.fullmatch(text) is not None


def session_item_key(session_id: str) -> Key:
    return Key(f"{SESSION_PREFIX}{_id(session_id)}", "SESSION")


def session_pointer_key(username: str, session_id: str) -> Key:
    return Key(user_pk(username), f"{SESSION_PREFIX}{_id(session_id)}")


def session_id_of(key_text: str) -> str:
    """The session of a pointer's sort key, or of a session's own partition."""
    return key_text.removeprefix(SESSION_PREFIX)


def throttle_key(scope: str, whose: str, at: datetime) -> Key:
    """A counter of one day. `whose` may be anything that a stranger typed, and cannot be read from the table."""
    hashed = salted_hmac(f"portfolio.accounts.throttle.{scope}", _bytes(whose), algorithm="sha256").hexdigest()
    return Key(f"THROTTLE#{scope}#{hashed}", f"{at.astimezone(UTC):%Y-%m-%d}")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _id(session_id: str) -> str:
    if not is_session_id(session_id):
        raise ValueError("not a session's id")
    return session_id
