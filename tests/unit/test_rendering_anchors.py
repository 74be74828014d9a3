"""What an author's own anchors and footnotes become: an id that is not shown, and words that are."""

from __future__ import annotations

import pytest

from articles.rendering import render_markdown


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("## Setup {#set-up}", '<h2 id="set-up">Setup</h2>'),
        ("## Setup {#Set_up_1} ##", '<h2 id="Set_up_1">Setup</h2>'),
        ("Setup {#x}\n---", '<h2 id="x">Setup</h2>'),
        ("## `a` {#x}", '<h2 id="x"><code>a</code></h2>'),
        ("## Setup {#main}", '<h2 id="main-section">Setup</h2>'),
        ("## a {#x}\n## b {#x}\n## x", '<h2 id="x">a</h2>\n<h2 id="x-1">b</h2>\n<h2 id="x-2">x</h2>'),
    ],
)
def test_heading_has_the_id_that_its_author_named(text: str, page: str) -> None:
    assert render_markdown(text).strip() == page


@pytest.mark.parametrize(
    "text", ["a {#1}", "a {#x y}", "a{#x}", "a \\{#x}", "{#x}", "a {#é}", "`a {#x}`", "a {.x}", "}"]
)
def test_other_braces_of_a_heading_are_shown(text: str) -> None:
    shown = render_markdown(f"## {text}").split(">", 1)[1]
    assert text.strip("`").replace("\\", "") in shown


def test_time_of_braces_in_a_heading_is_linear() -> None:
    assert "{#a {#a" in render_markdown("## " + "{#a " * 80_000 + "}")
    assert "</h2>" in render_markdown("## a" + " \t" * 150_000 + "{#}")


@pytest.mark.parametrize("footnote", ["[^1]: Ibid.", "[^1]: https://example.com", '[^a b]: <x> "T"', "> [^1]: Ibid."])
def test_footnote_is_text(footnote: str) -> None:
    page = render_markdown(f"one[^1] two[^a b]\n\n{footnote}\n")
    assert "<p>one[^1] two[^a b]</p>" in page
    assert "[^" in page.split("</p>", 1)[1]
    assert "href" not in page


def test_footnote_takes_no_address_with_it() -> None:
    page = render_markdown("[a]\n\n[^1]: Ibid.\n\n[a]: /b\n")
    assert '<a href="/b">a</a>' in page
    assert "<p>[^1]: Ibid.</p>" in page
