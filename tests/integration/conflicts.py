"""Two who write one article at the same time, as the pages of conflicts are tested with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from articles import wiring
from articles.drafts import Revision, Workspace, fields_of
from articles.policies import Actor
from tests.integration.authors import token
from tests.integration.conftest import Site
from tests.integration.editing import begin, controls, desk_of, post, send

BEGUN = "One.\n\nTwo.\n\nThree.\n"
MINE = "One, mine.\n\nTwo.\n\nThree, mine.\n"
THEIRS = "One.\n\nTwo, theirs.\n\nThree, theirs.\n"
FORM = 'id="conflict"'
SAVED = [("save", "ada", BEGUN), ("save", "eve", THEIRS)]
EMIL = Actor("emil", "Emil", "editor")


class Conflict:
    """Ada and Eve opened one article; Eve has saved, and Ada gets the page with both."""

    def __init__(self, site: Site, *, publish: bool = False, **mine: Any) -> None:
        self.ada, self.eve = desk_of(site), desk_of(site, "eve", "editor")
        self.address = begin(self.ada, title="Ours", body=BEGUN, description="Begun", tags="One, Two")
        self.opened = controls(self.ada.get(self.address))
        send(self.eve, self.address, body=THEIRS, description="Theirs", tags="One, Three")
        self.mine = {**self.opened, "title": "Mine", "body": MINE, **mine}
        self.page = post(self.ada, self.address, self.mine, "publish" if publish else "save")
        assert self.page.status_code == 409

    @property
    def way(self) -> str:
        return f"{self.address}conflict/"

    def go(self, action: str, page: Any = None, **said: Any) -> Any:
        return post(self.ada, self.way, {**controls(page or self.page, FORM), **said}, action)

    def stands(self) -> Workspace:
        return wiring.authoring().open(self.article_id, actor=EMIL)

    @property
    def article_id(self) -> str:
        return self.address.split("/")[-2]

    def history(self) -> list[tuple[str, str, str]]:
        """What was done, by whom and with which text, in no order of time."""
        return sorted((kept.action, kept.saved_by, kept.article.body) for kept in self.revisions())

    def revisions(self) -> list[Revision]:
        service = wiring.authoring()
        listed = service.list_revisions(self.article_id, actor=EMIL, size=50).items
        return [service.get_revision(self.article_id, found.revision_id, actor=EMIL) for found in listed]


def autosave(conflict: Conflict, username: str, body: str) -> None:
    """As the script of another page does it."""
    stands = conflict.stands()
    wiring.authoring().autosave(
        conflict.article_id,
        replace(fields_of(stands.text), body=body),
        actor=Actor(username, username.title(), "editor"),
        expected=stands.version,
        token=token(),
        tab=f"{username}-0123456789abcdef.1",
    )
