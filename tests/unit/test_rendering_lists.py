"""Tasks and definitions."""

from __future__ import annotations

import pytest

from articles.rendering import render_markdown

TO_DO = '<span class="task-box" role="img" aria-label="To do">☐</span> '
DONE = '<span class="task-box" role="img" aria-label="Done">☑</span> '


def render(text: str) -> str:
    return render_markdown(text).strip()


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("- [ ] a", f'<ul class="tasks">\n<li class="task">{TO_DO}a</li>\n</ul>'),
        ("- [x] a", f'<ul class="tasks">\n<li class="task">{DONE}a</li>\n</ul>'),
        ("* [X]  *a*", f'<ul class="tasks">\n<li class="task">{DONE}<em>a</em></li>\n</ul>'),
        ("1. [ ] a", f'<ol class="tasks">\n<li class="task">{TO_DO}a</li>\n</ol>'),
        ("- [ ] a\n- b", f'<ul class="tasks">\n<li class="task">{TO_DO}a</li>\n<li>b</li>\n</ul>'),
        (
            "- [ ] a\n\n- [x] b",
            f'<ul class="tasks">\n<li class="task">\n<p>{TO_DO}a</p>\n</li>\n'
            f'<li class="task">\n<p>{DONE}b</p>\n</li>\n</ul>',
        ),
        (
            "- a\n  - [x] b",
            f'<ul>\n<li>a\n<ul class="tasks">\n<li class="task">{DONE}b</li>\n</ul>\n</li>\n</ul>',
        ),
        (
            "- [ ] a\n  - b",
            f'<ul class="tasks">\n<li class="task">{TO_DO}a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>',
        ),
        ("- [x] [x]\n\n[x]: /y", f'<ul class="tasks">\n<li class="task">{DONE}<a href="/y">x</a></li>\n</ul>'),
        ("- [x] <kbd>a</kbd>", f'<ul class="tasks">\n<li class="task">{DONE}<kbd>a</kbd></li>\n</ul>'),
    ],
)  # fmt: skip
def test_task(text: str, page: str) -> None:
    assert render(text) == page


@pytest.mark.parametrize(
    "text", ["- [ ]", "- [x]a", "- [y] a", "- [] a", "- a [ ] b", "- \\[ ] a", "- `[ ] a`", "[ ] a", "> [x] a"]
)
def test_what_is_no_task_stays_text(text: str) -> None:
    page = render(text)
    assert "task" not in page
    assert text.lstrip("->\\ ").strip("`") in page


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("a\n: b", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>"),
        ("a *x*\n:   b `c`", "<dl>\n<dt>a <em>x</em></dt>\n<dd>b <code>c</code></dd>\n</dl>"),
        ("a\n: b\n: c", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n<dd>c</dd>\n</dl>"),
        ("a\n: b\n\nc\n: d", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n<dt>c</dt>\n<dd>d</dd>\n</dl>"),
        ("a\n\n: b\n\n  c", "<dl>\n<dt>a</dt>\n<dd>\n<p>b</p>\n<p>c</p>\n</dd>\n</dl>"),
        ("a\n: b\nc", "<dl>\n<dt>a</dt>\n<dd>b\nc</dd>\n</dl>"),
        ("a\n: - b\n  - c", "<dl>\n<dt>a</dt>\n<dd>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>\n</dd>\n</dl>"),
        ("> a\n> : b", "<blockquote>\n<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n</blockquote>"),
        ("- a\n  : b", "<ul>\n<li>\n<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n</li>\n</ul>"),
        ("a\n: b\n\nc", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n<p>c</p>"),
    ],
)
def test_definitions(text: str, page: str) -> None:
    assert render(text) == page


@pytest.mark.parametrize(
    "text",
    [
        "a\n:b",
        ": b",
        "a\nb\n: c",
        "a\n:",
        "a\n\n\n: b",
        "a\n: ",
        "# a\n: b",
        "a\n::: b",
        "a\n~ b",
        "a\n    : b",
        "a : b",
    ],
)
def test_what_is_no_definition_stays_text(text: str) -> None:
    page = render(text)
    assert "<d" not in page.replace('<div class="heading">', "")
    assert all(line.strip("# ") in page for line in text.splitlines())


def test_box_is_no_definition_and_may_be_in_one() -> None:
    assert "callout-note" in render("a\n:::note\nb\n:::")
    page = render("a\n: :::note\n  b\n  :::\n\nc")
    assert page.startswith('<dl>\n<dt>a</dt>\n<dd>\n<div class="callout callout-note"')
    assert page.endswith("</dd>\n</dl>\n<p>c</p>")


def test_no_depth_of_definitions_swallows_text() -> None:
    page = render("".join(f"{'  ' * n}t{n}\n{'  ' * n}: x{n}\n\n" for n in range(80)) + f"{'  ' * 80}deep\n\nafter")
    assert all(f"t{n}" in page and f"x{n}" in page for n in range(80))
    assert "deep" in page
    assert "<p>after</p>" in page
