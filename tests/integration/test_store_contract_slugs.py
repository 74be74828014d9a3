"""Which address an article gets, and until when it may change, the same over every store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles.exceptions import SlugFixed, SlugReserved, SlugTaken
from tests.factories import NOW, make_article, save
from tests.integration.authors import EDITOR, Office, read

DAY = timedelta(days=1)


def test_create_without_slug_takes_the_first_free_one(office: Office) -> None:
    made = [office.create(title).live.slug for title in ("On Time", "On time!", "On  TIME", "", "Con")]
    assert made == ["on-time", "on-time-2", "on-time-3", "untitled", "con-2"]


def test_create_taken_slug_writes_nothing(office: Office) -> None:
    theirs = office.create(slug="taken")
    with pytest.raises(SlugTaken):
        office.create("Mine", slug="taken")
    assert read(office, "taken") == theirs.live


@pytest.mark.parametrize("slug", ["con", "lpt1", "index", "readme", "new"])
def test_create_reserved_slug_is_refused(office: Office, slug: str) -> None:
    with pytest.raises(SlugReserved):
        office.create(slug=slug)


def test_seeded_reserved_slug_is_kept_by_its_article(office: Office) -> None:
    save(office.repository, make_article("index"))
    stands = office.service.open("id-of-index", actor=EDITOR)
    assert office.service.slug_state("index", article_id="id-of-index") == "own"
    assert office.publish(stands, actor=EDITOR, title="New").live.slug == "index"


def test_slug_state_says_whose_it_is(office: Office) -> None:
    mine = office.create(slug="mine").live.article_id
    states = [office.service.slug_state(slug, article_id=mine) for slug in ("mine", "other", "con")]
    assert states == ["own", "free", "reserved"]
    assert office.service.slug_state("mine", article_id=None) == "taken"


def test_suggest_slug_stays_within_the_length_of_one(office: Office) -> None:
    office.create(slug="a" * 100)
    assert office.service.suggest_slug("a" * 100) == "a" * 98 + "-2"


def test_save_of_a_draft_may_move_it(office: Office) -> None:
    first = office.create()
    moved = office.save(first, slug="elsewhere")
    assert office.stands(first) == moved
    assert office.source.get_article("on-time", consistent=True) is None
    assert read(office, "elsewhere") == moved.live
    assert office.create("Another", slug="on-time").live.slug == "on-time"


def test_save_to_a_taken_slug_moves_nothing(office: Office) -> None:
    office.create(slug="taken")
    mine = office.create(slug="mine")
    with pytest.raises(SlugTaken):
        office.save(mine, slug="taken")
    with pytest.raises(SlugReserved):
        office.save(mine, slug="con")
    assert office.stands(mine) == mine


def test_save_of_what_came_out_keeps_its_slug(office: Office) -> None:
    live = office.published()
    with pytest.raises(SlugFixed):
        office.save(live, slug="elsewhere")
    with pytest.raises(SlugFixed):
        office.publish(live, slug="elsewhere")
    hidden = office.unpublish(live)
    assert hidden.slug_fixed
    with pytest.raises(SlugFixed):
        office.save(hidden, slug="elsewhere")


def test_slug_of_what_nobody_saw_is_free_again(office: Office) -> None:
    scheduled = office.publish(office.create(), published_at=NOW + DAY)
    assert scheduled.slug_fixed
    hidden = office.unpublish(scheduled)
    assert office.save(hidden, slug="elsewhere").live.slug == "elsewhere"
