from __future__ import annotations

import pytest

from articles.rendering import render_markdown

CODE = '<figure class="code"><pre tabindex="0"><code>a</code></pre></figure>'
PICTURE = '<img src="b.png" alt="a" loading="lazy">'


def render(text: str) -> str:
    return render_markdown(text).strip()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('![a](b.png "c <d> *e*")', f"<figure>{PICTURE}<figcaption>c &lt;d&gt; *e*</figcaption></figure>"),
        ('![a][x]\n\n[x]: b.png "c"', f"<figure>{PICTURE}<figcaption>c</figcaption></figure>"),
        ("![a](b.png)", f"<p>{PICTURE}</p>"),
        ('![a](b.png "c") d', '<p><img src="b.png" alt="a" title="c" loading="lazy"> d</p>'),
        ('- ![a](b.png "c")', f"<ul>\n<li><figure>{PICTURE}<figcaption>c</figcaption></figure></li>\n</ul>"),
    ],
)
def test_picture_alone_with_a_title_is_a_figure(text: str, html: str) -> None:
    assert render(text).replace("<li>\n", "<li>").replace("\n</li>", "</li>") == html


@pytest.mark.parametrize(
    ("inside", "html"),
    [
        ("![a](b.png)\n\nc *d*", f"<figure>{PICTURE}<figcaption>c <em>d</em></figcaption></figure>"),
        ("![a](b.png)\n\nc\n\nd", f"<figure>{PICTURE}<figcaption><p>c</p><p>d</p></figcaption></figure>"),
        ("![a](b.png)", f"<figure>{PICTURE}</figure>"),
        ('![a](b.png "c")', f"<figure>{PICTURE}<figcaption>c</figcaption></figure>"),
        ("```\na\n```\n\nc", f"<figure>{CODE}<figcaption>c</figcaption></figure>"),
        ("> a\n\nc", "<figure><blockquote><p>a</p></blockquote><figcaption>c</figcaption></figure>"),
        ("", "<figure></figure>"),
    ],
)
def test_figure_with_a_caption_of_blocks(inside: str, html: str) -> None:
    assert render(f":::figure\n{inside}\n:::").replace("\n", "") == html


def test_figure_within_a_figure() -> None:
    html = render("::::figure\n:::figure\n![a](b.png)\n\nc\n:::\n\nd\n::::").replace("\n", "")
    inner = f"<figure>{PICTURE}<figcaption>c</figcaption></figure>"
    assert html == f"<figure>{inner}<figcaption>d</figcaption></figure>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('![a](https://e.org/b "c <d>")', '<p><a href="https://e.org/b">a</a>: c &lt;d&gt;</p>'),
        (":::figure\n![a](//e.org/b)\n\nc *d*\n:::", '<p><a href="//e.org/b">a</a></p><p>c <em>d</em></p>'),
        (':::figure\n![a](//e.org/b "t")\n\nc\n:::', '<p><a href="//e.org/b">a</a>: t</p><p>c</p>'),
    ],
)
def test_figure_of_another_host_is_a_link_with_its_caption(text: str, html: str) -> None:
    assert render(text).replace("\n", "") == html
