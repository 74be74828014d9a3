"""What stands around an article, asked for beside it and kept apart from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from articles.around import SHOWN_RELATED, moves, put_right, surroundings_at
from articles.domain import Change, Stamp, Summary, Surroundings
from articles.keys import sort_key
from articles.ports import ArticleSource
from articles.services import codec
from articles.services.lookups import ALWAYS, Changed, Lookup, Window
from articles.services.surveys import next_of


@dataclass(frozen=True)
class SurroundingsLookup(Lookup[Surroundings]):
    """Under another date or other tags an article has other surroundings, and another entry."""

    operation = "getRelated"
    indexed = True
    article: Summary

    @property
    def key(self) -> str:  # type: ignore[override]
        return f"around:{sort_key(self.article)}:{','.join(self.article.tags)}"

    @property
    def labels(self) -> dict[str, str]:  # type: ignore[override]
        return {"slug": self.article.slug}

    def moved_by(self, change: Change) -> bool:
        return change.slug != self.article.slug

    def moves(self, value: Surroundings, change: Change) -> bool:
        """By what is known of the neighbours: a save elsewhere on the site is no reason to load all articles' anew."""
        return moves(value, self.article, change)

    def moved(self, payload: bytes, changes: Sequence[Change]) -> bool:
        value = codec.decode_surroundings(payload)
        return any(self.moves(value, change) for change in changes)

    def ask(self, source: ArticleSource, *, now: datetime, stamp: Stamp, budget: float) -> Surroundings:
        return source.get_surroundings(self.article, now=now, budget=budget)

    def settle(self, value: Surroundings, changed: Changed, now: datetime) -> Surroundings:
        return put_right(value, self.article, changed, now)

    def decode(self, data: bytes, now: datetime) -> Surroundings:
        return surroundings_at(codec.decode_surroundings(data), now)

    def count(self, value: Surroundings) -> int:
        return len(_shown(value))

    def window(self, value: Surroundings, now: datetime) -> Window:
        shown = surroundings_at(value, now)
        return Window(ALWAYS, next_of([shown.due, *(one.unpublish_at for one in _shown(shown))], now))


def _shown(value: Surroundings) -> list[Summary]:
    return [one for one in (value.newer, value.older, *value.related[:SHOWN_RELATED]) if one]
