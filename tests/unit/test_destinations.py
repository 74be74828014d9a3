"""Where old addresses lead, as one process knows it: from memory, by the stamp, by the clock, and in an outage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from articles.domain import Change
from articles.drafts import Workspace
from articles.exceptions import ArticleNotFound, StoreUnavailable
from articles.policies import Actor
from articles.redirects import REDIRECTS_MOVED, Destination
from articles.services.authoring import AuthoringService
from articles.services.destinations import DestinationLookup
from tests.factories import NOW, make_article
from tests.unit.desk import Desk

EMIL = Actor("emil", "Emil", "editor")
TRUSTED = 1.6  # seconds after which a process looks at the stamp again
TOKEN = "01K00000000000000000000{:03d}"


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def rename(desk: Desk) -> Callable[[str], Workspace]:
    """Moves the one article; each time by a form of its own."""
    service, tokens = AuthoringService(desk.store, clock=desk.clock.now), iter(range(1000))

    def rename(slug: str) -> Workspace:
        stands = service.open("id-of-a", actor=EMIL)
        token = TOKEN.format(next(tokens))
        return service.rename("id-of-a", slug, actor=EMIL, expected=stands.version, token=token).workspace

    desk.publish(make_article("a", unpublish_at=NOW + timedelta(days=1)))
    return rename


def leads(desk: Desk, slug: str = "a") -> str:
    return desk.reading.get_destination(f"/articles/{slug}", slug=slug).load().value.slug


def test_second_read_asks_nobody(desk: Desk, rename: Callable[[str], Workspace]) -> None:
    rename("b")
    leads(desk)
    desk.store.calls.clear()
    reading = desk.reading.get_destination("/articles/a", slug="a")
    assert (reading.source, reading.load().value.slug) == ("cache", "b")
    assert desk.store.calls == []


def test_rename_moves_all_former_addresses(desk: Desk, rename: Callable[[str], Workspace]) -> None:
    rename("b")
    assert leads(desk) == "b"
    rename("c")
    desk.clock.advance(TRUSTED)
    assert [leads(desk, slug) for slug in ("a", "b")] == ["c", "c"]


def test_miss_is_moved_too(desk: Desk, rename: Callable[[str], Workspace]) -> None:
    with pytest.raises(ArticleNotFound):
        leads(desk)
    rename("b")
    desk.clock.advance(TRUSTED)
    assert leads(desk) == "b"


def test_other_saves_move_nothing(desk: Desk, rename: Callable[[str], Workspace]) -> None:
    rename("b")
    leads(desk)
    desk.publish(make_article("other"))
    desk.clock.advance(TRUSTED)
    desk.store.calls.clear()
    leads(desk)
    assert desk.store.calls == ["get_stamp"]


def test_clock_hides_it_with_its_article(desk: Desk, rename: Callable[[str], Workspace]) -> None:
    rename("b")
    leads(desk)
    desk.clock.advance(timedelta(days=1).total_seconds())
    with pytest.raises(ArticleNotFound):
        leads(desk)


def test_down_leads_where_it_led_and_never_says_not_found(desk: Desk, rename: Callable[[str], Workspace]) -> None:
    rename("b")
    leads(desk)
    desk.store.down = True
    desk.clock.advance(TRUSTED)
    assert desk.reading.get_destination("/articles/a", slug="a").source == "stale-cache"
    with pytest.raises(StoreUnavailable):
        leads(desk, "unknown")


def test_redirects_move_by_one_name() -> None:
    lookup = DestinationLookup("/old")
    assert lookup.moved_by(Change(REDIRECTS_MOVED, 1))
    assert not lookup.moved_by(Change("an-article", 1))
    assert lookup.count(Destination(address="/x")) == 1
