from __future__ import annotations

from typing import Any

import pytest

from articles.domain import Listed, ListPage, Month, MonthPage, Sitemap, SitemapPart, Surroundings, Tag, TagPage
from articles.services import codec
from tests.factories import NOW, make_article, make_summary


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"tag_labels": ()},
        {"tag_labels": ("C++", ".NET"), "unpublish_at": NOW, "hero": "x.png", "canonical_url": "https://x"},
        {"published_at": None, "updated_at": None, "status": "draft"},
        {"title": "Ünïcödé \u2028 \x00 🐍", "body": "x" * 358_400},
        {"body": ""},
    ],
)
def test_article_comes_back_as_it_was(fields: dict[str, Any]) -> None:
    article = make_article(**fields)
    assert codec.decode_article(codec.encode(article)) == article


@pytest.mark.parametrize(
    "page",
    [
        ListPage(()),
        ListPage((make_summary("a"), make_summary("b", unpublish_at=NOW)), has_newer=True, has_older=True),
        ListPage((make_summary(),), upcoming=make_summary("next", published_at=NOW)),
    ],
)
def test_list_comes_back_as_it_was(page: ListPage) -> None:
    assert codec.decode_list(codec.encode(page)) == page


@pytest.mark.parametrize(
    "value",
    [
        Surroundings(),
        Surroundings(make_summary("a"), None, (make_summary("b", unpublish_at=NOW), make_summary("c", tags=()))),
        Surroundings(older=make_summary("a"), due=NOW),
    ],
)
def test_surroundings_come_back_as_they_were(value: Surroundings) -> None:
    assert codec.decode_surroundings(codec.encode(value)) == value


@pytest.mark.parametrize("page", [TagPage(()), TagPage((Tag("cplusplus", "C++"),), next_tag="d", due=NOW)])
def test_tags_come_back_as_they_were(page: TagPage) -> None:
    assert codec.decode_tags(codec.encode(page)) == page


MONTHS = MonthPage((Month("2026-05", 2),), due=NOW, running=Month("2026-06", 1), ahead=("2026-06-02T00:00:00Z#a",))
PART = SitemapPart((Listed("a", NOW), Listed("b", None, "https://x")), due=NOW, complete=False)


@pytest.mark.parametrize("page", [MonthPage(()), MONTHS])
def test_months_come_back_as_they_were(page: MonthPage) -> None:
    assert codec.decode_months(codec.encode(page)) == page


@pytest.mark.parametrize("part", [SitemapPart(()), PART])
def test_sitemap_part_comes_back_as_it_was(part: SitemapPart) -> None:
    assert codec.decode_sitemap_part(codec.encode(part)) == part


@pytest.mark.parametrize("sitemap", [Sitemap(MONTHS), Sitemap(MONTHS, PART), Sitemap(MonthPage(()), SitemapPart(()))])
def test_sitemap_comes_back_as_it_was(sitemap: Sitemap) -> None:
    assert codec.decode_sitemap(codec.encode(sitemap)) == sitemap


def test_encode_equal_values_give_equal_bytes() -> None:
    assert codec.encode(make_article()) == codec.encode(make_article())
    assert codec.encode(make_article()) != codec.encode(make_article(title="Another"))


def test_encode_article_is_smaller_than_its_text() -> None:
    assert len(codec.encode(make_article(body="Some words. " * 1000))) < 6_000
