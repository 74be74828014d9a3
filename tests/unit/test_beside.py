"""Pages made of more than one reading: what is shown beside their content is asked for no oftener than needed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from articles.beside import LOOK_SECONDS, LOOK_SOON_SECONDS, Ask
from articles.exceptions import ArticleNotFound, StoreUnavailable
from articles.pages import PageKind, page_cache, respond
from articles.services.reading import FOR_EVER, FROM_A_COPY, Reading, Timed
from portfolio.requests import begin_request, current_request_id
from tests.factories import NOW

OUTAGE, MISS = StoreUnavailable("table", "away"), ArticleNotFound("x")


class Shelf:
    """One thing that is asked for, and how often it was."""

    def __init__(self, value: str) -> None:
        self.value, self.n, self.source = value, 1, "cache"
        self.until: datetime | None = None
        self.good_until = FOR_EVER
        self.error: Exception | None = None
        self.ends: list[float | None] = []

    def __call__(self, *, ends: float | None = None) -> Reading[str]:
        self.ends.append(ends)
        if self.error:
            raise self.error
        load = lambda: Timed(self.value, self.until)  # noqa: E731
        return Reading(self.source, 1.0, self.value.encode(), load, self.n, self.good_until, 7.0)


class Shop:
    """A page of its content with two things beside it."""

    def __init__(self, clock: Callable[[datetime], None]) -> None:
        self.set_time = clock
        self.now = NOW
        self.content, self.left, self.right = Shelf("content"), Shelf("left"), Shelf("right")
        self.made: list[dict[str, str | None]] = []
        self.kind: PageKind[str] = PageKind(
            "beside.html", self._context, lambda value: None, beside=lambda value: self.asks(value)
        )

    def asks(self, value: str) -> dict[str, Ask]:
        return {"left": self.left, "right": self.right}

    def _context(self, value: str, **beside: str | None) -> dict[str, Any]:
        self.made.append(beside)
        return {"value": value, **beside}

    def get(self) -> HttpResponse:
        request = RequestFactory().get("/page/")
        return respond(request, request.path, self.content, self.kind)

    def text(self) -> str:
        return self.get().content.decode()

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.set_time(self.now)

    def move(self) -> None:
        """Something was saved somewhere; what is in memory is found to be good."""
        for shelf in (self.content, self.left, self.right):
            shelf.n += 1

    @property
    def asked(self) -> int:
        return len(self.left.ends)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, fresh_site: None) -> Shop:
    (tmp_path / "beside.html").write_text("{{ value }}|{{ left }}|{{ right }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    shop = Shop(lambda now: monkeypatch.setattr(time, "time", now.timestamp))
    shop.wait(0)
    return shop


def test_page_shows_what_is_beside_its_content(shop: Shop) -> None:
    assert shop.text() == "content|left|right"


def test_page_asks_in_the_time_of_its_own_reading(shop: Shop) -> None:
    shop.get()
    assert (shop.content.ends, shop.left.ends, shop.right.ends) == ([None], [7.0], [7.0])


def test_page_that_stands_asks_for_nothing_else(shop: Shop) -> None:
    shop.get()
    shop.wait(LOOK_SECONDS - 0.1)
    shop.left.value = "not asked for"
    assert shop.text() == "content|left|right"
    assert (shop.asked, len(shop.made), len(shop.content.ends)) == (1, 1, 2)


@pytest.mark.parametrize("why", ["moved", "old"])
def test_page_asks_again_and_stays_if_nothing_differs(shop: Shop, why: str) -> None:
    first = shop.get()
    for _ in range(2):
        if why == "moved":
            shop.move()
        else:
            shop.wait(LOOK_SECONDS)
        again = [shop.get() for _ in range(3)]
    assert {(page["ETag"], page.content) for page in again} == {(first["ETag"], first.content)}
    assert (shop.asked, len(shop.made)) == (3, 1)


@pytest.mark.parametrize("why", ["moved", "old"])
def test_page_is_made_anew_if_something_beside_it_differs(shop: Shop, why: str) -> None:
    first = shop.get()
    shop.right.value = "new"
    if why == "moved":
        shop.move()
    else:
        shop.wait(LOOK_SECONDS)
    again = shop.get()
    assert (again.content, len(shop.made)) == (b"content|left|new", 2)
    assert again["ETag"] != first["ETag"]


def test_page_is_made_anew_with_its_content(shop: Shop) -> None:
    shop.get()
    shop.content.value = "new"
    assert shop.text() == "new|left|right"


def test_page_that_was_made_anew_with_equal_bytes_keeps_its_etag(shop: Shop) -> None:
    first = shop.get()
    shop.left.value, shop.right.value = "left", "right"
    shop.content.value = "content"
    page_cache().clear()
    assert shop.get()["ETag"] == first["ETag"]


def test_page_says_the_source_of_its_content(shop: Shop) -> None:
    shop.content.source, shop.left.source = "stale-cache", "dynamodb-sdk"
    assert shop.get()["Content-Source"] == "stale-cache"


@pytest.mark.parametrize("shelf", ["content", "left", "right"])
def test_page_ends_with_the_first_that_the_clock_changes(shop: Shop, shelf: str) -> None:
    for each in (shop.content, shop.left, shop.right):
        each.until = NOW + timedelta(seconds=50)
    getattr(shop, shelf).until = NOW + timedelta(seconds=20)
    assert "s-maxage=20," in shop.get()["Cache-Control"]
    shop.wait(20)
    getattr(shop, shelf).until = None
    shop.get()
    assert (shop.asked, len(shop.made)) == (2, 2)


@pytest.mark.parametrize("error", [OUTAGE, MISS])
def test_page_without_something_beside_it_is_made_all_the_same(shop: Shop, error: Exception) -> None:
    shop.left.error = error
    assert (shop.get().status_code, shop.made) == (200, [{"left": None, "right": "right"}])


def test_page_without_something_is_made_again_a_few_seconds_later(shop: Shop) -> None:
    shop.left.error = OUTAGE
    shop.get()
    shop.left.error = None
    shop.wait(LOOK_SOON_SECONDS - 0.1)
    assert shop.text() == "content|None|right"
    shop.wait(0.1)
    assert shop.text() == "content|left|right"


def test_page_keeps_what_cannot_be_had_now_and_looks_again(shop: Shop) -> None:
    shop.get()
    shop.left.error = OUTAGE
    shop.move()
    assert [shop.text() for _ in range(3)] == ["content|left|right"] * 3
    assert (shop.asked, len(shop.made)) == (2, 1)
    shop.left.error, shop.left.value = None, "new"
    shop.wait(LOOK_SOON_SECONDS)
    assert shop.text() == "content|new|right"


def test_page_drops_what_is_not_there_any_more(shop: Shop) -> None:
    shop.get()
    shop.left.error = MISS
    shop.move()
    assert shop.text() == "content|None|right"
    shop.wait(LOOK_SECONDS - 0.1)
    shop.get()
    assert (shop.asked, len(shop.made)) == (2, 2)


@pytest.mark.parametrize("n", [0, FROM_A_COPY])
def test_page_with_an_older_copy_beside_it_looks_again_soon(shop: Shop, n: int) -> None:
    """The table may be back at any moment, and no stamp will say so."""
    shop.left.n = n
    shop.get()
    shop.left.n, shop.left.value = 1, "new"
    shop.wait(LOOK_SOON_SECONDS)
    assert shop.text() == "content|new|right"


def test_page_of_a_copy_with_copies_beside_it_stays(shop: Shop) -> None:
    for shelf in (shop.content, shop.left, shop.right):
        shelf.n = FROM_A_COPY
    shop.get()
    shop.wait(LOOK_SECONDS - 0.1)
    shop.get()
    assert shop.asked == 1


@pytest.mark.parametrize(("good_for", "asked_after"), [(10, 10), (1, LOOK_SOON_SECONDS), (-100, LOOK_SOON_SECONDS)])
def test_page_asks_again_when_an_answer_is_due(shop: Shop, good_for: float, asked_after: float) -> None:
    shop.left.good_until = shop.now.timestamp() + good_for
    shop.get()
    shop.wait(asked_after - 0.1)
    shop.get()
    assert shop.asked == 1
    shop.wait(0.1)
    shop.get()
    assert shop.asked == 2


def test_page_asks_side_by_side_within_its_request(shop: Shop) -> None:
    together, ids = threading.Barrier(2, timeout=5), []

    def ask(*, ends: float) -> Reading[str]:
        together.wait()
        ids.append(current_request_id())
        return Reading("cache", None, b"x", lambda: Timed("x", None), 1)

    shop.asks = lambda value: {"left": ask, "right": ask}  # type: ignore[method-assign]
    request_id = begin_request(None)
    assert shop.text() == "content|x|x"
    assert ids == [request_id] * 2


def test_page_that_breaks_beside_its_content_breaks(shop: Shop) -> None:
    """Only what is known to happen is survived."""
    shop.left.error = TypeError("a bug")
    with pytest.raises(TypeError):
        shop.get()


def test_page_asks_by_its_own_value(shop: Shop) -> None:
    asked: list[str] = []
    shop.asks = lambda value: asked.append(value) or {"left": shop.left}  # type: ignore[func-returns-value,method-assign]
    assert shop.text() == "content|left|"
    assert asked == ["content"]
