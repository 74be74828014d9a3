"""Who may do what with an article."""

from __future__ import annotations

import pytest

from articles.drafts import Version, Workspace, state_of
from articles.policies import Actor, can_edit, can_publish
from portfolio.accounts.roles import ROLES, Role, includes
from tests.factories import NEW_YEAR, NOW, make_article


@pytest.mark.parametrize(
    ("role", "status", "own", "edits", "publishes"),
    [
        ("contributor", "draft", True, True, False),
        ("contributor", "published", True, False, False),
        ("contributor", "draft", False, False, False),
        ("author", "draft", True, True, True),
        ("author", "published", True, True, True),
        ("author", "draft", False, False, False),
        ("editor", "published", False, True, True),
        ("admin", "draft", False, True, True),
    ],
)
def test_role_decides(role: Role, status: str, own: bool, edits: bool, publishes: bool) -> None:
    actor = Actor("ada", "Ada", role)
    article = make_article(status=status, owner="ada" if own else "bob")
    assert can_edit(actor, article) == edits
    assert can_publish(actor, article) == publishes


def test_article_without_an_owner_is_nobody_s() -> None:
    assert not can_edit(Actor("", "", "author"), make_article(status="draft", owner=""))


@pytest.mark.parametrize("role", ROLES)
def test_admin_may_all_and_a_stranger_nothing(role: Role) -> None:
    assert includes("admin", role)
    assert not includes("visitor", role)


def test_version_is_written_and_read() -> None:
    assert Version.parse(str(Version(3, 12))) == Version(3, 12)


@pytest.mark.parametrize("text", ["", "3", "3.", ".3", "-1.2", "1.2.3", "١.٢", "1" * 40 + ".1", "a.b"])
def test_forged_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a version"):
        Version.parse(text)


def test_state_follows_the_clock() -> None:
    assert state_of(make_article(status="draft"), NOW) == "draft"
    assert state_of(make_article(published_at=NOW), NEW_YEAR) == "scheduled"
    assert state_of(make_article(), NOW) == "published"
    assert state_of(make_article(unpublish_at=NOW), NOW) == "archived"


def test_workspace_without_a_working_copy_works_on_what_is_live() -> None:
    article = make_article(status="draft")
    workspace = Workspace(article)
    assert workspace.text is article
    assert workspace.version == Version(0, 0)
    assert not workspace.is_live
