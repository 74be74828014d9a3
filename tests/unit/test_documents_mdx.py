"""MDX files as articles: what their exports and their front matter say, and where a notice points to."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from articles.documents import parse_document
from articles.exceptions import InvalidContent
from articles.frontmatter import Parsed

UTC_ZONE = ZoneInfo("UTC")
EXPORTED = (
    "import A from 'a'\n\nexport const article = {\n  title: 'T',\n  date: \"2026-01-02\",\n  tags: [`Go`, 'C++'],\n"
)


def read(text: str, path: str = "content/some-post.mdx") -> Parsed:
    return parse_document(text, path=path, time_zone=UTC_ZONE)


def test_exported_object_is_a_front_matter() -> None:
    parsed = read(EXPORTED + "  weight: 1.5,\n  nested: { a: [true, null] },\n}\n\nBody.\n")
    article = parsed.article
    assert (article.title, article.slug, article.tag_labels) == ("T", "some-post", ("Go", "C++"))
    assert (article.body, article.date_texts) == ("Body.\n", (("date", "2026-01-02"),))
    assert article.extra == "weight: 1.5\nnested:\n  a:\n  - true\n  - null\n"
    assert parsed.kept == ("weight", "nested")


def test_complaint_about_an_exported_key_names_its_line() -> None:
    with pytest.raises(InvalidContent, match=r"^content/some-post.mdx:7: status: 'nope' is not known"):
        read(EXPORTED + "  status: 'nope',\n}\n")


def test_front_matter_counts_before_what_is_exported() -> None:
    parsed = read("---\ntitle: First\nauthor: A\n---\n" + EXPORTED + "}\nBody.\n")
    assert (parsed.article.title, parsed.article.author) == ("First", "A")
    assert "content/some-post.mdx:8: the key 'title' was left out: the front matter says it as well" in parsed.notices


def test_notice_names_the_line_of_the_file() -> None:
    parsed = read("---\ntitle: T\ndate: 2026-01-01\n---\nBody.\n\n<Unknown />\n")
    assert parsed.notices == ("content/some-post.mdx:7: the component <Unknown> is not known; it is shown as code",)


@pytest.mark.parametrize("name", ["a.md", "a.mdx"])
def test_pictures_that_stay_behind_are_named_once(name: str) -> None:
    body = "Text.\n\n![a](./x.png)\n\n![b](/y.png) ![c](https://a.b/c.png) `![d](z.png)`\n"
    text = f"---\ntitle: T\ndate: 2026-01-01\n---\n{body}"
    assert read(text, name).notices == (f"{name}:7: its pictures are not taken in: ./x.png, /y.png",)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("---\ntitle: T\n\nBody.\n", "x.md:1: has a front matter without an end; close it with a line `---`"),
        ("---\ntitle: a: b\n---\n", "x.md:2: .*; put quotes around a text that holds a colon"),
    ],
)
def test_complaint_says_what_would_be_right(text: str, complaint: str) -> None:
    with pytest.raises(InvalidContent, match=complaint):
        read(text, "x.md")


def test_date_of_a_file_name_that_is_none_is_called_so() -> None:
    with pytest.raises(InvalidContent, match=r"date: '2018-02-31' in the file's name is not a date"):
        read("---\ntitle: T\n---\n", "2018-02-31-x.md")


def test_expression_may_ask_the_front_matter() -> None:
    parsed = read("---\ntitle: A *b*\ndate: 2026-01-01\ntags: [x]\n---\n{frontmatter.title} {frontMatter.tags[0]}\n")
    assert (parsed.article.body, parsed.notices) == ("A \\*b\\* x\n", ())


def test_file_without_any_front_matter_says_how_it_starts() -> None:
    with pytest.raises(InvalidContent, match=r"has no front matter; .*, or with `export const article = "):
        read("# Only a heading\n")
