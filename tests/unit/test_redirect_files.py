"""CSV as people have it: what is read of it, and what is said of what cannot be read."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.exceptions import InvalidContent
from articles.redirect_files import MAX_BYTES, MAX_LINES, read_rows, text_of, write_rows
from articles.redirects import Redirect, Row, Target
from tests.factories import NOW

ROW = [Row(1, "/a", "/b")]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("/a,/b", ROW),
        ("/a;/b", ROW),
        ("/a\t/b\n", ROW),
        ('"/a","/b"\r\n', ROW),
        ("  /a , /b ", ROW),
        ("from,to\n/a,/b", [Row(2, "/a", "/b")]),
        ("To;From;Note\n/b;/a;why", [Row(2, "/a", "/b", "why")]),
        ("old_url,id,New URL\n/a,7,/b", [Row(2, "/a", "/b")]),
        ("\n\n/a,/b\n\n/c,/d\n", [Row(3, "/a", "/b"), Row(5, "/c", "/d")]),
        ("/a", [Row(1, "/a", "")]),
        ("/a,/b,why,more", [Row(1, "/a", "/b", "why")]),
        ("/a;b.html,/c", [Row(1, "/a;b.html", "/c")]),
        ('"/a,b",/c', [Row(1, "/a,b", "/c")]),
        ('/a,"/b\nc"\n/d,/e', [Row(1, "/a", "/b\nc"), Row(3, "/d", "/e")]),
        ("/a,/b\x00", [Row(1, "/a", "/b\x00")]),
        ("/a,=cmd", [Row(1, "/a", "=cmd")]),
    ],
)
def test_read_rows(text: str, rows: list[Row]) -> None:
    assert read_rows(text) == rows


@pytest.mark.parametrize(
    "text",
    ["", "\n \n", "x" * (MAX_BYTES + 1), "/a,/b\n" * (MAX_LINES + 1), f'/a,"{"x" * 200_000}"'],
    ids=["empty", "blank", "bytes", "lines", "cell"],
)
def test_read_rows_says_what_is_wrong(text: str) -> None:
    with pytest.raises(InvalidContent):
        read_rows(text)


@pytest.mark.parametrize(
    "data",
    ["/é,/b".encode(), "\ufeff/é,/b".encode(), "/é,/b".encode("utf-16"), "/é,/b".encode("cp1252")],
)
def test_text_of_knows_what_excel_writes(data: bytes) -> None:
    assert read_rows(text_of(data)) == [Row(1, "/é", "/b")]


def test_text_of_too_much() -> None:
    with pytest.raises(InvalidContent):
        text_of(bytes(MAX_BYTES + 1))


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_file_is_rows_or_refused(data: bytes) -> None:
    try:
        rows = read_rows(text_of(data))
    except InvalidContent:
        return
    assert all(row.number >= 1 for row in rows)


def test_what_is_written_is_read_again_and_is_no_formula() -> None:
    one = Redirect("/a,b", Target(address="/c", path="/c"), note="=1+1", created_by="x", created_at=NOW)
    text = "".join(write_rows([one], {"/a,b": "/c"}))
    assert text.splitlines()[0] == "from,to,note"
    assert read_rows(text) == [Row(2, "/a,b", "/c", "'=1+1")]
    assert next(csv.reader(io.StringIO(text)))[0] == "from"
