"""What authors find, the same from the table as from memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest

from articles.domain import Article
from articles.drafts import Fields, State, Version
from articles.exceptions import InvalidCursor
from articles.policies import Actor
from articles.ports import AuthoringStore, AuthorSource
from articles.searching import Found, Search
from articles.services.authoring import AuthoringService
from articles.services.desk import DeskService
from articles.stores.dynamo import DynamoAuthoring, DynamoAuthorLists, DynamoRepository
from articles.stores.memory_lists import MemoryLists
from tests.factories import NOW, FakeClock, make_article, save
from tests.unit.desk import Later

ADA, BOB, EVE = Actor("ada", "Ada", "author"), Actor("bob", "Bob", "author"), Actor("eve", "Eve", "editor")
DAY = timedelta(days=1)
TOKEN = "01K00000000000000000000{:03d}"


class Setting:
    """A desk over a store, the writing beside it, and the articles that were to be archived."""

    def __init__(self, source: AuthorSource, store: AuthoringStore, put: Callable[[Article], object], clock: FakeClock):
        self.clock = clock
        self.put = put
        self.archived: list[str] = []
        self.later = Later()
        self.swept: list[int] = []
        self.desk = DeskService(
            source,
            clock=clock.now,
            background=self.later,
            archive=self.archived.append,
            sweep=self.swept.append,
        )
        self.authoring = AuthoringService(store, clock=clock.now)

    def write(self, number: int, *, actor: Actor = ADA, title: str = "A draft") -> None:
        self.authoring.create(Fields(title=title, body="Text."), actor=actor, token=TOKEN.format(number))

    def find(self, search: Search | None = None, *, actor: Actor = EVE, mark: str = "") -> Found:
        return self.desk.search(search or Search(), actor=actor, mark=mark)

    def all(self, search: Search, *, actor: Actor = EVE) -> list[str]:
        """Slugs of all pages."""
        found = self.find(search, actor=actor)
        slugs = slugs_of(found)
        while found.more:
            found = self.find(search, actor=actor, mark=found.more)
            slugs += slugs_of(found)
        return slugs


@pytest.fixture(params=["memory", "dynamo"])
def setting(request: pytest.FixtureRequest, clock: FakeClock) -> Setting:
    if request.param == "memory":
        memory = MemoryLists(clock.now)
        return Setting(memory, memory, lambda article: save(memory, article, stamp=False), clock)
    table = request.getfixturevalue("table")
    repository = DynamoRepository(table, clock.now)
    return Setting(DynamoAuthorLists(table), DynamoAuthoring(table), lambda a: save(repository, a, stamp=False), clock)


def slugs_of(found: Found) -> list[str]:
    return [listing.article.slug for listing in found.items]


def spread(setting: Setting, articles: Iterable[Article]) -> None:
    for article in articles:
        setting.put(article)


def one_of_each(setting: Setting) -> None:
    spread(
        setting,
        [
            make_article("out", owner="ada", published_at=NOW - 2 * DAY),
            make_article("ahead", owner="ada", published_at=NOW + DAY),
            make_article("over", owner="bob", published_at=NOW - 3 * DAY, unpublish_at=NOW - DAY),
            make_article("filed", owner="bob", status="archived", published_at=NOW - 4 * DAY),
            make_article("idea", owner="ada", status="draft", published_at=None, updated_at=NOW - 5 * DAY),
            make_article("gone", owner="ada", status="trashed"),
        ],
    )


@pytest.mark.parametrize(
    ("states", "slugs"),
    [
        ((), ["ahead", "out", "over", "filed", "idea"]),
        (("draft",), ["idea"]),
        (("scheduled",), ["ahead"]),
        (("published",), ["out"]),
        (("archived",), ["over", "filed"]),
        (("trashed",), ["gone"]),
        (("draft", "scheduled"), ["ahead", "idea"]),
    ],
)
def test_search_by_state(setting: Setting, states: tuple[State, ...], slugs: list[str]) -> None:
    one_of_each(setting)
    assert slugs_of(setting.find(Search(states=states))) == slugs
    assert slugs_of(setting.find(Search(states=states, newest_first=False))) == slugs[::-1]


def test_search_says_what_the_clock_made_of_each(setting: Setting) -> None:
    one_of_each(setting)
    states = {listing.article.slug: listing.state for listing in setting.find().items}
    assert states == {
        "ahead": "scheduled", "out": "published", "over": "archived", "filed": "archived", "idea": "draft",
    }  # fmt: skip


def test_author_finds_their_own_and_an_editor_all(setting: Setting) -> None:
    one_of_each(setting)
    assert slugs_of(setting.find(actor=BOB)) == ["over", "filed"]
    assert slugs_of(setting.find(Search(mine=True), actor=EVE)) == []
    assert all(listing.editable and listing.publishable for listing in setting.find(actor=EVE).items)


def test_search_by_title_tag_and_byline(setting: Setting) -> None:
    spread(
        setting,
        [
            make_article("one", title="Straße nach Süden", tag_labels=["C++"], author="Ada"),
            make_article("two", title="The way south", tag_labels=["Cpp"], author="Bob"),
        ],
    )
    assert slugs_of(setting.find(Search(title=" STRASSE"))) == ["one"]
    assert slugs_of(setting.find(Search(tag="c++"))) == ["one"]
    assert slugs_of(setting.find(Search(author="Bob"))) == ["two"]
    assert slugs_of(setting.find(Search(title="way", author="Ada"))) == []


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("title", ["", "even"])
def test_pages_hold_everything_once_and_in_order(setting: Setting, newest_first: bool, title: str) -> None:
    statuses = ("draft", "published", "archived")
    articles = [
        make_article(
            f"n-{number:03}",
            status=statuses[number % 3],
            title="even" if number % 2 == 0 else "odd",
            published_at=NOW - number * DAY / 4 if number % 3 else None,
            updated_at=NOW - number * DAY / 4,
        )
        for number in range(70)
    ]
    spread(setting, articles)
    wanted = [a.slug for a in articles if title in a.title]
    assert setting.all(Search(title=title, newest_first=newest_first)) == (wanted if newest_first else wanted[::-1])


def test_mark_is_good_for_its_own_search(setting: Setting) -> None:
    spread(setting, [make_article(f"n-{number}", published_at=NOW - number * DAY) for number in range(30)])
    more = setting.find().more
    assert len(setting.find(mark=more).items) == 10
    for search, mark in ((Search(title="a"), more), (Search(newest_first=False), more), (Search(), f"{more}x")):
        with pytest.raises(InvalidCursor):
            setting.find(search, mark=mark)


def test_what_is_over_is_archived_behind_the_answer(setting: Setting) -> None:
    ends = {"published_at": NOW - 3 * DAY, "unpublish_at": NOW - DAY}
    spread(setting, [make_article(f"over-{number}", **ends) for number in range(7)])
    setting.find()
    assert setting.archived == []
    setting.later.do()
    assert len(setting.archived) == 5


def test_dashboard_of_an_empty_site_is_empty(setting: Setting) -> None:
    assert setting.desk.dashboard(actor=ADA).is_empty


def test_dashboard_shows_each_thing_in_its_place(setting: Setting) -> None:
    one_of_each(setting)
    setting.put(make_article("old", owner="ada", status="draft", published_at=None, updated_at=NOW - 20 * DAY))
    setting.write(1, title="Just now")
    board = setting.desk.dashboard(actor=ADA)
    parts = (board.working_on, board.scheduled, board.published, board.quiet)
    assert [[item.article.slug for item in part] for part in parts] == [["just-now"], ["ahead"], ["out"], ["old"]]


def test_dashboard_of_an_author_shows_nobody_else_s(setting: Setting) -> None:
    one_of_each(setting)
    assert setting.desk.dashboard(actor=Actor("zoe", "Zoe", "author")).is_empty
    assert not setting.desk.dashboard(actor=EVE).is_empty


def test_working_on_says_which_changes_readers_do_not_see(setting: Setting) -> None:
    setting.authoring.publish(
        None, Fields(title="Out", body="Text."), actor=ADA, expected=Version(0, 0), token=TOKEN.format(1)
    )
    article_id = TOKEN.format(1)
    assert [item.has_changes for item in setting.desk.dashboard(actor=ADA).working_on] == [False]
    setting.clock.advance(5)
    setting.authoring.save(
        article_id, Fields(title="Out", body="More."), actor=ADA, expected=Version(1, 0), token=TOKEN.format(2)
    )
    assert [item.has_changes for item in setting.desk.dashboard(actor=ADA).working_on] == [True]


def test_changes_are_still_unseen_after_a_tag(setting: Setting) -> None:
    fields = Fields(title="Out", body="Text.")
    setting.authoring.publish(None, fields, actor=ADA, expected=Version(0, 0), token=TOKEN.format(1))
    article_id = TOKEN.format(1)
    setting.clock.advance(5)
    setting.authoring.save(article_id, fields, actor=ADA, expected=Version(1, 0), token=TOKEN.format(2))
    setting.clock.advance(5)
    setting.authoring.tag(article_id, add=("C++",), actor=ADA, token=TOKEN.format(3))
    assert [item.has_changes for item in setting.desk.dashboard(actor=ADA).working_on] == [True]


def test_dashboard_finds_the_few_that_somebody_owns_among_many(setting: Setting) -> None:
    many = [make_article(f"n-{number:03}", owner="bob", published_at=NOW - number * DAY / 9) for number in range(150)]
    spread(setting, [*many, make_article("own", owner="ada", published_at=NOW - 90 * DAY)])
    assert [item.article.slug for item in setting.desk.dashboard(actor=ADA).published] == ["own"]
