"""Each heading has an id of its own, named by its author or its words, and a link to itself."""

from __future__ import annotations

import re

import pytest

from articles.rendering import render_markdown


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("## Setup {#set-up}", ['<h2 id="set-up">Setup</h2>']),
        ("## Setup {#Set_up_1} ##", ['<h2 id="Set_up_1">Setup</h2>']),
        ("Setup {#x}\n---", ['<h2 id="x">Setup</h2>']),
        ("## `a` {#x}", ['<h2 id="x"><code>a</code></h2>']),
        ("## Setup {#main}", ['<h2 id="main-section">Setup</h2>']),
        ("## a {#x}\n## b {#x}\n## x", ['<h2 id="x">a</h2>', '<h2 id="x-1">b</h2>', '<h2 id="x-2">x</h2>']),
    ],
)
def test_heading_has_the_id_that_its_author_named(text: str, headings: list[str]) -> None:
    assert re.findall(r"<h2.*?</h2>", render_markdown(text)) == headings


@pytest.mark.parametrize(
    ("text", "anchor", "label"),
    [
        ("## Set *up* `x` \\* &amp; <b>", "set-up-x---b", "Link to: Set up x * &amp; &lt;b&gt;"),
        ("## Ünï", "ünï", "Link to: Ünï"),
        ('## "Q"', "q", "Link to: &quot;Q&quot;"),
        ("a\nb\n---", "ab", "Link to: a b"),
        ("##", "section", "Link to this section"),
    ],
)
def test_heading_has_a_link_to_itself(text: str, anchor: str, label: str) -> None:
    page = render_markdown(text).strip()
    assert page.startswith(f'<div class="heading"><h2 id="{anchor}">')
    assert page.endswith(f'</h2><a class="anchor" href="#{anchor}" aria-label="{label}"></a></div>')


@pytest.mark.parametrize("words", ["Main", "Contents", "Related", "Author", "fn1", "fnref1-2", "Year-2026"])
def test_heading_takes_no_id_of_the_page_and_its_footnotes(words: str) -> None:
    page = render_markdown(f"## {words}\n\na[^1]\n\n[^1]: b\n")
    assert f'<h2 id="{words.lower()}-section">' in page
    assert page.count('id="fn1"') == page.count('id="fnref1"') == 1


@pytest.mark.parametrize("words", ["fn", "fnref", "fn-1", "years", "mainly", "author-1"])
def test_heading_keeps_other_ids(words: str) -> None:
    assert f'<h2 id="{words}">' in render_markdown(f"## {words}")


@pytest.mark.parametrize(
    "text", ["a {#1}", "a {#x y}", "a{#x}", "a \\{#x}", "{#x}", "a {#é}", "`a {#x}`", "a {.x}", "}"]
)
def test_other_braces_of_a_heading_are_shown(text: str) -> None:
    shown = render_markdown(f"## {text}").split('id="', 1)[1].split(">", 1)[1]
    assert text.strip("`").replace("\\", "") in shown


def test_time_of_braces_in_a_heading_is_linear() -> None:
    assert "{#a {#a" in render_markdown("## " + "{#a " * 80_000 + "}")
    assert "</h2>" in render_markdown("## a" + " \t" * 150_000 + "{#}")
