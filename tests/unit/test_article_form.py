"""The form of an article: no text makes it fail, and it loses no character without saying so."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.domain import MAX_BODY_BYTES, MAX_TAGS, Article
from articles.forms import ArticleForm
from tests.factories import make_article

BERLIN = ZoneInfo("Europe/Berlin")
EMPTY = dict.fromkeys(ArticleForm.base_fields, "")
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=400)
LINES = ("title", "description", "category", "author")


def form_of(stands: Article | None = None, /, **typed: Any) -> ArticleForm:
    names_author = "author" in typed
    return ArticleForm(
        {**EMPTY, "title": "A title", **typed}, time_zone=BERLIN, names_author=names_author, stands=stands
    )


def complaint(field: str, /, **typed: str) -> str:
    return " ".join(map(str, form_of(**typed).errors.get(field, [])))


@given(st.fixed_dictionaries(dict.fromkeys(ArticleForm.base_fields, ANYTHING)))
def test_no_text_makes_it_fail_and_every_page_can_show_it(typed: dict[str, str]) -> None:
    form = ArticleForm(typed, time_zone=BERLIN, names_author=True)
    if form.is_valid():
        form.to_fields()
    "".join(str(form[name]) + str(form[name].errors) for name in form.fields).encode()
    "".join(form.notes).encode()


@given(ANYTHING)
def test_a_body_loses_nothing_that_is_not_said(text: str) -> None:
    form = form_of(None, body=text)
    form.is_valid()
    body = form["body"].value()
    lost = {f"U+{ord(char):04X}" for char in set(text) - set(body) - {"\r"}}
    assert all(name in " ".join(form.notes) for name in lost)
    assert [char for char in text if char not in "\r\n" and char in body] == [char for char in body if char != "\n"]


@given(st.sampled_from(LINES), ANYTHING)
def test_a_line_loses_nothing_but_blanks_that_is_not_said(name: str, text: str) -> None:
    form = form_of(**{"author": "", name: text})
    form.is_valid()
    line = form[name].value()
    lost = {f"U+{ord(char):04X}" for char in set(text) - set(line) if not char.isspace()}
    assert all(code in " ".join(form.notes) for code in lost)
    assert not re.search(r"[\x00-\x1f\u202e]", line)


@given(st.datetimes(min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31)))
def test_no_date_makes_it_fail(at: datetime) -> None:
    form = form_of(published_at=at.isoformat(timespec="minutes"), unpublish_at=at.isoformat(timespec="seconds"))
    form.is_valid()
    assert ("published_at" in form.errors) <= (not 1970 <= at.year <= 9998 or at.month == 3)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-07-01T12:00", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-07-01T12:00:02", datetime(2026, 7, 1, 10, 0, 2, tzinfo=UTC)),
        ("2026-07-01 12:00", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-07-01T12:00Z", datetime(2026, 7, 1, 12, tzinfo=UTC)),
        ("2026-07-01", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("8 September 2022", datetime(2022, 9, 7, 22, tzinfo=UTC)),
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25T02:30+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("", None),
    ],
)
def test_a_date_is_meant_in_the_sites_time_zone(typed: str, meant: datetime | None) -> None:
    form = form_of(published_at=typed)
    assert form.is_valid()
    assert form.to_fields().published_at == meant


def test_an_hour_that_comes_twice_is_the_earlier_and_said() -> None:
    form = form_of(published_at="2026-10-25T02:30")
    assert form.is_valid()
    assert form.notes == [
        "Publish at: Clocks in Europe/Berlin show this time twice; the earlier one is meant, UTC+02:00."
    ]


def test_an_hour_that_no_clock_shows_is_refused_with_the_next_one() -> None:
    assert "the next one is 2026-03-29T03:30." in complaint("published_at", published_at="2026-03-29T02:30")


@pytest.mark.parametrize(
    "at", [datetime(2026, 10, 25, 1, 30, 5, tzinfo=UTC), datetime(2026, 5, 1, 9, 7, 59, tzinfo=UTC)]
)
def test_a_date_that_nobody_touched_stays_to_the_second(at: datetime) -> None:
    stands = make_article(published_at=at)
    form = form_of(stands, **{"published_at": form_of(stands).initial["published_at"]})
    assert form.is_valid()
    assert form.to_fields().published_at == at


def test_what_stands_is_what_an_untouched_form_says() -> None:
    stands = make_article(
        tags=("C++", "Foo, bar"), hero="https://old.example/a.png", category="Notes", body="a\nb\n", author="Ada",
        unpublish_at=datetime(2030, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    initial = form_of(stands).initial
    form = form_of(stands, **initial)
    assert form.is_valid()
    fields = form.to_fields()
    assert (fields.tag_labels, fields.hero, fields.author) == (stands.tag_labels, stands.hero, "Ada")
    assert (fields.published_at, fields.unpublish_at) == (stands.published_at, stands.unpublish_at)
    assert (fields.slug, fields.body) == (stands.slug, stands.body)


def test_tags_keep_their_labels_and_come_once() -> None:
    form = form_of(tags=" C++ ,.NET,, c++, Cplusplus,  two   words ")
    assert form.is_valid()
    assert form.to_fields().tag_labels == ("C++", ".NET", "two words")


def test_twenty_tags_fit_and_one_more_does_not() -> None:
    tags = [f"tag {n}" for n in range(MAX_TAGS + 1)]
    assert form_of(tags=",".join(tags[1:])).is_valid()
    assert "21 tags; 20 fit" in complaint("tags", tags=",".join(tags))


def test_a_body_is_counted_in_bytes() -> None:
    assert form_of(body="é" * (MAX_BODY_BYTES // 2)).is_valid()
    assert "fit" in complaint("body", body="é" * (MAX_BODY_BYTES // 2 + 1))


def test_limits_are_no_attributes_that_cut_what_is_pasted() -> None:
    form = form_of()
    assert "maxlength" not in "".join(str(form[name]) for name in form.fields)


def test_nothing_is_published_empty_or_when_its_time_is_over() -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    typed: dict[str, Any] = {**EMPTY, "title": "A title", "unpublish_at": "2026-05-01T00:00"}
    form = ArticleForm(typed, time_zone=BERLIN, names_author=False, now=now)
    assert set(form.errors) == {"body", "unpublish_at"}
    assert not ArticleForm(typed, time_zone=BERLIN, names_author=False).errors


def test_a_byline_is_the_articles_own_for_those_who_may_not_change_it() -> None:
    stands = replace(make_article(), author="Grace")
    form = ArticleForm({**EMPTY, "title": "x", "author": "Eve"}, time_zone=BERLIN, names_author=False, stands=stands)
    assert form.is_valid()
    assert form.to_fields().author == "Grace"
    assert "author" not in form.fields


def test_a_date_that_the_browsers_control_cannot_show_gets_another() -> None:
    assert 'type="datetime-local"' in str(form_of(published_at="2026-07-01T12:00")["published_at"])
    shown = str(form_of(published_at="next week")["published_at"])
    assert 'type="text"' in shown
    assert "next week" in shown
