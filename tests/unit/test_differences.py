"""Two texts side by side: all of both, paragraph by paragraph, whatever they hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from articles.differences import MAX_COMPARED, Row, compare

TEXTS = st.lists(st.sampled_from(["one", "two\nlines", "  three", "```", ""])).map("\n\n".join)


def test_what_differs_stands_beside_each_other() -> None:
    rows = compare("One.\n\nMine.\n\nThree.\n", "One.\n\nTheirs.\n\nThree.\n\nFour.\n")
    assert rows == (Row("One.", "One."), Row("Mine.", "Theirs."), Row("Three.", "Three."), Row("", "Four."))
    assert [row.differs for row in rows] == [False, True, False, True]


@given(TEXTS, TEXTS)
def test_both_texts_are_whole(mine: str, theirs: str) -> None:
    rows = compare(mine, theirs)
    for side, text in (("mine", mine), ("theirs", theirs)):
        shown = "".join(getattr(row, side) for row in rows)
        assert shown.replace("\n", "") == text.replace("\n", "")


def test_texts_of_too_many_paragraphs_are_shown_whole() -> None:
    text = "x\n\n" * (MAX_COMPARED + 1)
    assert compare(text, "y") == (Row(text, "y"),)
