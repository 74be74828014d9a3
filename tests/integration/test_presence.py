"""Who else has an article open: two browsers, and the time that passes for each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from articles import wiring
from articles.services.presence import PresenceService
from articles.stores.dynamo import DynamoPresence
from tests.factories import FakeClock
from tests.integration.conftest import Items, Site
from tests.integration.editing import begin, desk_of, send

ONE, TWO = "one-page-of-sixteen", "two-page-of-sixteen"


@pytest.fixture
def time(site: Site, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    monkeypatch.setattr(wiring, "presence", lambda: PresenceService(DynamoPresence(wiring.table()), clock=clock.now))
    return clock


def beat(desk: Client, address: str, page: str, **more: str) -> Any:
    return desk.post(f"{address}presence/", {"tab": f"{page}.1", **more}, headers={"Accept": "application/json"})


def others(desk: Client, address: str, page: str) -> list[tuple[str, datetime]]:
    said = beat(desk, address, page).json()["others"]
    return [(other["name"], datetime.fromisoformat(other["since"])) for other in said]


def test_two_browsers_see_each_other_until_one_is_gone(site: Site, time: FakeClock) -> None:
    ada, eve = desk_of(site), desk_of(site, "eve", "editor")
    address, began = begin(ada), time.now()
    assert others(ada, address, ONE) == []
    time.advance(20)
    assert others(eve, address, TWO) == [("Ada", began)]
    assert others(ada, address, ONE) == [("Eve", began + timedelta(seconds=20))]
    time.advance(59)
    assert others(ada, address, ONE) == [("Eve", began + timedelta(seconds=20))]
    time.advance(1)
    assert others(ada, address, ONE) == []
    # Whoever comes back begins anew.
    assert others(eve, address, TWO) == [("Ada", began)]
    assert others(ada, address, ONE) == [("Eve", began + timedelta(seconds=80))]


def test_a_page_that_is_left_is_gone_at_once(site: Site, time: FakeClock) -> None:
    ada, eve = desk_of(site), desk_of(site, "eve", "editor")
    address = begin(ada)
    beat(eve, address, TWO)
    left = beat(eve, address, TWO, leaving="yes")
    assert (left.status_code, left.content) == (204, b"")
    assert others(ada, address, ONE) == []
    assert beat(eve, address, TWO, leaving="yes").status_code == 204


def test_another_tab_of_the_same_account_is_elsewhere_too(site: Site, time: FakeClock) -> None:
    ada = desk_of(site)
    address = begin(ada)
    beat(ada, address, ONE)
    assert [name for name, _ in others(ada, address, TWO)] == ["Ada"]


def test_what_is_kept_goes_by_itself(site: Site, time: FakeClock, items: Items) -> None:
    ada = desk_of(site)
    address = begin(ada)
    beat(ada, address, ONE)
    item = items.get(f"WORK#{address.split('/')[-2]}", f"OPEN#{ONE}")
    assert item is not None
    assert (item["entity"]["S"], item["username"]["S"], item["schema"]["N"]) == ("presence", "ada", "1")
    assert int(item["ttl"]["N"]) == time.now().timestamp() + 600


def test_only_who_may_edit_it_hears_and_is_heard(site: Site, time: FakeClock) -> None:
    ada, bob = desk_of(site), desk_of(site, "bob")
    address = begin(ada)
    answer = beat(bob, address, TWO)
    assert (answer.status_code, answer.json()["message"]) == (
        403, "Only its author and editors may change this article.",
    )  # fmt: skip
    assert others(ada, address, ONE) == []
    assert beat(Client(), address, TWO).json()["login_url"] == "/author/login/"
    assert beat(ada, "/author/articles/01ARZ3NDEKTSV4RRFFQ69G5FAV/", ONE).status_code == 404


@pytest.mark.parametrize("page", ["", "short", "a b c d e f g h i j", "#" * 20, "x" * 65])
def test_a_page_without_a_name_is_refused(site: Site, time: FakeClock, page: str) -> None:
    ada = desk_of(site)
    assert beat(ada, begin(ada), page).status_code == 400


@pytest.mark.parametrize("operation", ["Query", "UpdateItem", "BatchGetItem"])
def test_a_table_that_is_away_is_said(site: Site, time: FakeClock, operation: str) -> None:
    ada = desk_of(site)
    address = begin(ada)
    site.proxy.fail("500", operation=operation)
    assert beat(ada, address, ONE).status_code == 503


def test_a_working_copy_is_untouched_by_it_and_untouched_leaves_it(site: Site, time: FakeClock) -> None:
    ada = desk_of(site)
    address = begin(ada)
    beat(ada, address, ONE)
    send(ada, address, "publish")
    send(ada, address, body="Beside it.")
    assert others(ada, address, TWO)[0][0] == "Ada"
