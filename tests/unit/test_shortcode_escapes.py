"""What is hidden from Hugo comes back exactly, and the real Hugo shows it as it was."""

from __future__ import annotations

import html
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.conversion.shortcodes import escape_shortcodes, unescape_shortcodes

PIECES = [
    "{{<",
    "{{%",
    ">}}",
    "%}}",
    "/*",
    "*/",
    "{",
    "}",
    "<!--more-->",
    "{{< x.inline >}}{{< /x.inline >}}",
    "a",
    "\n",
    "\r",
    "```",
    "~~~",
    "> ",
    "- ",
    "    ",
    "&#",
    "&#123;",
    "&#38;#",
    "<div>",
    "[^1]: ",
]
HUGO = Path(sys.executable).parent / "hugo"
TEXTS = (
    "{{< x >}}", "{{% x %}}", "{{<", "{{%", "{{< a", "{{<>}}", "{{</>}}", "{{</*/>}}", "{{%}}", "{{%%}}", "{{{<",
    "{{{{%",
    "{{</* x */>}}", "{{< /* */ >}}", "{{<!-- x -->}}", "a {{< b {{% c %}} d", "{{% a {{< b >}} %}}",
    "{{< a {{</* b */>}} */>}}", "<!--more-->", "{{< a <!--more--> >}} <!--more-->", "{{< x >}}\n    {{< y\n\n{{% z",
    "{{< x.inline >}}{{< /x.inline >}}", "{{{< x.inline >}}{{< /x.inline >}}{<",
)  # fmt: skip


@settings(max_examples=200, database=None, deadline=None)
@given(st.text("{}<>%/* a\n", max_size=40) | st.lists(st.sampled_from(PIECES), max_size=16).map("".join) | st.text())
def test_unescape_is_the_exact_inverse_of_escape(text: str) -> None:
    assert unescape_shortcodes(escape_shortcodes(text)) == text
    twice = escape_shortcodes(escape_shortcodes(text))
    assert unescape_shortcodes(unescape_shortcodes(twice)) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("{{< x >}} {{% y %}}", "{{</* x */>}} {{%/* y */%}}"),
        ("{{< a {{% b >}}", "{{</* a {{% b */>}}"),
        ("{{< a", "{{{< x.inline >}}{{< /x.inline >}}{< a"),
        ("{{ a }} {% b %} <!-- more -->", "{{ a }} {% b %} <!-- more -->"),
    ],
)
def test_escape_takes_the_form_hugo_has(text: str, escaped: str) -> None:
    assert escape_shortcodes(text) == escaped


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("```ts {3-5}\n{3}\n```\n", "```ts &#123;3-5}\n{3}\n```\n"),
        ("~~~{r, echo=FALSE}", "~~~&#123;r, echo=FALSE}"),
        ("```js {{< x >}} {", "```js &#123;&#123;< x >}} &#123;"),
        ("```js &#123; &#38;", "```js &#38;#123; &#38;#38;"),
        ("- a\n  > ```js {1}\n  > ```js {1}", "- a\n  > ```js &#123;1}\n  > ```js {1}"),
        ("````md\n```js {1}\n```\n````\n```js {1}", "````md\n```js {1}\n```\n````\n```js &#123;1}"),
        ("<p>\n```\n</p>\n\n```js {1}\n```", "<p>\n```\n</p>\n\n```js &#123;1}\n```"),
        ("[^1]: ```js {1}\n\n    ```js {1}", "[^1]: ```js &#123;1}\n\n    ```js &#123;1}"),
        ("a\r```js {1}\r\n```\r", "a\r```js &#123;1}\r\n```\r"),
        ("a ```js {1}\n```js {1} `", "a ```js {1}\n```js {1} `"),
    ],
)
def test_escape_hides_attributes_of_fences(text: str, escaped: str) -> None:
    assert escape_shortcodes(text) == escaped
    assert unescape_shortcodes(escaped) == text


@pytest.mark.parametrize("text", ["{{< x >}}", "{{</* x", "{{</* x */%}}", "{{ x }}", ""])
def test_unescape_leaves_what_is_not_escaped(text: str) -> None:
    assert unescape_shortcodes(text) == text


@pytest.mark.parametrize("inline", ["true", "false"])
def test_hugo_shows_what_was_escaped(tmp_path: Path, inline: str) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts/single.html").write_text("{{ .Content }}")
    (tmp_path / "hugo.toml").write_text(
        'disableKinds = ["taxonomy", "term", "RSS", "sitemap", "home", "section"]\n'
        f"[markup.highlight]\ncodeFences = false\n[security]\nenableInlineShortcodes = {inline}\n"
    )
    for number, text in enumerate(TEXTS):
        body = escape_shortcodes(f"~~~\n{text}\n~~~\n\n`{text.partition(chr(10))[0]}`\n")
        (tmp_path / f"content/{number}.md").write_text(f"---\ntitle: T\n---\n{body}")
    subprocess.run([HUGO, "--source", tmp_path], check=True, capture_output=True, timeout=60)
    for number, text in enumerate(TEXTS):
        page = (tmp_path / f"public/{number}/index.html").read_text()
        codes = [html.unescape(code) for code in re.findall(r"<code>(.*?)</code>", page, re.DOTALL)]
        assert codes == [f"{text}\n", text.partition("\n")[0]]


@pytest.mark.parametrize(
    "part",
    [
        "{{<", "{{%", "{{</*", "{{< a >}}", "{{</* a */>}}", "{", "<!--more-->", "```js {1}\n", "```js {1}\n```\n",
        "~~~{&#\n", "> ```{\n\n", "- ```{\n", "a\n\n```{\n```\n",
    ],
)  # fmt: skip
def test_time_is_linear(part: str) -> None:
    text = part * (350 * 1024 // len(part))
    for change in (escape_shortcodes, unescape_shortcodes):
        started = time.process_time()
        change(text)
        assert time.process_time() - started < 1
