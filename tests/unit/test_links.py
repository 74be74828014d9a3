"""Links to files become links to their articles, and HTML that will be shown as text is named once."""

from __future__ import annotations

import time
from zoneinfo import ZoneInfo

import pytest

from articles.conversion.links import convert_links, note_html
from articles.documents import parse_document

HEAD = "---\ntitle: T\ndate: 2026-01-01\n---\n"
TEXT = "[a](./2024-01-02-next.md#foo) <samp>x</samp>\n"


@pytest.mark.parametrize(
    ("text", "converted"),
    [
        ("[a](./next.md#foo)", "[a](/articles/next/#foo)"),
        ("[a](../x.mdx)", "[a](/articles/x/)"),
        ("[a](other/index.md)", "[a](/articles/other/)"),
        ("[a](other/page.mdx)", "[a](/articles/other/)"),
        ('[a](/posts/X%20Y.markdown "T")', '[a](/articles/x-y/ "T")'),
        ("[a](2024-01-02-foo.md)", "[a](/articles/foo/)"),
        ("[a](<my post.md#b c> 'T')", "[a](</articles/my-post/#b c> 'T')"),
        ("[a](a&amp;b.md)", "[a](/articles/a-b/)"),
        ("[a](中文.md)", "[a](/articles/zhongwen/)"),
        ("[a](%E4%B8%AD%E6%96%87.md)", "[a](/articles/zhongwen/)"),
        ("[a](my\\_post.md)", "[a](/articles/my-post/)"),
        ("[a](./index.md#foo)", "[a](#foo)"),
        ("[![p](p.png)](x.md)", "[![p](p.png)](/articles/x/)"),
        ("[a]: x.md 'T'\n> [b]: <y.md#z>\n", "[a]: /articles/x/ 'T'\n> [b]: /articles/y/#z\n"),
        ("`[a](x.md)` [a](x.md)", "`[a](x.md)` [a](/articles/x/)"),
    ],
)
def test_link_to_a_file_becomes_one_to_its_article(text: str, converted: str) -> None:
    assert convert_links(text) == (converted, ())


@pytest.mark.parametrize(
    "text",
    [
        "[a](README.md)", "[a](../docs/CONTRIBUTING.md#x)", "[a](https://a.b/x.md)", "[a](//a.b/x.md)",
        "[a](mailto:x.md)", "[a](x.md?plain=1)", "[a](x.txt)", "[a](.md)", "[a](#x.md)", "(x.md)",
        "[^1]: x.md", "[a]: https://a.b/x.md", "```\n[a](x.md)\n```\n", "[a]()", "",
    ],
)  # fmt: skip
def test_other_link_stays(text: str) -> None:
    assert convert_links(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "line", "names"),
    [
        ("a\n<samp>x</samp> <HR/> <samp>", 2, "<samp>, <hr>"),
        ("</p>", 1, "<p>"),
        ("<!-- <i>\n-->\n<a\nhref='x'>", 3, "<a>"),
        ("<!-- <i>", 1, "<i>"),
        ("<p><b><i><u><s><em>", 1, "<p>, <b>, <i>, <u>, <s>, …"),
    ],
)
def test_html_is_named_at_its_first_place(text: str, line: int, names: str) -> None:
    assert note_html(text, text) == ((line, f"HTML is shown as text here: {names}"),)


@pytest.mark.parametrize(
    "text",
    [
        "`<hr>`",
        "```\n<hr>\n```",
        "<kbd>a</kbd> <BR/> <abbr title='x'>y</abbr>",
        "<https://a.b>",
        "<a@b.c>",
        "<Foo> <T>",
        "<!-- <hr> -->",
        "\\<hr>",
        "a <b",
        "<",
    ],
)
def test_what_is_no_html_is_not_named(text: str) -> None:
    assert note_html(text, text) == ()


def test_html_that_the_conversion_took_is_not_named() -> None:
    assert note_html("<hr>\n<b>", "`<hr>`\n<b>") == ((2, "HTML is shown as text here: <b>"),)
    assert note_html("<hr>", "") == ()


@pytest.mark.parametrize("path", ["x.md", "x.mdx", "_posts/x.md"])
def test_texts_of_other_systems_are_read_so(path: str) -> None:
    parsed = parse_document(HEAD + TEXT, path=path, time_zone=ZoneInfo("UTC"))
    assert "[a](/articles/next/#foo)" in parsed.article.body
    said = [notice for notice in parsed.notices if "HTML is shown" in notice]
    assert said == ([] if path == "x.mdx" else [f"{path}:5: HTML is shown as text here: <samp>"])


def test_an_export_stays_as_it_is() -> None:
    parsed = parse_document(HEAD + TEXT, path="x.md", time_zone=ZoneInfo("UTC"), exported=True)
    assert (parsed.article.body, parsed.notices) == (TEXT, ())


@pytest.mark.parametrize(
    "part",
    [
        "](",
        "](a",
        "](a.md) ",
        "](<",
        "[a]: ",
        "[a]: b\n",
        "](  ",
        "a",
        "a/",
        "](%",
        "<",
        "<b ",
        "<!--",
        "<br>",
        "&",
        "#",
    ],
)
def test_time_is_linear(part: str) -> None:
    text = "[a](" + part * (350 * 1024 // len(part)) + ".md)"
    began = time.process_time()
    convert_links(text)
    note_html(text, text)
    assert time.process_time() - began < 1
