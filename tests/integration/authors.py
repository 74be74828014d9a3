"""The authors' service over a store of each kind: what the contract of authoring is tested on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import pytest
from ulid import ULID

from articles.domain import Article, Stamp, Summary
from articles.drafts import Edit, Fields, Receipt, Revision, RevisionPage, Saved, Workspace, fields_of
from articles.policies import Actor
from articles.ports import ArticleRepository, AuthoringStore, PurgingStore, UndoSource
from articles.services.authoring import AuthoringService
from articles.services.purging import PurgeService
from articles.stores.dynamo import (
    DynamoAuthoring,
    DynamoAuthorLists,
    DynamoPurging,
    DynamoRepository,
    DynamoSource,
)
from articles.stores.memory import MemoryStore
from portfolio.table import Table
from tests.factories import FakeClock

ADA = Actor("ada", "Ada L.", "author")
BOB = Actor("bob", "Bob", "author")
CONTRIBUTOR = Actor("cleo", "Cleo", "contributor")
EDITOR = Actor("emil", "Emil", "editor")


class Source(Protocol):
    """What readers get to see of a store."""

    def get_article(self, slug: str, *, consistent: bool = False, budget: float | None = None) -> Article | None: ...

    def get_stamp(self, *, budget: float | None = None) -> Stamp: ...


def token() -> str:
    return str(ULID())


def make_fields(title: str = "On Time", **overrides: Any) -> Fields:
    fields: dict[str, Any] = {"title": title, "tag_labels": ("C++",), "body": f"About *{title}*.\n"}
    return Fields(**(fields | overrides))


class Office:
    """Forms as ada posts them, each with a token of its own and the version that she was shown."""

    def __init__(
        self,
        store: AuthoringStore,
        source: Source,
        repository: ArticleRepository,
        clock: FakeClock,
        *,
        undos: UndoSource,
        purging: PurgingStore,
    ) -> None:
        self.store = Lossy(store)
        self.source = source
        self.repository = repository
        self.undos = undos
        self.clock = clock
        self.service = AuthoringService(self.store, clock=clock.now)
        self.purging = PurgeService(self.store, purging, clock=clock.now)

    def create(self, title: str = "On Time", *, actor: Actor = ADA, **fields: Any) -> Workspace:
        return self.service.create(make_fields(title, **fields), actor=actor, token=token()).workspace

    def save(self, stands: Workspace, *, actor: Actor = ADA, **changes: Any) -> Workspace:
        return self._later(self.service.save, stands, changes, actor)

    def publish(self, stands: Workspace, *, actor: Actor = ADA, **changes: Any) -> Workspace:
        return self._later(self.service.publish, stands, changes, actor)

    def unpublish(self, stands: Workspace, *, actor: Actor = ADA) -> Workspace:
        return self._short(self.service.unpublish, stands, actor)

    def discard(self, stands: Workspace, *, actor: Actor = ADA) -> Workspace:
        return self._short(self.service.discard, stands, actor)

    def rename(self, stands: Workspace, slug: str, *, actor: Actor = ADA) -> Workspace:
        def call(article_id: str, **form: Any) -> Saved:
            return self.service.rename(article_id, slug, **form)

        return self._short(call, stands, actor)

    def trash(self, stands: Workspace, *, actor: Actor = ADA) -> Workspace:
        return self._short(self.service.trash, stands, actor)

    def recover(self, stands: Workspace, *, actor: Actor = ADA) -> Workspace:
        return self._short(self.service.recover, stands, actor)

    def published(self, title: str = "On Time", **fields: Any) -> Workspace:
        return self.publish(self.create(title, **fields))

    def stands(self, workspace: Workspace) -> Workspace:
        return self.service.open(workspace.live.article_id, actor=EDITOR)

    def revisions(self, workspace: Workspace) -> list[tuple[str, str]]:
        """What was done and by whom, newest first."""
        page = self.service.list_revisions(workspace.live.article_id, actor=EDITOR, size=100)
        return [(revision.action, revision.saved_by) for revision in page.items]

    def _later(self, call: Any, stands: Workspace, changes: dict[str, Any], actor: Actor) -> Workspace:
        self.clock.advance(60)
        fields = replace(fields_of(stands.text), **changes)
        saved: Saved = call(stands.live.article_id, fields, actor=actor, expected=stands.version, token=token())
        return saved.workspace

    def _short(self, call: Any, stands: Workspace, actor: Actor) -> Workspace:
        self.clock.advance(60)
        saved: Saved = call(stands.live.article_id, actor=actor, expected=stands.version, token=token())
        return saved.workspace


def read(office: Office, slug: str = "on-time") -> Article:
    article = office.source.get_article(slug, consistent=True)
    assert article is not None
    return article


class Lossy:
    """A store whose next commits are done and then fail, as when an answer gets lost and nobody waits any more."""

    def __init__(self, store: AuthoringStore) -> None:
        self._store = store
        self.name = store.name
        self.loses: Exception | None = None

    def commit(self, edit: Edit) -> None:
        self._store.commit(edit)
        lost, self.loses = self.loses, None
        if lost:
            raise lost

    def open(self, article_id: str) -> Workspace | None:
        return self._store.open(article_id)

    def get_receipt(self, article_id: str, token: str) -> Receipt | None:
        return self._store.get_receipt(article_id, token)

    def get_revision(self, article_id: str, revision_id: str) -> Revision | None:
        return self._store.get_revision(article_id, revision_id)

    def list_revisions(self, article_id: str, *, below: str | None, size: int, named: bool = False) -> RevisionPage:
        return self._store.list_revisions(article_id, below=below, size=size, named=named)

    def name_revision(self, article: Summary, revision_id: str, name: str, *, by: str, at: datetime) -> None:
        self._store.name_revision(article, revision_id, name, by=by, at=at)

    def former_slugs(self, article_id: str) -> tuple[str, ...]:
        return self._store.former_slugs(article_id)

    def holders(self, slugs: Any) -> dict[str, str]:
        return self._store.holders(slugs)


@pytest.fixture(params=["memory", "dynamo"])
def office(request: pytest.FixtureRequest, clock: FakeClock, time_zone: ZoneInfo) -> Office:
    if request.param == "memory":
        memory = MemoryStore(clock.now, time_zone=time_zone)
        return Office(memory, memory, memory, clock, undos=memory, purging=memory)
    return request.getfixturevalue("table_office")  # type: ignore[no-any-return]


@pytest.fixture
def table_office(table: Table, clock: FakeClock, time_zone: ZoneInfo) -> Office:
    repository = DynamoRepository(table, clock.now, time_zone=time_zone)
    authoring = DynamoAuthoring(table, time_zone=time_zone)
    return Office(
        authoring,
        DynamoSource(table, time_zone=time_zone),
        repository,
        clock,
        undos=DynamoAuthorLists(table),
        purging=DynamoPurging(table),
    )
