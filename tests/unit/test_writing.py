"""An article as a file, and back: nothing is lost, there is one form only, and Hugo finds in it what it acts on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from articles.documents import file_name, parse_document, write_document
from articles.domain import STATUSES, Article, content_checksum
from articles.frontmatter import current_date_texts
from tests.factories import NEW_YEAR, make_article

BERLIN = ZoneInfo("Europe/Berlin")
UTC_ZONE = ZoneInfo("UTC")
SUMMER = datetime(2026, 7, 8, 9, 30, tzinfo=UTC)
TEXTS = [
    'He said "yes"', "It's 'so'", '"quoted"', "'quoted'", "'", '"', "a: b", "a:", ": a", "a # b", "#a", "# a", "- a",
    "-", "--- a", "---", "...", "+++", "? a", "! a", "& a", "*a*", "| a", "> a", "%a", "@a", "`a`", "[a]", "{a: b}",
    "{{ a }}", "{{< a >}}", "{% a %}", "a, b", "yes", "no", "on", "off", "true", "True", "null", "~", "1", "1.10",
    "0x1F", "0o17", "012", "1e3", "1_000", ".5", "+1", "1:30", "2026-01-01", "2026-01-01T00:00:00Z", ".inf", ".nan",
    "=", "<<", "a\\b", "\\n", "C:\\temp\\", "a\\", "😀", "👩\u200d💻 at work", "שלום עולם", "\u202bשלום\u202c",
    "日本語", "e\u0301", "a\u00adb", "a\ufeffb", "x" * 300, "word " * 59 + "word", "ä" * 300, "😀" * 300, "<b>bold</b>",
    "a & b", "$1 * $2",
]  # fmt: skip
BODIES = {
    "empty": "",
    "newline": "\n",
    "no-newline-at-the-end": "Words",
    "blank-lines-around": "\n\nWords\n\n\n",
    "blank-lines-within": "One\n\n\n\nTwo\n",
    "trailing-spaces": "One  \nTwo \t\n   \n",
    "spaces-first": "    code\n\nWords\n",
    "spaces-only": "   \n",
    "rule-first": "---\nWords\n",
    "head-in-the-body": "---\ntitle: Other\n---\nWords\n",
    "toml-in-the-body": "+++\ntitle = 'Other'\n+++\n",
    "json-in-the-body": '{"title": "Other"}\n',
    "setext": "Heading\n---\n\nOther\n===\n",
    "shortcode": 'Before {{< figure src="a.png" >}} and {{% note %}}x{{% /note %}}.\n',
    "shortcode-comment": "{{</* figure */>}} and {{%/* note */%}}\n",
    "shortcode-in-a-fence": "```\n{{< figure >}}\n```\n",
    "shortcode-in-code": "Write `{{< figure >}}` or ``{{%/* x */%}}``.\n",
    "shortcode-alone": "{{< youtube abc >}}\n",
    "shortcode-broken": "{{< open\n\nand }} {{ .Title }} {{- if x -}}\n",
    "liquid": "{% include a.html %} {{ page.title }} {% raw %}{{ x }}{% endraw %}\n",
    "fences": "````md\n```python\nprint(1)\n```\n````\n\n~~~\na\n~~~\n",
    "open-fence": "```python\nprint(1)\n",
    "containers": "::::note Title\nWords\n:::tip\nMore\n:::\n::::\n",
    "html": '<div class="a">\n<!-- comment -->\n</div>\n',
    "jsx": "import X from 'x'\n\n<X a={1} />\n",
    "windows": "C:\\temp\\new and \\* and \\\\\n",
    "unicode": "😀 שלום 日本 e\u0301 \u200d \u00a0 \ufeff \u2028\n",
    "table": "| a | b |\n|---|---|\n| `x|y` | z |\n",
    "bom-first": "\ufeffWords\n",
}
DATES = [
    "2026-05-31", "2026-05-31T09:30:00", "2026-05-31 09:30:00", "2026-05-31T09:30:00+02:00", "2026-05-31T09:30:00.5Z",
    "2026-05-31 09:30:00 +0200",
]  # fmt: skip
ODD_DATES = ["Jul 8, 2026", "8 July 2026", "2026-05-31T09:30", "2026-05-31t09:30:00z"]


def write(article: Article, time_zone: ZoneInfo = UTC_ZONE) -> str:
    return write_document(article, time_zone=time_zone)


def read(text: str, time_zone: ZoneInfo = UTC_ZONE, *, exported: bool = True) -> Article:
    return parse_document(text, path="an-article.md", time_zone=time_zone, exported=exported).article


def seeded(*lines: str, time_zone: ZoneInfo = UTC_ZONE) -> Article:
    return read("\n".join(["---", "title: T", *lines, "---", "Body."]), time_zone, exported=False)


def head(article: Article, time_zone: ZoneInfo = UTC_ZONE) -> dict[str, Any]:
    """What another program reads in its file."""
    text = write(article, time_zone)
    assert text.startswith("---\n")
    loaded = yaml.safe_load(text.split("\n---\n")[0])
    assert isinstance(loaded, dict)
    return loaded


def assert_comes_back(article: Article, time_zone: ZoneInfo = UTC_ZONE) -> None:
    """The same content, in one form."""
    text = write(article, time_zone)
    found = read(text, time_zone)
    assert found.title == article.title
    assert content_checksum(found) == content_checksum(article)
    assert write(found, time_zone) == text


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("published_at", [NEW_YEAR, None])
def test_article_of_every_status_comes_back(status: str, published_at: datetime | None) -> None:
    if status == "published" and published_at is None:
        published_at = SUMMER
    article = make_article(status=status, published_at=published_at)
    assert_comes_back(article)
    assert head(article).get("draft") == (None if status == "published" else True)


@pytest.mark.parametrize("text", TEXTS)
def test_text_comes_back_in_every_field(text: str) -> None:
    short = text[:100].strip()
    article = make_article(
        title=text, description=f"{text} {text}", author=text[:200].strip(), category=short, hero=text, body=f"{text}\n"
    )
    assert_comes_back(article)
    assert head(article)["title"] == text


@pytest.mark.parametrize(
    "labels",
    [(), ("C++", ".NET", "C#"), ("1.10", "yes", "2026-01-01", "null"), ("a: b", "- a", "#x", "'q'"), ("日本 x", "Ä"),
     tuple(f"t{number}" for number in range(20)), ("one, two",)],
)  # fmt: skip
def test_tags_come_back_as_their_author_writes_them(labels: tuple[str, ...]) -> None:
    article = make_article(tag_labels=labels)
    assert_comes_back(article)
    assert head(article).get("tags", []) == list(labels)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_body_comes_back(body: str) -> None:
    article = make_article(body=body)
    found = read(write(article))
    assert found.body == body.strip("\n") + "\n"
    assert write(found) == write(article)


def test_article_that_has_only_what_it_must() -> None:
    article = make_article(tag_labels=(), updated_at=NEW_YEAR)
    assert write(article) == (
        "---\ntitle: An article\nslug: an-article\ndate: 2026-01-01T00:00:00Z\n---\nSome *words*.\n"
    )
    assert_comes_back(article)


def test_article_that_has_everything_is_what_hugo_needs() -> None:
    article = make_article(
        description="D", author="A", category="C", hero="/h.png", status="archived",
        canonical_url="https://a.example/b", updated_at=SUMMER, unpublish_at=SUMMER + timedelta(days=1),
        extra="layout: post\nx: {y: 1}\n",
    )  # fmt: skip
    assert head(article) == {
        "title": "An article", "slug": "an-article", "description": "D", "date": NEW_YEAR, "lastmod": SUMMER,
        "expiryDate": SUMMER + timedelta(days=1), "author": "A", "tags": ["Python"], "category": "C", "hero": "/h.png",
        "canonical_url": "https://a.example/b", "status": "archived", "draft": True, "layout": "post", "x": {"y": 1},
    }  # fmt: skip
    assert_comes_back(article)


@pytest.mark.parametrize("text", DATES)
def test_date_that_others_read_too_is_written_as_its_author_did(text: str) -> None:
    article = seeded(f"date: {text}", time_zone=BERLIN)
    assert f"\ndate: {text}\n" in write(article, BERLIN)
    assert "as_written" not in head(article, BERLIN)
    assert_comes_back(article, BERLIN)


@pytest.mark.parametrize("text", ODD_DATES)
def test_date_that_others_would_not_read_is_noted(text: str) -> None:
    article = seeded(f"date: '{text}'", time_zone=BERLIN)
    loaded = head(article, BERLIN)
    assert (loaded["date"], loaded["as_written"]) == (article.published_at, [f"date={text}"])
    assert_comes_back(article, BERLIN)


def test_every_date_has_its_text() -> None:
    article = seeded("date: Jul 8, 2026", "updated: 2026-07-09", "expiryDate: 10 July 2026")
    loaded = head(article)
    assert loaded["lastmod"] == date(2026, 7, 9)
    assert loaded["as_written"] == ["date=Jul 8, 2026", "unpublish_at=10 July 2026"]
    assert_comes_back(article)


@pytest.mark.parametrize("text", ["2026-07-08", "Jul 8, 2026"])
def test_date_that_changed_since_loses_its_text(text: str) -> None:
    edited = replace(seeded(f"date: {text}"), published_at=SUMMER)
    assert current_date_texts(edited, UTC_ZONE) == ()
    loaded = head(edited)
    assert (loaded["date"], "as_written" in loaded) == (SUMMER, False)
    found = read(write(edited))
    assert (found.published_at, found.date_texts) == (SUMMER, ())


@pytest.mark.parametrize("text", ["2026-07-08", "Jul 8, 2026", "2026-07-08T09:30"])
def test_date_keeps_its_moment_where_the_time_zone_changed(text: str) -> None:
    article = seeded(f"date: {text}", time_zone=BERLIN)
    assert head(article)["date"] == article.published_at
    found = read(write(article))
    assert (found.published_at, found.date_texts) == (article.published_at, ())


def test_date_with_an_offset_keeps_its_text_in_another_time_zone() -> None:
    text = "2026-07-08T09:30:00+02:00"
    assert f"date: {text}\n" in write(seeded(f"date: {text}", time_zone=BERLIN))


def test_date_of_a_change_is_left_out_where_it_is_the_date_itself() -> None:
    assert "lastmod" not in head(make_article())
    assert head(make_article(updated_at=SUMMER))["lastmod"] == SUMMER


@pytest.mark.parametrize(
    "lines",
    [
        ["date: 2026-01-01", "updated: 2026-01-01"],
        ["date: 2026-01-01T00:00:00Z", "lastmod: 2026-01-01"],
        ["date: 2026-01-01", "lastmod: 2026-02-01", "updated: 2026-03-01"],
        ["date: 2026-01-01T00:00:00Z", "lastmod: 2026-01-01T00:00:00Z", "updated: 2026-03-01"],
        ["publishDate: 2026-01-01", "date: 2025-01-01", "pubDate: 2024-01-01"],
        ["date: 2026-01-01", "draft: false", "status: published"],
        ["date: 2026-01-01", "summary: S", "description: D", "excerpt: E"],
        ["date: 2026-01-01", "categories: [a, b]", "cover: {image: /a.png}"],
        ["date: 2026-01-01", "published: false", "draft: true", "status: trashed"],
        ["date: 2026-01-01", "image: /b.png", "hero: /a.png"],
        ["status: draft", "lastmod: 2026-01-01"],
        ["status: draft", "expiryDate: 2026-01-01"],
    ],
    ids=str,
)
def test_spellings_of_others_come_back(lines: list[str]) -> None:
    assert_comes_back(seeded(*lines))


@pytest.mark.parametrize(
    ("slug", "name"), [("a", "a.md"), ("index", "index_.md"), ("2026-01-01-a", "2026-01-01-a.md"), ("-", "-.md")]
)
def test_slug_comes_back_whatever_the_file_is_called(slug: str, name: str) -> None:
    assert file_name(slug) == name
    text = write(make_article(slug))
    found = parse_document(text, path=f"content/{name}", time_zone=UTC_ZONE, exported=True).article
    assert (found.slug, found.published_at) == (slug, NEW_YEAR)
