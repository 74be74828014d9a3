"""What authors do with articles: each form is one save, on the version that its author started from, or none."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from ulid import ULID

from articles import keys
from articles.domain import Article
from articles.drafts import NOTHING_YET, Edit, Fields, Revision, RevisionPage, Saved, Version, Workspace
from articles.exceptions import ArticleConflict, ArticleNotFound, StaleVersion
from articles.policies import Actor, check_can_edit, check_can_publish, check_can_trash
from articles.services import changes
from articles.services.changes import Form
from articles.services.composing import compose, payload_of
from articles.services.slugs import SlugState
from articles.services.submitting import Submitting, check_not_in_trash

CLOCK = "clock"  # who archives what is over
KEEP_ATTEMPTS = 3


class AuthoringService(Submitting):
    """Raises `ArticleNotFound`, `NotAllowed`, `SlugTaken`, `SlugFixed`, `StaleVersion`, `TokenReused`, `TooLarge`,
    `StoreUnavailable`. Rights are checked on what the table holds, not on what a form says."""

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
        for _ in range(KEEP_ATTEMPTS):
            # It asks for no version, and whoever it gives way to may be saving at this moment.
            with contextlib.suppress(StaleVersion):
                return self._keep(form, fields)
        return self._keep(form, fields)

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
        self, article_id: str, *, actor: Actor, below: str | None = None, size: int = 20, named: bool = False
    ) -> RevisionPage:
        """Newest first, without their texts. Only `named` ones are sought through a bounded part of the history."""
        self.open(article_id, actor=actor)
        if below is not None and not keys.is_id(below):
            raise ArticleNotFound(below, [self._store.name])
        return self._store.list_revisions(article_id, below=below, size=size, named=named)

    def name_revision(self, article_id: str, revision_id: str, name: str, *, actor: Actor) -> None:
        """Call a revision by a name, or by none any more. The name is clean and short; a form has seen to that."""
        stands = self.open(article_id, actor=actor)
        check_not_in_trash(actor, stands.live)
        if not keys.is_id(revision_id):
            raise ArticleNotFound(revision_id, [self._store.name])
        self._store.name_revision(stands.live, revision_id, name, by=actor.username, at=self._clock())

    def get_revision(self, article_id: str, revision_id: str, *, actor: Actor) -> Revision:
        self.open(article_id, actor=actor)
        revision = self._store.get_revision(article_id, revision_id) if keys.is_id(revision_id) else None
        if revision is None:
            raise ArticleNotFound(revision_id, [self._store.name])
        return revision

    def slug_state(self, slug: str, *, article_id: str | None) -> SlugState:
        return self._slugs.state(slug, article_id=article_id)

    def slug_holder(self, slug: str) -> Article | None:
        """The article whose address it is or was. Whether the one who asks may see it, they have to find out."""
        return self._slugs.holder(slug)

    def suggest_slug(self, slug: str) -> str:
        return self._slugs.suggest(slug)

    def _keep(self, form: Form, fields: Fields) -> Saved:
        stands, now = self._stands(form.article_id), self._clock()
        check_can_edit(form.actor, stands.live)
        text = compose(fields, base=stands.text, slug=stands.live.slug, actor=form.actor, now=now)
        return self._commit(form, stands, stands, now, keeps=text)
