"""What every source of articles must do, over memory, over files and over the real table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from articles.domain import Article, Cursor, ListPage, Summary
from articles.keys import dated_sort_key
from articles.ports import ArticleSource
from tests.factories import NOW, make_article
from tests.integration.stores import FIELDS, HOUR, SIZE, Store


def many(count: int) -> list[Article]:
    """Articles an hour apart, `n-00` the newest."""
    return [make_article(f"n-{n:02d}", published_at=NOW - (n + 1) * HOUR) for n in range(count)]


def slugs(page: ListPage) -> list[str]:
    return [item.slug for item in page.items]


def first_page(source: ArticleSource, **more: Any) -> ListPage:
    arguments: dict[str, Any] = {"now": NOW, "size": SIZE} | more
    return source.list_articles(**arguments)


def after(item: Summary) -> Cursor:
    return Cursor("after", dated_sort_key(item.sort_date, item.slug))


def before(item: Summary) -> Cursor:
    return Cursor("before", dated_sort_key(item.sort_date, item.slug))


@dataclass
class Walk:
    pages: list[ListPage]

    @property
    def slugs(self) -> list[str]:
        return [slug for page in self.pages for slug in slugs(page)]


def walk_to_oldest(source: ArticleSource, **more: Any) -> Walk:
    pages = [first_page(source, **more)]
    while pages[-1].has_older and len(pages) < 20:
        pages.append(first_page(source, cursor=after(pages[-1].items[-1]), **more))
    return Walk(pages)


def walk_to_newest(source: ArticleSource, start: ListPage, **more: Any) -> Walk:
    pages = [start]
    while pages[0].has_newer and len(pages) < 20:
        pages.insert(0, first_page(source, cursor=before(pages[0].items[0]), **more))
    return Walk(pages)


def test_get_article_gives_everything_an_author_wrote(store: Store) -> None:
    written = make_article(
        "whole", title="Grüße: a “title”", description="Short", author="Ada", tag_labels=("C++", ".NET"),
        category="code", hero="/media/1.png", canonical_url="https://example.com/whole", body="# Hi\n\nÄ `b` 😀\n",
        published_at=NOW - HOUR, updated_at=NOW, unpublish_at=NOW + HOUR,
    )  # fmt: skip
    found = store([written]).get_article("whole")
    assert found is not None
    assert {name: getattr(found, name) for name in FIELDS} == {name: getattr(written, name) for name in FIELDS}


def test_get_article_miss_is_none(store: Store) -> None:
    assert store([make_article("one")]).get_article("two") is None


def test_get_article_empty_store_is_none(store: Store) -> None:
    assert store([]).get_article("one") is None


def test_get_article_longest_slug(store: Store) -> None:
    found = store([make_article("a" * 100)]).get_article("a" * 100)
    assert found is not None and found.slug == "a" * 100


@pytest.mark.parametrize("consistent", [False, True])
@pytest.mark.parametrize("status", ["draft", "archived", "trashed"])
def test_get_article_gives_what_is_not_published(store: Store, status: str, consistent: bool) -> None:
    found = store([make_article("hidden", status=status)]).get_article("hidden", consistent=consistent)
    assert found is not None and found.status == status


def test_get_article_draft_without_a_date(store: Store) -> None:
    found = store([make_article("undated", status="draft", published_at=None)]).get_article("undated")
    assert found is not None and found.published_at is None


@pytest.mark.parametrize("status", ["draft", "archived", "trashed"])
def test_list_articles_leaves_out_what_is_not_published(store: Store, status: str) -> None:
    source = store([make_article("hidden", status=status), make_article("shown")])
    assert slugs(first_page(source)) == ["shown"]
    assert slugs(first_page(source, tag="python")) == ["shown"]


def test_list_articles_empty_store_is_an_empty_page(store: Store) -> None:
    assert first_page(store([])) == ListPage(())


def test_list_articles_newest_first(store: Store) -> None:
    dates = {"middle": NOW - 2 * HOUR, "oldest": NOW - 3 * HOUR, "newest": NOW - HOUR}
    source = store([make_article(slug, published_at=at) for slug, at in dates.items()])
    assert slugs(first_page(source)) == ["newest", "middle", "oldest"]


def test_list_articles_equal_dates_are_ordered_by_slug(store: Store) -> None:
    source = store([make_article(slug) for slug in ("b", "a", "c", "a-b", "a0")])
    assert slugs(first_page(source)) == ["c", "b", "a0", "a-b", "a"]


def test_list_articles_gives_list_fields_and_no_body(store: Store) -> None:
    (item,) = first_page(store([make_article("one", description="Short", author="Ada")])).items
    assert type(item) is Summary
    assert (item.title, item.description, item.author, item.tags) == ("An article", "Short", "Ada", ("python",))


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, [0]), (1, [1]), (20, [20]), (21, [20, 1]), (40, [20, 20]), (50, [20, 20, 10])]
)
def test_list_articles_pages_visit_each_article_once(store: Store, count: int, sizes: list[int]) -> None:
    articles = many(count)
    walk = walk_to_oldest(store(articles))
    assert walk.slugs == [article.slug for article in articles]
    assert [len(page.items) for page in walk.pages] == sizes


def test_list_articles_pages_back_visit_each_article_once(store: Store) -> None:
    articles = many(50)
    source = store(articles)
    walk = walk_to_newest(source, walk_to_oldest(source).pages[-1])
    assert walk.slugs == [article.slug for article in articles]
    assert [len(page.items) for page in walk.pages] == [20, 20, 10]


def test_list_articles_pages_back_end_with_the_newest_page_whole(store: Store) -> None:
    articles = many(6)
    page = first_page(store(articles), cursor=before(articles[2]), size=4)
    assert slugs(page) == ["n-00", "n-01", "n-02", "n-03"]
    assert not page.has_newer


def test_list_articles_pages_know_their_neighbours(store: Store) -> None:
    pages = walk_to_oldest(store(many(10)), size=4).pages
    assert [(page.has_newer, page.has_older) for page in pages] == [(False, True), (True, True), (True, False)]


def test_list_articles_pages_back_know_their_neighbours(store: Store) -> None:
    source = store(many(10))
    pages = walk_to_newest(source, walk_to_oldest(source, size=4).pages[-1], size=4).pages
    assert [(page.has_newer, page.has_older) for page in pages] == [(False, True), (True, True), (True, False)]


def test_list_articles_pages_split_equal_dates(store: Store) -> None:
    source = store([make_article(f"n-{n}") for n in range(9)])
    assert walk_to_oldest(source, size=4).slugs == [f"n-{n}" for n in reversed(range(9))]


def test_list_articles_slug_that_continues_the_cursor_is_not_lost(store: Store) -> None:
    source = store([make_article(slug) for slug in ("a", "a-b", "a0", "aa")])
    assert walk_to_oldest(source, size=1).slugs == ["aa", "a0", "a-b", "a"]
    back = walk_to_newest(source, walk_to_oldest(source, size=1).pages[-1], size=1)
    assert back.slugs == ["aa", "a0", "a-b", "a"]


def test_list_articles_cursor_outlives_its_article(store: Store) -> None:
    gone = make_article("n-05-gone", published_at=NOW - 5 * HOUR - timedelta(minutes=30))
    page = first_page(store(many(10)), cursor=after(gone))
    assert slugs(page) == [f"n-{n:02d}" for n in range(5, 10)]


def test_list_articles_by_tag(store: Store) -> None:
    source = store(
        [make_article("both", tag_labels=("Python", "AWS")), make_article("one"), make_article("no", tag_labels=())]
    )
    assert slugs(first_page(source, tag="python")) == ["one", "both"]
    assert slugs(first_page(source, tag="aws")) == ["both"]
    assert slugs(first_page(source, tag="rust")) == []


def test_list_articles_by_tag_pages_visit_each_article_once(store: Store) -> None:
    articles = many(9)
    others = [make_article(f"o-{n}", tag_labels=("Other",), published_at=NOW - (n + 1) * HOUR) for n in range(5)]
    walk = walk_to_oldest(store([*articles, *others]), tag="python", size=4)
    assert walk.slugs == [article.slug for article in articles]


def test_list_articles_future_is_not_listed(store: Store) -> None:
    source = store([make_article("now", published_at=NOW), make_article("later", published_at=NOW + HOUR)])
    assert slugs(first_page(source)) == ["now"]
    assert slugs(first_page(source, now=NOW + HOUR)) == ["later", "now"]


def test_list_articles_future_appears_to_the_second(store: Store) -> None:
    source = store([make_article("due", published_at=NOW)])
    assert slugs(first_page(source, now=NOW - timedelta(microseconds=1))) == []
    assert slugs(first_page(source, now=NOW)) == ["due"]


def test_list_articles_upcoming_is_the_next_by_the_clock(store: Store) -> None:
    ahead = {"third": 3, "first": 1, "second": 2}
    source = store([make_article(slug, published_at=NOW + hours * HOUR) for slug, hours in ahead.items()])
    upcoming = first_page(source).upcoming
    assert upcoming is not None and upcoming.slug == "first" and type(upcoming) is Summary


def test_list_articles_upcoming_is_of_the_tag(store: Store) -> None:
    source = store([
        make_article("other", tag_labels=("Other",), published_at=NOW + HOUR),
        make_article("mine", published_at=NOW + 2 * HOUR),
        make_article("draft", status="draft", published_at=NOW + timedelta(minutes=1)),
    ])  # fmt: skip
    upcoming = first_page(source, tag="python").upcoming
    assert upcoming is not None and upcoming.slug == "mine"


def test_list_articles_older_page_has_no_upcoming(store: Store) -> None:
    articles = many(4)
    source = store([*articles, make_article("later", published_at=NOW + HOUR)])
    assert first_page(source, cursor=after(articles[1])).upcoming is None


def test_list_articles_expired_is_filtered(store: Store) -> None:
    source = store([make_article("expired", unpublish_at=NOW), make_article("lasting", unpublish_at=NOW + HOUR)])
    assert slugs(first_page(source)) == ["lasting"]
    assert slugs(first_page(source, now=NOW - timedelta(seconds=1))) == ["lasting", "expired"]


def test_list_articles_expired_do_not_shorten_the_page(store: Store) -> None:
    articles = many(8)
    expired = [make_article(f"e-{n}", published_at=NOW - (n + 1) * HOUR, unpublish_at=NOW) for n in range(4)]
    walk = walk_to_oldest(store([*articles, *expired]), size=5)
    assert walk.slugs == [article.slug for article in articles]
    assert [len(page.items) for page in walk.pages] == [5, 3]
