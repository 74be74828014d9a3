"""How a form becomes a save: on the version that its author started from, once, or not at all with the reason.

A form carries a token. A save leaves the token as a receipt, so that a form which comes twice, or whose answer was
lost, is told apart from one that comes too late.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from articles import keys
from articles.domain import Article
from articles.drafts import Edit, Fields, Receipt, Saved, Words, Workspace, is_purged
from articles.exceptions import (
    ArticleBroken,
    ArticleConflict,
    ArticleNotFound,
    NotAllowed,
    SlugTaken,
    StaleVersion,
    StoreUnavailable,
    TokenReused,
)
from articles.policies import Actor, check_can_edit, check_can_publish
from articles.ports import AuthoringStore
from articles.services import changes
from articles.services.changes import Form, Work
from articles.services.composing import come_out, compose, new_article
from articles.services.slugs import UNTITLED, Slugs, check_choosable

SUGGESTIONS = 3
OVERTAKEN = 2

Check = Callable[[Actor, Article], None]
Change = Callable[[Work], Workspace | None]


def check_not_in_trash(actor: Actor, article: Article) -> None:
    if article.status == "trashed":
        raise NotAllowed(actor.username, "It is in the trash. Take it back from there first.")


class Submitting:
    """What all forms of authors have in common."""

    def __init__(
        self,
        store: AuthoringStore,
        *,
        clock: Callable[[], datetime],
        is_linked: Callable[[Workspace], bool] = lambda stands: False,
    ) -> None:
        """`is_linked` says whether other articles link to one."""
        self._store = store
        self._is_linked = is_linked
        self._clock = clock
        self._slugs = Slugs(store)

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
        for _ in range(OVERTAKEN):
            try:
                return self._change_once(form, check, change)
            except StaleVersion as exc:
                # Two requests of one page at the same time; the earlier was first.
                if not (form.tab and form.goes_on_from(exc.theirs)):
                    raise
        return self._change_once(form, check, change)

    def _change_once(self, form: Form, check: Check, change: Change) -> Saved:
        stands = self._stands(form.article_id)
        check(form.actor, stands.live)
        if form.action not in ("trash", "recover"):
            check_not_in_trash(form.actor, stands.live)
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
            stamp=("published" in live or _leaves(before, after))
            and (before is None or before.live.version != after.live.version),
            revision=form.action != "autosave",
            aside=changes.put_aside(form, before, now),
            keeps=keeps,
            words=None if keeps else self._words(form, before, after),
            linked=self._leaves_links(before, after),
        )
        try:
            self._store.commit(edit)
        except ArticleConflict:
            wanted = after.live.slug if before is None or edit.moves else ""
            return self._settle(form, self._store.open(form.article_id), wanted)
        return Saved(after)

    def _leaves_links(self, before: Workspace | None, after: Workspace) -> bool:
        """Whether it leaves an address that no reader knows, and that other drafts link to."""
        if before is None or before.slug_fixed or before.is_provisional or before.live.slug == after.live.slug:
            return False
        return self._is_linked(before)

    def _words(self, form: Form, before: Workspace | None, after: Workspace) -> Words | None:
        """How much a save by hand changes the text, against the one before it."""
        if form.action == "autosave":
            return None
        text = self._last_saved(before) if before else ""
        return None if text is None else changes.words_between(text, after.text.body)

    def _last_saved(self, stands: Workspace) -> str | None:
        """What an autosave stands on was saved by hand as a revision, or is the article itself."""
        draft = stands.draft
        if draft is None or not draft.autosaved:
            return stands.text.body
        if not draft.saved_as:
            return stands.live.body
        # A save does not fail because its size cannot be told.
        with contextlib.suppress(ArticleBroken):
            revision = self._store.get_revision(stands.live.article_id, draft.saved_as)
            return revision.article.body if revision else None
        return None

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


def _leaves(before: Workspace | None, after: Workspace) -> bool:
    """Whether readers may know the address that it leaves, be it hidden: what leads there leads elsewhere then."""
    return before is not None and before.slug_fixed and before.live.slug != after.live.slug
