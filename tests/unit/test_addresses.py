"""Addresses as they are typed and as they are kept."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.addresses import MAX_PATH_BYTES, decoded, normal_path, read_source, read_target, route_of
from articles.exceptions import InvalidContent

HOST = "site.example"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/2019/05/Old-Post.html", "/2019/05/Old-Post.html"),
        ("  /old/  ", "/old"),
        ("/old#part", "/old"),
        ("//old".replace("//", "/x//"), "/x/old"),
        ("/caf%c3%a9", "/caf%C3%A9"),
        ("/café", "/caf%C3%A9"),
        ("/cafe\u0301", "/caf%C3%A9"),
        ("/caf%E9", "/caf%25E9"),
        ("/a%2Fb", "/a/b"),
        ("/a%20b", "/a%20b"),
        ("/100%", "/100%25"),
        ("/a:b@c;d,e=f&g+h", "/a:b@c;d,e=f&g+h"),
        ("https://site.example/old/", "/old"),
        ("http://SITE.example/old", "/old"),
        ("/" + "x" * (MAX_PATH_BYTES - 1), "/" + "x" * (MAX_PATH_BYTES - 1)),
    ],
)
def test_read_source_keeps_one_form(typed: str, kept: str) -> None:
    assert read_source(typed, host=HOST) == kept
    assert normal_path(decoded(kept)) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "old", "?p=1", "/old?p=1", "//evil.example/x", "https://evil.example/x", "javascript:alert(1)",
        "/a\\b", "/a b", "/a\nb", "/a\x00b", "/../x", "/a/%2e%2e/b", "/a/./b", "https://", "https://[", "mailto:a@b.c",
        "https://ada@site.example/x", "https://site.example:x/", "/a\u202eb", "/a%00b", "/" + "x" * MAX_PATH_BYTES,
        "/" + "é" * 200,
    ],
)  # fmt: skip
def test_read_source_refuses(typed: str) -> None:
    with pytest.raises(InvalidContent) as refused:
        read_source(typed, host=HOST)
    assert refused.value.reason.endswith(".")


@pytest.mark.parametrize(
    ("typed", "address", "path", "tail"),
    [
        ("/about/?a=1#b", "/about?a=1#b", "/about", "?a=1#b"),
        ("https://site.example/about/", "/about", "/about", ""),
        ("https://example.org/x y".replace(" ", "%20"), "https://example.org/x%20y", "", ""),
        ("https://example.org/é", "https://example.org/%C3%A9", "", ""),
        ("/x?next=//evil.example", "/x?next=//evil.example", "/x", "?next=//evil.example"),
    ],
)
def test_read_target(typed: str, address: str, path: str, tail: str) -> None:
    assert read_target(typed, host=HOST) == (address, path, tail)


@pytest.mark.parametrize(
    "typed",
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "JavaScript:alert(1)", "data:x",
        "ftp://x.example/", "http:evil.example", "https:/evil.example", "https:///x", "/\tevil",
        "https://x.example/\r\nA: b",
        "https://good.example@evil.example/", "mailto:a@b.c", "https://" + "x" * 3000, "about/",
    ],
)  # fmt: skip
def test_read_target_refuses(typed: str) -> None:
    with pytest.raises(InvalidContent):
        read_target(typed, host=HOST)


@given(st.text(max_size=40))
@settings(max_examples=500, deadline=None)
def test_any_text_is_a_path_of_this_site_or_refused(text: str) -> None:
    try:
        kept = read_source(text, host=HOST)
    except InvalidContent:
        return
    assert kept.isascii()
    assert kept.startswith("/")
    assert not kept.startswith("//")
    assert normal_path(decoded(kept)) == kept


@pytest.mark.parametrize(
    ("path", "name", "fixed"),
    [
        ("/", "articles:home", True),
        ("/about", "articles:about", True),
        ("/feed.xml", "articles:feed-rss", True),
        ("/articles/x", "articles:detail", False),
        ("/articles/x.md", "articles:markdown", False),
        ("/tags/x/feed.xml", "articles:tag-feed-rss", False),
        ("/author/articles/x", "author:edit", True),
        ("/healthz", "healthz", True),
    ],
)
def test_route_of(path: str, name: str, fixed: bool) -> None:
    route = route_of(path)
    assert route is not None
    assert (route.name, route.fixed) == (name, fixed)


@pytest.mark.parametrize("path", ["/old.html", "/articles/Upper", "/archive/2026/13", "/wp-login.php"])
def test_route_of_what_the_site_does_not_have(path: str) -> None:
    assert route_of(path) is None
