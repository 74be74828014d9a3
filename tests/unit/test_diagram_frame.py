"""The document of the diagrams' frame: its own policy, and nothing that another site could use."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from articles.views.diagrams import CONTENT_SECURITY_POLICY
from portfolio import middleware

ADDRESS = "/diagram-frame/"


@pytest.fixture
def client() -> Client:
    return Client()


def test_frame_may_be_shown_by_its_own_site_alone(client: Client) -> None:
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_frame_is_sandboxed_wherever_it_is_opened(client: Client) -> None:
    assert response_policy(client)["sandbox"] == "allow-scripts"


def test_frame_may_ask_nobody(client: Client) -> None:
    policy = response_policy(client)
    assert policy["default-src"] == "'none'"
    assert set(policy) == {
        "default-src", "script-src", "style-src", "base-uri", "form-action", "frame-ancestors", "sandbox",
    }  # fmt: skip
    assert not re.search(r"https?:|\*|data:|unsafe-eval", CONTENT_SECURITY_POLICY)
    assert "unsafe" not in policy["script-src"]


def test_frame_has_the_other_headers_of_a_page(client: Client) -> None:
    own = {"Content-Security-Policy", "X-Frame-Options"}
    expected = {name: value for name, value in middleware.SECURITY_HEADERS.items() if name not in own}
    response = client.get(ADDRESS)
    assert {name: response[name] for name in expected} == expected
    assert not response.cookies


def test_frame_is_kept_for_a_minute_and_in_no_index(client: Client) -> None:
    response = client.get(ADDRESS)
    assert response["Cache-Control"] == "public, max-age=60"
    assert b'<meta name="robots" content="noindex">' in response.content


def test_frame_holds_nothing_inline(client: Client) -> None:
    html = client.get(ADDRESS).content.decode()
    assert not re.search(r"<script(?! [^>]*src=)|<style|\sstyle=|\son\w+=", html)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_frame_refuses_other_methods(client: Client, method: str) -> None:
    assert getattr(client, method)(ADDRESS).status_code == 405


def test_page_may_show_frames_of_its_own_site_alone() -> None:
    assert "frame-src 'self'" in middleware.CONTENT_SECURITY_POLICY
    assert "frame-ancestors 'none'" in middleware.CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    ("path", "policy"),
    [("/static/frame/x.js", "cross-origin"), ("/static/frames.js", "same-origin"), ("/frame/", "same-origin")],
)
def test_files_of_the_frame_alone_are_for_strangers(client: Client, path: str, policy: str) -> None:
    assert client.get(path)["Cross-Origin-Resource-Policy"] == policy


def response_policy(client: Client) -> dict[str, str]:
    """By directive."""
    directives = client.get(ADDRESS)["Content-Security-Policy"].split("; ")
    return {name: value for name, _, value in (directive.partition(" ") for directive in directives)}
