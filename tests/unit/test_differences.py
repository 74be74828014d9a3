"""Two texts side by side: all of both, paragraph by paragraph and word by word, whatever they hold."""

from __future__ import annotations

import functools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.differences import MAX_COMPARED, Piece, Row, Size, compare, inline, pieces, size_of, stretches
from articles.matching import Match, Work, matches

TEXTS = st.lists(st.sampled_from(["one", "two\nlines", "  three", "```", "~~~~ py", "> ```", ""])).map("\n\n".join)
WORDS = st.lists(st.sampled_from(["the", "a", "fox", "fuchs", " ", "\n", ", ", "-", "語", "👩‍💻", "क्षेत्र"])).map("".join)


def text_of(found: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in found)


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


@given(TEXTS, TEXTS)
def test_pieces_of_rows_make_both_sides(mine: str, theirs: str) -> None:
    for row in compare(mine, theirs):
        assert (text_of(row.my_pieces), text_of(row.their_pieces)) == (row.mine, row.theirs)
        assert row.differs == any(piece.kind != "same" for piece in row.inline)


@given(st.one_of(WORDS, st.text()), st.one_of(WORDS, st.text()))
def test_pieces_make_both_texts(mine: str, theirs: str) -> None:
    ours, others = pieces(mine, theirs)
    assert (text_of(ours), text_of(others)) == (mine, theirs)
    assert {piece.kind for piece in ours} <= {"same", "mine"}
    assert {piece.kind for piece in others} <= {"same", "theirs"}


@given(st.text("abc", max_size=30), st.text("abc", max_size=30), st.integers(0, 400))
def test_matches_are_the_same_in_both_and_in_order(mine: str, theirs: str, left: int) -> None:
    at, from_ = 0, 0
    for place, other, length in matches(mine, theirs, Work(left)):
        assert (place >= at, other >= from_, length > 0) == (True, True, True)
        assert mine[place : place + length] == theirs[other : other + length]
        at, from_ = place + length, other + length


@given(st.lists(st.sampled_from("abcd"), max_size=12))
def test_matches_find_what_was_only_added_to(items: list[str]) -> None:
    """The shortest way is found where nothing stands once."""
    with_more = [more for item in items for more in (item, "z", "z")]
    assert sum(match.length for match in matches(items, with_more, Work())) == len(items)


def test_matches_without_work_are_what_both_begin_and_end_with() -> None:
    assert matches("a--x-b", "a==x=b", Work(0)) == [Match(0, 0, 1), Match(5, 5, 1)]


def test_words_that_differ_are_marked() -> None:
    assert inline("The quick brown fox jumps.", "The quick red fox jumps.") == (
        Piece("The quick ", "same"),
        Piece("brown", "mine"),
        Piece("red", "theirs"),
        Piece(" fox jumps.", "same"),
    )


@pytest.mark.parametrize(
    ("mine", "theirs", "changed"),
    [
        ("I don't know", "I won't know", "don't"),
        ("我在北京学习", "我在上海学习", "北京"),  # noqa: RUF001
        ("यह हिन्दी है", "यह उर्दू है", "हिन्दी"),
        ("A 👩‍💻 writes", "A 👨‍💻 writes", "👩‍💻"),
    ],
)
def test_words_of_all_scripts_stay_whole(mine: str, theirs: str, changed: str) -> None:
    assert [piece.text for piece in inline(mine, theirs) if piece.kind == "mine"] == [changed]


def test_words_rewritten_are_one_piece() -> None:
    """The blanks and marks between them are the same, and say nothing."""
    assert inline("Start: one, two, three end", "Start: four, five, six end") == (
        Piece("Start: ", "same"),
        Piece("one, two, three", "mine"),
        Piece("four, five, six", "theirs"),
        Piece(" end", "same"),
    )


def test_texts_that_share_words_by_chance_are_whole() -> None:
    mine, theirs = "Where is the cat that sat here?", "He saw the sea, and nothing but water."
    assert inline(mine, theirs) == (Piece(mine, "mine"), Piece(theirs, "theirs"))


@pytest.mark.parametrize("fence", ["```py\n{}\n```", "~~~~\n{}\n~~~~", "- ```\n  {}\n  ```", "> ```\n> {}\n> ```"])
def test_code_in_a_fence_is_one_paragraph(fence: str) -> None:
    code = fence.format("x = 1\n\ny = 2")
    assert compare(f"One.\n\n{code}\n\nTwo.", f"{code}\n\nTwo.") == (
        Row("One.", ""), Row(code, code), Row("Two.", "Two."),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["```py\n\nx\n\ny", "```\n\nx\n\n~~~\n\ny", "````\n\nx\n\n```\n\ny", "``` a`\n\nx\n\n```"]
)
def test_fence_left_open_takes_nothing_with_it(text: str) -> None:
    assert [row.mine for row in compare(text, text)] == text.split("\n\n")


def test_paragraph_rewritten_stands_beside_what_it_was() -> None:
    rows = compare("A red fox ran home.\n\nLast words.", "Put in before it.\n\nA red fox walked home.\n\nNo words.")
    assert rows == (
        Row("", "Put in before it."),
        Row("A red fox ran home.", "A red fox walked home."),
        Row("Last words.", "No words."),
    )


def test_many_paragraphs_rewritten_stand_beside_what_they_were() -> None:
    """Too many to hold each against each: their rare words tell which is which."""
    mine = [f"Number n{i} says the same as ever." for i in range(200)]
    theirs = [text.replace("ever", "always") for text in mine]
    rows = compare("\n\n".join(mine), "\n\n".join([*theirs[:50], "Something else.", *theirs[50:]]))
    assert rows == tuple(map(Row, [*mine[:50], "", *mine[50:]], [*theirs[:50], "Something else.", *theirs[50:]]))


def test_line_ends_are_no_difference() -> None:
    assert not any(row.differs for row in compare("One\ntwo\n\nthree", "One\r\ntwo\r\n\r\nthree"))


def test_texts_of_too_many_paragraphs_are_shown_whole() -> None:
    text = "x\n\n" * (MAX_COMPARED + 1)
    assert compare(text, "y") == (Row(text, "y"),)


def test_size_is_in_words() -> None:
    rows = compare("One two three.\n\nFour.", "One two six seven.\n\nFour.\n\nNew words here.")
    assert size_of(piece for row in rows for piece in row.inline) == Size(1, 5)


def test_stretches_fold_what_is_far_from_differences() -> None:
    mine = [f"{i}." for i in range(7)]
    rows = compare("\n\n".join(mine), "\n\n".join([*mine[:3], "x", *mine[4:]]))
    assert stretches(rows) == ((rows[:2], True), (rows[2:5], False), (rows[5:], True))


@functools.cache
def hostile_texts() -> dict[str, tuple[str, ...]]:
    chance = random.Random(6)
    numbers = [f"n{i}" for i in range(50_000)]
    often = [f"w{int(chance.paretovariate(0.7)) % 5000}" for _ in range(60_000)]
    some = [chance.choice(numbers) if chance.random() < 0.3 else word for word in often]
    return {
        "one word": ("x " * 175_000, "y " + "x " * 174_000 + "z "),
        "two words": tuple(" ".join(chance.choice("xy") for _ in range(175_000)) for _ in "ab"),
        "in another order": (" ".join(numbers), " ".join(chance.sample(numbers, len(numbers)))),
        "backwards": (" ".join(numbers), " ".join(numbers[::-1])),
        "as one writes": (" ".join(often[:20_000]), " ".join(some[:20_000])),
        "as one writes much": (" ".join(often), " ".join(some)),
        "fences left open": ("```a\n\n" * 58_000, "```b\n\n" * 58_000),
        "fences ever shorter": tuple("\n\n".join("`" * n for n in ns) for ns in (range(800, 3, -1), range(3, 800))),
        "short paragraphs": tuple("\n\n".join(chance.choice("xy") for _ in range(1500)) for _ in "ab"),
        "lists in lists": ("- " * 175_000, "- " * 174_999 + "x"),
        "blanks": (" " * 350_000, "\t" * 350_000),
        "blank lines": (" \n" * 175_000, "x" + "\t\n" * 174_000),
    }


@pytest.mark.parametrize("name", hostile_texts())
def test_work_is_bounded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The longest texts there are take no more steps than were set aside, and some for what is given up then.

    Measured that is half a second.
    """
    mine, theirs = hostile_texts()[name]
    spent: list[int] = []
    take = Work.take

    def counted(work: Work, steps: int) -> bool:
        spent.append(steps)
        return take(work, steps)

    monkeypatch.setattr(Work, "take", counted)
    rows = compare(mine, theirs)
    assert len(spent) < Work().left + 500_000
    assert sum(len(text_of(row.my_pieces)) for row in rows) == sum(len(row.mine) for row in rows)
