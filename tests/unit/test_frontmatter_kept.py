"""Keys that no field holds stay with the article: same names, same types, and one way to write them."""

from __future__ import annotations

import json
import tomllib
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.documents import parse_document, write_document
from articles.domain import Article
from articles.exceptions import InvalidContent

UTC_ZONE = ZoneInfo("UTC")
YAML_VALUES = {
    "number": "1",
    "negative": "-12",
    "float": "1.10",
    "octal": "0o17",
    "hexadecimal": "0xFF",
    "underscored": "1_000",
    "infinity": ".inf",
    "boolean": "true",
    "yes": "yes",
    "null": "~",
    "nothing": "",
    "empty-text": "''",
    "quoted-number": "'1'",
    "quoted-boolean": '"true"',
    "quoted-date": "'2026-05-31'",
    "date": "2026-05-31",
    "moment": "2026-05-31T09:30:00+02:00",
    "clock": "09:30",
    "text": "some words",
    "colon": "'a: b'",
    "hash": "'a # b'",
    "escapes": '"tab\\t newline\\n quote\\" nul-free \\u00e9 \\U0001F600"',
    "unicode": "Grüße 日本語 😀 שלום",
    "list": "[1, two, 3.0, null, 2026-01-01]",
    "block-list": "\n  - a\n  - - b\n    - c\n  - d: e",
    "map": "{a: 1, b: {c: [d, {e: f}]}}",
    "block-map": "\n  a: 1\n  b:\n    c: '1'",
    "empty-list": "[]",
    "empty-map": "{}",
    "literal": "|\n  One\n   two\n\n  # three\n  ---\n  four\n",
    "literal-kept": "|+\n  One\n\n\n",
    "literal-stripped": "|-\n  One\n  two",
    "literal-indented": "|2\n    One\n  two\n",
    "folded": ">\n  One\n  two\n\n  three\n",
    "long": "word " * 300 + "end",
    "plain-lines": "one\n  two\n\n  three",
    "quoted-lines": '"one\n  two\n\n  three"',
    "anchor": "&a [1, 2]\ny: *a\nz: {w: *a}",
    "merge": "&a {b: 1}\ny:\n  <<: *a\n  c: 2",
    "tagged-text": "!!str 12",
    "tagged-number": "!!int '12'",
    "set": "!!set {a, b}",
    "binary": "!!binary aGVsbG8=",
    "comment": "1 # a comment",
    "map-with-odd-keys": "{1: a, true: b, 2026-01-01: c, ~: d}",
}


def yaml_head(lines: str) -> str:
    return f"---\ntitle: T\ndate: 2026-05-31\n{lines}\n---\nBody.\n"


def article(text: str) -> Article:
    return parse_document(text, path="f.md", time_zone=UTC_ZONE).article


def written_and_read(found: Article) -> Article:
    text = write_document(found, time_zone=UTC_ZONE)
    return parse_document(text, path="f.md", time_zone=UTC_ZONE, exported=True).article


def same(one: Any, other: Any) -> bool:
    """Equal with types: 1 is not true and not 1.0, and NaN is itself."""
    return repr(one) == repr(other)


@pytest.mark.parametrize("value", YAML_VALUES.values(), ids=YAML_VALUES)
def test_yaml_value_survives_with_its_type(value: str) -> None:
    lines = f"x: {value}"
    found = article(yaml_head(lines))
    assert same(yaml.safe_load(found.extra), yaml.safe_load(f"{lines}\n"))
    assert "\n...\n" not in found.extra
    assert written_and_read(found) == found


@pytest.mark.parametrize("key", ["'my key'", "日本", "'a: b'", "1", "true", "2026-01-01", "'#x'", "a.b", "$ref", "-x"])
def test_yaml_key_survives_as_it_is(key: str) -> None:
    found = article(yaml_head(f"{key}: 1"))
    assert same(yaml.safe_load(found.extra), yaml.safe_load(f"{key}: 1"))
    assert written_and_read(found).extra == found.extra


def test_yaml_extra_is_only_what_no_field_holds_in_the_order_of_the_file() -> None:
    found = article(yaml_head("z: 1\nauthor: A\nlayout: post\na: {b: c}"))
    assert found.extra == "z: 1\nlayout: post\na: {b: c}\n"


def test_yaml_alias_of_a_key_of_ours_becomes_its_value() -> None:
    found = article(yaml_head("author: &me Ada\neditor: *me\nteam: [*me]"))
    assert yaml.safe_load(found.extra) == {"editor": "Ada", "team": ["Ada"]}
    assert written_and_read(found) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [("x:   1  # why", "x: 1"), ("x: 1\n\n# more\ny: 2", "x: 1\ny: 2"), ("x: [ 1,2 ]", "x: [1, 2]"), ("# a", "")],
)
def test_yaml_layout_and_comments_make_no_other_article(one: str, other: str) -> None:
    assert article(yaml_head(one)) == article(yaml_head(other))


def test_yaml_type_makes_another_article() -> None:
    assert article(yaml_head("x: 1")).checksum != article(yaml_head("x: '1'")).checksum


TOML_VALUES = [
    "1", "-1", "0xff", "1.5", "1e3", "inf", "-inf", "nan", "true", "'1'", '"true"', '"2026-05-31"', "2026-05-31",
    "2026-05-31T09:30:00", "2026-05-31T09:30:00.5", "2026-05-31T09:30:00Z", "2026-05-31T09:30:00+05:30", "[]", "{}",
    "[1, 'a', [2.5, true]]", "{a = 1, b = {c = ['d']}}", '"""\none\ntwo\n"""', "'''\n---\n'''", '"\\u00e9 😀 日本"',
    '""', "'a: b # c'", "'yes'", "'1:30'", "'~'", "' spaced '", '"\\u2028 \\u0085 \\ufeff"',
]  # fmt: skip


@pytest.mark.parametrize("value", TOML_VALUES)
def test_toml_value_survives_with_its_type(value: str) -> None:
    found = article(f"+++\ntitle = 'T'\ndate = 2026-05-31\nx = {value}\n+++\n")
    assert same(yaml.safe_load(found.extra), tomllib.loads(f"x = {value}"))
    assert written_and_read(found) == found


def test_toml_time_of_day_becomes_a_text() -> None:
    found = article("+++\ntitle = 'T'\ndate = 2026-05-31\nx = 07:32:00\n+++\n")
    assert yaml.safe_load(found.extra) == {"x": "07:32:00"}


def test_toml_tables_survive() -> None:
    lines = "[params]\na = 1\n[params.b]\nc = 'd'\n[[menu.main]]\nname = 'x'\n[[menu.main]]\nname = 'y'\n"
    found = article(f"+++\ntitle = 'T'\ndate = 2026-05-31\n{lines}+++\n")
    assert yaml.safe_load(found.extra) == tomllib.loads(lines)


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t :#-'\"\\&*!|>%@`{}[],?"))
)
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text("abc 1-"), inner), max_leaves=8)


@given(values)
@settings(deadline=None, max_examples=150)
def test_json_any_value_survives_with_its_type(value: Any) -> None:
    found = article(json.dumps({"title": "T", "date": "2026-05-31", "x": value}))
    assert same(yaml.safe_load(found.extra), {"x": value})
    assert written_and_read(found) == found


@pytest.mark.parametrize("text", [json.dumps({"title": "T", "date": "2026-05-31", "x": "\x1b"}), yaml_head('x: "\\e"')])
def test_control_character_that_is_written_as_an_escape_survives(text: str) -> None:
    found = article(text)
    assert yaml.safe_load(found.extra) == {"x": "\x1b"}
    assert written_and_read(found) == found


def test_extra_counts_towards_the_size_of_an_article() -> None:
    head = yaml_head("x: " + "y" * 60_000)
    assert article(head + "z" * 290_000)
    with pytest.raises(InvalidContent, match="is too long"):
        article(head + "z" * 300_000)
