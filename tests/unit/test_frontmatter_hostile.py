"""Front matter made to hang or to crash. Each case runs in a process of its own, which may lose its life."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.engine import PROJECT

LETTERS = "abcdefghi"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{letter}: &{letter} [{','.join([f'*{before}'] * 9)}]\n"
    for before, letter in zip(LETTERS, LETTERS[1:], strict=False)
)
PROGRAM = """
import resource, sys, zoneinfo
from articles.documents import parse_document as parse
from articles.exceptions import InvalidContent
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
try:
    print("article", parse(sys.stdin.read(), path="f.md", time_zone=zoneinfo.ZoneInfo("UTC")).article.title)
except InvalidContent as exc:
    print("refused", exc)
"""


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(BOMB, id="aliases-in-an-unknown-key"),
        pytest.param(BOMB + "tags: [*i]\n", id="aliases-in-tags"),
        pytest.param(BOMB + "? *i\n: x\n", id="aliases-in-a-key"),
        pytest.param("tags: &t [*t]\n", id="alias-of-itself"),
        pytest.param("author: " + "[" * 100_000 + "\n", id="brackets-without-end"),
        pytest.param("author: " + "[" * 900 + "]" * 900 + "\n", id="brackets-in-brackets"),
        pytest.param("author: " + "{a: " * 900 + "}" * 900 + "\n", id="braces-in-braces"),
        pytest.param(
            "author:\n" + "".join(" " * depth + "a:\n" for depth in range(1, 1500)), id="mappings-in-mappings"
        ),
        pytest.param("author: " + "- " * 50_000 + "\n", id="lists-in-lists"),
        pytest.param("author: !!python/object/apply:os._exit [7]\n", id="an-object-of-python"),
        pytest.param("author: '" + "x" * 500_000 + "'\n", id="a-long-text"),
        pytest.param("".join(f"k{number}: x\n" for number in range(20_000)), id="many-keys"),
    ],
)
def test_parse_hostile_front_matter_is_an_article_or_refused_in_time(lines: str) -> None:
    text = f"---\ntitle: T\ndate: 2026-05-31\n{lines}---\nBody.\n"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=PROJECT, input=text.encode(), capture_output=True, timeout=10, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith((b"article T", b"refused f.md"))
