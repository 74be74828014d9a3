"""Articles as links show them are read from items without a record, to the same fields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from articles.stores.dynamo import mapping
from tests.factories import NOW, make_article

WHOLE = make_article(
    "whole", title="Grüße 😀", description="Short", author="Ada", tag_labels=("C++", ".NET"), category="code",
    hero="/media/1.png", canonical_url="https://example.com/", updated_at=NOW, unpublish_at=NOW, reading_minutes=7,
)  # fmt: skip


def item(article: Any = WHOLE, **changes: Any) -> dict[str, Any]:
    """As an index gives it, when it is asked for these fields only."""
    whole = mapping.article_record(article).to_dynamodb_dict() | changes
    return {name: value for name, value in whole.items() if name in mapping.CARD and value is not None}


@pytest.mark.parametrize(
    "article", [WHOLE, make_article(tags=()), make_article(updated_at=None), make_article(status="draft")]
)
def test_card_has_the_fields_that_the_record_has(article: Any) -> None:
    expected = replace(article.summary(), article_id="", version=0, word_count=0, checksum="", source_checksum="")
    assert mapping.card_from(item(article)) == expected


@pytest.mark.parametrize(
    "name", ["reading_minutes", "tags", "tag_labels", "description", "author", "category", "hero", "canonical_url"]
)
def test_card_lives_without_what_is_optional(name: str) -> None:
    card = mapping.card_from(item(**{name: None}))
    assert len(card.labelled_tags) in {0, 2}


@pytest.mark.parametrize(
    "changes",
    [
        {"slug": None}, {"title": None}, {"status": None}, {"status": {"S": "hidden"}}, {"published_at": {"S": "May"}},
        {"reading_minutes": {"S": "x"}}, {"tags": {"S": "x"}}, {"tags": {"L": [{"N": "1"}]}}, {"hero": {"N": "1"}},
    ],
    ids=str,
)  # fmt: skip
def test_card_of_a_broken_item_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        mapping.card_from(item(**changes))
