"""Front matters that nobody thought of: an article or a complaint with its place, and what is unknown comes back."""

from __future__ import annotations

import json
import time
from datetime import date, datetime
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.documents import parse_document, write_document
from articles.exceptions import InvalidContent
from articles.frontmatter import KNOWN_KEYS
from tests.fuzz.test_texts import LIMIT_SECONDS, TIMES, UTC

PIECES = (
    "---\n", "+++\n", "{", "}", "title: T\n", "title = 'T'\n", "\"title\": \"T\",", "date: 2026-01-01\n",
    "date = 2026-01-01\n", "draft: true\n", "tags: [a, b]\n", "tags:\n  - a\n", "&a ", "*a", "!!str ", "!x ", "? ",
    ": ", "- ", "|\n", ">\n", "'", "\"", "#", "\n", "  ", "\t", "[", "]", "[x]\n", "[[y]]\n", "a.b = 1\n", "key",
    "0x1f", "1e9", "~", "null", "2026-13-45", "é", "\\u00e9", "\\ud800", "%", "@", "`", "...\n", "<<: *a\n",
)  # fmt: skip
NAMES = st.text(st.characters(categories=["L", "N"], include_characters="_- "), min_size=1, max_size=12)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=30)
SCALARS = st.one_of(
    TEXTS, st.integers(-(2**53), 2**53), st.booleans(), st.none(), st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1, 1, 1)), st.datetimes(datetime(1, 1, 1)),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=8,
)


def known(name: str) -> bool:
    return any(part in name.lower() for part in (*KNOWN_KEYS, "date", "summary", "excerpt", "image", "cover", "mod"))


def extras() -> st.SearchStrategy[dict[str, Any]]:
    names = NAMES.filter(lambda name: not known(name) and name.strip() == name)
    return st.dictionaries(names.map(lambda name: f"x {name}"), VALUES, max_size=4)


@given(
    text=st.lists(st.one_of(st.sampled_from(PIECES), TEXTS), max_size=30).map("".join),
    fence=st.sampled_from(["---", "+++", ""]),
)
@settings(max_examples=500 * TIMES)
def test_front_matter_is_an_article_or_a_complaint(text: str, fence: str) -> None:
    began = time.process_time()
    try:
        article = parse_document(f"{fence}\n{text}\n{fence}\nBody\n", path="x.md", time_zone=UTC).article
    except InvalidContent as exc:
        assert str(exc).startswith("x.md:")
    else:
        again = parse_document(
            write_document(article, time_zone=UTC), path="x.md", time_zone=UTC, exported=True
        ).article
        assert again == article
    assert time.process_time() - began < LIMIT_SECONDS


@given(data=extras(), style=st.sampled_from(["yaml", "yaml-flow", "json"]))
@settings(max_examples=500 * TIMES)
def test_unknown_keys_survive_the_way_through_the_table_and_back(data: dict[str, Any], style: str) -> None:
    usual = {"title": "T", "date": "2026-01-01"}
    if style == "json":
        text = json.dumps({**usual, **data}, default=str, ensure_ascii=False)
        wanted = json.loads(text)
    else:
        text = (
            "---\n" + yaml.safe_dump({**usual, **data}, allow_unicode=True, default_flow_style=style != "yaml") + "---"
        )
        wanted = yaml.safe_load(text[4:-3])
    article = parse_document(f"{text}\nBody\n", path="x.md", time_zone=UTC).article
    written = write_document(article, time_zone=UTC)
    loaded = yaml.safe_load(written.split("---\n")[1]) if "\n---\n" not in article.extra else None
    if loaded is not None:
        assert {key: loaded[key] for key in data} == {key: wanted[key] for key in data}
    again = parse_document(written, path="x.md", time_zone=UTC, exported=True).article
    assert again == article
    assert write_document(again, time_zone=UTC) == written
