from __future__ import annotations

import re

import pytest

from articles.rendering import render_markdown


def render(text: str) -> str:
    return render_markdown(text).strip()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*em* **strong** `code` ~~gone~~", "<p><em>em</em> <strong>strong</strong> <code>code</code> <s>gone</s></p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("7. seven", '<ol start="7">\n<li>seven</li>\n</ol>'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("one\\\ntwo", "<p>one<br>\ntwo</p>"),
        ("---", "<hr>"),
        ("", ""),
        ('[text](/there "title")', '<p><a href="/there" title="title">text</a></p>'),
        ("<https://example.com>", '<p><a href="https://example.com">https://example.com</a></p>'),
        ("[mail](mailto:a@example.com)", '<p><a href="mailto:a@example.com">mail</a></p>'),
        ("Ünïcödé 🐍 &amp; &copy;", "<p>Ünïcödé 🐍 &amp; ©</p>"),
    ],
)  # fmt: skip
def test_render_markdown(text: str, html: str) -> None:
    assert render(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "a <b onclick=x>b</b>", "<img src=x onerror=alert(1)>", "<!-- never closed",
        "<style>p {}</style>", "<iframe src=x></iframe>", "<svg/onload=alert(1)>", "<a href='javascript:x'>y</a>",
    ],
)  # fmt: skip
def test_render_raw_html_is_shown_as_text(text: str) -> None:
    html = render(text)
    assert re.findall(r"<[^>]*>", html) == ["<p>", "</p>"]
    assert html.removeprefix("<p>").startswith(text[: text.index("<")] + "&lt;")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)", "vbscript:x", "data:text/html,x",
        "file:///etc/passwd", "ftp://example.com", "tel:123", "about:blank", "blob:x",
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["[x]({})", "![x]({})", "[x][y]\n\n[y]: {}", '[x](<{}> "t")'])
def test_render_address_of_another_scheme_leads_nowhere(form: str, address: str) -> None:
    html = render(form.format(address))
    assert "href=" not in html
    assert "src=" not in html


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/x.png", "http://example.com/x.png", "HTTPS://example.com/x.png", "//example.com/x.png",
        "///example.com/x.png", "http:example.com/x.png", "https:/example.com/x.png", "mailto:a@example.com",
    ],
)  # fmt: skip
def test_render_picture_of_another_host_is_a_link_with_its_words(address: str) -> None:
    """`img-src 'self'` would refuse it; a browser reads `http:host` and `https:/host` as addresses of others too."""
    html = render(f"![words]({address})")
    assert "<img" not in html
    assert "words" in html


@pytest.mark.parametrize("text", ["![](https://example.com/x.png)", "![ ](https://example.com/x.png)"])
def test_render_picture_of_another_host_without_words_shows_its_address(text: str) -> None:
    assert render(text) == '<p><a href="https://example.com/x.png">https://example.com/x.png</a></p>'


def test_render_picture_of_another_host_escapes_its_words() -> None:
    html = render('![a <b> & "c"](https://example.com/x.png)')
    assert ">a &lt;b&gt; &amp;" in html


def test_render_picture_in_a_link_leaves_no_empty_link() -> None:
    """The usual badge. A link in a link is no HTML: a browser would close the outer one at once, empty."""
    html = render("[![Build](https://img.example.com/x.svg)](https://ci.example.com/)")
    assert not re.search(r"<a[^>]*></a>", html)
    assert "Build" in html


@pytest.mark.parametrize("address", ["x.png", "/media/x.png", "../x.png", "/\\example.com/x.png", "x.png?a=1&b=2"])
def test_render_picture_of_this_site_is_loaded_when_near(address: str) -> None:
    html = render(f"![some *words*]({address})")
    assert re.search(r'<img src="(?!//|/\\)[^"]+" alt="some words" loading="lazy">', html)


@pytest.mark.parametrize(("mark", "name"), [(":--", "align-left"), (":-:", "align-center"), ("--:", "align-right")])
def test_render_table_is_aligned_by_class(mark: str, name: str) -> None:
    html = render(f"|a|\n|{mark}|\n|1|")
    assert f'<th class="{name}">a</th>' in html
    assert f'<td class="{name}">1</td>' in html
    assert "style" not in html


def test_render_table_without_alignment_has_no_class_and_scrolls_by_keyboard() -> None:
    html = render("|a|\n|---|\n|1|")
    assert html.startswith('<div class="table" tabindex="0"><table>')
    assert html.endswith("</table></div>")
    assert "<th>a</th>" in html


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("# A\n## B\n###### C", ["h2", "h3", "h6"]),
        ("## A\n### B", ["h2", "h3"]),
        ("A\n===\nB\n---", ["h2", "h3"]),
        ("## A\n# B", ["h3", "h2"]),
    ],
)
def test_render_headings_never_start_above_two(text: str, tags: list[str]) -> None:
    assert re.findall(r"<(h\d)", render(text)) == tags
    assert re.findall(r"</(h\d)", render(text)) == tags


def test_render_headings_have_anchors_that_differ() -> None:
    assert re.findall(r'id="([^"]*)"', render("# One two\n# One two\n# Ünï `x`")) == ["one-two", "one-two-1", "ünï-x"]


def test_render_heading_of_signs_alone_has_no_empty_anchor() -> None:
    assert 'id=""' not in render("# !!!")


def test_render_heading_takes_no_anchor_of_the_page_itself() -> None:
    """The page's `<main id="main">` is where the skip link leads."""
    assert 'id="main"' not in render("# Main")


@pytest.mark.parametrize(
    ("fence", "name"),
    [("```x", "x"), ("~~~c++-- title", "c++--"), ("``` {.x}", "x"), ("```x{1}", "x")],
)
def test_render_code_names_its_language(fence: str, name: str) -> None:
    html = render(f"{fence}\n\nif a < b:\n{fence[:3]}").replace('<mark class="line">\n</mark>', "\n")
    caption = f'<figcaption><span class="code-language">{name}</span></figcaption>'
    code = f'<code class="language-{name}">\nif a &lt; b:\n</code>'
    assert html == f'<figure class="code">{caption}<pre tabindex="0">{code}</pre></figure>'


@pytest.mark.parametrize("text", ["```\na & b\n```", "    a & b"])
def test_render_code_without_language_has_no_class(text: str) -> None:
    assert render(text) == '<figure class="code"><pre tabindex="0"><code>a &amp; b\n</code></pre></figure>'


def test_render_code_language_cannot_leave_its_attribute() -> None:
    html = render('```"><script>alert(1)</script>\nx\n```')
    assert "<script" not in html
    assert re.findall(r"<(\w+)", html) == ["figure", "figcaption", "span", "pre", "code"]


EVERYTHING = """# A
<b style="x">b</b> ![x](https://example.com/x.png) ![y](y.png) [z](javascript:x)

| a | b |
|:-:|--:|
| 1 | 2 |

```js
eval("x")
```
"""


def test_render_holds_nothing_that_the_policy_would_refuse() -> None:
    html = render(EVERYTHING)
    assert not re.search(r"<(script|style|iframe|object|embed|form|base|link|meta|svg)\b", html)
    assert not re.search(r"<[^>]*\s(style|on\w+|srcset)=", html)
    assert not re.search(r'<img[^>]*src="(?:\w+:|//)', html)


def test_render_is_the_same_each_time() -> None:
    assert render(EVERYTHING) == render(EVERYTHING)


def test_render_wide_table_with_short_rows_does_not_swell() -> None:
    """Missing cells are filled up, so that columns times rows could be any size."""
    text = f"|{'a|' * 500}\n|{'-|' * 500}\n" + "|a\n" * 10_000
    assert len(render(text)) < 1_000_000
