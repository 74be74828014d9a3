"""Code has a frame, a name and colours; what could take long or go wrong has at least the first two."""

from __future__ import annotations

import html
import re
import threading
import time

import pytest
from pygments.lexers import find_lexer_class_by_name

from articles.rendering import render_markdown
from articles.rendering.highlighting import MAX_BLOCK, highlight
from articles.rendering.languages import find_language, known_words
from articles.rendering.limits import Work
from articles.rendering.line_marks import read_line_marks


def render(text: str) -> str:
    return render_markdown(text).strip()


def fence(info: str, code: str = "x\n") -> str:
    return f"```{info}\n{code}```"


def visible(page: str) -> str:
    return html.unescape(re.sub(r"<figcaption>.*?</figcaption>|<[^>]*>", "", page))


@pytest.mark.parametrize(
    ("info", "title", "language", "name"),
    [
        ("", "", "", ""),
        ('title="only"', "only", "", ""),
        ('title="a b" {9}', "a b", "", ""),
        ("weird", "", "weird", "weird"),
        ('weird title="a.w"', "a.w", "weird", "weird"),
        ('text title="a.txt"', "a.txt", "", "text"),
        ("text", "", "", "text"),
        ('weird {2} title="a \\"b\\" &amp; <c>" x', "a &quot;b&quot; &amp; &lt;c&gt;", "weird", "weird"),
        ('weird {linenos=true,title="a"}', "a", "weird", "weird"),
        ('weird title=""', "", "weird", "weird"),
        ('weird title=" "', "", "weird", "weird"),
        ("weird title=a", "", "weird", "weird"),
        ('weird title="a', "", "weird", "weird"),
        ('weird subtitle="a"', "", "weird", "weird"),
        ("weird{9}", "", "weird", "weird"),
        ("{.weird}", "", "weird", "weird"),
        ('{hl_lines="9"}', "", "", ""),
    ],
)
def test_code_says_its_title_and_its_language(info: str, title: str, language: str, name: str) -> None:
    spans = [
        f'<span class="code-{kind}">{re.sub("&quot;", chr(34), words)}</span>'
        for kind, words in (("title", title), ("language", language))
        if words
    ]
    caption = f"<figcaption>{''.join(spans)}</figcaption>" if spans else ""
    opening = f'<code class="language-{name}">' if name else "<code>"
    page = f'<figure class="code">{caption}<pre tabindex="0">{opening}x\n</code></pre></figure>'
    assert render(fence(info)) == page


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("python py", "Python"), ("js javascript mjs", "JavaScript"), ("ts typescript", "TypeScript"), ("tsx", "TSX"),
        ("jsx", "JSX"), ("sh bash shell console zsh", "Shell"), ("yml yaml YAML", "YAML"), ("rb ruby", "Ruby"),
        ("rs rust", "Rust"), ("go golang", "Go"), ("hcl", "HCL"), ("terraform tf", "Terraform"),
        ("dockerfile docker Dockerfile", "Docker"), ("toml", "TOML"), ("json jsonc", "JSON"), ("graphql", "GraphQL"),
        ("sql", "SQL"), ("html", "HTML"), ("css", "CSS"), ("scss", "SCSS"), ("kotlin kt", "Kotlin"),
        ("swift", "Swift"), ("c++ cpp", "C++"), ("c# csharp", "C#"), ("diff", "Diff"), ("java", "Java"),
        ("php", "PHP"), ("make makefile", "Makefile"), ("nginx", "NGINX"), ("ini", "INI"), ("md markdown", "Markdown"),
    ],
)  # fmt: skip
def test_languages_have_the_names_that_people_know(words: str, name: str) -> None:
    for word in words.split():
        assert f'<span class="code-language">{name}</span>' in render(fence(word))


def test_each_known_word_has_a_lexer_that_exists_or_none() -> None:
    assert len(known_words()) > 200
    for language in known_words().values():
        assert language.name
        assert not language.lexer or find_lexer_class_by_name(language.lexer)


def test_unknown_language_is_its_own_name() -> None:
    assert find_language("Weird") == ("Weird", "")
    assert find_language("") == find_language("Plain") == ("", "")


@pytest.mark.parametrize(
    ("info", "code", "coloured"),
    [
        ("python", "def f(x): return 1\n", '<span class="k">def</span> <span class="nf">f</span>(x): '),
        ("js", "const a = `${b}`;\n", '<span class="kd">const</span> '),
        ("ts", "let a: string;\n", '<span class="kd">let</span> '),
        ("console", "$ ls -l\nfile\n", '<span class="gp">$ </span>ls'),
        ("yaml", "a: [b, 1]\n", '<span class="nt">a</span>:'),
        ("json", '{"a": null}\n', '{<span class="nt">"a"</span>: <span class="kc">null</span>}'),
        ("diff", "+a\n-b\n@@ 1 @@\n", '<span class="gi">+a</span>\n<span class="gd">-b</span>\n<span class="gu">@@'),
        ("html", "<b>&amp;</b>\n", '&lt;<span class="nt">b</span>&gt;<span class="ni">&amp;amp;</span>'),
        ("go", "func main() {}\n", '<span class="kd">func</span> '),
        ("c#", "var a = 1;\n", '<span class="kt">var</span> '),
        ("php", "echo $a;\n", '<span class="k">echo</span> <span class="nv">$a</span>;'),
        ("php", "<p>\n<?php echo 1;\n", '&lt;p&gt;\n<span class="cp">&lt;?php</span> <span class="k">echo'),
        ("tf", 'resource "a" "b" {}\n', '<span class="kr">resource</span>'),
    ],
)
def test_code_is_coloured_by_classes(info: str, code: str, coloured: str) -> None:
    assert coloured in render(fence(info, code)).replace("&quot;", '"')


@pytest.mark.parametrize("word", sorted(known_words()))
def test_no_lexer_changes_what_is_read(word: str) -> None:
    code = "a <b> & \"c\" 'd' é # x\n\n  // y\t/* z\n$ {{ %}\r\x0c \u2028 \\ 0x1 <?php\n"
    page = render(fence(word, code))
    assert visible(page) == code.replace("\r", "\n")


@pytest.mark.parametrize("lexer", sorted({language.lexer for language in known_words().values()} - {""}))
def test_no_lexer_takes_long(lexer: str) -> None:
    """As much as is coloured at all of what made lexers slow; most take 20 ms, and the slowest a tenth of a second."""
    for part in ("a\n", "$ a\n", "{"):
        unit = (part * 200)[:190] + ";\n"
        code = (unit * MAX_BLOCK)[: MAX_BLOCK - 10] + "\n"
        assert seconds_for(code, lexer) < 1
    escapes = ('"a' + '\\"' * 5 + "\n") * 20
    assert seconds_for(escapes, lexer) < 1


def seconds_for(code: str, lexer: str) -> float:
    began = time.process_time()
    assert highlight(code, lexer, frozenset(), Work())
    return time.process_time() - began


@pytest.mark.parametrize(
    ("code", "coloured"),
    [
        ("def f(): pass\n" * (MAX_BLOCK // 14), True),
        ("def f(): pass\n" * (MAX_BLOCK // 14 + 1), False),
        (f"def f(): pass  # {'a.' * 180}\n", True),
        (f"def f(): pass  # {'a.' * 200}\n", False),
        (f"def f(): pass{' ' * 99}\n", False),
        ("def f(): pass\n" + "a " * 110, False),
        ("def f(): pass\n" + "'\\n', " * 101, False),
    ],
)
def test_code_that_lexers_could_be_slow_with_is_plain(code: str, coloured: bool) -> None:
    page = render(fence("python", f"{code}\n"))
    assert ('<span class="k">def' in page) == coloured
    assert visible(page) == f"{code}\n"


def test_code_beyond_what_a_text_may_colour_is_plain() -> None:
    block = fence("python", "def f(): pass\n" * 100)
    blocks = render(f"{block}\n\n" * 20).split("</figure>")
    coloured = ['<span class="k">' in block for block in blocks[:20]]
    assert coloured == sorted(coloured, reverse=True)
    assert coloured.count(True) == Work().code // 1_400


def test_broken_lexer_breaks_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object, text: str) -> object:
        raise RecursionError

    monkeypatch.setattr(find_lexer_class_by_name("elm"), "get_tokens_unprocessed", fail)
    assert 'elm">x &lt; 1\n</code>' in render(fence("elm", "x < 1\n"))


def test_lexers_are_made_by_many_threads_at_once() -> None:
    pages: list[str] = []
    threads = [threading.Thread(target=lambda: pages.append(render(fence("ocaml", "let x = 1\n")))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(pages)) == 1
    assert len(pages) == 8


@pytest.mark.parametrize(
    ("info", "lines"),
    [
        ("js {3}", {3}),
        ("js {3,5-7}", {3, 5, 6, 7}),
        ("js{1,3}", {1, 3}),
        ("js { 1 , 3 - 4 }", {1, 3, 4}),
        ('go {hl_lines=[3,"5-7"]}', {3, 5, 6, 7}),
        ('go {linenos=true,hl_lines=[2,"4-5"],linenostart=199}', {2, 4, 5}),
        ('go {hl_lines="3 5-7"}', {3, 5, 6, 7}),
        ('py hl_lines="3 5-7" title="a"', {3, 5, 6, 7}),
        ("py {hl_lines=3}", {3}),
        ("js {8-99999}", {8, 9}),
        ("js {0,99}", set()),
        ("js {7-5}", set()),
        ("js {}", set()),
        ("js {a}", set()),
        ("js 3", set()),
        ("js", set()),
        ('js {3} title="{4}"', {3}),
    ],
)
def test_lines_that_an_author_points_at(info: str, lines: set[int]) -> None:
    assert read_line_marks(info, 9) == lines


def test_marked_line_is_marked_as_a_whole() -> None:
    page = render(fence("js {2}", "/* a\nb */  1 // c\ny\n"))
    assert '<span class="cm">/* a\n</span><mark class="line"><span class="cm">b */</span>  ' in page
    assert '<span class="c1">// c</span>\n</mark><span class="nx">y</span>\n' in page


def test_marked_lines_of_plain_code() -> None:
    page = render(fence("weird {1,3}", "a <\nb\n\n"))
    assert page.endswith('<mark class="line">a &lt;\n</mark>b\n<mark class="line">\n</mark></code></pre></figure>')


def test_code_without_an_end_is_marked_too() -> None:
    assert '<mark class="line">a\n</mark></code>' in render("```weird {1}\na")


@pytest.mark.parametrize(("lines", "size"), [(1, "small"), (6, "small"), (7, "medium"), (14, "medium"), (15, "large")])
def test_diagram_is_its_source_and_says_its_size(lines: int, size: str) -> None:
    source = "a --> b\n" * lines
    pre = f'<pre tabindex="0"><code class="language-mermaid">{source.replace(">", "&gt;")}</code></pre>'
    assert render(fence("mermaid", source)) == f'<figure class="diagram diagram-{size}">{pre}</figure>'


def test_diagram_has_a_title() -> None:
    page = render(fence('mermaid title="A <flow>"'))
    assert page.startswith('<figure class="diagram diagram-small"><figcaption>A &lt;flow&gt;</figcaption><pre ')


@pytest.mark.parametrize(
    ("first", "lines", "size"),
    [
        ("flowchart LR", 6, "small"), ("flowchart LR", 7, "medium"), ("gantt", 15, "large"), ("pie", 6, "small"),
        ("flowchart TD", 3, "small"), ("flowchart TD", 4, "medium"), ("graph", 4, "medium"), ("", 1, "small"),
        ("stateDiagram-v2", 8, "large"), ("sequenceDiagram", 7, "medium"), ("  erDiagram", 4, "medium"),
    ],
)  # fmt: skip
def test_diagram_has_room_by_its_lines_and_by_where_it_grows(first: str, lines: int, size: str) -> None:
    source = "\n".join([first, *["  a --> b"] * (lines - 1)])
    assert f'class="diagram diagram-{size}"' in render(f"```mermaid\n{source}\n```")
