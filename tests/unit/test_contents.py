from __future__ import annotations

from typing import Any

import pytest

from articles.rendering import Heading
from articles.views.contents import Entry, contents_of


def nested(entries: list[Entry]) -> list[Any]:
    return [(entry.anchor, nested(entry.entries)) if entry.entries else entry.anchor for entry in entries]


@pytest.mark.parametrize(
    ("levels", "contents"),
    [
        ([], []),
        ([2, 2], []),
        ([2, 2, 2], ["0", "1", "2"]),
        ([2, 3, 3, 2], [("0", ["1", "2"]), "3"]),
        ([2, 3, 4, 2, 2], [("0", ["1"]), "3", "4"]),
        ([3, 3, 4], ["0", ("1", ["2"])]),
        ([3, 2, 2, 2], ["1", "2", "3"]),
        ([2, 5, 2, 2], ["0", "2", "3"]),
    ],
)
def test_contents_of(levels: list[int], contents: list[Any]) -> None:
    headings = [Heading(level, str(number), f"Heading {number}") for number, level in enumerate(levels)]
    assert nested(contents_of(headings)) == contents
