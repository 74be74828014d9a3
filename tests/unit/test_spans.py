"""Which parts of a Markdown text are code: an X outside of it is found, one within is not."""

from __future__ import annotations

import re
import time

import pytest

from articles.conversion.spans import OutsideCode


def outside(text: str) -> str:
    """The text with every X outside of code written as a star."""
    spans, place, shown = OutsideCode(re.compile("X"), text), 0, list(text)
    while found := spans.find(place):
        shown[found.start()], place = "*", found.end()
    return "".join(shown)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("* `X` *", id="span"),
        pytest.param("* ``X ` X`` *", id="span-with-a-backtick"),
        pytest.param("* ` * `` *", id="runs-of-other-lengths"),
        pytest.param("`X\nX` *", id="span-over-lines"),
        pytest.param("` *\n\n* `", id="not-over-paragraphs"),
        pytest.param("- ` *\n- * `", id="not-over-items"),
        pytest.param("\\` * `X`", id="escaped-backtick"),
        pytest.param("\\\\`X` *", id="escaped-backslash"),
        pytest.param("\\``X` *", id="escaped-backtick-before-a-span"),
        pytest.param("`X\\` * ` *", id="no-escapes-within-a-span"),
        pytest.param("*\n```X\nX\n```\n*", id="fence"),
        pytest.param("~~~ X ` X\nX\n~~~\n*", id="fence-of-tildes"),
        pytest.param("``` ` *\n*", id="backticks-in-the-info-string-are-no-fence"),
        pytest.param("````\nX\n```\nX\n`````\n*", id="a-shorter-fence-closes-nothing"),
        pytest.param("```\nX\n~~~\nX\n``` X\nX\n```  \n*", id="only-its-own-kind-closes"),
        pytest.param("```\nX\n    ```\nX\n   ```\n*", id="a-deep-line-closes-nothing"),
        pytest.param("- a\n\n  ```\n  X\n  ```\n  *", id="in-an-item"),
        pytest.param("1. - ```\n     X\n     ```\n*", id="after-markers"),
        pytest.param("- a\n      - b\n\n        ```\n        X\n        ```\n        *", id="deep-in-items"),
        pytest.param("> ```\n> X\n> ```\n> *", id="in-a-quote"),
        pytest.param("> ```\n> X\n*", id="ends-with-its-quote"),
        pytest.param("> ```\n> X", id="a-quote-at-the-end"),
        pytest.param("*\n```\nX\n\nX", id="unclosed"),
        pytest.param("```", id="nothing-but-a-fence"),
        pytest.param("a ```\nX ``` *", id="not-at-the-start-of-a-line"),
        pytest.param("", id="nothing"),
    ],
)
def test_only_what_is_outside_of_code_is_found(text: str) -> None:
    assert outside(text.replace("*", "X")) == text


def test_what_starts_first_wins() -> None:
    spans = OutsideCode(re.compile(r"\{[^}]*\}"), "{ ` } ` { ` }")
    found = spans.find(0)
    assert found and found[0] == "{ ` }"
    assert spans.find(found.end()) is None


@pytest.mark.parametrize(
    "part", ["`", "```\n", "> ```\n", "` `` ``` ", "\\`", "- ", "X`", "> ", "\n", "~~~", "`a``b```c\n"]
)
def test_time_is_linear(part: str) -> None:
    text = part * (350 * 1024 // len(part))
    started = time.process_time()
    outside(text)
    assert time.process_time() - started < 1
