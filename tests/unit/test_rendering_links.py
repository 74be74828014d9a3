"""Bare addresses are links, and words that only look a little like them are none."""

from __future__ import annotations

import re
import time

import pytest

from articles.domain import MAX_BODY_BYTES
from articles.rendering import render_for_feed, render_markdown


def links_in(text: str) -> list[tuple[str, str]]:
    """Where the links lead, and their words."""
    return re.findall(r'<a href="([^"]*)">(.*?)</a>', render_markdown(text))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://docs.aws.amazon.com/x", "https://docs.aws.amazon.com/x"),
        ("see http://a.b/x_y_z.", "http://a.b/x_y_z"),
        ("HTTP://a.b", "HTTP://a.b"),
        ("(https://a.b/c_(d))", "https://a.b/c_(d)"),
        ("(https://a.b/c)", "https://a.b/c"),
        ("https://a.b/c, and", "https://a.b/c"),
        ("https://a.b/c?", "https://a.b/c"),
        ("https://a.b/c!", "https://a.b/c"),
        ("“https://a.b/c”", "https://a.b/c"),
        ('"https://a.b/c"', "https://a.b/c"),
        ("https://a.b:8080/?c=d#e", "https://a.b:8080/?c=d#e"),
        ("https://a.b/?c&d", "https://a.b/?c&amp;d"),
        ("https://a.b/?c=1&amp;d=2", "https://a.b/?c=1&amp;d=2"),
        ("https://a.b/c&lt;", "https://a.b/c"),
        ("http://localhost:8000/c", "http://localhost:8000/c"),
        ("**https://a.b/c**", "https://a.b/c"),
        ("**See https://a.b/c**:", "https://a.b/c"),
        ("_https://a.b/_c_/_", "https://a.b/_c_/"),
        ("~~https://a.b~~", "https://a.b"),
        ("https://a.b/*/c*d", "https://a.b/*/c*d"),
        ("https://a.b/~c/d", "https://a.b/~c/d"),
        ("https://a.b`c`", "https://a.b"),
        ("<kbd>https://a.b</kbd>", "https://a.b"),
        ("[https://a.b/c]", "https://a.b/c"),
        ("https://a.b^[c]", "https://a.b"),
        ("- https://a.b\n- c", "https://a.b"),
        ("## https://a.b {#c}", "https://a.b"),
        ("|https://a.b|\n|-|", "https://a.b"),
    ],
)
def test_bare_address_is_a_link_without_what_is_around_it(text: str, address: str) -> None:
    assert links_in(text)[0] == (address, address)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("www.example.com", ("http://www.example.com", "www.example.com")),
        ("(www.example.dev/a?b=c).", ("http://www.example.dev/a?b=c", "www.example.dev/a?b=c")),
        ("me@example.com", ("mailto:me@example.com", "me@example.com")),
        ("Ask me_you+x@mail.example.co.uk.", ("mailto:me_you+x@mail.example.co.uk", "me_you+x@mail.example.co.uk")),
        ("(me@example.dev)", ("mailto:me@example.dev", "me@example.dev")),
        ("*me@example.com*", ("mailto:me@example.com", "me@example.com")),
        ("请看https://a.b/c。", ("https://a.b/c", "https://a.b/c")),
        ("https://例え.jp", ("https://xn--r8jz45g.jp", "https://例え.jp")),
    ],
)
def test_bare_address_is_a_link_to_what_it_means(text: str, link: tuple[str, str]) -> None:
    assert links_in(text) == [link]


@pytest.mark.parametrize(
    "text",
    [
        "file.py", "example.com", "a.b/c", "ftp://a.b", "javascript://a.b", "file:///a", "data:text/html,a", "//a.b",
        "http://", "https:a.b", "xhttps://a.b", "http\\://a.b", "www.", "awww.a.b", "x/www.a.b", "www\\.a.b", "a@b",
        "a\\@b.com", "\\_a@b.com", "@decorator", "react@18.2.0", "icon@2x.png", "git@github.com:a/b.git",
        "ssh://git@github.com/a", "getty@tty1.service", "`https://a.b`", "    https://a.b", "<!-- https://a.b -->",
        "```\nwww.a.b a@b.com\n```", "![https://a.b](c.png)", "$https://a.b$",
        f"https://a.b/{'c' * 2_000}", f"www.a.b/{'c' * 2_000}",
    ],
)  # fmt: skip
def test_other_words_and_code_are_no_links(text: str) -> None:
    assert "<a " not in render_markdown(text)


@pytest.mark.parametrize("words", ["https://a.b", "www.a.b", "a@b.com", "*www.a.b*", "x https://a.b y"])
def test_link_has_no_links_in_it(words: str) -> None:
    assert render_markdown(f"[{words}](/c)").count("<a ") == 1
    assert render_markdown(f"[{words}][d]\n\n[d]: /c").count("<a ") == 1
    assert render_markdown("<https://a.b> <a@b.com>").count("<a ") == 2


def test_footnote_behind_an_address_is_no_part_of_it() -> None:
    page = render_markdown("https://a.b/c[^1]\n\n[^1]: https://d.e")
    assert '<p><a href="https://a.b/c">https://a.b/c</a><sup' in page
    assert '<p><a href="https://d.e">https://d.e</a>' in page


def test_feeds_have_the_same_links() -> None:
    feed = render_for_feed("https://a.b www.c.d e@f.com", "https://example.com/x/")
    assert re.findall('href="(.*?)"', feed) == ["https://a.b", "http://www.c.d", "mailto:e@f.com"]


def test_long_article_may_have_many_addresses() -> None:
    text = ("Some words before https://example.com/path/to/page and after it.\n\n" * 2_000)[:MAX_BODY_BYTES]
    assert len(links_in(text)) == 2_000


@pytest.mark.parametrize(
    "part",
    [
        "http://", "https://a", "https://a.b/[", "https://a.b/'", "https://a.b/:*_~ ", "https://a.b/&a", "://", "www.",
        "www.a-", "www.a.b ", "a@", "a@b.", "a@b.c ", "a@b.co ", "a.", "@a.b", "a" * 64 + "@", "a-b.c+",
        "https://" + "a." * 990 + " ", "https://" + "a-" * 990 + " ", "https://a.b/" + "[" * 990 + "]" * 990 + " ",
        "https://" + "u" * 49 + "@ ", "https://" + "é" * 60 + ".b ",
    ],
)  # fmt: skip
def test_no_text_of_addresses_takes_long(part: str) -> None:
    text = (part * (MAX_BODY_BYTES // len(part))).encode()[:MAX_BODY_BYTES]
    began = time.process_time()
    render_markdown(text.decode(errors="ignore"))
    assert time.process_time() - began < 5
