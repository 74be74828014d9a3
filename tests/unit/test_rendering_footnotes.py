"""Notes stand at the end with ways there and back, and no words of them are lost."""

from __future__ import annotations

import re

import pytest

from articles.rendering import render_markdown


def render(text: str) -> str:
    return render_markdown(text).strip()


def reference(number: int, time: int = 1) -> str:
    name = f"fnref{number}" if time == 1 else f"fnref{number}-{time}"
    link = f'<a href="#fn{number}" id="{name}" aria-label="Footnote {number}">{number}</a>'
    return f'<sup class="footnote-ref">{link}</sup>'


def back(number: int, time: int = 1) -> str:
    if time == 1:
        return f' <a class="footnote-back" href="#fnref{number}" aria-label="Back to the text">↩︎</a>'
    label = f"Back to the text, place {time}"
    return f' <a class="footnote-back" href="#fnref{number}-{time}" aria-label="{label}">↩︎<sup>{time}</sup></a>'


def notes(*items: str) -> str:
    inside = "".join(f'<li id="fn{number}">\n{item}\n</li>\n' for number, item in enumerate(items, start=1))
    return f'<section class="footnotes" aria-label="Footnotes">\n<ol>\n{inside}</ol>\n</section>'


@pytest.mark.parametrize(
    ("text", "body", "items"),
    [
        ("a[^1]\n\n[^1]: b *c*", [f"<p>a{reference(1)}</p>"], [f"<p>b <em>c</em>{back(1)}</p>"]),
        ("[^1]: b\n\na[^1]", [f"<p>a{reference(1)}</p>"], [f"<p>b{back(1)}</p>"]),
        ("a[^1]\n[^1]: b", [f"<p>a{reference(1)}</p>"], [f"<p>b{back(1)}</p>"]),
        ("a[^x-y.z]\n\n[^x-y.z]: b", [f"<p>a{reference(1)}</p>"], [f"<p>b{back(1)}</p>"]),
        ("a^[b *c*] d", [f"<p>a{reference(1)} d</p>"], [f"<p>b <em>c</em>{back(1)}</p>"]),
        ("*a[^1]*\n\n[^1]: b", [f"<p><em>a{reference(1)}</em></p>"], [f"<p>b{back(1)}</p>"]),
        (
            "a[^1] b[^1]\n\n[^1]: c",
            [f"<p>a{reference(1)} b{reference(1, 2)}</p>"],
            [f"<p>c{back(1)}{back(1, 2)}</p>"],
        ),
        (
            "a[^y] b[^x]\n\n[^x]: c\n[^y]: d",
            [f"<p>a{reference(1)} b{reference(2)}</p>"],
            [f"<p>d{back(1)}</p>", f"<p>c{back(2)}</p>"],
        ),
        (
            "a[^1]\n\n[^1]: b\n\n    c\n\nd",
            [f"<p>a{reference(1)}</p>", "<p>d</p>"],
            [f"<p>b</p>\n<p>c{back(1)}</p>"],
        ),
        ("a[^1]\n\n[^1]: b\nc", [f"<p>a{reference(1)}</p>"], [f"<p>b\nc{back(1)}</p>"]),
        ("a[^1]\n\n[^1]:\n\n    b", [f"<p>a{reference(1)}</p>"], [f"<p>b{back(1)}</p>"]),
        ("a[^1]\n\n[^1]: - b", [f"<p>a{reference(1)}</p>"], [f"<ul>\n<li>b</li>\n</ul>\n<p>{back(1)}</p>"]),
        ("a[^1]\n\n[^1]:", [f"<p>a{reference(1)}</p>"], [f"<p>{back(1)}</p>"]),
        ("> a[^1]\n>\n> [^1]: b", [f"<blockquote>\n<p>a{reference(1)}</p>\n</blockquote>"], [f"<p>b{back(1)}</p>"]),
        ("- a[^1]\n\n  [^1]: b", [f"<ul>\n<li>\n<p>a{reference(1)}</p>\n</li>\n</ul>"], [f"<p>b{back(1)}</p>"]),
    ],
)
def test_footnote_and_the_way_back(text: str, body: list[str], items: list[str]) -> None:
    assert render(text) == "\n".join([*body, notes(*items)])


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("[^1]: a", ["<p>a</p>"]),
        ("a[^1]\n\n[^1]: b\n[^1]: c", [f"<p>b{back(1)}</p>", "<p>c</p>"]),
        ("a[^2]\n\n[^1]: b\n[^2]: c", [f"<p>c{back(1)}</p>", "<p>b</p>"]),
        ("[^1]: a[^2]\n[^2]: b", [f"<p>a{reference(2)}</p>", f"<p>b{back(2)}</p>"]),
        ("a[^1]\n\n[^1]: b[^2]\n[^2]: c", [f"<p>b{reference(2)}{back(1)}</p>", f"<p>c{back(2)}</p>"]),
        ("a[^1]\n\n[^1]: b[^1]", [f"<p>b{reference(1, 2)}{back(1)}{back(1, 2)}</p>"]),
        ("a[^1]\n\n[^1]: b\n\n    [^2]: c", [f"<p>b{back(1)}</p>", "<p>c</p>"]),
        ("![a[^1]](b.png)\n\n[^1]: c", ["<p>c</p>"]),
    ],
)
def test_every_note_is_shown(text: str, items: list[str]) -> None:
    assert render(text).endswith(notes(*items))


@pytest.mark.parametrize(
    "text",
    [
        "a[^1]", "a[^1]: b", "[^a b]: c", "[^]: a", "a[^]", "a^[]", "a^[", "a^[b", "a\\[^1]", "`[^1]`", "a^\\[b]",
        "[^a b]: <x> \"T\"", "[^1] : a", "^b^",
    ],
)  # fmt: skip
def test_what_is_no_footnote_stays_text(text: str) -> None:
    page = render_markdown(text).replace("&lt;", "<").replace("&gt;", ">")
    assert "fn" not in page
    assert "href" not in page
    assert text.replace("\\", "").strip("`") in page


def test_code_is_no_footnote() -> None:
    assert "fn1" not in render("    [^1]: a")


def test_footnote_takes_no_address_with_it() -> None:
    page = render_markdown("[a]\n\n[^1]: Ibid.\n\n[a]: /b\n")
    assert '<a href="/b">a</a>' in page
    assert "<p>Ibid.</p>" in page


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("[a[^1]](b)\n\n[^1]: c", f"<p>[a{reference(1)}](b)</p>"),
        ("[a^[c]](b)", '<p><a href="b">a^[c]</a></p>'),
        ("[a^[*c*]](b)", '<p><a href="b">a^[*c*]</a></p>'),
    ],
)
def test_no_link_is_within_another(text: str, page: str) -> None:
    assert render(text).startswith(page)


def test_inline_notes_are_not_within_each_other() -> None:
    assert render("a^[b ^[c]]") == f"<p>a{reference(1)}</p>\n{notes(f'<p>b ^[c]{back(1)}</p>')}"


def test_words_of_a_picture_keep_a_reference_as_text() -> None:
    assert 'alt="a[^1] ^[x]"' in render("![a[^1] ^[x]](b.png)\n\n[^1]: c")


def test_reference_in_a_heading_is_no_part_of_its_words() -> None:
    page = render("## A[^1]\n\n[^1]: b")
    assert f'<h2 id="a">A{reference(1)}</h2>' in page
    assert 'aria-label="Link to: A"' in page


def test_reference_in_a_title_and_in_a_table() -> None:
    page = render(":::note A[^1]\nb\n:::\n\n|c[^1]|\n|-|\n\n[^1]: d")
    assert f'<p class="callout-title">A{reference(1)}</p>' in page
    assert f"<th>c{reference(1, 2)}</th>" in page


def test_blocks_of_a_note_are_rendered_as_others() -> None:
    page = render("a[^1]\n\n[^1]: b\n\n    ## C\n\n    ```js\n    d\n    ```\n\n    |e|\n    |:-|\n")
    section = page.partition('<section class="footnotes"')[2]
    assert '<h2 id="c">C</h2>' in section
    assert '<code class="language-js">' in section
    assert '<th class="align-left">e</th>' in section


def test_ids_are_all_different_and_lead_somewhere() -> None:
    page = render("## fn1\n\na[^1] b[^1] c[^2]\n\n[^1]: d[^2]\n[^2]: e\n[^3]: f\n")
    ids = re.findall(r'id="([^"]*)"', page)
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)
