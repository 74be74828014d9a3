"""Words beside the content: who said a quotation, what attributes say, data, anchors and the title said again."""

from __future__ import annotations

import pytest

from articles.conversion.mdx import convert_mdx
from tests.unit.test_mdx import body, notices


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<Quote author="Ada Lovelace" source="Letters">a</Quote>', "> a\n>\n> — Ada Lovelace, Letters"),
        ('<Blockquote cite="Letters" by="Ada">\n\na\n\nb\n\n</Blockquote>', "> a\n>\n> b\n>\n> — Ada, Letters"),
        ('<Testimonial name="Ada" role="CTO of *it*">a</Testimonial>', "> a\n>\n> — Ada, CTO of \\*it\\*"),
        ("<Quote author={<b>Ada</b>} name='Ada'>a</Quote>", "> a\n>\n> — **Ada**, Ada"),
        ("<Quote author='Ada' cite='Ada'>a</Quote>", "> a\n>\n> — Ada"),
        ("<Quote author='Ada' href='/x'>a</Quote>", "> a\n>\n> — [Ada](/x)"),
        ("<blockquote cite='https://a.b/c_d'>a</blockquote>", "> a\n>\n> — [https://a.b/c_d](https://a.b/c_d)"),
        ("<Quote author='Ada' text='a b' />", "> a b\n>\n> — Ada"),
        ("<Quote author='Ada'>\n\n- a\n\n</Quote>", "> - a\n>\n> — Ada"),
        ("<blockquote>a</blockquote>", "> a"),
    ],
)
def test_quotation_ends_with_who_said_it(text: str, expected: str) -> None:
    assert body(text) == expected
    assert notices(text) == []


def test_quotation_within_a_line_names_who_said_it() -> None:
    assert body("| <Quote author='Ada'>a</Quote> |\n|-|") == "| a — Ada |\n|-|"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<Folder name="pages">a</Folder>', "**pages**\n\na"),
        ('<Feature title="A" subtitle="Under 100 ms">a</Feature>', "**A**\n\nUnder 100 ms\n\na"),
        ('<Foo name="n" title="t" description="d" caption="c">a</Foo>', "**t**\n\nn\n\nd\n\nc\n\na"),
        ('a <Foo name="n" description="d">b</Foo>', "a **n** d b"),
    ],
)
def test_unknown_component_keeps_the_attributes_that_are_words(text: str, expected: str) -> None:
    assert body(text) == expected
    assert [notice for _, notice in notices(text)] == [
        f"the component <{_name(text)}> is not known; its content was kept"
    ]


def _name(text: str) -> str:
    return text[text.index("<") + 1 :].split()[0]


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        ('tone="calm" variant="soft"', ", its attributes tone, variant were not"),
        ("tone='calm' title='t'", ", its attribute tone was not"),
        ("tone={'calm'}", ", its attribute tone was not"),
        ("footer='Read more: later'", ", its attribute footer was not"),
        ("className='a b' id='c' key='k' width='9px' color='red' textColor='blue'", ""),
        (
            "a='#fff' b='rgb(1, 2, 3)' c='10rem' d='https://a.b/c' e='./f' g='' h i={j} onClick='a b'",
            "",
        ),
    ],
)
def test_notice_names_the_words_that_an_unknown_component_lost(attributes: str, told: str) -> None:
    text = f"<Foo {attributes}>a</Foo>"
    assert notices(text) == [(1, f"the component <Foo> is not known; its content was kept{told}")]


def test_many_lost_attributes_make_no_long_notice() -> None:
    attributes = " ".join(f"a{number}='x'" for number in range(99))
    [(_, notice)] = notices(f"<Foo {attributes} {'b' * 999}='x'>a</Foo>")
    assert notice.endswith("its attributes a0, a1, a2, a3, a4, a5, a6, a7, a8, a9 and others were not")


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("<Note\n  footer='Ask us first'>a</Note>", 2, "the attribute footer of <Note>"),
        ("<Card title='A' cta='Read more'>a</Card>", 1, "the attribute cta of <Card>"),
        ("<abbr title='Content Delivery Network'>CDN</abbr>", 1, "the attribute title of <abbr>"),
        ("<Layout tagline={'So it is'}>a</Layout>", 1, "the attribute tagline of <Layout>"),
    ],
)
def test_sentence_that_a_known_component_lost_is_told(text: str, line: int, told: str) -> None:
    assert notices(text) == [(line, f"{told} has no counterpart; it was left out")]


@pytest.mark.parametrize(
    "text",
    [
        "<Note title='A b' variant='success' class='a b' aria-labelledby='a b'>a</Note>",
        "<CodeBlock code='a b c' />",
        "<Mermaid chart='a b c' />",
        "<Image src='a b.png' alt='A b' caption='B c' style='border: 1px' />",
        "<Tabs items={['a b']}><Tab>a</Tab></Tabs>",
    ],
)
def test_words_that_are_shown_need_no_notice(text: str) -> None:
    assert notices(text) == []


@pytest.mark.parametrize("text", ["<Foo a='b c' />", "<svg a='b c'><g/></svg>", "<style title='b c'>{`a`}</style>"])
def test_what_is_shown_or_left_out_as_a_whole_is_told_once(text: str) -> None:
    assert len(notices(text)) == 1


@pytest.mark.parametrize("use", ["a", "<Chart data={costs}>a</Chart>", "{costs}", "{costs.map(f)}"])
@pytest.mark.parametrize("value", ["[\n  { month: 'Jan', usd: 2 },\n]", "{ a: 1 }"])
def test_data_that_the_text_does_not_show_are_told(use: str, value: str) -> None:
    text = f"export const costs = {value}\n\n{use}"
    assert (1, "the export `costs` is data; it was left out") in notices(text)


def test_data_that_the_text_shows_are_not_told() -> None:
    assert notices("export const costs = [{ usd: 2 }]\n\n{costs[0].usd}") == []


@pytest.mark.parametrize("heading", ["## A {#a-1}", "# A {#a_b} ##", "- ## `a` {#b}  ", "> ## A {#c}", "## <b/>A {#d}"])
def test_anchor_of_a_heading_stays(heading: str) -> None:
    assert body(heading) == heading.replace("<b/>", "")
    assert notices(heading) == []


@pytest.mark.parametrize("text", ["## {#a}", "## A{#a}", "## A {#a} b", "## A {#é}", "a\n{#a}"])
def test_anchor_that_no_heading_has_is_told(text: str) -> None:
    assert "{#" not in body(text)
    assert [notice for _, notice in notices(text) if "own id" in notice] != []


def test_title_of_a_step_has_no_anchor() -> None:
    text = "<Steps>\n<Step>\n### A {#a}\na\n</Step>\n</Steps>"
    assert body(text) == ":::steps\n1. **A**\n\n   a\n:::"
    assert notices(text) == [(2, "the heading's own id `#a` was left out")]


@pytest.mark.parametrize("title", ["My **tip**", "`a  b` c"])
def test_title_of_a_container_stays_as_it_is(title: str) -> None:
    assert body(f":::tip[{title}]\n\na\n\n:::") == f":::tip {title}\n\na\n\n:::"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# my  first & Only text\n\na", "a"),
        ("# My *first* &amp; `only` text {#own} #\na", "a"),
        ("<h1>My first & only text</h1>\n\na\n\n# b", "a\n\n# b"),
        ("![](/a.png)\n\n# My first & only text\n\na", "![](/a.png)\n\na"),
        ("b\n# My first & only text\na", "b\n\na"),
        ("# My first & only text", ""),
    ],
)
def test_heading_that_says_the_title_again_is_left_out_silently(text: str, expected: str) -> None:
    converted = convert_mdx(text, {"title": "My first & only text"})
    assert (converted.body.removesuffix("\n"), converted.notices) == (expected, ())


@pytest.mark.parametrize(
    "text",
    [
        "# Other\n\n# T",
        "## Other\n\n# T",
        "Other\n=====\n\n# T",
        "```sh\n# T\n```",
        "> # T",
        "# T two",
        "# [T](/x)",
        "## T",
        "# T" + " x" * 999,
    ],
)
def test_other_heading_stays(text: str) -> None:
    assert convert_mdx(text, {"title": "T"}).body == f"{text}\n"


def test_title_may_come_from_an_export_and_the_front_matter_counts_first() -> None:
    text = "# A\n\nb\n\nexport const meta = { title: 'A' }"
    assert convert_mdx(text).body == "b\n"
    assert convert_mdx(text, {"title": "B"}).body == "# A\n\nb\n"
    assert convert_mdx("# A\n\nb", {"title": ["A"]}).body == "# A\n\nb\n"
