"""What stands around an article is chosen by one rule, whatever store it is read from.

Its neighbours are those before and after it in order of time. Related are the newest articles of its first tags, the
more tags they share with it the better; on a site of any size that is a look at a few items.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from articles.domain import Change, Summary, Surroundings
from articles.keys import dated_sort_key, sort_key

TAGS_ASKED = 3
NEWEST_OF_TAG = 6
MAX_RELATED = 8  # as many as are kept, so that those shown can be replaced
SHOWN_RELATED = 3


def asked_tags(article: Summary) -> tuple[str, ...]:
    """The tags by which others are looked for; all of them count when they are ranked."""
    return article.tags[:TAGS_ASKED]


def surroundings(
    article: Summary,
    *,
    newer: Summary | None,
    older: Summary | None,
    candidates: Iterable[Summary],
    due: datetime | None,
) -> Surroundings:
    """Of these neighbours and the best related ones among visible candidates: each named once, as a link shows it."""
    taken = {article.slug, *(neighbour.slug for neighbour in (newer, older) if neighbour)}
    others = {candidate.slug: candidate for candidate in candidates if candidate.slug not in taken}
    ranked = sorted(others.values(), key=lambda other: (_shared(article, other), sort_key(other)), reverse=True)
    newer, older = (_card(neighbour) if neighbour else None for neighbour in (newer, older))
    return Surroundings(newer, older, tuple(map(_card, ranked[:MAX_RELATED])), due if newer is None else None)


def surroundings_of(article: Summary, articles: Iterable[Summary], *, now: datetime) -> Surroundings:
    """What the indexes of the table would answer, computed over articles in memory."""
    dated = sorted((other.summary() for other in articles if other.dated), key=sort_key)
    place = sort_key(article)
    past = [other for other in reversed(dated) if other.dated and other.dated <= now]
    newest = [[other for other in past if tag in other.tags][:NEWEST_OF_TAG] for tag in asked_tags(article)]
    ahead = (other for other in dated if sort_key(other) > place and not over(other, now))
    next_one = next(ahead, None)
    newer, due = split_next(next_one, now)
    return surroundings(
        article,
        newer=newer,
        older=next((other for other in past if sort_key(other) < place and other.visible_at(now)), None),
        candidates=[other for group in newest for other in group if other.visible_at(now)],
        due=due,
    )


def split_next(following: Summary | None, now: datetime) -> tuple[Summary | None, datetime | None]:
    """The article that follows in order of time, or the date at which the clock will show it."""
    if following is None or following.visible_at(now):
        return following, None
    return None, following.dated


def over(article: Summary, now: datetime) -> bool:
    """Whether the clock has taken it away."""
    return article.unpublish_at is not None and article.unpublish_at <= now


def surroundings_at(value: Surroundings, now: datetime) -> Surroundings:
    """As they show at `now`, which may be later than they were loaded: no more than fits on a page."""
    related = [other for other in value.related if other.visible_at(now)]
    newer, older = (one if one and one.visible_at(now) else None for one in (value.newer, value.older))
    return Surroundings(newer, older, tuple(related[:SHOWN_RELATED]), value.due)


def put_right(
    value: Surroundings, article: Summary, changed: Mapping[str, Summary | None], now: datetime
) -> Surroundings:
    """With articles that were read by key, because an index may still show them as they were."""
    place = sort_key(article)
    others = [other.summary() for slug, other in changed.items() if other and slug != article.slug]
    visible = [other for other in others if other.visible_at(now)]
    known = [one for one in (value.newer, value.older, *value.related) if one and one.slug not in changed]
    following = [one for one in (*_kept(value.newer, changed), *visible) if sort_key(one) > place]
    before = [one for one in (*_kept(value.older, changed), *visible) if sort_key(one) < place]
    ahead = [other.dated for other in others if other.dated and other.dated > now]
    new = [other for other in visible if _comes_in(other, value)]
    return surroundings(
        article,
        newer=min(following, key=sort_key, default=None),
        older=max(before, key=sort_key, default=None),
        candidates=[one for one in (*known, *new) if set(one.tags) & set(asked_tags(article))],
        due=min((date for date in (value.due, *ahead) if date), default=None),
    )


def moves(value: Surroundings, article: Summary, change: Change) -> bool:
    """Whether a save may have moved them: of one of them, under a tag by which they are found, or in between."""
    if change.slug == article.slug:
        return False  # under another date or other tags it has other surroundings
    known = (value.newer, value.older, *value.related)
    if any(one and one.slug == change.slug for one in known) or set(change.tags) & set(asked_tags(article)):
        return True
    places = (dated_sort_key(at, change.slug) for at in (change.visible_from, change.dated_before) if at)
    return any(_between(place, value) for place in places)


def _card(article: Summary) -> Summary:
    """Without what no link shows, so that it is small to keep and does not move with a text."""
    return replace(article, article_id="", version=0, word_count=0, checksum="", source_checksum="")


def _shared(article: Summary, other: Summary) -> int:
    return len(set(article.tags) & set(other.tags))


def _kept(neighbour: Summary | None, changed: Mapping[str, Summary | None]) -> list[Summary]:
    return [neighbour] if neighbour and neighbour.slug not in changed else []


def _comes_in(article: Summary, value: Surroundings) -> bool:
    """Whether the index would find it among the newest, as far as those it found tell."""
    return len(value.related) < MAX_RELATED or sort_key(article) >= min(map(sort_key, value.related))


def _between(place: str, value: Surroundings) -> bool:
    """Between the neighbours, or anywhere beyond where there is none."""
    above = value.older is None or place > sort_key(value.older)
    return above and (value.newer is None or place < sort_key(value.newer))
