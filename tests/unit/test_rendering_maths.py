"""Formulas are drawn, prices are not, and what cannot be drawn is shown as it was written."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.rendering import render_markdown
from articles.rendering.math_letters import draw_letters
from articles.rendering.mathml import MAX_FORMULA, write_mathml

X = "<math><mrow><mi>x</mi></mrow></math>"
SHOWN = '<math display="block"><mrow><mi>x</mi></mrow></math>'
BLOCK = f'<div class="math" tabindex="0">{SHOWN}</div>'


def render(text: str) -> str:
    return render_markdown(text).strip()


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("$x$", X), ("a $x$ b", f"a {X} b"), ("($x$)", f"({X})"), ("$x$, $x$.", f"{X}, {X}."),
        ("$x$-axis", f"{X}-axis"), ("*$x$*", f"<em>{X}</em>"), ("[$x$](a)", f'<a href="a">{X}</a>'),
        ("$`x`$", X), ("“$x$”", f"“{X}”"),
        ("a $$x$$ b", f"a {SHOWN} b"), ("$x\n$", "$x\n$"),
        ("$a_1$ _c_", "<math><mrow><msub><mi>a</mi><mn>1</mn></msub></mrow></math> <em>c</em>"),
        ("$a<b$", "<math><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>"),
        (r"$\{x\}$", '<math><mrow><mo stretchy="false">{</mo><mi>x</mi><mo stretchy="false">}</mo></mrow></math>'),
    ],
)  # fmt: skip
def test_formula_in_a_line(text: str, page: str) -> None:
    assert render(text) == f"<p>{page}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $10", "US$5", "$HOME and $PATH", "$HOME/$PATH", "$5,$10", "$5-$10", "a$x$", "$x$s", "$x$5", "$ x$",
        "$x $", "$", "$$", "$$$", "$$$$", "$ $", "$x", "x$", "costs 5$, not 10$.", "$x`$`", "US$5 or CA$10.", "_$x$",
        "$5–$10", "5 $ or 10 $ or $", "${a} and ${b}",
    ],
)  # fmt: skip
def test_dollar_is_no_formula(text: str) -> None:
    page = render(text)
    assert "<math" not in page
    assert page.replace("<code>", "`").replace("</code>", "`") == f"<p>{text}</p>"


@pytest.mark.parametrize(
    ("text", "page"),
    [(r"\$x$", "$x$"), (r"$x\$", "$x$"), ("`$x$`", "<code>$x$</code>"), (r"\$5 and 6\$", "$5 and 6$")],
)
def test_escaped_dollar_and_code_are_no_formula(text: str, page: str) -> None:
    assert render(text) == f"<p>{page}</p>"


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("$$x$$", BLOCK), ("$$\nx\n$$", BLOCK), ("$$ x\n$$", BLOCK), ("$$\nx $$", BLOCK), ("  $$\n  x\n  $$", BLOCK),
        ("```math\nx\n```", BLOCK), ("a\n$$\nx\n$$\nb", f"<p>a</p>\n{BLOCK}\n<p>b</p>"),
        ("> $$\n> x\n> $$", f"<blockquote>\n{BLOCK}\n</blockquote>"),
        ("- $$\n  x\n  $$", f"<ul>\n<li>\n{BLOCK}\n</li>\n</ul>"),
        ("$$\nx\n\n$$", "<p>$$\nx</p>\n<p>$$</p>"), ("$$\nx", "<p>$$\nx</p>"), ("$$\n$$", "<p>$$\n$$</p>"),
    ],
)  # fmt: skip
def test_formula_in_lines_of_its_own(text: str, page: str) -> None:
    assert render(text).replace("<li>" + BLOCK, f"<li>\n{BLOCK}") == page


def test_code_is_no_formula() -> None:
    assert "<math" not in render("    $$\n    x\n    $$")


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{a", r"\frac{a}", "}", "{", "x_", "x_1_2", r"\left( x", r"\foo", r"\begin{matrix} a", r"\def\a{b} \a",
        r"\newcommand{\a}{b} \a", r"\DeclareMathOperator{\a}{b}", "x" * (MAX_FORMULA + 1), "{" * 150 + "}" * 150,
        r"\sqrt" * 130 + "x", "^" * 300, r"\color{red}" * 130 + "x", "a & b", r"\begin{foo} a \end{foo}",
        r"\begin{aligned} a", r"\begin{aligned} a \end{gathered}",
    ],
)  # fmt: skip
def test_formula_that_cannot_be_read_is_shown_as_its_source(formula: str) -> None:
    source = formula.replace("&", "&amp;").replace("<", "&lt;")
    assert render(f"a ${formula}$ b") == f"<p>a <code>{source}</code> b</p>"
    assert render(f"$$\n{formula}\n$$") == f'<div class="math" tabindex="0"><code>{source}</code></div>'


@pytest.mark.parametrize(
    ("formula", "inside"),
    [
        (r"\frac{a}{b}", "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>"),
        (r"\sqrt[3]{x}", "<mroot><mrow><mi>x</mi></mrow><mn>3</mn></mroot>"),
        (r"\sum_{i=0}^n i", "<msubsup>"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "<mtable>"),
        (r"\begin{cases} a & b \\ c & d \end{cases}", '<mtd columnalign="left">'),
        (r"\mathbb{R}", "<mi>ℝ</mi>"),
        (r"\mathbf{AB}", "<mi>𝐀</mi><mi>𝐁</mi>"),
        (r"\alpha \leq \infty", "<mi>α</mi><mo>≤</mo><mo>∞</mo>"),
        (r"\text{a <b> & c}", "<mtext>a&nbsp;&lt;b&gt;&nbsp;&amp;&nbsp;c</mtext>"),
        ("f'", "<msup><mi>f</mi><mi>′</mi></msup>"),
        (r"\lim_{x \to 0}", '<mo lspace="0em" rspace="0em">lim</mo>'),
        (r"\hat{x}", '<mover accent="true">'),
        (r"\operatorname{argmax}", '<mo lspace="0em" rspace="0em">argmax</mo>'),
    ],
)  # fmt: skip
def test_formula_becomes_mathml(formula: str, inside: str) -> None:
    assert inside in render(f"${formula}$")


@pytest.mark.parametrize(
    "formula",
    [
        r"\href{javascript:alert(1)}{x}", r"\style{color:red}{x}", r"\class{a}{x}", r"\color{red}{x}",
        r"\textcolor{red}{x}", r"\colorbox{red}{x}", r"\fcolorbox{red}{blue}{x}", r"\unicode{x3c}",
        r"\text{<img src=x>}", r"\verb|<script>|", r"\hspace{1em}",
        r'\rule{"}{1em}', r"\text{</math><b>}", r"\text{&lt;b&gt;}",
    ],
)  # fmt: skip
def test_formula_brings_no_more_than_it_may(formula: str) -> None:
    page = render(f"${formula}$")
    assert not re.search(r"<[^>]*\b(href|style|class|mathcolor|mathbackground|on\w+)=", page)
    assert set(re.findall(r"<(\w+)", page)) <= {"p", "code", "math", "mrow", "mi", "mo", "mtext", "mstyle", "mspace",
                                               "mpadded", "menclose"}  # fmt: skip


def test_length_of_an_author_is_a_length() -> None:
    assert '<mspace width="1em">' in render(r"$\hspace{1em}$")


def test_deepest_formula_does_not_depend_on_how_deep_its_reader_is() -> None:
    formula = "{" * 118 + "x" + "}" * 118
    shallow = write_mathml(formula, block=False)

    def deeper(levels: int) -> str | None:
        return deeper(levels - 1) if levels else write_mathml(formula, block=False)

    assert shallow is not None
    assert deeper(250) == shallow


def test_formulas_beyond_what_a_text_may_have_are_shown_as_source() -> None:
    page = render("$x^{2}$\n\n" * 5_000)
    assert page.startswith("<p><math>")
    assert page.endswith("<p><code>x^{2}</code></p>")


@pytest.mark.parametrize(
    "part",
    [
        r"\sqrt", "x^", "{", r"\frac", r"\left(", "&", r"\begin{matrix}", r"\text{", "x_{", r"\color{a}", "'",
        r"\verb|", r"\over ", r"\displaystyle ", r"\not", r"\mathchoice", "x", "1.", r"\\", r"\begin{aligned}",
        r"\begin{alignedat}{", r"\log", "_\\log", r"\begin {", r"\begin{aligned} [",
    ],
)  # fmt: skip
def test_no_formula_takes_long(part: str) -> None:
    formula = (part * MAX_FORMULA)[:MAX_FORMULA]
    closed = formula + "}" * (formula.count("{"))
    began = time.process_time()
    write_mathml(formula, block=True)
    write_mathml(closed[:MAX_FORMULA], block=True)
    assert time.process_time() - began < 0.5


PIECES = st.sampled_from(
    ["x", "1", " ", "{", "}", "^", "_", "'", "&", "\\\\", "\\frac", "\\sqrt", "[", "]", "\\left(", "\\right)", "<", ">",
     "\\begin{matrix}", "\\end{matrix}", "\\text{a}", "\\alpha", "\\foo", "\\mathbf{A}", "\\hat", "\\over", "%", "#",
     "~", "\\color{a}"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_formula_is_drawn_or_shown(formula: str) -> None:
    page = render(f"```math\n{formula}\n```")
    assert page.startswith('<div class="math" tabindex="0"><')
    for tag in ("math", "mrow", "mi", "msup", "mfrac", "code"):
        assert len(re.findall(rf"<{tag}\b", page)) == page.count(f"</{tag}>")


@pytest.mark.parametrize(
    ("style", "letters"),
    [
        ("bold", "𝐀𝐳𝟏"), ("italic", "𝐴𝑧1"), ("double-struck", "𝔸𝕫𝟙"), ("fraktur", "𝔄𝔷1"), ("script", "𝒜𝓏1"),
        ("monospace", "𝙰𝚣𝟷"), ("sans-serif", "𝖠𝗓𝟣"), ("normal", "Az1"), ("", "Az1"),
    ],
)  # fmt: skip
def test_letters_have_styles(style: str, letters: str) -> None:
    assert draw_letters("Az1", style) == letters


def test_letters_that_unicode_had_before_have_styles_too() -> None:
    assert draw_letters("CHNPQRZ", "double-struck") == "ℂℍℕℙℚℝℤ"
    assert draw_letters("BEFHILMRego", "script") == "ℬℰℱℋℐℒℳℛℯℊℴ"
    assert draw_letters("CHIRZ", "fraktur") == "ℭℌℑℜℨ"
    assert draw_letters("h é", "italic") == "ℎ é"
    assert all(unicodedata.normalize("NFKC", draw_letters(letter, "script")) == letter for letter in "BEFHILMRego")


ROWS = r"a &= b \\ c &= d"


@pytest.mark.parametrize(
    "formula",
    [
        rf"\begin{{aligned}} {ROWS} \end{{aligned}}", rf"\begin{{aligned}}[t] {ROWS} \end{{aligned}}",
        rf"\begin {{aligned}}{ROWS}\end {{aligned}}", rf"\begin{{split}} {ROWS} \end{{split}}",
        rf"\begin{{alignedat}}{{2}} {ROWS} \end{{alignedat}}", rf"\begin{{align*}} {ROWS} \end{{align*}}",
        rf"\begin{{alignedat}}[c]{{1}} {ROWS} \end{{alignedat}}", rf"\begin{{flalign*}} {ROWS} \end{{flalign*}}",
    ],
)  # fmt: skip
def test_equations_below_each_other_are_aligned(formula: str) -> None:
    table = render(f"$$\n{formula}\n$$")
    cells = '<mtd columnalign="right"><mi>{}</mi></mtd><mtd columnalign="left"><mi></mi><mo>=</mo><mi>{}</mi></mtd>'
    assert f"<mtr>{cells.format('a', 'b')}</mtr><mtr>{cells.format('c', 'd')}</mtr></mtable>" in table


@pytest.mark.parametrize("name", ["gathered", "gather", "gather*", "multline"])
def test_equations_below_each_other_have_lines_of_their_own(name: str) -> None:
    page = render(rf"$$\begin{{{name}}} a = b \\ c \end{{{name}}}$$")
    assert "<mtr><mtd><mi>a</mi><mo>=</mo><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi></mtd></mtr>" in page


def test_environments_stand_in_each_other() -> None:
    page = render(r"$$\begin{aligned} f &= \begin{dcases} 1 & x \\ 0 & y \end{dcases} \end{aligned}$$")
    assert page.count("<mtable") == page.count("</mtable>") == 2


def test_sign_of_columns_may_be_written_as_a_sign() -> None:
    assert "<mi>a</mi><mi>&amp;</mi><mi>b</mi>" in render(r"$a \& b$")


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        (r"n \log n", "n log n"), (r"\log(n)", "log(n)"), (r"(\log n)", "(log n)"), (r"=\log n", "=log n"),
        (r"2\log_2 n", "2 log2 n"), (r"\sin^2 x", "sin2 x"), (r"\sin\cos x", "sin cos x"), (r"(x)\ln y", "(x) ln y"),
        (r"\max_i x", "maxi x"), (r"\max(a,b)", "max(a,b)"), (r"-\exp x", "-exp x"), (r"a \bmod b", "amodb"),
        (r"\operatorname{rank} A", "rank A"), (r"\log \frac{a}{b}", "log ab"), (r"\log|x|", "log |x|"), ("a b", "ab"),
        (r"\sin x + y", "sin x+y"), (r"\log", "log"), (r"\sqrt{\log n}", "log n"),
    ],
)  # fmt: skip
def test_functions_stand_apart_from_what_they_are_applied_to(formula: str, shown: str) -> None:
    page = render(f"${formula}$").replace('<mspace width="0.1667em"></mspace>', " ")
    assert re.sub("<[^>]*>", "", page).replace("−", "-") == shown
