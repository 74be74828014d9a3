"""What stands around an article: a few short Queries side by side, each of the first items beside its place."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime

from articles import keys
from articles.around import NEWEST_OF_TAG, asked_tags, over, split_next, surroundings
from articles.domain import Summary, Surroundings
from articles.stores.dynamo import mapping
from articles.stores.dynamo.queries import FIRST_LIMITS, LATEST, Budget, Queries
from portfolio.side_by_side import side_by_side

# One more than is needed: what is gone already costs no second look.
FOLLOWING_LIMITS = (2, *FIRST_LIMITS[1:])


class SurroundingsQueries(Queries):
    """Neighbours by the index of all published articles, related ones by the index of each tag."""

    def get_surroundings(self, article: Summary, *, now: datetime, budget: float | None = None) -> Surroundings:
        left = Budget(budget)
        asks: list[Callable[[], list[Summary]]] = [
            functools.partial(self._following, article, now, left),
            functools.partial(self._preceding, article, now, left),
            *(functools.partial(self._newest_of, tag, now, left) for tag in asked_tags(article)),
        ]
        following, preceding, *of_tags = side_by_side(asks)
        newer, due = split_next(next(iter(following), None), now)
        return surroundings(
            article,
            newer=newer,
            older=next(iter(preceding), None),
            candidates=[other for group in of_tags for other in group],
            due=due,
        )

    def _following(self, article: Summary, now: datetime, left: Budget) -> list[Summary]:
        """The next newer one that is not over, be it still ahead; none or one."""
        place = keys.sort_key(article)
        found = self._first(
            lambda other: not over(other, now),
            left,
            tag=None,
            low=place,
            high=LATEST,
            forward=True,
            limits=FOLLOWING_LIMITS,
        )
        return [found] if found else []

    def _preceding(self, article: Summary, now: datetime, left: Budget) -> list[Summary]:
        """The next older one that is visible; none or one."""
        visible = functools.partial(Summary.visible_at, now=now)
        found = self._first(visible, left, tag=None, low=None, high=keys.sort_key(article), forward=False)
        return [found] if found else []

    def _newest_of(self, tag: str, now: datetime, left: Budget) -> list[Summary]:
        """What is visible among the newest few of a tag."""
        answer = self._index_query(
            tag,
            left,
            low=None,
            high=keys.up_to(now),
            forward=False,
            limit=NEWEST_OF_TAG,
            attributes_to_get=mapping.CARD,
        )
        return [other for other in self._whole(answer["Items"], mapping.card_from) if other.visible_at(now)]
