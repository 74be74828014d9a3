"""The few tags of a line that count, where they are balanced; all other HTML is text."""

from __future__ import annotations

import pytest

from articles.rendering import render_markdown


def render(text: str) -> str:
    return render_markdown(text).strip().removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("<kbd>Ctrl</kbd>+<kbd>C</kbd>", "<kbd>Ctrl</kbd>+<kbd>C</kbd>"),
        ("H<sub>2</sub>O, x<sup>2</sup>", "H<sub>2</sub>O, x<sup>2</sup>"),
        ("<mark>a *b*</mark> <ins>[c](d)</ins>", '<mark>a <em>b</em></mark> <ins><a href="d">c</a></ins>'),
        ("<KBD>a</Kbd>", "<kbd>a</kbd>"),
        ("*<kbd>a</kbd>*", "<em><kbd>a</kbd></em>"),
        ("[<kbd>a</kbd>](b)", '<a href="b"><kbd>a</kbd></a>'),
        ("<kbd><kbd>a</kbd>+<kbd>b</kbd></kbd>", "<kbd><kbd>a</kbd>+<kbd>b</kbd></kbd>"),
        ('<abbr title="a &amp; &quot;b&quot;">AB</abbr>', '<abbr title="a &amp; &quot;b&quot;">AB</abbr>'),
        ("<abbr title='a \"b'>AB</abbr>", '<abbr title="a &quot;b">AB</abbr>'),
        ("<abbr>AB</abbr>", "<abbr>AB</abbr>"),
        ("a<br>b<br/>c<br />d<BR>e", "a<br>\nb<br>\nc<br>\nd<br>\ne"),
        ("a\n<kbd>b\nc</kbd>", "a\n<kbd>b\nc</kbd>"),
        ("<kbd></kbd>", "<kbd></kbd>"),
    ],
)
def test_tag_that_counts(text: str, page: str) -> None:
    assert render(text) == page


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("<kbd>a", "<kbd>a"),
        ("a</kbd>", "a</kbd>"),
        ("</kbd>a<kbd>", "</kbd>a<kbd>"),
        ("<kbd>a</sub>", "<kbd>a</sub>"),
        ("<kbd class='x'>a", "<kbd class='x'>a"),
        ("<kbd >a", "<kbd >a"),
        ("<abbr title=a>b", "<abbr title=a>b"),
        ("<abbr title=''>b", "<abbr title=''>b"),
        ("<kbd title='a'>b", "<kbd title='a'>b"),
        ("<b>a</b> <span>b</span> <u>c</u>", "<b>a</b> <span>b</span> <u>c</u>"),
        ("\\<kbd>a\\</kbd>", "<kbd>a</kbd>"),
        ("\\<br>", "<br>"),
        ("<br class=x>", "<br class=x>"),
    ],
)
def test_other_tag_is_text(text: str, page: str) -> None:
    assert render(text) == page.replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("<kbd><sub>a</kbd>", "<kbd>&lt;sub&gt;a</kbd>"),
        ("<kbd>a</sub></kbd>", "<kbd>a&lt;/sub&gt;</kbd>"),
        ("*a <kbd>b* c</kbd>", "<em>a &lt;kbd&gt;b</em> c&lt;/kbd&gt;"),
        ("<kbd>*a</kbd> b*", "&lt;kbd&gt;<em>a&lt;/kbd&gt; b</em>"),
        ("[a <kbd>b](c)</kbd>", '<a href="c">a &lt;kbd&gt;b</a>&lt;/kbd&gt;'),
        ("<kbd>`</kbd>`", "&lt;kbd&gt;<code>&lt;/kbd&gt;</code>"),
    ],
)
def test_tags_are_nested_with_all_else(text: str, page: str) -> None:
    assert render(text) == page


def test_tag_does_not_reach_over_a_paragraph() -> None:
    assert render_markdown("<kbd>a\n\nb</kbd>") == "<p>&lt;kbd&gt;a</p>\n<p>b&lt;/kbd&gt;</p>\n"


def test_words_of_a_picture_keep_tags_as_text() -> None:
    assert 'alt="a &lt;kbd&gt;b&lt;/kbd&gt;"' in render("![a <kbd>b</kbd>](c.png)")


def test_tags_in_headings_titles_and_notes_count() -> None:
    page = render_markdown(
        "## <kbd>A</kbd> key\n\n:::note <kbd>B</kbd>\nc^[<kbd>D</kbd>]\n:::\n\n|<kbd>E</kbd>|\n|-|\n"
    )
    assert all(f"<kbd>{letter}</kbd>" in page for letter in "ABDE")
    assert '<h2 id="a-key">' in page
    assert 'aria-label="Link to: A key"' in page
