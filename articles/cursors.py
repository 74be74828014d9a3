"""Marks of a list's pages in addresses: opaque, signed, and the same text for the same place at all times."""

from __future__ import annotations

from typing import Any, cast

from django.core.signing import BadSignature, Signer

from articles.domain import Cursor, ListPage
from articles.exceptions import InvalidCursor
from articles.keys import sort_key

MAX_LENGTH = 3000
KEPT_LENGTH = 500  # of what is refused


def write_cursor(cursor: Cursor, *, list_name: str) -> str:
    return write_mark([cursor.direction, cursor.sort_key], list_name=list_name)


def read_cursor(text: str, *, list_name: str) -> Cursor | None:
    """The place a mark names, None for no mark; raises `InvalidCursor` for one that was not made for this list."""
    if not text:
        return None
    direction, sort_key = read_mark(text, list_name=list_name)
    return Cursor(direction, cast("str", sort_key))


def write_mark(values: list[Any], *, list_name: str) -> str:
    """Any values of JSON as a mark of one list."""
    return _signer(list_name).sign_object(values, compress=True)


def read_mark(text: str, *, list_name: str) -> list[Any]:
    """Raises `InvalidCursor` for a mark that was not made for this list."""
    try:
        if len(text) > MAX_LENGTH:
            raise BadSignature("too long")
        values: list[Any] = _signer(list_name).unsign_object(text)
    except (BadSignature, ValueError) as exc:
        raise InvalidCursor(text[:KEPT_LENGTH]) from exc
    return values


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
