"""At which version the text of a revision stood: how what two authors began with is found, in stores of each kind."""

from __future__ import annotations

from articles.drafts import Revision, Version, Workspace, fields_of
from tests.integration.authors import ADA, EDITOR, Office, make_fields, token

TAB = "0123456789abcdef.1"


def stood_at(office: Office, stands: Workspace) -> dict[Version, str]:
    """The texts of the history by version, as it is listed and as each is opened."""
    service, article_id = office.service, stands.live.article_id
    listed = service.list_revisions(article_id, actor=EDITOR, size=100).items
    opened = [service.get_revision(article_id, kept.revision_id, actor=EDITOR) for kept in listed]
    assert [kept.left for kept in opened] == [kept.left for kept in listed]
    return {kept.left: kept.article.body for kept in opened if kept.left}


def test_each_save_by_hand_left_a_version(office: Office) -> None:
    first = office.create(body="First.\n")
    second = office.publish(first, body="Second.\n")
    third = office.save(second, body="Third.\n")
    assert stood_at(office, third) == {
        first.version: "First.\n", second.version: "Second.\n", third.version: "Third.\n",
    }  # fmt: skip


def test_a_text_that_was_not_taken_never_stood_there(office: Office) -> None:
    first = office.create(body="First.\n")
    article_id = first.live.article_id
    office.service.keep(article_id, make_fields(body="Kept.\n"), actor=ADA, token=token())
    merged = office.service.save(
        article_id, make_fields(body="Merged.\n"), actor=ADA, expected=first.version, token=token(), over=True,
        aside=make_fields(body="Aside.\n"),
    ).workspace  # fmt: skip
    assert stood_at(office, merged) == {first.version: "First.\n", merged.version: "Merged.\n"}
    assert sorted(texts(office, merged)) == ["Aside.\n", "First.\n", "Kept.\n", "Merged.\n"]


def texts(office: Office, stands: Workspace) -> list[str]:
    article_id = stands.live.article_id
    listed: tuple[Revision, ...] = office.service.list_revisions(article_id, actor=EDITOR, size=100).items
    return [office.service.get_revision(article_id, kept.revision_id, actor=EDITOR).article.body for kept in listed]


def test_what_was_replaced_before_it_was_saved_by_hand_stood_where_it_was_replaced(office: Office) -> None:
    first = office.create(body="First.\n")
    typed = make_fields(body="Typed.\n")
    stood = office.service.autosave(
        first.live.article_id, typed, actor=ADA, expected=first.version, token=token(), tab=TAB
    ).workspace
    over = office.service.save(
        first.live.article_id,
        fields_of(first.text),
        actor=EDITOR,
        expected=stood.version,
        token=token(),
        over=True,
    ).workspace
    assert stood_at(office, over)[stood.version] == "Typed.\n"
