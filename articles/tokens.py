"""A form's token: the id that its save will have, signed for the account that opened it."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.core.signing import BadSignature, Signer, TimestampSigner
from ulid import ULID

from articles.exceptions import InvalidToken

MAX_LENGTH = 200
UNDO_KEPT = timedelta(hours=6)
_ULID_LENGTH = 26


class UndoToken(NamedTuple):
    """Which step with many is to be undone, and the id that this will have: so it is done once, however often asked."""

    of: str
    token: str


def new_token(username: str) -> str:
    return _signer(username).sign(str(ULID()))


def read_token(text: str, username: str) -> str:
    """The ULID in it; raises `InvalidToken` for one that was not made for this account."""
    try:
        if len(text) > MAX_LENGTH:
            raise BadSignature("too long")
        return _signer(username).unsign(text)
    except (BadSignature, ValueError) as exc:
        raise InvalidToken(text[:MAX_LENGTH]) from exc


def new_undo(username: str, of: str) -> str:
    """For what was just done with the token `of`."""
    return _undo_signer(username).sign(f"{of}{ULID()}")


def read_undo(text: str, username: str) -> UndoToken:
    """Raises `InvalidToken` for one that is too old, or was not made for this account."""
    try:
        if len(text) > MAX_LENGTH:
            raise BadSignature("too long")
        both = _undo_signer(username).unsign(text, max_age=UNDO_KEPT)
    except (BadSignature, ValueError) as exc:
        raise InvalidToken(text[:MAX_LENGTH]) from exc
    return UndoToken(both[:_ULID_LENGTH], both[_ULID_LENGTH:])


def _undo_signer(username: str) -> TimestampSigner:
    return TimestampSigner(sep=".", salt=f"undo:{username}")


def _signer(username: str) -> Signer:
    return Signer(sep=".", salt=f"form:{username}")
