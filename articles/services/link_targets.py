"""What stands where a text links to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from articles.checking import Targets
from articles.keys import is_slug
from articles.ports import AuthoringStore, AuthorSource

# As many as the store is asked for at once, and as many as are looked up of one text.
BATCH, MOST = 50, 500


class LinkTargets:
    """Two looks of the table for fifty links at most; the second one only for those that the first did not settle."""

    def __init__(self, store: AuthoringStore, source: AuthorSource, *, clock: Callable[[], datetime]) -> None:
        self._store, self._source, self._clock = store, source, clock

    def find(self, slugs: Sequence[str]) -> Targets:
        """Raises `StoreUnavailable`. What lies beyond the most that are looked up counts as found."""
        wrong = [slug for slug in slugs if not is_slug(slug)]
        right = [slug for slug in slugs if is_slug(slug)][:MOST]
        missing, hidden = set(wrong), set[str]()
        now = self._clock()
        for start in range(0, len(right), BATCH):
            asked = right[start : start + BATCH]
            found = self._source.get_summaries(asked)
            hidden |= {slug for slug, article in found.items() if not article.visible_at(now)}
            others = [slug for slug in asked if slug not in found]
            # A former address leads on to the article.
            former = self._store.holders(others) if others else {}
            missing |= {slug for slug in others if slug not in former}
        return Targets(frozenset(missing), frozenset(hidden))
