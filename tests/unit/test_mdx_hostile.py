"""No text makes the converter fail, lose words, or take long."""

from __future__ import annotations

import random
import re
import time

import pytest

from articles.conversion.mdx import convert_mdx
from articles.conversion.mdx.notes import MAX_NOTICES

SIZE = 350 * 1024
PIECES = [
    "<A b={", "{{{{", "<a><a><a>", "`", "</a>", "import {\n", "export const a = {\n", "<a b=\"", "<!-- ", "{/* ",
    "{`${", "> ", "- ", "1. ", "<Note>\n  - <Note>\n", "```\n", "~~~ \n", "\\", "<A/>\n", "{'x'} ", "<b></b>",
    "<Mermaid chart={`", "{=/[", "<td>x</td>", "<A x={<A x={", "|<Note>x</Note>|\n", "\n", " ", "\t", ":::note\n", "<>",
    "a<br/>", "a\n", "/a/ ", "a b c ! ",
    "export const a = 1\n", "export const meta = {a:1 b:2 ", "import a from './a.png'\n", "<Steps><Step>", "\ud800<",
    "- a\n\n  <Note>a</Note>\n", "## a {#b} ", "<Foo a='b c'>d</Foo>", "<Quote by='a'>",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("frame", ["{}", "<Note>\n{}\n</Note>", "export const meta = {{a: {}}}\n"])
def test_repeated_piece_takes_less_than_a_second(piece: str, frame: str) -> None:
    text = frame.format(piece * (SIZE // len(piece)))[:SIZE]
    begin = time.process_time()
    converted = convert_mdx(text)
    assert time.process_time() - begin < 1
    assert len(converted.notices) <= MAX_NOTICES + 1


def test_too_many_tags_are_shown_as_they_stand() -> None:
    converted = convert_mdx("<Foo/>\n" * 10_000 + "last <Foo/> words")
    assert converted.body.endswith("<Foo/>\nlast <Foo/> words\n")
    assert any("from here on it is shown as it stands" in notice.text for notice in converted.notices)


def test_deep_nesting_is_flattened_with_one_notice() -> None:
    converted = convert_mdx("<div>\n" * 200 + "words\n" + "</div>\n" * 200)
    assert converted.body == "words\n"
    assert [notice.line for notice in converted.notices] == [51]


def test_text_that_grows_too_much_is_shown_as_it_stands() -> None:
    text = f"export const a = '{'x' * 1000}'\n\n" + "{a}" * 7000
    converted = convert_mdx(text)
    assert len(converted.body) < 2 * len(text)
    assert "grows too much" in converted.notices[0].text


BLOCKS = [
    "<Note>\n{}\n</Note>", "<Callout type='warning' title='{w}'>\n  {}\n</Callout>", "<Foo title='{w}'>{}</Foo>",
    "<Tabs>\n<Tab label='{w}'>\n\n{}\n\n</Tab>\n</Tabs>", "<details><summary>{w}</summary>\n\n{}\n\n</details>",
    "<Steps>\n  <Step title='{w}'>\n    {}\n  </Step>\n</Steps>", "<ul><li>{w}</li><li>{}</li></ul>",
    "<table><tr><td>{w}</td><td>{}</td></tr></table>", "<div>\n\n    {}\n\n</div>", "- {w}\n\n  <Tip>{}</Tip>",
    "a {w} <Info>{}</Info> {w}", "<blockquote>{}</blockquote>", "<Card href='/x' title='{w}'>\n  {}\n</Card>",
    "| {w} | <Note>{}</Note> |\n|---|---|", "# {w} <Tip>{}</Tip>", "{}\n\n{w}", "{}<br/>{w}", "<b>{w}</b> {}",
    "<a href='/x'>{}</a>", "<Frame caption='{w}'>\n{}\n</Frame>", "<figure>{}<figcaption>{w}</figcaption></figure>",
    "<p>{}</p>", "{w} <Unknown>{}</Unknown>", "<Wrong>{}", "{}</Wrong>", "<CodeGroup>{}</CodeGroup>",
]  # fmt: skip
LEAVES = [
    "{w}", "{{'{w}'}}", "\n```js\n{w} <b> {{\n```\n", "`{w}`", "<Mermaid chart={{`{w}\n  {w}`}} />", "<Odd a='{w}' />",
    "<Image src='/a' alt='{w}' caption='{w}' />", "<pre><code>{w}</code></pre>", "<kbd>{w}</kbd>", "{{f({w})}}",
    "<CodeBlock code={{'{w}'}} />", "<!-- x -->{w}", "\n> {w}\n> <Note>{w}</Note>\n", "**{w}**", "{{ {w}",
]  # fmt: skip


class _Words:
    """Makes texts of words that are all different."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.count = 0

    def fill(self, template: str, inside: str = "") -> str:
        def word(match: re.Match[str]) -> str:
            if match[0] == "{w}":
                self.count += 1
                return f"word{self.count}q"
            return {"{{": "{", "}}": "}", "{}": inside}[match[0]]

        return re.sub(r"\{w\}|\{\{|\}\}|\{\}", word, template)

    def text(self, depth: int) -> str:
        if depth == 0:
            return self.fill(self._random.choice(LEAVES))
        inside = self._random.choice(["", "\n", "\n\n", " "]).join(
            self.text(depth - 1) for _ in range(self._random.randint(1, 3))
        )
        return self.fill(self._random.choice(BLOCKS), inside)


@pytest.mark.parametrize("seed", range(300))
def test_no_word_is_lost(seed: int) -> None:
    words = _Words(seed)
    text = words.text(depth=1 + seed % 4)
    converted = convert_mdx(text).body
    lost = [number for number in range(1, words.count + 1) if f"word{number}q" not in converted]
    assert not lost, text


@pytest.mark.parametrize("seed", range(100))
def test_any_mixture_is_converted(seed: int) -> None:
    chance = random.Random(seed)
    pieces = [
        *PIECES,
        *LEAVES,
        *BLOCKS,
        "}",
        "</Note>",
        "<Note>",
        "\n\n",
        "word",
        "'",
        '"',
        "*/",
        "-->",
        "]",
        ")",
        "\x00",
    ]
    text = "".join(chance.choice(pieces) for _ in range(chance.randint(1, 200)))
    body = convert_mdx(text).body
    assert body == "" or (body.endswith("\n") and not body.endswith("\n\n"))
