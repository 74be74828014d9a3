"""Every feed keeps the rules of its format, whatever its articles hold, and says the same in each."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from articles.domain import Article, Feed, ListPage
from articles.exceptions import ArticleNotFound
from articles.views import feed_kinds
from articles.views.feed_kinds import FORMATS, alternates, clean, feed_page
from tests import feed_rules as rules
from tests.factories import NOW, make_article

HOUR = timedelta(hours=1)
HOSTILE = "<b>&amp; & \"x\" 'y' ]]> <![CDATA[ <!-- -- > \u2028 é 🐍"
ARTICLES: dict[str, dict[str, Any]] = {
    "plain": {},
    "everything": {
        "description": "Short", "author": "Ada", "tag_labels": ("C++", ".NET", "A & B"), "category": "code",
        "hero": "/media/1.png", "canonical_url": "https://example.com/one", "updated_at": NOW,
    },
    "hostile words": {
        "title": HOSTILE, "description": HOSTILE, "author": HOSTILE, "tag_labels": (f"x{HOSTILE}",), "body": HOSTILE,
    },
    "control characters": {
        "title": "A\x00B\x0b\x1f\ufffeC", "description": "\x07", "author": "\x01", "body": "a\x00b\x0c\x1b\uffffc\n",
    },
    "no title": {"title": ""},
    "no body": {"body": ""},
    "no tags": {"tag_labels": ()},
    "never changed": {"updated_at": None},
    "changed before it came out": {"updated_at": NOW - 10000 * HOUR},
    "fractions of a second": {"published_at": datetime(2026, 5, 1, 1, 2, 3, 456789, UTC)},
    "ancient": {"published_at": datetime(1, 1, 2, tzinfo=UTC)},
    "addresses": {
        "body": "[a](/x/) [b](../two/) [c](#here) [d](?y) [e](//other.example/x) [f](mailto:a@b.example) ![g](/m.png)\n"
        '![h](pictures/h.png "]]>") [i](https://example.com/?a=1&b=2) <https://example.com/<> [j]()\n',
    },
    "raw HTML": {
        "body": '<script>alert(1)</script> <p style="x" onclick="y">z</p>\n\n```html\n<style>]]></style>\n```\n',
    },
    "markdown of all kinds": {
        "body": "# One\n\n> [!NOTE]\n> Two\n\n| a | b |\n|--:|---|\n| c | d |\n\n- e\n\n```python\nf = 1\n```\n",
    },
}  # fmt: skip


def feed_of(*articles: Article) -> Feed:
    return Feed(ListPage(tuple(a.summary() for a in articles)), {a.slug: a.body for a in articles})


def write(name: str, *articles: Article, tag: str = "") -> str:
    kind = feed_page(name, tag)
    return kind.render(kind.template, kind.context(feed_of(*articles)))


def items(name: str, *articles: Article) -> list[dict[str, str]]:
    """Title, address and HTML of each entry, read as a stranger's program would."""
    text = write(name, *articles)
    if name == "json":
        return [
            {key: item.get(key, "") for key in ("title", "url", "content_html")} for item in json.loads(text)["items"]
        ]
    parsed = ElementTree.fromstring(text.encode())
    if name == "rss":
        names = {"title": "title", "url": "link", "content_html": f"{rules.CONTENT}encoded"}
        return [{key: item.findtext(tag) or "" for key, tag in names.items()} for item in parsed.iter("item")]
    names = {"title": f"{rules.ATOM}title", "url": f"{rules.ATOM}id", "content_html": f"{rules.ATOM}content"}
    return [{key: item.findtext(tag) or "" for key, tag in names.items()} for item in parsed.iter(f"{rules.ATOM}entry")]


@pytest.mark.parametrize("case", ARTICLES)
@pytest.mark.parametrize("name", FORMATS)
def test_feed_keeps_the_rules(name: str, case: str) -> None:
    rules.check(name, write(name, make_article("one", **ARTICLES[case])))


@pytest.mark.parametrize("name", FORMATS)
def test_feed_of_nothing_keeps_the_rules(name: str) -> None:
    rules.check(name, write(name))


@pytest.mark.parametrize("name", FORMATS)
def test_feed_of_all_together_keeps_the_rules(name: str) -> None:
    articles = [make_article(f"n-{n}", **fields) for n, fields in enumerate(ARTICLES.values())]
    rules.check(name, write(name, *articles))
    assert len(items(name, *articles)) == len(ARTICLES)


@pytest.mark.parametrize("name", FORMATS)
def test_feed_of_a_tag_keeps_the_rules(name: str) -> None:
    rules.check(name, write(name, make_article("one", tag_labels=("C++",)), tag="cplusplus"))


@pytest.mark.parametrize("name", FORMATS)
def test_feed_keeps_the_rules_in_any_time_zone(name: str) -> None:
    with timezone.override("Asia/Kathmandu"):
        rules.check(name, write(name, make_article("one")))


@pytest.mark.parametrize("case", ARTICLES)
def test_feeds_say_the_same_in_all_formats(case: str) -> None:
    article = make_article("one", **ARTICLES[case])
    # XML reads all ends of lines as one kind.
    rss, atom, as_json = (items(name, article) for name in FORMATS)
    assert rss == atom == as_json


@pytest.mark.parametrize("name", FORMATS)
def test_feed_shows_words_as_they_are(name: str) -> None:
    (item,) = items(name, make_article("one", title=HOSTILE, body="a < b ]]> c & `d`\n"))
    assert item["title"] == HOSTILE
    assert item["content_html"] == "<p>a &lt; b ]]&gt; c &amp; <code>d</code></p>\n"


@pytest.mark.parametrize("name", FORMATS)
def test_feed_leads_to_the_site_from_anywhere(name: str) -> None:
    (item,) = items(name, make_article("one", body="[a](/x/?b&c) [d](../two/) [e](#f) ![g](h.png)\n"))
    base = "http://127.0.0.1:8000"
    for address in ("/x/?b&amp;c", "/articles/two/", "/articles/one/#f", "/articles/one/h.png"):
        assert f'"{base}{address}"' in item["content_html"]


@pytest.mark.parametrize("name", FORMATS)
def test_feed_text_ends_no_section_of_its_own(name: str) -> None:
    """An attribute may hold `>` as it is."""
    (item,) = items(name, make_article("one", body="![a \\]\\]> b](/m.png) c\n"))
    assert item["content_html"].endswith(" c</p>\n") and "]]>" in html.unescape(item["content_html"])


def test_entry_section_that_would_end_is_divided() -> None:
    entry = feed_kinds.Entry("u", "t", "", "a", (), NOW, NOW, html="a ]]> b ]]>")
    whole = ElementTree.fromstring(f"<x><![CDATA[{entry.cdata}]]></x>")
    assert whole.text == "a ]]> b ]]>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\tb\nc\r", "a\tb\nc\r"),
        ("\x00\x08\x0b\x0c\x0e\x1f", ""),
        ("\ud800\udfff\ufffe\uffff", ""),
        ("é 🐍\U0010ffff", "é 🐍\U0010ffff"),
    ],
)
def test_clean_leaves_what_xml_can_hold(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize("name", FORMATS)
def test_feed_without_an_author_is_by_the_site(name: str) -> None:
    assert write(name, make_article("one", author="")).count("Portfolio") > write(name).count("Portfolio")
    assert "Ada" in write(name, make_article("one", author="Ada"))


@pytest.mark.parametrize("name", FORMATS)
def test_feed_of_a_tag_is_called_as_its_newest_article_writes_it(name: str) -> None:
    text = write(name, make_article("one", tag_labels=("C++",)), tag="cplusplus")
    assert "Portfolio: C++" in text and "http://127.0.0.1:8000/tags/cplusplus/" in text


@pytest.mark.parametrize("name", FORMATS)
def test_feed_of_a_tag_without_articles_is_a_miss(name: str) -> None:
    with pytest.raises(ArticleNotFound):
        write(name, tag="none")


@pytest.mark.parametrize("name", FORMATS)
def test_feed_is_the_same_bytes_each_time(name: str) -> None:
    assert write(name) == write(name)
    assert write(name, make_article("one")) == write(name, make_article("one"))


@pytest.mark.parametrize("name", FORMATS)
def test_feed_ends_before_its_html_is_too_much(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_kinds, "MAX_HTML_BYTES", 100)
    articles = [make_article(slug, body=f"{'x' * size}\n") for slug, size in (("a", 60), ("b", 20), ("c", 20))]
    assert [item["url"][-2] for item in items(name, *articles)] == ["a", "b"]
    assert len(items(name, make_article("large", body="x" * 1000), make_article("next"))) == 1


def test_alternates_are_the_feeds_of_a_page() -> None:
    assert [tuple(feed) for feed in alternates()] == [
        ("application/rss+xml", "Portfolio (RSS)", "/feed.xml"),
        ("application/atom+xml", "Portfolio (Atom)", "/feed.atom"),
        ("application/feed+json", "Portfolio (JSON Feed)", "/feed.json"),
    ]
    assert alternates("cplusplus", "C++")[0] == (
        "application/rss+xml", "Portfolio: C++ (RSS)", "/tags/cplusplus/feed.xml",
    )  # fmt: skip
