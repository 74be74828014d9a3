"""What is sanitised is so for good: a second time changes nothing, and another parser sees nothing but what may be.

20,000 texts in all, that are nothing but attempts.
"""

from __future__ import annotations

import os

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.rendering import render_markdown
from tests.fuzz.markup import KINDS, text_of
from tests.unit.html_rules import HTML_TAGS, MATH_TAGS, SCHEMES, findings_in, rules_of

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))
ALL_TAGS = HTML_TAGS | MATH_TAGS
# Allows all that a body may hold, and so changes only what a browser would read otherwise than it is written.
AGAIN = nh3.Cleaner(
    tags=ALL_TAGS, attributes={tag: set(rules_of(tag)) for tag in ALL_TAGS}, url_schemes=SCHEMES, link_rel=None
)


@pytest.mark.parametrize("kind", KINDS)
@given(number=st.integers(0, 2**64 - 1))
@settings(max_examples=5_000 * TIMES)
def test_sanitising_again_changes_nothing_and_all_is_allowed(kind: str, number: int) -> None:
    text = text_of(kind, number)
    page = render_markdown(text)
    assert AGAIN.clean(page) == page, text
    assert findings_in(page) == [], text
