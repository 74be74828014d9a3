"""Marks of a list's pages in addresses: opaque, signed, and the same text for the same place at all times."""

from __future__ import annotations

from typing import cast

from django.core.signing import BadSignature, Signer

from articles.domain import Cursor, ListPage
from articles.exceptions import InvalidCursor
from articles.keys import sort_key

MAX_LENGTH = 500


def write_cursor(cursor: Cursor, *, list_name: str) -> str:
    return _signer(list_name).sign_object([cursor.direction, cursor.sort_key])


def read_cursor(text: str, *, list_name: str) -> Cursor | None:
    """The place a mark names, None for no mark; raises `InvalidCursor` for one that was not made for this list."""
    if not text:
        return None
    try:
        if len(text) > MAX_LENGTH:
            raise BadSignature("too long")
        direction, sort_key = _signer(list_name).unsign_object(text)
    except (BadSignature, ValueError) as exc:
        raise InvalidCursor(text[:MAX_LENGTH]) from exc
    return Cursor(direction, cast("str", sort_key))


def neighbours(page: ListPage, *, list_name: str) -> tuple[str, str]:
    """Marks of the newer and of the older page; an empty text where there is none."""
    keys = [sort_key(item) for item in page.items] or [""]
    newest, oldest = page.newer_from or keys[0], page.older_from or keys[-1]
    newer = write_cursor(Cursor("before", newest), list_name=list_name) if page.has_newer and newest else ""
    older = write_cursor(Cursor("after", oldest), list_name=list_name) if page.has_older and oldest else ""
    return newer, older


def _signer(list_name: str) -> Signer:
    # A dot, which an address carries as it is; the salt makes a mark of one list worthless for another.
    return Signer(sep=".", salt=f"cursor:{list_name}")
