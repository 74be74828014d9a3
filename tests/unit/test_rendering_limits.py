"""No text takes long, none is lost, and none that somebody wrote notices."""

from __future__ import annotations

import html
import re
import time
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from articles.domain import MAX_BODY_BYTES
from articles.exceptions import InvalidContent
from articles.rendering import render_for_feed, render_markdown
from articles.rendering.sanitiser import clean_feed, clean_page

# The longest article.
SIZE = MAX_BODY_BYTES
# A second is what this takes at most; the tests of many processes share a machine.
SECONDS = 5

ONE_PART = [
    "[", "]", "![", "[a](", "[a](<", "[a](b", "[a](bbbbbbbbbbbbbbbbbbbb", "[](", "*a_", "**", "_", "*a **b ", "`",
    "`a``", "<", "<a", "<!--", "<!--\n", "<!-- -->", "<!--\n-->\n", "<a@b>", "<http:a>", "&", "\\", ">", "> - ",
    "> a\n\n", "- ", "- a\n", "-\n", "1. ", "* * ", "|", "|a|\n|-|\n", "~~a", "#", "#\n", "# a\n", "=\n", ":::note\n",
    ":::note\n:::\n", ":::figure\n![a](b)\n\nc\n:::\n", "> [!NOTE]\n> a\n\n", "[a]: x\n", "[a]\n", "[a\n", "![a][b]",
    "![a](//b)", "\"'(", "http://", "\t", " \n", "\n", "a\n", "a\n\n", "```\na\n", "[[[a]]]", "[a ", "  - a\n",
    "- <!--\n",
    "[^1]", "[^1]: a\n", "[^1]: a\n\n", "[^1]: [^1]: ", "> [^1]: a\n\n", "- [^1]: a\n", "^[", "^[a]", "^[a ", "^[[",
    "[^", "[^1](b) ", "[a ^[b](c)", "![^[a]](b) ", "$", "$$", "$a$ ", "$a ", "$$a\n", "$$\na\n$$\n", "$`a`$ ", "$`",
    "\\$", "$\\", "a$$b", "$x_$ ", "$^$ ", "$\\sqrt$ ", "![$a$](b) ", "a\n: b\n", ": a\n", "a\n: ", "a\n\n: b\n\n",
    "a\n:   - b\n", "a\n: b\n\n      c\n", "> a\n> : b\n", "<kbd>", "</kbd>", "<kbd></kbd>", "<kbd>a</sub>",
    "*<kbd>*", '<abbr title="a">', "<abbr title='", "<br>", "- [ ] a\n", "- [x]\n", "```math\nx\n```\n",
    "```mermaid\na\n```\n", "```c\n\n\n```\n", "```js {1-99999}\na\n```\n", "# fn1\n",
]  # fmt: skip
MANY_PARTS = {
    "brackets that close": "[" * (SIZE // 2) + "]" * (SIZE // 2),
    "pictures in pictures": ("![" * 90 + "a" + "](b)" * 90 + " ") * (SIZE // 541),
    "much in pictures in pictures": "![" * 90 + "&" * (SIZE - 600) + "](b)" * 90,
    "lines that go on with deep quotations": "> " * 97 + "a\n" + "b\n" * (SIZE // 2),
    "lines of deep quotations": ("> " * 97 + "a\n") * (SIZE // 196),
    "a deep list with many items": "".join("  " * n + "- a\n" for n in range(20)) + ("  " * 20 + "- b\n") * 8_000,
    "a table of two columns": "a|b\n-|-\n" + "a|b\n" * (SIZE // 4),
    "a table of many columns": f"|{'a|' * 5_000}\n|{'-|' * 5_000}\n" + "a\n" * (SIZE // 2 - 10_000),
    "many tables of short rows": (f"\n|{'a|' * 500}\n|{'-|' * 500}\n" + "|a\n" * 130) * (SIZE // 2400),
    "a long host of other letters": "<http://" + "é" * (SIZE // 2) + ">",
    "comments in a list": "- <!--\n" + "  <!--\n" * (SIZE // 7) + "b -->",
    "a title that never ends": '[a]: x "\n' + "b\n" * (SIZE // 2),
    "headings that differ": "".join(f"# {n}\n" for n in range(40_000)),
    "footnotes that differ": "".join(f"a[^{n}]\n\n[^{n}]: b\n\n" for n in range(20_000)),
    "footnotes within each other": "".join(f"[^{n}]: [^{n + 1}]\n\n" for n in range(20_000)),
    "many references to one footnote": "[^1]: a\n\n" + "[^1]\n" * (SIZE // 7),
    "deep definitions": "".join("  " * n + f"t\n{'  ' * n}: a\n\n" for n in range(400)),
    "formulas that differ": "".join(f"$x_{{{n}}}$ " for n in range(30_000)),
    "a formula that never ends": "$$\n" + "a\n" * (SIZE // 3),
    "a formula that never ends, in many lines": "a\n" + "$$a\n" * (SIZE // 4),
    "a deep formula": "$" + "{" * (SIZE // 2) + "}" * (SIZE // 2 - 10) + "$",
    "blocks of code": "```python\nprint(f'{1}')\n```\n" * (SIZE // 29),
    "a long block of code": "```cpp\n" + "{" * SIZE,
}


def seconds_for(text: str) -> float:
    fitting = text.encode()[:SIZE].decode(errors="ignore")
    began = time.process_time()
    render_markdown(fitting)
    return time.process_time() - began


@pytest.mark.parametrize("part", ONE_PART)
def test_long_text_of_one_part_ends_in_time(part: str) -> None:
    assert seconds_for(part * (SIZE // len(part))) < SECONDS


@pytest.mark.parametrize("name", MANY_PARTS)
def test_long_text_of_several_parts_ends_in_time(name: str) -> None:
    assert seconds_for(MANY_PARTS[name]) < SECONDS


@pytest.mark.parametrize("render", [render_markdown, lambda text: render_for_feed(text, "https://example.com/a/")])
def test_text_longer_than_an_article_is_refused_with_its_size(render: Callable[[str], str]) -> None:
    assert render("é" * (SIZE // 2))
    with pytest.raises(InvalidContent, match=r"too long: it has 358,402 bytes, and 358,400 are the most"):
        render("é" * (SIZE // 2) + "ab")


@pytest.mark.parametrize(
    "text",
    ["- a\n\n", "a|b\n-|-\n\n", "*a* ", "[a](b) ", "> a\n\n", ":::note\na\n:::\n\n", "x\n: a\n\n", "- [ ] a\n\n"],
)
def test_what_is_too_much_is_shown_as_it_was_written(text: str) -> None:
    count = (SIZE - 100) // len(text)
    page = render_markdown(f"# First\n\n{text * count}\n\nlast")
    shown = html.unescape(re.sub(r"<[^>]*>", "", page))
    assert '<h2 id="first">First</h2>' in page
    assert len(re.findall(r"\ba\b", shown)) == count
    assert shown.rstrip().endswith("last")
    assert text.strip() in shown


def test_one_paragraph_that_is_too_much_spoils_no_other() -> None:
    page = render_markdown("*a*\n\n" + "*a_" * 100_000 + "\n\n*a*")
    assert page.startswith("<p><em>a</em></p>")
    assert page.endswith("<p><em>a</em></p>\n")


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "> - "])
@pytest.mark.parametrize("depth", [20, 49, 97, 98, 99, 100, 101, 300])
def test_no_depth_swallows_text(mark: str, depth: int) -> None:
    page = render_markdown(f"{mark * depth}deep\n\nafter")
    assert "deep" in page
    assert "<p>after</p>" in page


@pytest.mark.parametrize("depth", [90, 99, 100, 101, 300])
@pytest.mark.parametrize(("opening", "closing"), [("![", "](b)"), ("[", "]"), ("[", "](b)"), ("*a ", " a*")])
def test_no_depth_within_a_line_swallows_text(opening: str, closing: str, depth: int) -> None:
    assert "deep" in render_markdown(f"{opening * depth}deep{closing * depth}")


def test_headings_of_equal_words_have_anchors_that_differ() -> None:
    ids = re.findall(r'id="([^"]*)"', render_markdown("# a\n# a-1\n# a\n# a\n# a-1\n" + "# b\n" * 2_000))
    assert ids[:5] == ["a", "a-1", "a-2", "a-3", "a-1-1"]
    assert len(set(ids)) == len(ids) == 2_005


PARTS = st.sampled_from(
    ["a", " ", "\n", "\n\n", "[", "]", "(b)", "](b)", "![", "*", "**", "_", "~~", "`", "```\n", "<", "<a>", "> ", "- ",
     "1. ", "  ", "    ", "\t", "|", "a|b\n-|-\n", "#", "# ", "===\n", "---\n", "&amp;", "\\", '"', "[a]: b\n", "é",
     "<http://a.b>", "http://a.b/c ", "\r", "\x00", "\x0c", "\u2028"]
)  # fmt: skip
OURS = st.sampled_from(
    [":::", "::::tip x\n", ":::note\n", ":::steps\n", ":::figure\n", ":::details\n", ":::\n", "<!--", "-->",
     "> [!NOTE]\n", '![a](b "c")\n', '``` a title="b"\n', "```js {1}\n", "[^1]", "[^1]: ", "^[", "$", "$$", "$$\n",
     "a\n: ", ": ", "- [ ] ", "- [x] ", "<kbd>", "</kbd>", "<sub>", "</sub>", "<br>", '<abbr title="a">', "\\frac{a}",
     "x_1", "```mermaid\n", "```math\n", "## a {#b}\n"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS, max_size=60).map("".join))
def test_limits_do_not_show(text: str) -> None:
    """Compared with the library itself, without what we render in our own way."""
    assume(not re.search(r"\[ \]|\$", text))
    plain = MarkdownIt("commonmark", {"html": False, "maxNesting": 100, "linkify": True})
    plain.enable(["table", "strikethrough"]).inline.ruler.enable("linkify")
    ended = text if text.endswith("\n") else f"{text}\n"

    def words(page: str) -> list[str]:
        own = re.sub(
            r'<figcaption>.*?</figcaption>|</?(figure|div|h\d|span)\b[^>]*>|<a class="anchor".*?</a>', "", page
        )
        tags = re.sub(r' (tabindex|loading|style|class)="[^"]*"| /(?=>)', "", own)
        return re.sub(r'\s+(?=">)', "", tags.replace("&quot;", '"')).split()

    assert words(render_markdown(text)) == words(plain.render(ended).replace("\xa0", "&nbsp;"))


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS | OURS, max_size=60).map("".join))
def test_no_text_breaks_the_renderer(text: str) -> None:
    page = render_markdown(text)
    opened = Counter(re.findall(r"<([a-z]\w*)", page))
    closed = Counter(re.findall(r"</([a-z]\w*)>", page))
    assert {tag: opened[tag] for tag in opened if tag not in {"br", "hr", "img"}} == closed
    assert not re.search(r"<[^>]*\s(style|on\w+)=", page)
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(set(ids)) == len(ids)
    assert {target for target in re.findall(r'href="#([^"]*)"', page) if target.startswith("fn")} <= set(ids)


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS | OURS, max_size=60).map("".join))
def test_sanitising_twice_changes_nothing(text: str) -> None:
    page = render_markdown(text)
    assert clean_page(page) == page
    feed = render_for_feed(text, "https://example.com/a/")
    assert clean_feed(feed, "https://example.com/a/") == feed
