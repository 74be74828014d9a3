"""What authors do with articles: each form is one save, on the version that its author started from, or none.

A form carries a token. A save leaves the token as a receipt, so that a form which comes twice, or whose answer was
lost, is told apart from one that comes too late.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from ulid import ULID

from articles import keys
from articles.domain import Article
from articles.drafts import (
    NOTHING_YET,
    Edit,
    Fields,
    Receipt,
    Revision,
    RevisionPage,
    Saved,
    Version,
    Workspace,
    is_purged,
)
from articles.exceptions import (
    ArticleConflict,
    ArticleNotFound,
    NotAllowed,
    SlugTaken,
    StaleVersion,
    StoreUnavailable,
    TokenReused,
)
from articles.policies import Actor, check_can_edit, check_can_publish, check_can_trash
from articles.ports import AuthoringStore
from articles.services import changes
from articles.services.changes import Form, Work
from articles.services.composing import come_out, compose, new_article, payload_of
from articles.services.slugs import UNTITLED, Slugs, SlugState, check_choosable

CLOCK = "clock"  # who archives what is over
SUGGESTIONS = 3

Check = Callable[[Actor, Article], None]
Change = Callable[[Work], Workspace | None]


class AuthoringService:
    """Raises `ArticleNotFound`, `NotAllowed`, `SlugTaken`, `SlugFixed`, `StaleVersion`, `TokenReused`, `TooLarge`,
    `StoreUnavailable`. Rights are checked on what the table holds, not on what a form says."""

    def __init__(self, store: AuthoringStore, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._slugs = Slugs(store)

    def open(self, article_id: str, *, actor: Actor) -> Workspace:
        stands = self._stands(article_id)
        check_can_edit(actor, stands.live)
        return stands

    def create(self, fields: Fields, *, actor: Actor, token: str, tab: str = "") -> Saved:
        """A new draft of the actor's."""
        form = Form(token, "save", actor, NOTHING_YET, token, payload_of("save", actor, fields), tab=tab)
        return (
            self._change(form, check_can_edit, self._saved(fields)) if self._came(form) else self._create(form, fields)
        )

    def save(
        self,
        article_id: str,
        fields: Fields,
        *,
        actor: Actor,
        expected: Version,
        token: str,
        tab: str = "",
        over: bool = False,
        aside: Fields | None = None,
    ) -> Saved:
        """Save what is worked on: the working copy of what is live, else the article itself.

        What a form saves `over`, and what it puts `aside`, becomes a revision (see `changes.Form`).
        """
        payload = payload_of("save", actor, fields, article_id)
        form = Form(article_id, "save", actor, expected, token, payload, tab=tab, over=over, aside=aside)
        return self._change(form, check_can_edit, self._saved(fields))

    def autosave(
        self, article_id: str | None, fields: Fields, *, actor: Actor, expected: Version, token: str, tab: str
    ) -> Saved:
        """Keep what stands in the editor as the working copy: no revision, and no reader sees it.

        Without an id it makes the article, at an address that its first save by hand replaces.
        """
        form = Form(article_id or token, "autosave", actor, expected, token, "", tab=tab)
        if article_id is None and not self._came(form):
            return self._begin_by_itself(form, fields)
        return self._change(form, check_can_edit, lambda work: changes.autosaved(work, fields))

    def publish(
        self,
        article_id: str | None,
        fields: Fields,
        *,
        actor: Actor,
        expected: Version,
        token: str,
        tab: str = "",
        over: bool = False,
        aside: Fields | None = None,
    ) -> Saved:
        """Show readers what the form says, from its date on. Without an id it is a new article."""
        payload = payload_of("publish", actor, fields, article_id or "")
        form = Form(article_id or token, "publish", actor, expected, token, payload, tab=tab, over=over, aside=aside)
        if article_id is None and not self._came(form):
            return self._create(form, fields)
        return self._change(
            form, check_can_publish, lambda work: changes.published(work, self._addressed(work, fields))
        )

    def keep(self, article_id: str, fields: Fields, *, actor: Actor, token: str) -> Saved:
        """Put a text that is not taken into the history; nothing else changes."""
        form = Form(article_id, "keep", actor, None, token, payload_of("keep", actor, fields, article_id))
        stands = self._stands(article_id)
        check_can_edit(actor, stands.live)
        text = compose(fields, base=stands.text, slug=stands.live.slug, actor=actor, now=self._clock())
        return self._commit(form, stands, stands, self._clock(), keeps=text)

    def rename(self, article_id: str, slug: str, *, actor: Actor, expected: Version, token: str) -> Saved:
        """Give it another address. The one that readers know leads there from then on."""
        form = Form(
            article_id, "rename", actor, expected, token, payload_of("rename", actor, subject=f"{article_id} {slug}")
        )
        check = check_can_publish if self._stands(article_id).slug_fixed else check_can_edit
        return self._change(form, check, lambda work: changes.renamed(work, slug))

    def former_slugs(self, article_id: str, *, actor: Actor) -> tuple[str, ...]:
        """The addresses that lead to it besides its own, the one left last first."""
        self.open(article_id, actor=actor)
        return self._store.former_slugs(article_id)

    def trash(self, article_id: str, *, actor: Actor, expected: Version, token: str) -> Saved:
        """Take it from readers and lists; it can be recovered for 30 days, with all that hangs on it."""
        form = Form(article_id, "trash", actor, expected, token, payload_of("trash", actor, subject=article_id))
        return self._change(form, check_can_trash, lambda work: changes.trashed(work.stands, work.now))

    def recover(self, article_id: str, *, actor: Actor, expected: Version, token: str) -> Saved:
        """Take it from the trash, as a draft."""
        form = Form(article_id, "recover", actor, expected, token, payload_of("recover", actor, subject=article_id))
        return self._change(form, check_can_edit, lambda work: changes.recovered(work.stands))

    def unpublish(self, article_id: str, *, actor: Actor, expected: Version, token: str) -> Saved:
        """Make it a draft again; its working copy, if there is one, stays what is worked on."""
        payload = payload_of("unpublish", actor, subject=article_id)
        form = Form(article_id, "unpublish", actor, expected, token, payload)
        return self._change(form, check_can_publish, lambda work: changes.hidden(work.stands, work.now))

    def discard(self, article_id: str, *, actor: Actor, expected: Version, token: str) -> Saved:
        """Drop the working copy."""
        payload = payload_of("discard", actor, subject=article_id)
        return self._change(
            Form(article_id, "discard", actor, expected, token, payload), check_can_edit, changes.discarded
        )

    def restore(self, article_id: str, revision_id: str, *, actor: Actor, expected: Version, token: str) -> Saved:
        """Save an earlier text anew, as `save` does. Address and dates stay what they are."""
        revision = self.get_revision(article_id, revision_id, actor=actor)
        payload = payload_of("restore", actor, subject=f"{article_id} {revision_id}")
        form = Form(article_id, "restore", actor, expected, token, payload, f"restored from {revision_id}")
        return self._change(form, check_can_edit, lambda work: changes.restored(work, revision.article))

    def tag(
        self, article_id: str, *, add: Sequence[str] = (), remove: Sequence[str] = (), actor: Actor, token: str
    ) -> Saved:
        """Give it labels and take key texts of tags from it, where readers see it and where it is worked on."""
        payload = payload_of("tag", actor, subject=f"{article_id} {list(add)} {list(remove)}")
        form = Form(article_id, "tag", actor, None, token, payload)
        return self._change(form, check_can_edit, lambda work: changes.tagged(work.stands, add, remove))

    def archive_expired(self, article_id: str) -> bool:
        """Give what is over by its own date the status that says so; False if it is not, or others were at it."""
        stands, now = self._stands(article_id), self._clock()
        after = changes.archived(stands, now)
        if after is None:
            return False
        edit = Edit(
            before=stands,
            after=after,
            action="archive",
            actor=CLOCK,
            at=now,
            token=str(ULID()),
            by_author=False,
        )
        with contextlib.suppress(ArticleConflict):
            self._store.commit(edit)
            return True
        return False

    def list_revisions(
        self, article_id: str, *, actor: Actor, below: str | None = None, size: int = 20
    ) -> RevisionPage:
        self.open(article_id, actor=actor)
        if below is not None and not keys.is_id(below):
            raise ArticleNotFound(below, [self._store.name])
        return self._store.list_revisions(article_id, below=below, size=size)

    def get_revision(self, article_id: str, revision_id: str, *, actor: Actor) -> Revision:
        self.open(article_id, actor=actor)
        revision = self._store.get_revision(article_id, revision_id) if keys.is_id(revision_id) else None
        if revision is None:
            raise ArticleNotFound(revision_id, [self._store.name])
        return revision

    def slug_state(self, slug: str, *, article_id: str | None) -> SlugState:
        return self._slugs.state(slug, article_id=article_id)

    def suggest_slug(self, slug: str) -> str:
        return self._slugs.suggest(slug)

    def _came(self, form: Form) -> bool:
        """Whether the page had made its article by itself, be that without having heard of it."""
        return bool(form.tab) and self._store.open(form.article_id) is not None

    def _saved(self, fields: Fields) -> Change:
        return lambda work: changes.saved(work, self._addressed(work, fields))

    def _addressed(self, work: Work, fields: Fields) -> Fields:
        """With an address made from the title, for what has none of its own."""
        if fields.slug or not work.stands.is_provisional:
            return fields
        return replace(fields, slug=self._slugs.suggest(keys.slug_from_text(fields.title) or UNTITLED))

    def _begin_by_itself(self, form: Form, fields: Fields) -> Saved:
        now = self._clock()
        try:
            return self._commit(form, None, changes.begun(form, fields, now), now)
        except StaleVersion as exc:
            # Two requests of one page at the same time; the other was first.
            if form.goes_on_from(exc.theirs):
                return self._change(form, check_can_edit, lambda work: changes.autosaved(work, fields))
            raise

    def _create(self, form: Form, fields: Fields) -> Saved:
        if fields.slug:
            check_choosable(fields.slug)
            return self._begin(form, fields, fields.slug)
        made = keys.slug_from_text(fields.title) or UNTITLED
        for _ in range(SUGGESTIONS):
            # Somebody may take a free one before we do.
            with contextlib.suppress(SlugTaken):
                return self._begin(form, fields, self._slugs.suggest(made))
        raise SlugTaken(made)

    def _begin(self, form: Form, fields: Fields, slug: str) -> Saved:
        now = self._clock()
        base = new_article(slug, actor=form.actor, article_id=form.article_id)
        article = compose(fields, base=base, slug=slug, actor=form.actor, now=now)
        if form.action == "publish":
            check_can_publish(form.actor, base)
            article = come_out(article, live=base, now=now)
        return self._commit(form, None, Workspace(replace(article, version=1)), now)

    def _change(self, form: Form, check: Check, change: Change) -> Saved:
        stands = self._stands(form.article_id)
        check(form.actor, stands.live)
        if stands.live.status == "trashed" and form.action not in ("trash", "recover"):
            raise NotAllowed(form.actor.username, "It is in the trash. Take it back from there first.")
        if not form.goes_on_from(stands) and not self._heard_nothing(form, stands):
            return self._settle(form, stands)
        now = self._clock()
        after = change(Work(form, stands, now))
        if after is None:
            return Saved(stands, repeated=True)
        return self._commit(form, stands, after, now)

    def _heard_nothing(self, form: Form, stands: Workspace) -> bool:
        """Whether an autosave meets what its own form saved by hand, the answer to which was lost."""
        receipt = self._store.get_receipt(form.article_id, form.token) if form.action == "autosave" else None
        return receipt is not None and receipt.left == stands.version

    def _commit(
        self, form: Form, before: Workspace | None, after: Workspace, now: datetime, *, keeps: Article | None = None
    ) -> Saved:
        live = {work.live.status for work in (before, after) if work}
        edit = Edit(
            before=before,
            after=after,
            action=form.action,
            actor=form.actor.username,
            at=now,
            token=form.token,
            payload=form.payload,
            note=form.note,
            stamp="published" in live and (before is None or before.live.version != after.live.version),
            revision=form.action != "autosave",
            aside=changes.put_aside(form, before, now),
            keeps=keeps,
        )
        try:
            self._store.commit(edit)
        except ArticleConflict:
            wanted = after.live.slug if before is None or edit.moves else ""
            return self._settle(form, self._store.open(form.article_id), wanted)
        return Saved(after)

    def _settle(self, form: Form, stands: Workspace | None, wanted: str = "") -> Saved:
        """Nothing was written just now: say whether it had been before, or what stood in the way."""
        receipt = self._store.get_receipt(form.article_id, form.token) if form.action != "autosave" else None
        if receipt is not None:
            return self._repeated(form, receipt)
        if wanted and self._store.holders([wanted]).get(wanted, form.article_id) != form.article_id:
            raise SlugTaken(wanted)
        if stands is None:
            # Whoever held the slug has left it meanwhile.
            raise StoreUnavailable(self._store.name, "another save was in the way")
        raise StaleVersion(stands.live.slug, stands)

    def _repeated(self, form: Form, receipt: Receipt) -> Saved:
        stands = self._stands(form.article_id)
        if receipt.payload != form.payload:
            raise TokenReused(stands.live.slug)
        return Saved(stands, repeated=True, left=receipt.left)

    def _stands(self, article_id: str) -> Workspace:
        stands = self._store.open(article_id) if keys.is_id(article_id) else None
        if stands is None or is_purged(stands.live, self._clock()):
            raise ArticleNotFound(article_id, [self._store.name])
        return stands
