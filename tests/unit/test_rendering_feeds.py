"""An article reads well where none of our styles and scripts are, and leads home from there."""

from __future__ import annotations

import re

import pytest

from articles.rendering import Heading, render_article, render_for_feed, render_markdown
from articles.rendering.sanitiser import clean_feed

BASE = "https://example.com/articles/one/"


def render(text: str) -> str:
    return render_for_feed(text, BASE).strip()


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("#setup", f"{BASE}#setup"),
        ("two", f"{BASE}two"),
        ("../two/", "https://example.com/articles/two/"),
        ("/about/", "https://example.com/about/"),
        ("?a=b", f"{BASE}?a=b"),
        ("//other.example/x", "https://other.example/x"),
        ("https://other.example/x", "https://other.example/x"),
        ("mailto:a@example.com", "mailto:a@example.com"),
    ],
)
def test_feed_has_whole_addresses(address: str, whole: str) -> None:
    assert render(f"[a]({address})") == f'<p><a href="{whole}">a</a></p>'


def test_address_that_is_none_breaks_no_feed() -> None:
    assert clean_feed('<a href="//[x">a</a>', BASE) == '<a href="//[x">a</a>'


def test_feed_has_whole_addresses_of_pictures() -> None:
    assert render('![a](b.png "c")') == f'<figure><img src="{BASE}b.png" alt="a"><figcaption>c</figcaption></figure>'
    assert render("![a](https://other.example/x)") == '<p><a href="https://other.example/x">a</a></p>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("## A {#b}", '<h2 id="b">A</h2>'),
        ("```js {1}\na < 1\n```", '<pre><code class="language-js">a &lt; 1\n</code></pre>'),
        ("    a", "<pre><code>a\n</code></pre>"),
        ("```mermaid\na\n```", '<pre><code class="language-mermaid">a\n</code></pre>'),
        ("- [x] a\n- [ ] b", "<ul>\n<li><span>☑</span> a</li>\n<li><span>☐</span> b</li>\n</ul>"),
        ("> [!NOTE]\n> a", "<blockquote>\n<p><strong>Note</strong></p>\n<p>a</p>\n</blockquote>"),
        (":::tip B *c*\na\n:::", "<blockquote>\n<p><strong>B <em>c</em></strong></p>\n<p>a</p>\n</blockquote>"),
        (":::details B\na\n:::", "<details>\n<summary>B</summary>\n<p>a</p>\n</details>"),
        ("a $x^2$", "<p>a <code>x^2</code></p>"),
        ("$$\nx^2\n$$", "<pre><code>x^2</code></pre>"),
        ("|a|\n|:-|", "<div><table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n</table></div>"),
        ("<kbd>a</kbd>", "<p><kbd>a</kbd></p>"),
        ("a\n: b", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>"),
    ],
)
def test_feed_has_plain_markup(text: str, html: str) -> None:
    assert render(text) == html


def test_feed_has_the_titles_of_code() -> None:
    pre = '<pre><code class="language-js">b\n</code></pre>'
    assert render('```js title="a <b>"\nb\n```') == f"<figure><figcaption>a &lt;b&gt;</figcaption>{pre}\n</figure>"


def test_callouts_within_others_end_where_they_should() -> None:
    html = render("::::note\n:::steps\na\n:::\n\n:::tip\nb\n:::\n::::\n\nc")
    assert html.count("<blockquote>") == html.count("</blockquote>") == 2
    assert html.count("<div>") == html.count("</div>") == 1
    assert html.endswith("</blockquote>\n</blockquote>\n<p>c</p>")


def test_feed_has_footnotes_that_lead_to_each_other() -> None:
    html = render("a[^1]\n\n[^1]: b")
    assert f'<sup><a href="{BASE}#fn1" id="fnref1">1</a></sup>' in html
    assert f'<li id="fn1">\n<p>b <a href="{BASE}#fnref1">↩︎</a></p>\n</li>' in html


def test_feed_has_nothing_that_only_pages_need() -> None:
    text = "## A\n\n```js\na\n```\n\n- [ ] b\n\n:::note\nc\n:::\n\n|d|\n|:-|\n\n![e](f.png)\n\ng[^1] $x$\n\n[^1]: h"
    html = render(text)
    assert not re.search(r'\b(tabindex|aria-\w+|role|loading|style|class="(?!language-))', html)
    assert "<span class" not in html


def test_feed_and_page_are_independent_of_each_other() -> None:
    text = ":::note\n```js\nvar a\n```\n:::"
    page = render_markdown(text)
    render(text)
    assert render_markdown(text) == page


def test_article_knows_its_headings() -> None:
    article = render_article("# A\n\n## B *c* `d` $x$ {#own}\n\n> ### E[^1]\n\n#\n\n####### no\n\n[^1]: f")
    assert article.headings == (Heading(2, "a", "A"), Heading(3, "own", "B c d x"), Heading(4, "e", "E"))
    assert article.html == render_markdown(
        "# A\n\n## B *c* `d` $x$ {#own}\n\n> ### E[^1]\n\n#\n\n####### no\n\n[^1]: f"
    )


@pytest.mark.parametrize("text", ["", "\n", "a"])
def test_article_without_headings_has_none(text: str) -> None:
    assert render_article(text).headings == ()
