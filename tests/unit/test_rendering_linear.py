"""Twice as much text takes twice as long, whatever it is made of, and more than an article may be is refused.

Times are of the processor, and small ones count as a floor, so that a busy machine changes nothing.
"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterator

import pytest

from articles.domain import MAX_BODY_BYTES
from articles.rendering import render_markdown

# A square would be ten times as much per byte from the one size to the other.
SMALL, LARGE = 35, 350
WORSE = 4
FLOOR_SECONDS = 0.015
LIMIT_SECONDS = 5
LANGUAGES = (
    "bash", "c", "c++", "console", "css", "diff", "django", "dockerfile", "go", "graphql", "hcl", "html", "ini",
    "java", "javascript", "json", "jsx", "kotlin", "latex", "lua", "makefile", "markdown", "mermaid", "nginx", "php",
    "powershell", "pycon", "python", "ruby", "rust", "scss", "sql", "swift", "toml", "tsx", "typescript", "xml", "yaml",
)  # fmt: skip

PARTS = {
    # Footnotes
    "references to a footnote": "a[^1] ",
    "notes of one name": "[^1]: a\n\n",
    "notes that go on": "[^1]: a\n    b\n",
    "notes that begin": "[^a]: [^a]: ",
    "inline notes": "a^[b] ",
    "inline notes that never end": "a^[b ",
    "inline notes in each other": "^[a^[b",
    "names of notes that never end": "[^a",
    # Formulas
    "dollars": "$",
    "dollars with spaces": "$ ",
    "dollars and letters": "$a",
    "double dollars": "$$a",
    "lines of double dollars": "$$\n",
    "small formulas": "$x^2$ ",
    "different formulas": "$\\frac{a}{b}$ \\(x\\) ",
    "formulas that never end": "$\\frac{",
    "raised": "$x^",
    "escaped brackets": "\\[\\(",
    "fences of formulas": "```math\n\\sqrt{x}\n```\n",
    # Definitions and tasks
    "definitions": "a\n: b\n\n",
    "definitions of one word": "a\n: b\n: c\n",
    "definitions in each other": "a\n:   b\n    :   ",
    "lines that begin definitions": ": ",
    "tasks": "- [ ] a\n",
    "tasks in each other": "- [x] - [ ] ",
    "boxes of tasks": "- [ ",
    # Tags of a line
    "tags": "<kbd>",
    "tags that end": "<kbd>a</kbd> ",
    "ends of tags": "</kbd>",
    "tags of all kinds": "<sub><sup><mark><ins><kbd>",
    "crossed tags": "<sub><sup></sub></sup>",
    "tags across emphasis": "<mark>*a</mark>*",
    "titles": '<abbr title="a">b</abbr> ',
    "titles that never end": '<abbr title="',
    "titles of many signs": '<abbr title="<>">',
    # HTML
    "attributes": "<a b=c>",
    "attributes that never end": '<a b="',
    "ends": "</",
    "instructions": "<?",
    "sections": "<![CDATA[",
    "declarations": "<!A ",
    "comments that end twice": "<!-- a -->-->",
    # Headings
    "ids": "# a {#b}\n",
    "ids that never end": "# a {#",
    "braces": "{#a} ",
    "headings with lines": "a\n===\n",
    # Words and addresses
    "addresses": "<http://a.b> ",
    "addresses of mail": "<a@b.c> ",
    "bare addresses": "https://a.b/c ",
    "bare addresses that never end": "https://a.b/[",
    "beginnings of addresses": "http://",
    "hosts": "www.a.b ",
    "hosts that never end": "www.",
    "bare addresses of mail": "a@b.co ",
    "bare addresses of mail that never end": "a@b.",
    "signs of mail": "a@",
    "one word": "a",
    "dots": "a.",
    "signs that combine": "a\u0301\u0489",
    "signs that join": "\U0001f468\u200d",
    "signs without width": "\u200b",
    "letters that grow": "\u0130\u1e9e\ufb03",
    "zeros": "\x00",
    "references to signs": "&amp;",
    "numbers of signs": "&#38;",
    "references to no sign": "&nothing",
    "hard spaces": "\u00a0a",
    "line ends": "\r\n",
    # Marks
    "backslashes and marks": "\\*\\_\\[",
    "three stars": "***a",
    "stars and lines": "*_a",
    "waves": "~~~a~~",
    "stars that close": "a**",
    "escaped pipes": "|\\|",
    "pipes in code": "|`|`",
    "rows": "a | b\n",
    "links with titles": '[a](b "c") ',
    "titles of links that never end": '[a](b "',
    "pictures with titles": '![a](b "c")\n\n',
    "addresses in angles": "[a](<b",
    "callouts": "> [!TIP]\n> a\n\n",
    "details": ":::details a\nb\n:::\n",
    "titles of fences": '``` a title="\n',
    "emphasis of fences": "```py {1-9}\na\n```\n",
}


def _each(write: Callable[[int], str]) -> Callable[[int], str]:
    """A text of parts that differ."""

    def text(size: int) -> str:
        parts: list[str] = []
        length = 0
        while length < size:
            parts.append(write(len(parts)))
            length += len(parts[-1])
        return "".join(parts)

    return text


def _block_by_block(language: str, part: str) -> Callable[[int], str]:
    """Code that looks as if it had been written: some lines of some width, in one fence after the other."""
    line = (part * 80)[:79] + "\n"
    block = f"````{language}\n{line * 70}\n````\n"
    return lambda size: block * (size // len(block) + 1)


def _nested(write: Callable[[int], str]) -> Callable[[int], str]:
    """Lines of up to a hundred levels, again and again."""
    return _each(lambda number: write(number % 100))


SHAPES: dict[str, Callable[[int], str]] = {
    "runs of backticks": _each(lambda n: "`" * (n % 1_000) + "a"),
    "runs of stars": _each(lambda n: "*" * (n % 1_000) + "a"),
    "runs of dollars": _each(lambda n: "$" * (n % 100) + "a"),
    "notes that differ": _each(lambda n: f"a[^{n}]\n\n[^{n}]: b\n\n"),
    "notes before all references": lambda size: (
        _each(lambda n: f"[^{n}]: b\n\n")(size // 2) + _each(lambda n: f"a[^{n}]\n")(size // 2)
    ),
    "notes that lead to the next": _each(lambda n: f"[^{n}]: b[^{n + 1}]\n\n"),
    "references to no note": _each(lambda n: f"a[^{n}] "),
    "definitions of links that differ": _each(lambda n: f"[{n}]: /x\n\n[{n}] "),
    "ids that differ": _each(lambda n: f"# a {{#b{n}}}\n"),
    "ids that collide": _each(lambda n: f"# a-{n // 2}\n"),
    "fences of all languages": _each(lambda n: f"```{LANGUAGES[n % len(LANGUAGES)]}\nif a: b = 'c' # d\n```\n"),
    "fences of no language": _each(lambda n: f"```x{n}\na\n```\n"),
    "fences that grow": _each(lambda n: "`" * (3 + n % 500) + "\n"),
    "formulas that differ": _each(lambda n: f"$x_{{{n}}}$ "),
    "lists in lists": _nested(lambda n: "  " * n + "- [ ] a\n"),
    "quotations in quotations": _nested(lambda n: ">" * n + " [!NOTE]\n"),
    "definitions in lists": _nested(lambda n: " " * n + ": a\n"),
    "boxes in boxes": _nested(lambda n: ":" * (103 - n) + "note\n"),
    "tags in tags": _nested(lambda n: "<kbd>" * n + "</kbd>" * n + "\n\n"),
    "notes in notes": _nested(lambda n: " " * 4 * n + "[^1]: a\n"),
    "rows that grow": _nested(lambda n: "|a" * (n + 1) + "\n" + "|-" * (n + 1) + "\n"),
    "one formula": lambda size: f"$${'x+' * (size // 2)}$$",
    "one formula of braces": lambda size: f"$${'{' * (size // 2)}{'}' * (size // 2)}$$",
    "one note": lambda size: f"a[^1]\n\n[^1]: {'b *c* ' * (size // 6)}",
    "one table": lambda size: "|a|b|\n|-|-|\n" + "|`c`|*d*|\n" * (size // 10),
    "one title": lambda size: f'<abbr title="{"a" * size}">b</abbr>',
    "one caption": lambda size: f'```py title="{"a" * size}"\nb\n```',
    "one emphasis": lambda size: f"```py {{{'1-9,' * (size // 4)}}}\nb\n```",
}
# What lexers may look for again from each place.
CODE = {
    "python": ("'", '"""', "f'{", "(", "# a\n", "\\", "a.b(", ">>> a\n", "0x"),
    "javascript": ("`${", "/", "/*", "<a ", "{", "=> ", "'"),
    "html": ("<", "<a ", "<!--", "&", "<script>", "{{"),
    "bash": ("$(", "`", "<<A\n", "${", '"'),
    "yaml": ("- ", "a: ", "? ", "|\n ", "&a ", "{"),
    "json": ("[", '{"a":', '"', "\\"),
    "css": ("{", "/*", "a:", "(", "@a "),
    "sql": ("'", "/*", "-- ", "select ", "("),
    "c++": ("#if\n", '"', "a<", "/*", 'R"a('),
    "markdown": ("*", "[a](", "```\n", "# ", "`"),
    "mermaid": ("a-->", '"'),
    "diff": ("+", "@@ "),
    "terraform": ("<<A\n", "${"),
    "java": ("a<", "@a("),
    "powershell": ("\n#", "<#"),
    "ruby": ("#{", "%w(", "<<~A"),
}


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """What is made once is no part of the first text's time."""
    render_markdown("# a {#b}\n\n$x$ `a` [b](c)\n\n" + "".join(f"```{name}\na\n```\n" for name in LANGUAGES))


def _seconds_for(text: str) -> float:
    began = time.process_time()
    render_markdown(text)
    return time.process_time() - began


def _cut(text: str, kilobytes: int) -> str:
    return text.encode()[: kilobytes * 1024].decode(errors="ignore")


def _ratios(write: Callable[[int], str]) -> Iterator[float]:
    """How much more a byte of the large text costs, measured anew each time."""
    while True:
        small, large = (_seconds_for(_cut(write(size * 1024), size)) for size in (SMALL, LARGE))
        assert large < LIMIT_SECONDS
        yield large / max(small, FLOOR_SECONDS) * SMALL / LARGE


def check_linear(write: Callable[[int], str]) -> None:
    """What looks worse than that is measured again: only what really is stays so."""
    assert any(ratio < WORSE for ratio in itertools.islice(_ratios(write), 3))


@pytest.mark.parametrize("name", PARTS)
def test_time_grows_with_the_number_of_parts(name: str) -> None:
    check_linear(lambda size: PARTS[name] * (size // len(PARTS[name]) + 1))


@pytest.mark.parametrize("name", SHAPES)
def test_time_grows_with_the_size_of_a_shape(name: str) -> None:
    check_linear(SHAPES[name])


@pytest.mark.parametrize(("language", "part"), [(name, part) for name, parts in CODE.items() for part in parts])
def test_time_grows_with_the_length_of_code(language: str, part: str) -> None:
    check_linear(lambda size: f"```{language}\n{part * (size // len(part))}\n```\n")


@pytest.mark.parametrize(("language", "part"), [(name, part) for name, parts in CODE.items() for part in parts])
def test_time_grows_with_the_number_of_blocks_of_code(language: str, part: str) -> None:
    check_linear(_block_by_block(language, part))


@pytest.mark.parametrize("name", [*PARTS, *SHAPES])
@pytest.mark.parametrize("kilobytes", [10, 100])
def test_shorter_texts_end_in_time(name: str, kilobytes: int) -> None:
    """Brackets that never end use all the work a text has at once, however short it is: that is a third of a second."""
    write = SHAPES.get(name) or (lambda size: PARTS[name] * (size // len(PARTS[name]) + 1))
    seconds = _seconds_for(_cut(write(kilobytes * 1024), kilobytes))
    assert seconds < LIMIT_SECONDS / 2


@pytest.mark.parametrize("part", ["a", "é", "*a* ", "[", "> ", "```\n", "<kbd>", "$", "|a|\n|-|\n"])
def test_text_of_a_thousand_kilobytes_is_refused_with_its_size_and_the_limit(part: str) -> None:
    text = _cut(part * (1_000 * 1024), 1_000)
    began = time.process_time()
    with pytest.raises(Exception) as caught:
        render_markdown(text)
    assert time.process_time() - began < 0.5
    figures = set(re.findall(r"\d+", re.sub(r"(?<=\d)[, _](?=\d)", "", str(caught.value))))
    assert figures & {str(len(text.encode())), str(len(text.encode()) // 1024)}
    assert figures & {str(MAX_BODY_BYTES), str(MAX_BODY_BYTES // 1024)}


def test_text_as_long_as_an_article_may_be_is_shown() -> None:
    page = render_markdown(("a" * 99 + "\n\n") * (MAX_BODY_BYTES // 101))
    assert page.count("<p>") == MAX_BODY_BYTES // 101
