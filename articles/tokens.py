"""A form's token: the id that its save will have, signed for the account that opened it."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from ulid import ULID

from articles.exceptions import InvalidToken

MAX_LENGTH = 200


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


def _signer(username: str) -> Signer:
    return Signer(sep=".", salt=f"form:{username}")
