"""What it costs to make an article's HTML: the guide under content/ over and over, up to the size of a long article."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from markdown_it import MarkdownIt

from articles.rendering import render_article
from tests.bench.report import Line
from tests.engine import PROJECT

GUIDE = PROJECT / "content/what-an-article-can-hold.md"
TURNS = 9
KILOBYTE = 1024
SIZES_KB = (10, 50)
# An article of 50 KB shall take well under this.
LIMIT_MS = 100.0


def measure() -> list[Line]:
    """CPU time, beside the library's own rendering of the same text without colours, formulas or a sanitiser."""
    return [line for size in SIZES_KB for line in _measure(size)]


def _measure(size_kb: int) -> list[Line]:
    text, plain = _text(size_kb * KILOBYTE), MarkdownIt("commonmark").enable(["table", "strikethrough"])
    ours, bare = _milliseconds(lambda: render_article(text)), _milliseconds(lambda: plain.render(text))
    limit = LIMIT_MS if size_kb == max(SIZES_KB) else None
    note = f"{ours / bare:.1f} times plain CommonMark; {text.count('```') // 2} blocks of code and diagrams"
    return [Line(f"HTML of an article of {size_kb} KB", ours, "ms", limit, note)]


def _text(size: int) -> str:
    body = GUIDE.read_text().split("---\n", 2)[2]
    return (body * (size // len(body) + 1))[:size]


def _milliseconds(work: Callable[[], object]) -> float:
    work()
    return statistics.median(_once(work) for _ in range(TURNS)) * 1000


def _once(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
