"""A text that is handed on as it was written loses its comments, and no example of one."""

from __future__ import annotations

import time

import pytest

from articles.conversion.comments import without_comments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <!-- b --> c", "a  c"),
        ("a\n<!-- b\n\nc -->\nd", "a\n\nd"),
        ("<!-- a --><!-- b -->c", "c"),
        ("<!-->a", "a"),
        ("<!--->a", "a"),
        ("<!-- a -- b > c --> d", " d"),
        ("a <!-- b", "a <!-- b"),
        ("a --> b", "a --> b"),
        ("a --> b <!-- c", "a --> b <!-- c"),
        ("`<!-- a -->` b", "`<!-- a -->` b"),
        ("```\n<!-- a -->\n```\n<!-- b -->", "```\n<!-- a -->\n```\n"),
        ("<!-- ` -->a `b`", "a `b`"),
        ("<!--\n```\n-->\na\n", "\na\n"),
        ("", ""),
    ],
)
def test_without_comments(text: str, expected: str) -> None:
    assert without_comments(text) == expected


@pytest.mark.parametrize("text", ["<!--" * 80_000, "`<!--` " * 50_000 + "-->", "<!--a-->" * 40_000, "-->" * 100_000])
def test_without_comments_takes_no_long_time(text: str) -> None:
    began = time.process_time()
    without_comments(text)
    assert time.process_time() - began < 2
