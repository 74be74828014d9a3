from __future__ import annotations

import re

import pytest

from articles.rendering import render_markdown


def render(text: str) -> str:
    return render_markdown(text).strip()


def callout(kind: str, name: str, title: str, body: str) -> str:
    opening = f'<div class="callout callout-{kind}" role="note" aria-label="{name}">'
    return f'{opening}\n<p class="callout-title">{title}</p>\n{body}\n</div>'


@pytest.mark.parametrize("kind", ["note", "tip", "warning", "danger"])
def test_callout_without_title_says_its_kind(kind: str) -> None:
    assert render(f":::{kind}\na\n:::") == callout(kind, kind.capitalize(), kind.capitalize(), "<p>a</p>")


@pytest.mark.parametrize("mark", [":::warning", "::: warning", "::::warning", ":::warning  "])
def test_callout_title_is_a_line_of_markdown(mark: str) -> None:
    html = render(f'{mark} A <b> & *"c"* \\* `d`\n*a*\n::::')
    assert html == callout("warning", "Warning", 'A &lt;b&gt; &amp; <em>"c"</em> * <code>d</code>', "<p><em>a</em></p>")


@pytest.mark.parametrize(
    ("word", "kind"),
    [("NOTE", "note"), ("TIP", "tip"), ("IMPORTANT", "note"), ("WARNING", "warning"), ("CAUTION", "danger")],
)
def test_callout_as_github_writes_it(word: str, kind: str) -> None:
    name = word.capitalize()
    assert render(f"> [!{word}]\n> a\n> b") == callout(kind, name, name, "<p>a\nb</p>")


@pytest.mark.parametrize(
    "text",
    [
        ":::unknown\na\n:::", ":::\na\n:::", "::note\na\n::", ":::NOTE\na\n:::", ":::notes\na\n:::",
        ":::steps first\na\n:::", ":::figure x\na\n:::", "> [!OTHER]\n> a", "> [!NOTE] a\n> b", "    :::note\n    a",
        "`:::note`",
    ],
)  # fmt: skip
def test_what_is_no_box_stays_text(text: str) -> None:
    html = render(text)
    assert not re.search(r"<(div|figure(?! class=.code)|details|summary)", html)
    assert all(line.strip("> `") in html for line in text.splitlines())


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (":::note\na\n\nb", ""),
        ("> :::note\n> a\n\nc", "c"),
        ("- :::note\n  a\n\nc", "c"),
        ("::::tip\n:::note\na\n::::\nc", "c"),
        (":::note\n```\n", ""),
        (":::note\na\n   ", ""),
        (":::note", ""),
    ],
)
def test_box_without_an_end_runs_to_the_end_of_what_it_is_in(text: str, after: str) -> None:
    html = render(text)
    assert html.count("<div") == html.count("</div>") >= 1
    assert (html.rpartition("</div>")[2].find(f"<p>{after}</p>") >= 0) == bool(after)
    assert ":::" not in html


def test_boxes_nest_by_more_colons() -> None:
    html = render("::::note\na\n\n:::tip\nb\n:::\n\nc\n::::\nd")
    inner = callout("tip", "Tip", "Tip", "<p>b</p>")
    assert html == callout("note", "Note", "Note", f"<p>a</p>\n{inner}\n<p>c</p>") + "\n<p>d</p>"


def test_boxes_of_equal_colons_do_not_nest() -> None:
    html = render(":::note\n:::tip\na\n:::\nb\n:::")
    assert html.endswith("</div>\n</div>\n<p>b\n:::</p>")


def test_boxes_stay_within_limits_and_nothing_is_lost() -> None:
    html = render("".join(f"{':' * (30 - depth)}note T{depth}\n" for depth in range(20)) + "words")
    assert html.count("<div") == html.count("</div>") < 20
    assert all(f"T{depth}" in html for depth in range(20))
    assert "words" in html


@pytest.mark.parametrize(("title", "summary"), [(" More <b>", "More &lt;b&gt;"), ("", "Details")])
def test_details(title: str, summary: str) -> None:
    assert render(f":::details{title}\na\n:::") == f"<details>\n<summary>{summary}</summary>\n<p>a</p>\n</details>"


def test_steps() -> None:
    html = render(":::steps\n1. **A**\n\n   a\n\n2. **B**\n\n   b\n:::")
    items = "".join(f"<li>\n<p><strong>{x.upper()}</strong></p>\n<p>{x}</p>\n</li>\n" for x in "ab")
    assert html == f'<div class="steps">\n<ol>\n{items}</ol>\n</div>'


def test_headings_in_boxes_have_anchors_and_no_box_has_style() -> None:
    html = render(":::note T\n## A\n:::\n\n:::tip\n## A\n:::")
    assert re.findall(r'id="([^"]*)"', html) == ["a", "a-1"]
    assert "style" not in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<!-- a -->", ""),
        ("a\n\n<!-- b\n\nc -->\n\nd", "<p>a</p>\n<p>d</p>"),
        ("a <!-- b --> c", "<p>a  c</p>"),
        ("a <!-- b\nc --> d", "<p>a  d</p>"),
        ("a\n<!-- b -->\nc", "<p>a</p>\n<p>c</p>"),
        ("<!-- a --><!-- b -->", ""),
        ("<!-- a --> <b>", "<p> &lt;b&gt;</p>"),
        ("<!-- a\n\nb --> c", "<p>c</p>"),
        ("<!-- a\n\nb --> ---", "<hr>"),
        ("- a\n  <!-- b\n\n  c -->\n- d", "<ul>\n<li>a</li>\n<li>d</li>\n</ul>"),
        ("> <!-- a\n> b -->\n> c", "<blockquote>\n<p>c</p>\n</blockquote>"),
        ("a<!-->b<!--->c", "<p>abc</p>"),
        ("*a <!-- * --> b*", "<p><em>a  b</em></p>"),
    ],
)
def test_comments_never_reach_the_page(text: str, html: str) -> None:
    assert render(text) == html


@pytest.mark.parametrize(
    "text",
    ["<!-- a", "a <!-- b", "<!-- a\n\nb", "`<!-- a -->`", "    <!-- a -->", "```\n<!-- a -->\n```", "\\<!-- a -->",
     "> <!-- a\n\nb -->", "- <!-- a\n\nb -->", "a <!-- b\n\nc -->", "<!- a -->"],
)  # fmt: skip
def test_what_is_no_comment_is_shown(text: str) -> None:
    html = render(text)
    assert "&lt;!-" in html
    assert "a" in html
