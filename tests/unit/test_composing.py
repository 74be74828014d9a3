"""How what an author wrote becomes an article: dates, tags, byline, sums."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from articles.domain import MAX_BODY_BYTES, Article, content_checksum
from articles.drafts import Fields, fields_of
from articles.exceptions import InvalidContent, TooLarge
from articles.policies import Actor
from articles.services.composing import come_out, compose, new_article, payload_of, retagged, taken_back
from tests.factories import NOW, make_article

ADA = Actor("ada", "Ada L.", "author")
EDITOR = Actor("emil", "Emil", "editor")
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def made(base: Article | None = None, *, actor: Actor = ADA, **fields: Any) -> Article:
    base = base or new_article("one", actor=actor, article_id="an-id")
    return compose(Fields(**{"title": "T", **fields}), base=base, slug=base.slug, actor=actor, now=NOW)


def test_compose_keeps_what_authors_do_not_write() -> None:
    base = make_article("one", version=7, owner="ada", extra="x: 1\n", date_texts=(("date", "2026"),), author="Ada")
    article = made(base, title="New", author="Forged")
    kept = ("slug", "article_id", "status", "version", "owner", "extra", "date_texts", "source_checksum", "author")
    assert {name: getattr(article, name) for name in kept} == {name: getattr(base, name) for name in kept}
    assert article.checksum == content_checksum(article) != base.checksum


def test_compose_what_was_composed_changes_its_date_alone() -> None:
    base = replace(made(tag_labels=("Go", "C++"), body="Some words.", published_at=NOW), version=1)
    again = compose(fields_of(base), base=base, slug=base.slug, actor=ADA, now=NOW + HOUR)
    assert replace(again, updated_at=NOW, checksum=base.checksum) == base


@pytest.mark.parametrize("body", ["words", "words\n", "\n\nwords\n\n\n"])
def test_compose_body_ends_with_one_newline(body: str) -> None:
    assert made(body=body).body == "words\n"


def test_compose_tags_once_in_the_order_of_their_author() -> None:
    article = made(tag_labels=("Go", "C++", "go", "🎈"))
    assert article.labelled_tags == made(tag_labels=("Go", "C++")).labelled_tags
    assert article.tags == ("go", "cplusplus")


def test_compose_counts_tags_by_their_addresses() -> None:
    assert len(made(tag_labels=[f"t{n % 20}" for n in range(40)]).tags) == 20
    with pytest.raises(InvalidContent, match="21 tags, 20 fit"):
        made(tag_labels=[f"t{n}" for n in range(21)])


@pytest.mark.parametrize(
    ("typed", "stands", "becomes"),
    [
        (None, NOW, None),
        (NOW, None, NOW),
        (NOW, NOW + 17 * SECOND, NOW + 17 * SECOND),
        (NOW + HOUR, NOW + 17 * SECOND, NOW + HOUR),
        (NOW + 18 * SECOND, NOW + 17 * SECOND, NOW + 18 * SECOND),
        (NOW + SECOND / 2, None, NOW),
    ],
)
def test_compose_date(typed: datetime | None, stands: datetime | None, becomes: datetime | None) -> None:
    base = make_article(published_at=stands, unpublish_at=stands, status="draft")
    article = made(base, published_at=typed, unpublish_at=typed)
    assert (article.published_at, article.unpublish_at) == (becomes, becomes)


@pytest.mark.parametrize(
    ("actor", "version", "typed", "byline"),
    [
        (ADA, 0, "Forged", "Ada L."), (ADA, 3, "Forged", "Ada L."), (EDITOR, 0, "Guest", "Guest"),
        (EDITOR, 0, "", "Emil"), (EDITOR, 3, "", ""), (EDITOR, 3, "Guest", "Guest"),
    ],
)  # fmt: skip
def test_compose_byline(actor: Actor, version: int, typed: str, byline: str) -> None:
    base = replace(new_article("one", actor=actor, article_id="an-id"), version=version)
    assert made(base, actor=actor, author=typed).author == byline


def test_compose_size_counts_bytes_of_all_texts() -> None:
    fits = MAX_BODY_BYTES - 1
    assert len(made(body="a" * fits).body) == MAX_BODY_BYTES
    for body in ("a" * MAX_BODY_BYTES, "ä" * (fits // 2 + 1)):
        with pytest.raises(TooLarge) as refusal:
            made(body=body)
        assert refusal.value.limit == MAX_BODY_BYTES
    for field in ("title", "description", "author", "category", "hero", "canonical_url"):
        texts: Any = {"body": "a" * fits, field: "字" * 17_000}
        with pytest.raises(TooLarge, match="409,600 are the most"):
            made(actor=EDITOR, **texts)


def test_compose_list_fields_are_bounded_by_themselves() -> None:
    with pytest.raises(TooLarge, match="51,200 are the most"):
        made(description="字" * 17_500)


def test_retagged_adds_and_takes_away() -> None:
    article = made(tag_labels=("Go", "C++"))
    other = retagged(article, ["Rust", "go"], ["cplusplus", "unknown"])
    assert (other.tags, other.tag_labels) == (("go", "rust"), ("Go", "Rust"))
    assert replace(other, tags=article.tags, tag_labels=article.tag_labels, checksum=article.checksum) == article
    assert retagged(article, ["C++"], ["rust"]) is article


def test_published_says_when_it_came_out() -> None:
    draft = make_article(status="draft", published_at=None)
    assert come_out(draft, live=draft, now=NOW + SECOND / 2).published_at == NOW
    live = make_article(published_at=NOW - HOUR)
    assert come_out(replace(live, published_at=None), live=live, now=NOW).published_at == NOW - HOUR
    ahead = make_article(published_at=NOW + HOUR)
    assert come_out(replace(ahead, published_at=None), live=ahead, now=NOW).published_at == NOW


@pytest.mark.parametrize(
    ("live", "seen"),
    [
        ({"published_at": NOW}, True), ({"published_at": NOW + HOUR}, False), ({"status": "archived"}, True),
        ({"published_at": NOW + HOUR, "was_published": True}, True),
    ],
)  # fmt: skip
def test_taken_back_remembers_whether_anybody_saw_it(live: dict[str, Any], seen: bool) -> None:
    draft = taken_back(make_article(**live), now=NOW)
    assert (draft.status, draft.was_published) == ("draft", seen)


def test_payload_tells_forms_apart() -> None:
    form = Fields(title="T", published_at=NOW)
    sums = {
        payload_of("save", ADA, form), payload_of("publish", ADA, form), payload_of("save", EDITOR, form),
        payload_of("save", ADA, replace(form, body="x")), payload_of("save", ADA, form, "an-id"),
        payload_of("save", ADA, replace(form, published_at=None)), payload_of("discard", ADA, subject="an-id"),
    }  # fmt: skip
    assert len(sums) == 7
    assert payload_of("save", ADA, Fields(title="T", published_at=NOW)) in sums
