from __future__ import annotations

import pytest

from articles.exceptions import ArticleNotFound, StoreUnavailable
from tests.factories import make_article, save
from tests.unit.desk import Desk


def without(line: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in line.items() if name not in names}


def test_get_article_writes_one_line_with_the_fields_of_the_contract(
    desk: Desk, lines: list[dict[str, object]]
) -> None:
    desk.publish(make_article())
    desk.article()
    assert [without(line, "timestamp", "latencyMs", "requestId") for line in lines] == [
        {
            "level": "INFO",
            "service": "article-service",
            "operation": "getArticle",
            "source": "dynamodb-sdk",
            "count": 1,
            "slug": "an-article",
        }
    ]


def test_observed_read_measures_in_milliseconds(desk: Desk, lines: list[dict[str, object]]) -> None:
    desk.slugs()
    latency = lines[0]["latencyMs"]
    assert isinstance(latency, float)
    assert 0 < latency < 1000


def test_list_articles_writes_one_line_however_many_articles_it_looked_at(
    desk: Desk, lines: list[dict[str, object]]
) -> None:
    desk.publish(make_article("one"), make_article("two"))
    desk.slugs()
    assert [(line["operation"], line["count"]) for line in lines] == [("getAllArticles", 2)]


def test_list_articles_of_a_tag_names_it(desk: Desk, lines: list[dict[str, object]]) -> None:
    desk.publish(make_article())
    desk.slugs(tag="python")
    assert [(line["operation"], line["tag"], line["count"]) for line in lines] == [("getArticlesByTag", "python", 1)]


def test_list_tags_has_its_own_operation(desk: Desk, lines: list[dict[str, object]]) -> None:
    desk.publish(make_article(tag_labels=("Go", "Ada")))
    desk.tags()
    assert [(line["operation"], line["count"]) for line in lines] == [("getAllTags", 2)]


def test_get_article_miss_is_one_line_with_count_zero_and_no_error(desk: Desk, lines: list[dict[str, object]]) -> None:
    with pytest.raises(ArticleNotFound):
        desk.article("unknown")
    assert without(lines[0], "timestamp", "latencyMs", "requestId") == {
        "level": "INFO",
        "service": "article-service",
        "operation": "getArticle",
        "source": "dynamodb-sdk",
        "count": 0,
        "slug": "unknown",
    }
    assert len(lines) == 1


@pytest.mark.parametrize("remembered", [True, False])
def test_get_article_down_is_one_warning_that_says_why(
    desk: Desk, lines: list[dict[str, object]], remembered: bool
) -> None:
    desk.publish(make_article())
    save(desk.files, make_article())
    if remembered:
        desk.article()
        lines.clear()
    desk.store.down = True
    desk.clock.advance(2)
    desk.article()
    source = "stale-cache" if remembered else "file-based"
    assert [(line["level"], line["source"], line["error"]) for line in lines] == [("WARNING", source, "switched off")]


def test_get_article_outage_is_one_warning_without_a_source(desk: Desk, lines: list[dict[str, object]]) -> None:
    desk.store.down = True
    with pytest.raises(StoreUnavailable):
        desk.article()
    assert [(line["level"], line["count"], line["error"], "source" in line) for line in lines] == [
        ("WARNING", 0, "switched off", False)
    ]


def test_observed_read_that_breaks_is_still_one_line(desk: Desk, lines: list[dict[str, object]]) -> None:
    desk.store.get_article = None  # type: ignore[method-assign,assignment]
    with pytest.raises(TypeError):
        desk.article()
    assert len(lines) == 1


def test_get_surroundings_from_memory_write_no_line(desk: Desk, lines: list[dict[str, object]]) -> None:
    """A page from memory is one line, that of the article."""
    desk.publish(make_article(), make_article("other"))
    for _ in range(2):
        desk.reading.get_surroundings(desk.article())
    told = [(line["operation"], line["source"], line["count"], line["slug"]) for line in lines]
    assert told == [
        ("getArticle", "dynamodb-sdk", 1, "an-article"),
        ("getRelated", "dynamodb-sdk", 1, "an-article"),
        ("getArticle", "cache", 1, "an-article"),
    ]


def test_get_surroundings_down_is_one_warning_that_says_why(desk: Desk, lines: list[dict[str, object]]) -> None:
    desk.publish(make_article(), make_article("other"))
    desk.reading.get_surroundings(make_article())
    desk.store.down = True
    desk.clock.advance(2)
    lines.clear()
    desk.reading.get_surroundings(make_article())
    assert [(line["level"], line["source"], line["error"]) for line in lines] == [
        ("WARNING", "stale-cache", "switched off")
    ]


@pytest.mark.parametrize(("quiet", "count"), [(True, 1), (False, 2)])
def test_list_articles_beside_a_page_are_quiet_from_memory(
    desk: Desk, lines: list[dict[str, object]], quiet: bool, count: int
) -> None:
    desk.publish(make_article())
    for _ in range(2):
        desk.reading.list_articles(quiet=quiet)
    assert len(lines) == count
