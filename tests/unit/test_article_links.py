"""The links of a text are those of its page, each with its line and with where it leads."""

from __future__ import annotations

import html
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.domain import MAX_BODY_BYTES
from articles.linking import Link
from articles.links import MAX_LINKS, MAX_LINKS_BYTES, links_in, read_address, together
from articles.rendering import find_links, render_markdown
from tests.unit.test_rendering_limits import OURS, PARTS

SITE = "https://blog.example"
SECONDS = 5


def found(text: str) -> list[tuple[int, str]]:
    return [(line, address) for line, address, _ in find_links(text)]


def read(address: str, slug: str = "own", site: str = SITE) -> tuple[str, str]:
    link = read_address(address, site_url=site, slug=slug)
    return link.kind, link.target


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](/b/)", [(1, "/b/")]),
        ("a\n[b](/c/)", [(2, "/c/")]),
        ("a\\\n[b](/c/)", [(2, "/c/")]),
        ("`a\nb` [c](/d/)", [(2, "/d/")]),
        ("``a `b\n` c`` [d](/e/)", [(2, "/e/")]),
        ("` `` ` ``\na`` [d](/e/)", [(2, "/e/")]),
        ("a<br>b\n[c](/d/)", [(2, "/d/")]),
        ("$a\nb$ [c](/d/)", [(2, "/d/")]),
        ("[a][b]\n\n[b]: /c/", [(1, "/c/")]),
        ("[b]\n\n[b]: /c/ 'title'", [(1, "/c/")]),
        ("<https://a.b>", [(1, "https://a.b")]),
        ("see https://a.b/c.", [(1, "https://a.b/c")]),
        ("www.example.com", [(1, "http://www.example.com")]),
        ("<me@a.b>", [(1, "mailto:me@a.b")]),
        ("![a](/b.png)\n[c](/d/)", [(1, "/b.png"), (2, "/d/")]),
        ("[![a](/b.png)](/c/)", [(1, "/c/"), (1, "/b.png")]),
        ("![two\nlines](/b.png) [c](/d/)", [(1, "/b.png"), (2, "/d/")]),
        ("## [a](/b/)", [(1, "/b/")]),
        ("|a|\n|-|\n|b|\n|[c](/d/)|", [(4, "/d/")]),
        ("> a\n> [b](/c/)", [(2, "/c/")]),
        ("- a\n  - [b](/c/)", [(2, "/c/")]),
        (":::note\n[a](/b/)\n:::", [(2, "/b/")]),
        ("a[^1]\n\n[^1]: b\n    [c](/d/)", [(4, "/d/")]),
        ("a\n\nb\nc^[see [d](/e/)]", [(4, "/e/")]),
        ("term\n: [a](/b/)", [(2, "/b/")]),
        ("[](/b/)", [(1, "/b/")]),
        ("[a]()", [(1, "")]),
    ],
)
def test_link_is_found_with_its_line(text: str, expected: list[tuple[int, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "`[a](/b/)`", "```\n[a](/b/)\n```", "    [a](/b/)", "<!-- [a](/b/) -->", "\\[a](/b/)", "[a](javascript:b)",
        '<a href="/b/">c</a>', '<img src="/b.png">', "[b]: /c/", "example.com",
    ],
)  # fmt: skip
def test_what_is_no_link_on_the_page_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("address", "kind", "target"),
    [
        ("/articles/other/", "article", "other"),
        ("/articles/other", "article", "other"),
        ("/articles/other.md", "article", "other"),
        ("/articles/other/?a=b#c", "article", "other"),
        ("../other/", "article", "other"),
        ("../other/#part", "article", "other"),
        ("https://blog.example/articles/other/", "article", "other"),
        ("HTTP://Blog.Example:80/articles/other/", "article", "other"),
        ("//blog.example/articles/other/", "article", "other"),
        ("/articles/%6Fther/", "article", "other"),
        ("?a=b", "article", "own"),
        ("/articles/Other/", "page", "/articles/Other/"),
        ("/articles/other/more/", "page", "/articles/other/more/"),
        ("/tags/python/", "page", "/tags/python/"),
        ("/about/#me", "page", "/about/"),
        ("/a%20b/", "page", "/a b/"),
        ("https://blog.example", "page", "/"),
        ("picture.png", "page", "/articles/own/picture.png"),
        ("https://Example.com/a", "external", "example.com"),
        ("https://a:b@example.com:8080/", "external", "example.com:8080"),
        ("https://blog.example:8443/articles/other/", "external", "blog.example:8443"),
        ("https://blog.example.evil.com/", "external", "blog.example.evil.com"),
        ("mailto:me@example.com?subject=a", "mail", "me@example.com"),
        ("#part", "fragment", "part"),
        ("", "fragment", ""),
        ("tel:+491", "dropped", "tel"),
        ("ftp://example.com/", "dropped", "ftp"),
        ("https://[/", "dropped", ""),
        ("https://a:b:c/", "dropped", ""),
        ("https://blog.example:99999/", "dropped", ""),
    ],
)
def test_address_is_read_as_a_browser_would(address: str, kind: str, target: str) -> None:
    assert read(address) == (kind, target)


def test_site_with_a_port_is_itself() -> None:
    site = "http://127.0.0.1:8000"
    assert read("http://127.0.0.1:8000/articles/a/", site=site) == ("article", "a")
    assert read("http://127.0.0.1/articles/a/", site=site) == ("external", "127.0.0.1")


def test_address_that_stands_there_twice_is_one_link_with_its_first_line() -> None:
    links = links_in("[a](/b/)\n\n[c](/b/) ![d](/b/)\n", site_url=SITE, slug="own")
    assert [(link.line, link.count, link.picture) for link in links] == [(1, 2, False), (3, 1, True)]


def test_links_of_an_article_and_of_its_working_copy_are_told_apart() -> None:
    live = links_in("[a](/a/)\n\n[b](/b/)", site_url=SITE, slug="own")
    draft = links_in("new\n\n[b](/b/)\n\n[c](/c/)", site_url=SITE, slug="own")
    kept = {link.address: (link.live, link.draft, link.line) for link in together(live, draft).links}
    assert kept == {"/a/": (True, False, 1), "/b/": (True, True, 3), "/c/": (False, True, 5)}
    assert [link.draft for link in together(live, None).links] == [False, False]


def test_no_more_links_are_kept_than_an_item_holds() -> None:
    many = [Link(address=f"/{n}/", kind="page") for n in range(MAX_LINKS + 1)]
    assert len(together(many[:-1], None).links) == MAX_LINKS
    assert not together(many[:-1], None).cut
    assert together(many, None).cut
    long = [Link(address=f"/{n}{'x' * 2000}", kind="page") for n in range(100)]
    kept = together(long, None)
    assert kept.cut
    assert sum(len(link.address) for link in kept.links) <= MAX_LINKS_BYTES


def test_text_that_is_too_long_has_no_links() -> None:
    assert found("[a](/b/)" + "é" * MAX_BODY_BYTES) == []


@pytest.mark.parametrize("part", ["[a](/b/) ", "`a", "` `` ", "`a\n", "^[[a](/b/)] ", "http://a.b/c ", "![a](/b)\n\n"])
def test_long_text_ends_in_time(part: str) -> None:
    began = time.process_time()
    links_in(part * (MAX_BODY_BYTES // len(part)), site_url=SITE, slug="own")
    assert time.process_time() - began < SECONDS


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS | OURS, max_size=60).map("".join))
def test_links_are_those_of_the_page(text: str) -> None:
    """But for what the page adds by itself: anchors, footnotes, and pictures of other hosts, which become links."""
    page = re.sub(r'<a class="anchor".*?</a>', "", render_markdown(text))
    shown = {html.unescape(address) for address in re.findall(r'<(?:a|img)\b[^>]*?\b(?:href|src)="([^"]*)"', page)}
    notes = {address for address in shown if re.fullmatch(r"#fn(ref)?\d+(-\d+)?", address)}
    in_text = {address for _, address, _ in find_links(text)}
    assert shown - notes <= in_text
    # A picture of another host within a link is words alone.
    assert {address for _, address, picture in find_links(text) if not picture} <= shown


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS | OURS, max_size=60).map("".join))
def test_lines_are_those_of_the_text(text: str) -> None:
    lines = len(re.split(r"\r\n?|\n", text))
    assert all(1 <= line <= lines for line, _, _ in find_links(text))


@given(st.text(max_size=40), st.sampled_from(["", "/", "//", "../", "https://", "mailto:", "#", "?"]))
def test_every_address_is_read(text: str, begin: str) -> None:
    link = read_address(begin + text, site_url=SITE, slug="own")
    assert link.address == begin + text
