"""Where an address leads that no page has any more: kept in memory, and moved by the stamp, like any other answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from articles.domain import Change, Stamp
from articles.ports import ArticleSource
from articles.redirects import REDIRECTS_MOVED, Destination
from articles.services import codec
from articles.services.lookups import ALWAYS, NEVER, Lookup, Window


@dataclass(frozen=True)
class DestinationLookup(Lookup[Destination]):
    """A path in its kept form, and the slug in it if an article could have that address."""

    operation = "getRedirect"
    path: str
    slug: str = ""

    @property
    def key(self) -> str:  # type: ignore[override]
        return f"to:{self.path}"

    @property
    def labels(self) -> dict[str, str]:  # type: ignore[override]
        return {"path": self.path}

    def moved_by(self, change: Change) -> bool:
        return change.slug in (self.slug, REDIRECTS_MOVED)

    def moved(self, payload: bytes, changes: Sequence[Change]) -> bool:
        if super().moved(payload, changes):
            return True
        slug = codec.decode_destination(payload).slug if payload else ""
        return bool(slug) and any(change.slug == slug for change in changes)

    def ask(self, source: ArticleSource, *, now: datetime, stamp: Stamp, budget: float) -> Destination | None:
        return source.get_destination(self.path, slug=self.slug, budget=budget)

    def decode(self, data: bytes, now: datetime) -> Destination:
        return codec.decode_destination(data)

    def count(self, value: Destination) -> int:
        return 1

    def window(self, value: Destination, now: datetime) -> Window:
        """Who comes by an old address gets to see no more than who comes by the new one."""
        if not value.slug:
            return Window(ALWAYS, None)
        if value.status != "published" or value.opens is None:
            return Window(NEVER, None)
        return Window(value.opens, value.closes)
