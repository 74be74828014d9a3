"""Forms that come twice, together, too late, or from somebody who may not: the same over every store."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from articles.domain import MAX_BODY_BYTES
from articles.drafts import NOTHING_YET, Fields, Saved, Version, Workspace, fields_of
from articles.exceptions import (
    InvalidContent,
    NotAllowed,
    SlugTaken,
    StaleVersion,
    StoreUnavailable,
    TokenReused,
    TooLarge,
)
from articles.policies import Actor
from tests.factories import make_article, save
from tests.integration.authors import ADA, BOB, CONTRIBUTOR, EDITOR, Office, make_fields, token

TOGETHER = 6
Form = Callable[[], Saved]


def id_of(stands: Workspace) -> str:
    return stands.live.article_id


def create_form(office: Office) -> Form:
    form = token()
    return lambda: office.service.create(make_fields(), actor=ADA, token=form)


def publish_new_form(office: Office) -> Form:
    form = token()
    return lambda: office.service.publish(None, make_fields(), actor=ADA, expected=NOTHING_YET, token=form)


def save_form(office: Office) -> Form:
    return _form(office, office.create())


def save_live_form(office: Office) -> Form:
    return _form(office, office.published())


def move_form(office: Office) -> Form:
    return _form(office, office.create(), slug="elsewhere")


def publish_form(office: Office) -> Form:
    stands, form = office.save(office.published(), title="Worked on"), token()
    return lambda: office.service.publish(
        id_of(stands), fields_of(stands.text), actor=ADA, expected=stands.version, token=form
    )


def unpublish_form(office: Office) -> Form:
    stands, form = office.published(), token()
    return lambda: office.service.unpublish(id_of(stands), actor=ADA, expected=stands.version, token=form)


def discard_form(office: Office) -> Form:
    stands, form = office.save(office.published(), title="Worked on"), token()
    return lambda: office.service.discard(id_of(stands), actor=ADA, expected=stands.version, token=form)


def restore_form(office: Office) -> Form:
    stands, form = office.save(office.create(), title="Worked on"), token()
    return lambda: office.service.restore(id_of(stands), id_of(stands), actor=ADA, expected=stands.version, token=form)


def _form(office: Office, stands: Workspace, **changes: Any) -> Form:
    form, fields = token(), replace(fields_of(stands.text), title="Mine", **changes)
    return lambda: office.service.save(id_of(stands), fields, actor=ADA, expected=stands.version, token=form)


FORMS = [create_form, publish_new_form, save_form, save_live_form, move_form, publish_form, unpublish_form,
         discard_form, restore_form]  # fmt: skip
each_form = pytest.mark.parametrize("make", FORMS)


@each_form
def test_form_that_comes_again_is_one_save(office: Office, make: Callable[[Office], Form]) -> None:
    form = make(office)
    first = form()
    stamp, done = office.source.get_stamp(), office.revisions(first.workspace)
    second = form()
    assert (first.repeated, second.repeated) == (False, True)
    assert (second.workspace, second.version) == (first.workspace, first.version)
    assert (office.source.get_stamp(), office.revisions(first.workspace)) == (stamp, done)


@each_form
def test_form_that_comes_many_times_together_is_one_save(office: Office, make: Callable[[Office], Form]) -> None:
    form = make(office)
    stamp = office.source.get_stamp().n
    with ThreadPoolExecutor(TOGETHER) as threads:
        saved = list(threads.map(lambda _: form(), range(TOGETHER)))
    assert sorted(one.repeated for one in saved) == [False] + [True] * (TOGETHER - 1)
    assert len({one.version for one in saved}) == 1
    stands = office.stands(saved[0].workspace)
    assert {one.workspace for one in saved} == {stands}
    assert office.source.get_stamp().n <= stamp + 1


@each_form
def test_form_whose_answer_was_lost_is_settled_when_it_comes_again(
    office: Office, make: Callable[[Office], Form]
) -> None:
    form = make(office)
    office.store.loses = StoreUnavailable("test", "the answer was lost")
    with pytest.raises(StoreUnavailable):
        form()
    settled = form()
    assert settled.repeated
    assert settled.workspace == office.stands(settled.workspace)
    done = office.revisions(settled.workspace)
    assert form() == settled
    assert office.revisions(settled.workspace) == done


def test_form_that_comes_again_after_others_saved_goes_on_from_what_it_left(office: Office) -> None:
    stands, form = office.create(), token()
    fields = make_fields("Mine")

    def mine() -> Saved:
        return office.service.save(id_of(stands), fields, actor=ADA, expected=stands.version, token=form)

    left = mine()
    theirs = office.save(left.workspace, title="Theirs", actor=EDITOR)
    again = mine()
    assert (again.repeated, again.workspace, again.version) == (True, theirs, left.version)
    with pytest.raises(StaleVersion):
        office.service.save(id_of(stands), fields, actor=ADA, expected=again.version, token=token())


@pytest.mark.parametrize("change", [{"title": "Another"}, {"body": "Another."}, {"tag_labels": ("Go",)}])
def test_form_that_comes_again_with_another_text_is_refused(office: Office, change: dict[str, Any]) -> None:
    form = token()
    stands = office.service.create(make_fields(), actor=ADA, token=form).workspace
    with pytest.raises(TokenReused):
        office.service.create(make_fields(**change), actor=ADA, token=form)
    later = token()
    office.service.save(form, make_fields(), actor=ADA, expected=stands.version, token=later)
    for expected in (stands.version, Version(2, 0)):
        with pytest.raises(TokenReused):
            office.service.save(form, make_fields(**change), actor=ADA, expected=expected, token=later)
    assert office.revisions(stands) == [("save", "ada")] * 2


def test_form_that_asks_for_another_thing_with_the_same_token_is_refused(office: Office) -> None:
    form = token()
    office.service.create(make_fields(), actor=ADA, token=form)
    with pytest.raises(TokenReused):
        office.service.publish(None, make_fields(), actor=ADA, expected=NOTHING_YET, token=form)
    with pytest.raises(TokenReused):
        office.service.create(make_fields(), actor=BOB, token=form)


def test_create_together_with_one_slug_has_one_winner(office: Office) -> None:
    def create(n: int) -> Saved | None:
        try:
            return office.service.create(make_fields(f"By {n}", slug="one"), actor=ADA, token=token())
        except SlugTaken:
            return None

    with ThreadPoolExecutor(TOGETHER) as threads:
        (winner,) = [saved for saved in threads.map(create, range(TOGETHER)) if saved]
    assert office.source.get_article("one", consistent=True) == winner.workspace.live


@pytest.mark.parametrize("live", [False, True])
def test_save_together_has_one_winner_and_others_are_told(office: Office, live: bool) -> None:
    stands = office.published() if live else office.create()

    def edit(n: int) -> Saved | StaleVersion:
        fields = make_fields(f"By {n}")
        try:
            return office.service.save(id_of(stands), fields, actor=ADA, expected=stands.version, token=token())
        except StaleVersion as exc:
            return exc

    with ThreadPoolExecutor(TOGETHER) as threads:
        outcomes = list(threads.map(edit, range(TOGETHER)))
    (winner,) = [outcome for outcome in outcomes if isinstance(outcome, Saved)]
    assert office.stands(stands) == winner.workspace
    assert {refusal.theirs for refusal in outcomes if isinstance(refusal, StaleVersion)} == {winner.workspace}


def test_stale_form_writes_nothing_and_shows_theirs(office: Office) -> None:
    stands = office.published()
    theirs = office.save(stands, title="Theirs")
    stamp, done = office.source.get_stamp(), office.revisions(stands)
    stale: list[Callable[[], object]] = [
        lambda: office.save(stands, title="Mine"),
        lambda: office.publish(stands, title="Mine"),
        lambda: office.unpublish(stands),
        lambda: office.discard(stands),
    ]
    for form in stale:
        with pytest.raises(StaleVersion) as refusal:
            form()
        assert refusal.value.theirs == theirs
    assert (office.stands(stands), office.source.get_stamp(), office.revisions(stands)) == (theirs, stamp, done)


def test_owner_is_kept_and_byline_is_the_editors_to_change(office: Office) -> None:
    mine = office.create(author="Somebody else")
    assert (mine.live.owner, mine.live.author) == ("ada", "Ada L.")
    mine = office.save(mine, author="Forged")
    assert (mine.live.owner, mine.live.author) == ("ada", "Ada L.")
    theirs = office.save(mine, actor=EDITOR, author="Ada and Emil")
    assert (theirs.live.owner, theirs.live.author) == ("ada", "Ada and Emil")
    assert office.save(theirs, author="Forged").live.author == "Ada and Emil"
    assert office.save(office.stands(theirs), actor=EDITOR, author="").live.author == ""
    assert office.create("By Emil", actor=EDITOR).live.author == "Emil"


Try = Callable[[Office, Workspace, Actor], object]
EDITS: dict[str, Try] = {
    "open": lambda office, stands, actor: office.service.open(id_of(stands), actor=actor),
    "save": lambda office, stands, actor: office.save(stands, actor=actor),
    "discard": lambda office, stands, actor: office.discard(stands, actor=actor),
    "revisions": lambda office, stands, actor: office.service.list_revisions(id_of(stands), actor=actor),
    "revision": lambda office, stands, actor: office.service.get_revision(id_of(stands), id_of(stands), actor=actor),
    "tag": lambda office, stands, actor: office.service.tag(id_of(stands), add=["New"], actor=actor, token=token()),
    "restore": lambda office, stands, actor: office.service.restore(
        id_of(stands), id_of(stands), actor=actor, expected=stands.version, token=token()
    ),
}
PUBLISHES: dict[str, Try] = {
    "publish": lambda office, stands, actor: office.publish(stands, actor=actor),
    "unpublish": lambda office, stands, actor: office.unpublish(stands, actor=actor),
}


@pytest.mark.parametrize("name", EDITS)
def test_edit_is_for_owners_and_editors(office: Office, name: str) -> None:
    stands = office.create()
    for stranger in (BOB, CONTRIBUTOR):
        with pytest.raises(NotAllowed):
            EDITS[name](office, stands, stranger)
    EDITS[name](office, office.create("Own", actor=CONTRIBUTOR), CONTRIBUTOR)
    EDITS[name](office, stands, EDITOR)


@pytest.mark.parametrize("name", PUBLISHES)
def test_publish_is_for_authors_of_their_own_and_editors(office: Office, name: str) -> None:
    stands, own = office.create(), office.create("Own", actor=CONTRIBUTOR)
    for refused, actor in ((stands, BOB), (stands, CONTRIBUTOR), (own, CONTRIBUTOR)):
        with pytest.raises(NotAllowed):
            PUBLISHES[name](office, refused, actor)
    assert office.stands(own) == own
    PUBLISHES[name](office, stands, ADA)
    PUBLISHES[name](office, own, EDITOR)


def test_contributor_may_not_touch_what_is_published(office: Office) -> None:
    live = office.publish(office.create("Own", actor=CONTRIBUTOR), actor=EDITOR)
    for attempt in EDITS.values():
        with pytest.raises(NotAllowed):
            attempt(office, live, CONTRIBUTOR)


def test_contributor_may_not_publish_a_new_article(office: Office) -> None:
    with pytest.raises(NotAllowed):
        office.service.publish(None, make_fields(), actor=CONTRIBUTOR, expected=NOTHING_YET, token=token())
    assert office.source.get_article("on-time", consistent=True) is None


def test_seeded_article_is_for_editors(office: Office) -> None:
    save(office.repository, make_article("one"))
    with pytest.raises(NotAllowed):
        office.service.open("id-of-one", actor=ADA)
    assert office.service.open("id-of-one", actor=EDITOR).live.owner == ""


@pytest.mark.parametrize(
    "fields",
    [
        make_fields(body="字" * (MAX_BODY_BYTES // 3 + 1)),
        make_fields(body="a" * (MAX_BODY_BYTES + 1)),
        make_fields(body="字" * (MAX_BODY_BYTES // 3 - 10), description="字" * 20_000),
        make_fields(body="a" * (MAX_BODY_BYTES - 10), title="ß" * 10_000, category="b" * 15_000),
    ],
)
def test_text_that_is_too_long_is_refused_with_its_size(office: Office, fields: Fields) -> None:
    with pytest.raises(TooLarge) as refusal:
        office.service.create(fields, actor=ADA, token=token())
    assert refusal.value.size > refusal.value.limit
    stands = office.create()
    with pytest.raises(TooLarge):
        office.service.save(id_of(stands), fields, actor=ADA, expected=stands.version, token=token())
    assert office.stands(stands) == stands


def test_longest_text_is_saved_everywhere(office: Office) -> None:
    body = "字" * ((MAX_BODY_BYTES - 1) // 3) + "\n"
    live = office.published(body=body, description="字" * 10_000)
    assert office.save(live, title="Again").text.body == body


def test_too_many_tags_are_refused(office: Office) -> None:
    with pytest.raises(InvalidContent):
        office.create(tag_labels=[f"tag {n}" for n in range(21)])
