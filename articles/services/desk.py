"""What authors find on their desk: lists of articles by what they ask for, and what they were working on.

Indexes lag. What an author saved in the last minute is read by its key and takes the place of what an index says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from articles import keys
from articles.cursors import read_mark, write_mark
from articles.domain import PAGE_SIZE, Summary
from articles.drafts import State, is_purged, state_of, status_of
from articles.exceptions import InvalidCursor
from articles.policies import Actor, can_edit, can_publish
from articles.ports import AuthorSource
from articles.searching import Dashboard, Found, Listing, Search, StatusPage, StatusRange, Touch, Wanted
from articles.services.freshness import Background
from articles.services.merging import Merger, Read, Stream
from portfolio.side_by_side import side_by_side

RECENT = timedelta(seconds=60)
QUIET_AFTER = timedelta(days=14)
SHOWN = 5
MAX_PAGES = 5
DASHBOARD_PAGES = 2  # beside the first: who owns few of very many may find a part of theirs here
MAX_ARCHIVED = 5
LIST_NAME = "desk"
TRASH = Search(states=("trashed",))
UNSEEN: tuple[State, ...] = ("draft", "scheduled", "archived")
FIND_PAGES = 2  # beside the first of each list: whoever types a title waits for the answer
LISTED_STATES: tuple[State, ...] = ("draft", "published", "archived")

MAX_SWEPT = 2

Archive = Callable[[str], object]
Sweep = Callable[[int], object]


class DeskService:
    """Raises `StoreUnavailable` and `InvalidCursor`.

    `archive` gets the ids of articles that are over by their date, `sweep` how many may leave the trash for good.
    """

    def __init__(
        self,
        source: AuthorSource,
        *,
        clock: Callable[[], datetime],
        background: Background,
        archive: Archive,
        sweep: Sweep,
    ) -> None:
        self._source = source
        self._clock = clock
        self._background = background
        self._archive = archive
        self._sweep = sweep

    def search(self, search: Search, *, actor: Actor, mark: str = "") -> Found:
        """A page of what the actor may see, in order of date. Whoever does not write everything finds their own."""
        now = self._clock()
        wanted, states = _wanted(search, actor), search.states or LISTED_STATES
        touches = {touch.article_id: touch for touch in self._source.list_touched(actor.username)}
        recent = self._recent(touches.values(), now)
        streams = [
            Stream(self._read(span, need, search.newest_first), name)
            for name, span, need in _ranges(states, wanted, now, whole=not search.states)
        ]
        fresh = [article for article in recent if wanted.fits(article)]
        streams.append(Stream.of(fresh, "recent", newest_first=search.newest_first))
        merger = Merger(streams, newest_first=search.newest_first, max_pages=MAX_PAGES)
        merger.go_on_from(_places(mark, search))
        replaced = {article.article_id for article in recent}
        found = merger.take(PAGE_SIZE, lambda a, name: self._keeps(a, name, replaced, states, search, now))
        self._archive_behind(found, now)
        return Found(
            tuple(self._listing(article, actor, now, touches.get(article.article_id)) for article in found),
            merger.searched,
            write_mark([_shape(search), merger.places()], list_name=LIST_NAME) if merger.has_more else "",
            stopped_early=merger.has_more and len(found) < PAGE_SIZE,
        )

    def trash(self, *, actor: Actor, mark: str = "") -> Found:
        """A page of what is in the trash, what was put there last first. What is over leaves it behind the answer."""
        found = self.search(TRASH, actor=actor, mark=mark)
        # The index may not have heard yet of what just left.
        stand = self._source.get_summaries([listing.article.slug for listing in found.items])
        self._background.run("purge", partial(self._sweep, MAX_SWEPT))
        return replace(
            found, items=tuple(each for each in found.items if _is_there(each.article, stand, self._clock()))
        )

    def find(self, title: str, *, actor: Actor, size: int) -> tuple[Listing, ...]:
        """Articles whose titles hold that, the newest first: those the actor may work on, and what readers see."""
        now = self._clock()
        wanted = _wanted(Search(title=title), actor)
        touches = {touch.article_id: touch for touch in self._source.list_touched(actor.username)}
        recent = [article for article in self._recent(touches.values(), now) if wanted.fits(article)]
        streams = [
            *(
                Stream(self._read(span, need, True), name)
                for name, span, need in _ranges(UNSEEN, wanted, now, whole=False)
            ),
            Stream(self._read(StatusRange("published", high=keys.up_to(now)), replace(wanted, owner=""), True), "seen"),
            Stream.of(recent, "recent", newest_first=True),
        ]
        replaced = {article.article_id for article in recent}

        def keeps(article: Summary, name: str) -> bool:
            if name == "recent":
                return article.status != "trashed"
            return article.article_id not in replaced and (name != "seen" or article.visible_at(now))

        found = Merger(streams, newest_first=True, max_pages=FIND_PAGES).take(size, keeps)
        return tuple(self._listing(article, actor, now, touches.get(article.article_id)) for article in found)

    def dashboard(self, *, actor: Actor) -> Dashboard:
        now = self._clock()
        owner = "" if actor.writes_everything else actor.username
        own, above = Wanted(owner=owner), keys.up_to(now)
        old = Wanted(owner=owner, touched_by=now - QUIET_AFTER)
        ask: Sequence[Callable[[], list[Listing]]] = (
            partial(self._working_on, actor, now),
            partial(self._first, actor, now, StatusRange("published", low=above), own, False),
            partial(self._first, actor, now, StatusRange("published", high=above), own, True),
            partial(self._first, actor, now, StatusRange("draft"), old, False),
        )
        return Dashboard(*(tuple(part) for part in side_by_side(ask)))

    def _working_on(self, actor: Actor, now: datetime) -> list[Listing]:
        touches = sorted(self._source.list_touched(actor.username), key=lambda touch: touch.at, reverse=True)
        # Some may have gone since, or may be out of the actor's reach.
        looked_at = touches[: 2 * SHOWN]
        articles = self._source.get_summaries([touch.slug for touch in looked_at])
        listings = (
            self._listing(articles[touch.slug], actor, now, touch)
            for touch in looked_at
            if touch.slug in articles and articles[touch.slug].article_id == touch.article_id
        )
        return [listing for listing in listings if listing.editable and listing.state != "trashed"][:SHOWN]

    def _first(
        self, actor: Actor, now: datetime, span: StatusRange, wanted: Wanted, newest_first: bool
    ) -> list[Listing]:
        stream = Stream(self._read(span, wanted, newest_first), span.status)
        merger = Merger([stream], newest_first=newest_first, max_pages=DASHBOARD_PAGES)
        found = merger.take(2 * SHOWN, lambda article, _: True)
        self._archive_behind(found, now)
        shown = [article for article in found if state_of(article, now) != "archived"]
        if wanted.touched_by:
            shown.sort(key=lambda article: article.updated_at or article.sort_date)
        return [self._listing(article, actor, now) for article in shown[:SHOWN]]

    def _read(self, span: StatusRange, wanted: Wanted, newest_first: bool) -> Read:
        def read(place: str | None) -> StatusPage:
            left = span
            if place is not None:
                left = span._replace(high=place) if newest_first else span._replace(low=place)
            return self._source.read_status(left, wanted, newest_first=newest_first, limit=PAGE_SIZE + 1)

        return read

    def _recent(self, touches: Iterable[Touch], now: datetime) -> list[Summary]:
        """What the actor saved a moment ago, as it is in the table."""
        young = {touch.slug: touch.article_id for touch in touches if touch.at > now - RECENT}
        found = self._source.get_summaries(list(young)) if young else {}
        return [article for slug, article in found.items() if article.article_id == young[slug]]

    def _keeps(
        self,
        article: Summary,
        stream: str,
        replaced: set[str],
        states: Sequence[State],
        search: Search,
        now: datetime,
    ) -> bool:
        if stream != "recent" and article.article_id in replaced:
            return False
        return _is_asked(article, states, search, now)

    def _listing(self, article: Summary, actor: Actor, now: datetime, touch: Touch | None = None) -> Listing:
        unseen = (
            touch is not None
            and touch.has_draft
            and article.status == "published"
            and (article.updated_at is None or touch.at > article.updated_at)
        )
        if touch and touch.has_draft and touch.title and touch.at >= (article.updated_at or touch.at):
            # What only its author knows it by yet.
            article = replace(article, title=touch.title)
        return Listing(
            article,
            state_of(article, now),
            editable=can_edit(actor, article),
            publishable=can_publish(actor, article),
            has_changes=unseen,
            touched_at=touch.at if touch else None,
        )

    def _archive_behind(self, articles: Iterable[Summary], now: datetime) -> None:
        over = [a.article_id for a in articles if a.status == "published" and state_of(a, now) == "archived"]
        for article_id in over[:MAX_ARCHIVED]:
            self._background.run("archive", partial(self._archive, article_id))


def _wanted(search: Search, actor: Actor) -> Wanted:
    own = search.mine or not actor.writes_everything
    return Wanted(
        title=search.title.strip().casefold(),
        tag=keys.tag_from_label(search.tag),
        author=search.author.strip(),
        owner=actor.username if own else "",
    )


def _ranges(
    states: Sequence[State], wanted: Wanted, now: datetime, *, whole: bool
) -> Iterable[tuple[str, StatusRange, Wanted]]:
    """Where the index has articles of these states, each under a short name."""
    bounds = {
        "scheduled": StatusRange("published", low=keys.up_to(now)),
        "published": StatusRange("published", high=None if whole else keys.up_to(now)),
    }
    for state in states:
        yield state, bounds.get(state, StatusRange(status_of(state))), wanted
    if "archived" in states and "published" not in states:
        # What is over and nobody has archived yet.
        yield "over", StatusRange("published", high=keys.up_to(now)), replace(wanted, over_by=now)


def _is_asked(article: Summary, states: Sequence[State], search: Search, now: datetime) -> bool:
    state = state_of(article, now)
    if is_purged(article, now):
        return False
    return state in states or (not search.states and state != "trashed")


def _is_there(article: Summary, stand: Mapping[str, Summary], now: datetime) -> bool:
    """Whether the table still has it in the trash."""
    stands = stand.get(article.slug)
    return stands is not None and stands.article_id == article.article_id and not _has_left(stands, now)


def _has_left(article: Summary, now: datetime) -> bool:
    return article.status != "trashed" or is_purged(article, now)


def _shape(search: Search) -> list[object]:
    """What a mark was made for: in another search it would name places that mean nothing."""
    return [list(search.states), search.title, search.tag, search.author, search.newest_first, search.mine]


def _places(mark: str, search: Search) -> dict[str, str | None]:
    """Where each stream goes on; raises `InvalidCursor` for the mark of another search."""
    if not mark:
        return {}
    shape, places = read_mark(mark, list_name=LIST_NAME)
    if shape != _shape(search):
        raise InvalidCursor(mark)
    return dict(places)
