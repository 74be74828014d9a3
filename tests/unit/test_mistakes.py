"""What an author has probably not meant is said with its line, and nothing is said of what is right."""

from __future__ import annotations

import time
from zoneinfo import ZoneInfo

import pytest

from articles.conversion.mistakes import note_mistakes
from articles.documents import parse_document
from articles.domain import MAX_BODY_BYTES
from articles.rendering import find_mistakes

NEVER = "is never closed"
NOTHING = "closes nothing; a box around another needs more colons"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a\n\n:::warning\nb\n", [(3, f":::warning {NEVER}; end it with a line :::")]),
        ("> :::note\n> a\n\nb", [(1, f":::note {NEVER}")]),
        ("- a\n- :::note\n  b", [(2, f":::note {NEVER}")]),
        ("::::note\na\n:::", [(1, f"::::note {NEVER}; end it with a line ::::"), (3, NOTHING)]),
        ("a\n\n:::\n", [(3, f"::: {NOTHING}")]),
        ("a\n:::::\n", [(2, f"::::: {NOTHING}")]),
        (
            ":::steps\n1. a\n\n   :::warning\n   b\n   :::\n\n2. c\n:::\n",
            [(4, f":::warning {NEVER}: line 6 ends the box around it, which needs more colons"), (9, NOTHING)],
        ),
        (":::warnin x\na\n:::", [(1, ":::warnin is no kind of box; did you mean :::warning?")]),
        ("a\n\n::: Tip\na\n:::", [(3, ":::Tip is no kind of box; did you mean :::tip?")]),
        (":::unknown\na\n:::\n\n:::", [(1, "there are note, tip, warning, danger, details"), (5, NOTHING)]),
        (":::steps Title\na\n:::", [(1, "steps and figures have no title")]),
        ("a\nb [^zz]\n", [(2, "[^zz] has no note; write one as a paragraph: [^zz]: …")]),
        ("|a|\n|-|\n|[^b]|", [(3, "[^b] has no note")]),
        ("a $\\foo$\n$x$ $\\bar{$", [(1, "shown as its source: \\foo"), (2, "shown as its source: \\bar{")]),
        ("$$\n\\foo\n$$\n\n```math\n\\bar{\n```", [(1, "\\foo"), (5, "\\bar{")]),
    ],
)  # fmt: skip
def test_mistake_is_named_with_its_line(text: str, places: list[tuple[int, str]]) -> None:
    found = find_mistakes(text)
    assert [mistake.line for mistake in found] == [line for line, _ in places]
    assert all(words in mistake.text for mistake, (_, words) in zip(found, places, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        ":::note\na\n:::", ":::warning Title\na\n:::", "> :::tip\n> a\n> :::", "- :::note\n  a\n  :::\n- b",
        "::::steps\n1. a\n\n   :::warning\n   b\n   :::\n::::", "```\n:::\n:::foo\n[^x] $\\foo$\n```",
        "`:::foo` `[^x]`", "    :::\n", "a[^1]\n\n[^1]: b", "[a[^1]](b)\n\nc[^1]\n\n[^1]: b", "\\[^a]", "\\:::note",
        "a ::: b", "$x$ and $5", "<!-- ::: [^a] -->", "a: b\n: c", "$$\nx\n$$",
    ],
)  # fmt: skip
def test_nothing_is_said_of_what_is_right(text: str) -> None:
    assert find_mistakes(text) == ()


def test_line_is_that_of_the_source_and_what_a_conversion_mends_is_no_mistake() -> None:
    source = "{{< a >}}\n\n[^x]\n\n[^y]"
    assert [notice.line for notice in note_mistakes(source, "[^y]")] == [5]
    assert note_mistakes(source, "a") == ()


def test_many_mistakes_are_not_all_listed() -> None:
    text = "[^a]\n\n" * 50
    notices = note_mistakes(text, text)
    assert len(notices) == 11
    assert notices[-1] == (21, "there are more places like these; they are not listed")


def test_text_longer_than_an_article_has_no_mistakes() -> None:
    assert find_mistakes("[^a]" * MAX_BODY_BYTES) == ()


@pytest.mark.parametrize("part", [":::note\n", ":::\n", "[^a] ", ":::a\n", "$\\a$ ", "\\[^a]\n"])
def test_no_text_takes_long(part: str) -> None:
    text = part * (MAX_BODY_BYTES // len(part))
    began = time.process_time()
    note_mistakes(text, text)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(("exported", "count"), [(False, 1), (True, 0)])
def test_document_says_where_its_mistakes_are(exported: bool, count: int) -> None:
    text = "---\ntitle: A\ndate: 2024-01-01\ndescription: B\n---\n\na\n\n:::warning\nb\n"
    parsed = parse_document(text, path="a.md", time_zone=ZoneInfo("UTC"), exported=exported, proofread=True)
    said = [notice for notice in parsed.notices if NEVER in notice]
    assert said == ["a.md:9: :::warning is never closed; end it with a line :::"][:count]


def test_who_shows_nobody_the_notices_need_not_have_it_proofread() -> None:
    text = "---\ntitle: T\ndate: 2026-01-01\n---\n:::note\nx\n"
    assert parse_document(text, path="a.md", time_zone=ZoneInfo("UTC")).notices == ()
