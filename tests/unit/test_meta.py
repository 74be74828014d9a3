from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from articles.site import site_of
from articles.views.meta import Meta, article_meta, home_meta, json_ld, page_meta, profile_meta
from tests.factories import NEW_YEAR, make_article

ADDRESS = "http://127.0.0.1:8000/articles/one/"


@pytest.fixture(autouse=True)
def authored(settings: Settings) -> Iterator[None]:
    settings.SITE_AUTHOR, settings.SITE_AUTHOR_BIO = "Ada", "Writes."
    settings.SITE_LINKS = (("GitHub", "https://github.com/ada"), ("Mail", "mailto:a@b.c"))
    site_of.cache_clear()
    yield
    site_of.cache_clear()


def things(meta: Meta) -> dict[str, Any]:
    return {thing["@type"]: thing for thing in json.loads(meta.structured)["@graph"]}


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--", "]]>", "a & b", "\u2028\u2029", '"\\'])
def test_json_ld_cannot_leave_its_element(text: str) -> None:
    written = json_ld([{"name": text}])
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written)["@graph"] == [{"name": text}]


def test_article_is_a_posting_with_its_dates_and_author() -> None:
    article = make_article("one", title="T", author="Ada", published_at=NEW_YEAR, updated_at=NEW_YEAR, category="C")
    posting = things(article_meta(article, ADDRESS))["BlogPosting"]
    assert (posting["headline"], posting["datePublished"], posting["articleSection"]) == (
        "T",
        NEW_YEAR.isoformat(),
        "C",
    )
    assert posting["author"]["sameAs"] == ["https://github.com/ada"]
    assert posting["url"] == posting["mainEntityOfPage"] == ADDRESS
    assert None not in posting.values() and "" not in posting.values()


def test_article_of_a_guest_has_the_guest_as_author() -> None:
    posting = things(article_meta(make_article("one", author="Bob"), ADDRESS))["BlogPosting"]
    assert posting["author"] == {"@type": "Person", "name": "Bob"}


def test_article_has_breadcrumbs_from_the_home_page() -> None:
    crumbs = things(article_meta(make_article("one", title="T"), ADDRESS))["BreadcrumbList"]["itemListElement"]
    assert [(crumb["position"], crumb["name"]) for crumb in crumbs] == [(1, "Portfolio"), (2, "Articles"), (3, "T")]


def test_article_that_is_at_home_elsewhere_says_so() -> None:
    meta = article_meta(make_article("one", canonical_url="https://e.example/x"), ADDRESS)
    assert meta.canonical == "https://e.example/x"


@pytest.mark.parametrize(
    ("hero", "url"),
    [
        ("", "http://127.0.0.1:8000/static/share.png"),
        ("/media/x.png", "http://127.0.0.1:8000/media/x.png"),
        ("https://e.example/x.png", "https://e.example/x.png"),
        ("//e.example/x.png", "http://127.0.0.1:8000/static/share.png"),
        ("javascript:alert(1)", "http://127.0.0.1:8000/static/share.png"),
    ],
)
def test_article_picture_is_one_that_others_can_fetch(hero: str, url: str) -> None:
    assert article_meta(make_article("one", hero=hero), ADDRESS).image.url == url


def test_article_properties_of_open_graph() -> None:
    article = make_article("one", author="Bob", tag_labels=("C++", "AWS"), published_at=NEW_YEAR)
    properties = article_meta(article, ADDRESS).article
    assert ("published_time", NEW_YEAR.isoformat()) in properties
    assert [content for name, content in properties if name in {"author", "tag"}] == ["Bob", "C++", "AWS"]


def test_home_is_the_site_and_has_no_breadcrumbs() -> None:
    assert set(things(home_meta("http://127.0.0.1:8000/"))) == {"WebSite"}


def test_page_about_the_author_is_their_profile() -> None:
    meta = profile_meta("http://127.0.0.1:8000/about/")
    assert things(meta)["ProfilePage"]["mainEntity"]["name"] == "Ada"
    assert meta.description == "Writes."


def test_page_without_a_description_has_the_tagline() -> None:
    assert page_meta("http://127.0.0.1:8000/").description == "Articles on building and running software."


def test_default_picture_has_its_size() -> None:
    assert page_meta("http://127.0.0.1:8000/").image[1:] == (1200, 630)
