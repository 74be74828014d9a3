"""`import` and `export`: what goes silently, what becomes metadata, and what is told."""

from __future__ import annotations

from typing import Any

import pytest

from articles.conversion.mdx import Value, convert_mdx
from tests.unit.test_mdx import body, notices


def metadata(text: str) -> dict[str, Any]:
    return {key: value.value for key, value in convert_mdx(text).metadata.items()}


@pytest.mark.parametrize(
    "text",
    [
        "import a from 'b'",
        'import "./a.css";',
        "import * as a from 'b'\nimport {\n  c,\n  d as e,\n} from 'f';",
        "import type { A } from 'b'",
        "import a, { b } from 'c' with { type: 'json' }",
        "export default Layout",
        "export { Layout as default } from './layout'",
    ],
)
def test_statement_goes_silently(text: str) -> None:
    assert convert_mdx(f"{text}\n\nwords") == ("words\n", {}, ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("export const getStaticProps = async () => {\n  return { a: `}` }\n}", "the export `getStaticProps` is no"),
        ("export function A({ b }) {\n\n  return <p>it's {b}</p>\n}", "the export `A` is code"),
        ("export default ({ children }) => <A>{children}</A>", "the export `export default` is code"),
        ("export const a = 1", "the export `a` is not used in the text"),
        ("export type A = {\n  b: string\n}", "the export `A` is code"),
        ("export const a =\n  b ||\n  c", "the export `a` is no literal value"),
    ],
)
def test_other_statement_goes_with_a_notice(text: str, told: str) -> None:
    assert body(f"{text}\n\nwords") == "words"
    assert [line for line, notice in notices(text) if notice.startswith(told)] == [1]


@pytest.mark.parametrize("name", ["article", "meta", "metadata", "frontmatter", "post"])
def test_metadata_has_the_lines_of_its_keys(name: str) -> None:
    text = f"# A\n\nexport const {name} = {{\n  a: 'b',\n\n  // c\n  d: 2,\n}}\n\nwords"
    assert convert_mdx(text).metadata == {"a": Value(4, "b"), "d": Value(7, 2)}
    assert body(text) == "# A\n\nwords"


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("'it\\'s'", "it's"),
        ('"a\\n\\x41\\u{42}"', "a\nAB"),
        ("`a\nb`", "a\nb"),
        ("-1.5e2", -150.0),
        ("0x10", 16),
        ("[1, 'a', [true, null],]", [1, "a", [True, None]]),
        ("{ 'b-c': { d: undefined }, /* e */ f: [], }", {"b-c": {"d": None}, "f": []}),
        ("new Date('2025-01-02')", "2025-01-02"),
        ("'a' +\n 'b'", "ab"),
        ("['a'] as const", ["a"]),
        ("('a')", "a"),
        ("known", 7),
        ("{ ...others }.nothing", None),
    ],
)
def test_literal_is_read(source: str, value: object) -> None:
    text = f"export const known = 7\nexport const meta: Meta<A> = {{ key: {source}, last: 1 }} satisfies B;"
    assert metadata(text) == ({"last": 1} if value is None else {"key": value, "last": 1})


def test_short_forms_stand_for_other_exports() -> None:
    text = "export const a = 1\nexport const rest = { b: 2 }\nexport const meta = { a, ...rest, c: rest.b }"
    assert metadata(text) == {"a": 1, "b": 2, "c": 2}
    assert notices(text) == []


@pytest.mark.parametrize("source", ["f()", "() => { return [1, 2] }", "`a ${b}`", "a ? b : c", "async", "!0", "/x/"])
def test_computed_key_is_left_out_and_told(source: str) -> None:
    text = f"\nexport const meta = {{\n  a: 1,\n  b: {source},\n  c: 3,\n}}"
    assert metadata(text) == {"a": 1, "c": 3}
    assert notices(text) == [(4, "the key `b` is computed; it was left out")]


def test_value_is_shown_where_the_text_names_it() -> None:
    text = (
        "export const meta = { a: 'x', b: [{ c: 2 }] }\nexport const d = 'y'\n\n{meta.a} {meta['b'][0].c} {d} {meta.z}"
    )
    assert body(text) == "x 2 y `{meta.z}`"


def test_second_object_adds_and_the_first_counts() -> None:
    text = "export const meta = { a: 1 }\n\nexport const article = { a: 2, b: 3 }"
    assert metadata(text) == {"a": 1, "b": 3}
    assert notices(text) == [(3, "the key `a` stands here again; that of line 1 counts")]


def test_statement_that_is_not_closed_is_shown() -> None:
    assert body("export const meta = {\n  a: 1,\n\nwords") == "export const meta = {\n  a: 1,\n\nwords"
    assert (1, "a statement is not closed; it is shown as it stands") in notices("export const meta = {")


def test_names_cannot_multiply_values_without_end() -> None:
    lines = [f"export const a{n + 1} = [{', '.join([f'a{n}'] * 9)}]" for n in range(20)]
    text = "\n".join(["export const a0 = ['x']", *lines, "export const meta = { a: a20 }"])
    assert metadata(text) == {}
