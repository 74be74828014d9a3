"""MDX outside of components: expressions, comments, code, tags that are none, and where lines and blocks stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from articles.conversion.mdx import convert_mdx

ARTICLES = sorted((Path(__file__).parent / "mdx").glob("*.mdx"))
CODE = "an expression `{…}` is computed; it is shown as code"


def body(text: str) -> str:
    return convert_mdx(text).body.removesuffix("\n")


def notices(text: str) -> list[tuple[int, str]]:
    return [(notice.line, notice.text) for notice in convert_mdx(text).notices]


def kinds(text: str) -> list[str]:
    """The blocks that Markdown sees in the converted text."""
    tokens = MarkdownIt("commonmark").enable("table").parse(convert_mdx(text).body)
    return [token.type.removesuffix("_open") for token in tokens if token.nesting >= 0 and token.type != "inline"]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_article_becomes_the_markdown_beside_it(path: Path) -> None:
    assert convert_mdx(path.read_text()).body == path.with_suffix(".md").read_text()


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_article_has_no_indented_code_and_no_double_blank_lines(path: Path) -> None:
    text = path.read_text()
    assert "code_block" not in kinds(text)
    assert "\n\n\n" not in convert_mdx(text).body


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("  \n\n", ""),
        ("a\n\n\n\nb", "a\n\nb"),
        ("a {'b'} c", "a b c"),
        ('a {"*b*"} c', r"a \*b\* c"),
        ("a {`b\n  c`} d", "a b c d"),
        ("a{' '}b", "a b"),
        ("{1_000} {-2.5} {0}", "1000 -2.5 0"),
        ("{'# no heading'}", r"\# no heading"),
        ("{'1. no list'}", r"1\. no list"),
        ("{true}{null}{undefined}{}x", "x"),
        (r"{'caf\u00e9 \ud83d\ude00'}", "café 😀"),
        ("{'a' + ' b'}", "a b"),
        ("a {/* gone */} b", "a  b"),
        ("a\n{/* gone\n } */}\nb", "a\nb"),
        ("a\n<!-- gone\n <b> -->\nb", "a\nb"),
        ("{f(x)}", "`{f(x)}`"),
        ("a {`x ${y}`} b", "a ``{`x ${y}`}`` b"),
        ("{a.map((b) => <li>it's {b}</li>)}", "`{a.map((b) => <li>it's {b}</li>)}`"),
        ("{/[{]/.test(x)} y", "`{/[{]/.test(x)}` y"),
        ("{<b>x</b>}", "**x**"),
        ("<https://a.b/c> <a@b.cd>", "<https://a.b/c> <a@b.cd>"),
        ("a < b, c <3, d<=e", "a < b, c <3, d<=e"),
        (r"\<b> \{x} \\", r"\<b> \{x} \\"),
        ("`<b> {x}` ``a ` <b>``", "`<b> {x}` ``a ` <b>``"),
        ("a ` b <b>c</b>", "a ` b **c**"),
        ("> a <b>c</b>\n> b", "> a **c**\n> b"),
        (">a\n>> b", ">a\n>> b"),
        ("a  \nb\\\nc", "a  \nb\\\nc"),
        ("# A {#own}\n\nb", "# A {#own}\n\nb"),
        ("# A {#1}\n\nb {#own}", "# A\n\nb"),
        ("a\n\n      indented\n      more", "a\n\nindented\n      more"),
        ("- a\n\n  b\n    - c", "- a\n\n  b\n    - c"),
        ("import the data, then export it", "import the data, then export it"),
        ("a [b](c) ![d](e 'f')", "a [b](c) ![d](e 'f')"),
    ],
)
def test_text_becomes(text: str, expected: str) -> None:
    assert body(text) == expected


@pytest.mark.parametrize(
    "code",
    [
        "```mdx\n<Note>{x}</Note>\n\n\nimport a from 'b'\n```",
        "~~~\n<!-- {/* ``` */} -->\n~~~",
        "````md\n```\n<b>\n```\n````",
        "- a\n\n  ```js\n  {x}\n\n\n    <b>\n  ```",
        "1. a\n   ```\n   <b>{\n   ```\n2. b",
        "> ```\n> <b>{\n> ```",
        "   ```\n   <b>\n   ```",
    ],
)
def test_code_stays_as_it_is(code: str) -> None:
    assert convert_mdx(code) == (f"{code}\n", {}, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\n{f()}", [(3, CODE)]),
        ("> a\n> {f()}", [(2, CODE)]),
        ("\n{ open", [(2, "a brace `{` is not closed; it is shown as it stands")]),
        ("a\n<Note>b", [(2, "the tag <Note> is not closed; it is shown as code")]),
        ("a</b>", [(1, "the closing tag </b> has no opening one; it is shown as code")]),
        ("<Note a={", [(1, "a brace `{` is not closed; it is shown as it stands")]),
        ("A {#own}", [(1, "the heading's own id `#own` was left out")]),
        ("<!-- a", [(1, "a comment `<!--` is not closed; it is shown as it stands")]),
    ],
)
def test_notice_names_the_place(text: str, expected: list[tuple[int, str]]) -> None:
    assert [notice for notice in expected if notice not in notices(text)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <Note>b", "a `<Note>`b"),
        ("a</Note> b", "a`</Note>` b"),
        ("<b>a <i>c</b>", "**a `<i>`c**"),
        ("Array<string> and Map<K, V>", "Array`<string>` and Map<K, V>"),
        ("{ open\n\nb", "{ open\n\nb"),
        ("<Foo b={1", "<Foo b={1"),
        ("</>x", "`</>`x"),
    ],
)
def test_what_is_not_closed_stays_visible(text: str, expected: str) -> None:
    assert body(text) == expected


def test_own_containers_get_more_colons_than_what_comes_into_them() -> None:
    text = ":::info[A title]\n\n<Tip>x</Tip>\n\n:::"
    assert body(text) == "::::note A title\n\n:::tip\nx\n:::\n\n::::"


def test_list_and_fence_within_a_component_are_read_as_such() -> None:
    text = "<Foo>\n    text\n\n    - a\n    - b\n\n      ```js\n      x\n      ```\n</Foo>"
    assert kinds(text) == ["paragraph", "bullet_list", "list_item", "paragraph", "list_item", "paragraph", "fence"]
