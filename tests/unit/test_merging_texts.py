"""Two texts become one: whoever takes all of one gets it to the last letter, and no block is cut or glued to others."""

from __future__ import annotations

from itertools import cycle, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.merging_texts import MAX_PLACES, Choice, Part, differing, merge, take_apart
from articles.rendering import render_markdown, split_blocks

# Each is a block, and would be another one with its halves apart.
BLOCKS = (
    "One two three four five.", "One two three, rewritten, four five.", "Alone.", "# A heading", "---",
    "```py\nfirst\n\n\nsecond\n```", "```py\nfirst\n\n\nthird\n```", "~~~\n\n# no heading\n\n~~~",
    "- a\n\n  more of a\n\n  ```\n  code\n\n  of a\n  ```", "> quoted\n>\n> still quoted",
    ":::note Title\nFirst.\n\nSecond.\n:::", "<!-- not\n\nshown -->", "[^1]: A note\n\n    of two paragraphs.",
    "Term\n: Meaning\n\n  of two paragraphs.", "| a | b |\n|---|---|\n| 1 | 2 |", "[name]: /address",
)  # fmt: skip
WHOLE = st.lists(st.sampled_from(BLOCKS), max_size=8)
# Also what nobody writes on purpose: blank lines anywhere, no end, fences and lists that stand open.
PIECES = (
    "a b c",
    "a b d",
    "",
    "\n",
    "  \n",
    "```",
    "~~~",
    "- x",
    "  y",
    "    z",
    ":::note",
    ":::",
    "<!--",
    "-->",
    "1. n",
)
LOOSE = st.lists(st.sampled_from(PIECES), max_size=14).map("\n".join)
TEXTS = st.one_of(LOOSE, WHOLE.map("\n\n".join), WHOLE.map(lambda blocks: "\n\n\n".join(blocks) + "\n"))
CHOICES = st.lists(st.sampled_from(["mine", "theirs", "both"]), min_size=1)


def all_of(parts: tuple[Part, ...], choice: Choice) -> str:
    return merge(parts, [choice] * len(differing(parts)))


@given(TEXTS)
def test_blocks_are_the_text(text: str) -> None:
    assert "".join(split_blocks(text)) == text


@given(WHOLE)
def test_no_block_is_cut(blocks: list[str]) -> None:
    assert [block.strip("\n") for block in split_blocks("\n\n".join(blocks))] == blocks


def test_items_of_a_list_are_blocks_where_a_blank_line_is_between_them() -> None:
    assert split_blocks("- a\n\n  more\n\n- b\n- c\n") == ["- a\n\n  more\n\n", "- b\n- c\n"]


@given(TEXTS, TEXTS, st.one_of(st.none(), TEXTS))
def test_all_of_one_is_that_one_exactly(mine: str, theirs: str, base: str | None) -> None:
    parts = take_apart(mine, theirs, base)
    assert all_of(parts, "mine") == mine
    assert all_of(parts, "theirs") == theirs
    assert "".join(part.mine for part in parts) == mine
    assert "".join(part.theirs for part in parts) == theirs
    assert bool(differing(parts)) == (mine != theirs)


@given(TEXTS, TEXTS)
def test_what_is_known_of_the_beginning_moves_no_part(mine: str, theirs: str) -> None:
    """A form says what was chosen by number."""
    bare = [(part.mine, part.theirs, part.differs) for part in take_apart(mine, theirs)]
    for base in ("", mine, theirs, "a b c\n\n- x"):
        assert [(part.mine, part.theirs, part.differs) for part in take_apart(mine, theirs, base)] == bare


@given(WHOLE, WHOLE, CHOICES)
def test_blocks_of_a_merged_text_are_those_that_were_chosen(
    mine: list[str], theirs: list[str], some: list[Choice]
) -> None:
    parts = take_apart("\n\n".join(mine), "\n\n".join(theirs))
    choices = list(islice(cycle(some), len(differing(parts))))
    left, wanted = iter(choices), []
    for part in parts:
        choice = next(left) if part.differs else "mine"
        wanted += [] if choice == "theirs" else split_blocks(part.mine)
        wanted += split_blocks(part.theirs) if choice != "mine" else []
    merged = merge(parts, choices)
    assert [block.strip("\n") for block in split_blocks(merged)] == [block.strip("\n") for block in wanted]


@given(WHOLE, st.data())
def test_what_only_one_changed_is_proposed(base: list[str], data: st.DataObject) -> None:
    """Two who change blocks far from each other lose nothing and choose nothing."""
    numbered = [
        f"Paragraph {number}: {block.splitlines()[0].strip('`~:<>!-|#[] ')}." for number, block in enumerate(base)
    ]
    whole = [line for text in numbered for line in (text, "Between.")]
    mine, theirs = list(whole), list(whole)
    for number in range(0, len(whole), 2):
        who = data.draw(st.sampled_from(["mine", "theirs", "nobody"]))
        if who != "nobody":
            (mine if who == "mine" else theirs)[number] += " Changed."
    expected = [one if one != was else other for one, other, was in zip(mine, theirs, whole, strict=True)]
    parts = take_apart("\n\n".join(mine), "\n\n".join(theirs), "\n\n".join(whole))
    assert merge(parts, [part.proposed for part in differing(parts)]) == "\n\n".join(expected)


@pytest.mark.parametrize(
    ("mine", "theirs", "by", "proposed"),
    [
        ("A.\n\nB changed.", "A.\n\nB.", "mine", "mine"),
        ("A.\n\nB.", "A.\n\nB changed.", "theirs", "theirs"),
        ("A.\n\nB mine.", "A.\n\nB theirs.", "both", "mine"),
        ("A.", "A.\n\nB.", "mine", "mine"),
        ("A.\n\nB.", "A.", "theirs", "theirs"),
        ("A.\n\nB.\n\nC.", "A.\n\nB.", "mine", "mine"),
        ("A.\n\nB.", "A.\n\nB.\n\nC.", "theirs", "theirs"),
        ("A.", "A.\n\nB theirs.", "both", "theirs"),
    ],
)
def test_who_changed_a_place(mine: str, theirs: str, by: str, proposed: str) -> None:
    (place,) = differing(take_apart(mine, theirs, "A.\n\nB."))
    assert (place.by, place.proposed) == (by, proposed)


def test_neighbours_that_two_changed_are_two_places() -> None:
    parts = take_apart("One mine.\n\nTwo.\n", "One.\n\nTwo theirs.\n", "One.\n\nTwo.\n")
    assert [part.by for part in differing(parts)] == ["mine", "theirs"]
    assert merge(parts, [part.proposed for part in differing(parts)]) == "One mine.\n\nTwo theirs.\n"


def test_of_an_unknown_beginning_nothing_is_left_out() -> None:
    parts = take_apart("A.\n\nMine here.\n", "A.\n\nTheirs here.\n\nAnd new.\n")
    assert {part.by for part in differing(parts)} == {""}
    assert merge(parts, ["both"] * len(differing(parts))) == "A.\n\nMine here.\n\nTheirs here.\n\nAnd new.\n"
    (place,) = differing(take_apart("A.\n", "A.\n\nNew.\n"))
    assert place.proposed == "theirs"


def test_a_paragraph_that_was_rewritten_stands_beside_itself() -> None:
    mine = "Before all.\n\nThe quick brown fox jumps over the dog.\n"
    theirs = "The quick red fox jumps over the dog.\n\nAfter all of it.\n"
    found = [(part.mine.strip(), part.theirs.strip()) for part in take_apart(mine, theirs)]
    assert ("The quick brown fox jumps over the dog.", "The quick red fox jumps over the dog.") in found


def test_both_are_taken_with_a_blank_line_between() -> None:
    parts = take_apart("Intro.\n\n- mine", "Intro.\n\n- theirs")
    assert merge(parts, ["both"]) == "Intro.\n\n- mine\n\n- theirs"
    assert render_markdown(merge(parts, ["both"])).count("<li>") == 2


def test_only_blank_lines_that_differ_are_a_place_of_their_own() -> None:
    parts = take_apart("A.\n\nB.\n", "A.\n\n\nB.\n")
    assert differing(parts) == [Part("A.\n\nB.\n", "A.\n\n\nB.\n")]


def test_more_places_than_anybody_goes_through_are_joined() -> None:
    mine = "\n\n".join(f"Paragraph {n}. Mine." if n % 2 else "Same." for n in range(3 * MAX_PLACES))
    theirs = mine.replace("Mine", "Theirs")
    places = differing(take_apart(mine, theirs, mine))
    assert MAX_PLACES // 2 < len(places) <= MAX_PLACES
    assert {place.by for place in places} == {"theirs"}
    assert sum(place.places for place in places) == 3 * MAX_PLACES // 2


def test_what_takes_too_long_to_compare_is_one_place() -> None:
    mine, theirs = ("\n\n".join(f"{who} {number % 9}" for number in range(4000)) for who in ("Mine", "Theirs"))
    parts = take_apart(f"Head.\n\n{mine}\n\nTail.", f"Head.\n\n{theirs}\n\nNew.\n\nTail.", "Head.")
    assert [part.differs for part in parts] == [False, True, False]
