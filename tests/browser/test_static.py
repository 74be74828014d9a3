"""Static files as a browser gets them: hashed, compressed, kept for ever, and with the headers of a page."""

from __future__ import annotations

import re

import pytest

from portfolio.middleware import SECURITY_HEADERS
from tests.site import Answer, RunningSite


@pytest.fixture(scope="module", params=["css", "svg"])
def path(request: pytest.FixtureRequest, site: RunningSite) -> str:
    """As a page names it."""
    found = re.search(rf'href="(/static/[^"]+\.{request.param})"', site.get("/").text)
    assert found is not None
    return found[1]


def test_static_name_carries_a_hash(path: str) -> None:
    assert re.fullmatch(r"/static/[a-z]+\.[0-9a-f]{12}\.(css|svg)", path)


def test_static_is_kept_for_ever(site: RunningSite, path: str) -> None:
    answer = site.get(path)
    assert (answer.status, answer.headers["cache-control"]) == (200, "max-age=315360000, public, immutable")


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_static_is_compressed(site: RunningSite, encoding: str) -> None:
    path = re.search(r'href="(/static/[^"]+\.css)"', site.get("/").text)
    assert path is not None
    answer = site.get(path[1], {"Accept-Encoding": encoding})
    assert (answer.headers["content-encoding"], answer.headers["vary"]) == (encoding, "Accept-Encoding")
    assert len(answer.body) < len(site.get(path[1]).body) / 2


def test_static_unknown_is_a_plain_404(site: RunningSite) -> None:
    answer = site.get("/static/site.000000000000.css")
    assert (answer.status, answer.headers["cache-control"]) == (404, "no-store")


@pytest.mark.parametrize("address", ["/", "/articles/never-written/", "/healthz", "/static/nothing.css", "/%00"])
def test_every_answer_has_the_security_headers(site: RunningSite, address: str) -> None:
    assert missing_headers(site.get(address)) == []


@pytest.mark.parametrize(
    "address", [pytest.param("/" + "a" * 9000, id="over-long"), pytest.param("/?" + "q" * 9000, id="over-long-query")]
)
def test_request_that_gunicorn_refuses_gets_the_sites_page(site: RunningSite, address: str) -> None:
    answer = site.get(address)
    assert (answer.status, answer.headers["cache-control"]) == (400, "no-store")
    assert 'href="/articles/">See all articles' in answer.text
    assert missing_headers(answer) == []


def test_header_that_gunicorn_refuses_gets_the_sites_page(site: RunningSite) -> None:
    answer = site.get("/", {"X-Long": "x" * 9000})
    assert (answer.status, missing_headers(answer)) == (400, [])


def test_static_has_the_security_headers(site: RunningSite, path: str) -> None:
    assert missing_headers(site.get(path)) == []


def missing_headers(answer: Answer) -> list[str]:
    return [name for name, value in SECURITY_HEADERS.items() if answer.headers.get(name.lower()) != value]
