from __future__ import annotations

import pytest
from django.core.signing import Signer

from articles.cursors import neighbours, read_cursor, write_cursor
from articles.domain import Cursor, ListPage
from articles.exceptions import InvalidCursor
from tests.factories import make_summary

CURSOR = Cursor("after", "2026-05-31T09:30:01Z#my-slug")


@pytest.mark.parametrize("cursor", [CURSOR, Cursor("before", "2026-01-01T00:00:00Z#" + "x" * 100)])
def test_cursor_comes_back_as_it_was(cursor: Cursor) -> None:
    assert read_cursor(write_cursor(cursor, list_name="articles"), list_name="articles") == cursor


def test_write_cursor_is_the_same_text_at_all_times() -> None:
    assert write_cursor(CURSOR, list_name="articles") == write_cursor(CURSOR, list_name="articles")


def test_write_cursor_needs_no_quoting_in_an_address() -> None:
    text = write_cursor(CURSOR, list_name="articles")
    assert text.replace("-", "").replace("_", "").replace(".", "").isalnum()
    assert text.isascii()


def test_read_cursor_without_a_mark_is_the_first_page() -> None:
    assert read_cursor("", list_name="articles") is None


@pytest.mark.parametrize("name", ["tags", "tag:articles", "tag:go", ""])
def test_read_cursor_of_another_list_is_refused(name: str) -> None:
    with pytest.raises(InvalidCursor):
        read_cursor(write_cursor(CURSOR, list_name="articles"), list_name=name)


@pytest.mark.parametrize(
    "text",
    [
        "x", ".", "a.b", "..", "ünïcödé.🐍", "\x00", "a" * 501, "a" * 100_000, "%00", "'", "W10.x", " ", "\ud800.x",
        write_cursor(CURSOR, list_name="articles")[:-1],
        write_cursor(CURSOR, list_name="articles") + "x",
        "X" + write_cursor(CURSOR, list_name="articles"),
        write_cursor(CURSOR, list_name="articles").upper(),
    ],
)  # fmt: skip
def test_read_cursor_forged_or_damaged_is_refused(text: str) -> None:
    with pytest.raises(InvalidCursor):
        read_cursor(text, list_name="articles")


def test_read_cursor_signed_for_something_else_is_refused() -> None:
    with pytest.raises(InvalidCursor):
        read_cursor(Signer(sep=".").sign_object(["after", CURSOR.sort_key]), list_name="articles")


def test_read_cursor_refusal_keeps_little_of_a_long_text() -> None:
    with pytest.raises(InvalidCursor) as caught:
        read_cursor("x" * 100_000, list_name="articles")
    assert len(caught.value.text) <= 500


@pytest.mark.parametrize(("has_newer", "has_older"), [(True, True), (True, False), (False, True), (False, False)])
def test_neighbours_are_marks_where_there_is_a_page(has_newer: bool, has_older: bool) -> None:
    page = ListPage((make_summary("new"), make_summary("old")), has_newer=has_newer, has_older=has_older)
    newer, older = neighbours(page, list_name="articles")
    before, after = read_cursor(newer, list_name="articles"), read_cursor(older, list_name="articles")
    assert before == (Cursor("before", "2026-01-01T00:00:00Z#new") if has_newer else None)
    assert after == (Cursor("after", "2026-01-01T00:00:00Z#old") if has_older else None)


def test_neighbours_of_an_empty_page_are_none() -> None:
    assert neighbours(ListPage((), has_newer=True), list_name="articles") == ("", "")
