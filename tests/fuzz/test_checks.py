"""Texts that nobody thought of are looked over: what is found lies within them, and the cost grows as they do.

Cost is counted in calls of functions, which no busy machine changes.
"""

from __future__ import annotations

import os
import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.checking import RULES, Checkup, Finding, Home, Typed
from tests.fuzz.texts import noise
from tests.unit.test_rendering_linear import PARTS

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
SMALL = 4_000
# What a text costs before its first letter is no part of what grows.
FLOOR_CALLS = 3_000
MORE = {
    "words said twice": "the the ",
    "sentences": "A word. ",
    "stops without an end": ".",
    "stops and quotation marks": '."',
    "marks left over": "TK",
    "headings out of order": "###### a\n",
    "equal headings": "# a\n",
    "empty links": "[](a) ",
    "pictures without words": "![](a) ",
    "pictures named by their files": "![a.png](a.png) ",
    "links to articles": "[a](/articles/b/) ",
    "addresses with references": "http://a.b/&amp;c ",
    "addresses by name with references": "www.a.b/&amp;c ",
    "tables without a header": "| |\n|-|\n| a |\n\n",
    "cells": "|a\\|b" * 8 + "\n",
    "rows": "|a|b|\n|-|-|\n|c|d|\n",
}


def look(text: str) -> list[Finding]:
    checkup = Checkup(Typed(text[:50], text, text), Home("https://site.test", "a"))
    return checkup.findings(verdicts={link.address: "dead" for link in checkup.links})


def check_places(text: str) -> None:
    lines = text.split("\n")
    for finding in look(text):
        assert finding.rule in RULES
        assert finding.reason.strip().endswith(".")
        if finding.place is None:
            assert finding.field != "body"
            continue
        line, column, end_line, end_column = finding.place
        assert 1 <= line <= end_line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
        assert 1 <= end_column <= len(lines[end_line - 1]) + 1
        assert (line, column) <= (end_line, end_column)


@given(noise())
@settings(max_examples=2_000 * TIMES)
def test_places_lie_within_a_text_made_of_syntax(text: str) -> None:
    check_places(text)


@given(ANYTHING)
@settings(max_examples=500 * TIMES)
def test_places_lie_within_any_text(text: str) -> None:
    check_places(text)


def calls(text: str) -> int:
    """How many functions are called for a text, those of the library included."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    look("warm")
    sys.setprofile(note)
    try:
        look(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", [*PARTS, *MORE])
def test_twice_the_text_costs_twice_the_calls(name: str) -> None:
    part = {**PARTS, **MORE}[name]
    text = part * (SMALL // len(part) + 1)
    assert calls(text + text) <= 2.4 * calls(text) + FLOOR_CALLS
