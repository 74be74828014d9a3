"""Which addresses are free for an article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ulid import ULID

from articles import keys
from articles.domain import Article
from articles.exceptions import InvalidContent, SlugReserved
from articles.ports import AuthoringStore

SlugState = Literal["free", "own", "taken", "reserved"]

# Devices of Windows, on which nobody could check out an export that holds `con.md`.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
# `index.md` is a whole folder to Hugo, and repositories say in README.md what they are.
_FILES = {"index", "readme"}
# What the list of articles may need under its own address one day: its pages, its feed, a search.
_PAGES = {"page", "feed", "search", "new"}
RESERVED = frozenset(_DEVICES | _FILES | _PAGES)

UNTITLED = "untitled"
SUGGESTED = 40
MAX_LENGTH = 100


class Slugs:
    """Files may bring reserved slugs along, since their addresses are known already; authors cannot choose them."""

    def __init__(self, store: AuthoringStore) -> None:
        self._store = store

    def state(self, slug: str, *, article_id: str | None) -> SlugState:
        if not keys.is_slug(slug):
            raise InvalidContent(f"{slug!r} may hold a-z, 0-9 and hyphens only, {MAX_LENGTH} at most")
        holder = self._store.holders([slug]).get(slug)
        if holder is not None:
            return "own" if holder == article_id else "taken"
        return "reserved" if slug in RESERVED else "free"

    def holder(self, slug: str) -> Article | None:
        """The article whose address it is or was, if any."""
        article_id = self._store.holders([slug]).get(slug)
        stands = self._store.open(article_id) if article_id else None
        return stands.live if stands else None

    def suggest(self, slug: str) -> str:
        """The slug itself if it is free, else with the first number that makes it so."""
        base = slug if keys.is_slug(slug) else UNTITLED
        # Nearly always that is it, and each look costs.
        numbered = [_with_suffix(base, str(n)) for n in range(2, SUGGESTED + 1)]
        return self._free([base]) or self._free(numbered) or _with_suffix(base, str(ULID()).lower())

    def _free(self, slugs: Sequence[str]) -> str | None:
        """The first of them that an article may have."""
        holders = self._store.holders(slugs)
        return next((slug for slug in slugs if slug not in holders and slug not in RESERVED), None)


def check_choosable(slug: str) -> None:
    """Raises `SlugReserved`, and `InvalidContent` for what is no slug."""
    if not keys.is_slug(slug):
        raise InvalidContent(f"{slug!r} may hold a-z, 0-9 and hyphens only, {MAX_LENGTH} at most")
    if slug in RESERVED:
        raise SlugReserved(slug)


def _with_suffix(slug: str, suffix: str) -> str:
    return f"{slug[: MAX_LENGTH - 1 - len(suffix)].rstrip('-')}-{suffix}"
