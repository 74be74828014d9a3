"""What becomes of an article and its working copy by what an author asks for. Nothing here reads or writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from ulid import ULID

from articles.differences import compare, size_of
from articles.domain import Article
from articles.drafts import (
    Action,
    Draft,
    Fields,
    Revision,
    Version,
    Words,
    Workspace,
    fields_of,
    provisional_slug,
    working_on,
)
from articles.exceptions import SlugFixed
from articles.policies import Actor
from articles.services.composing import come_out, compose, new_article, retagged, taken_back, with_checksum
from articles.services.slugs import check_choosable

UNTITLED_TITLE = "Untitled"
TRASH_KEPT = timedelta(days=30)
# Notes of texts that were set aside.
REPLACED, NOT_TAKEN = "replaced before it was saved by hand", "not taken"


@dataclass(frozen=True, slots=True)
class Form:
    """What comes with every form, whatever it asks for. Without `expected` it is for what stands there, be that new.

    `tab` names the page that sends it and counts what it sent (`<page>.<n>`). One that is `over` what stands there
    replaces it and does not go on from it; `aside` is a text of the actor's that is not taken.
    """

    article_id: str
    action: Action
    actor: Actor
    expected: Version | None
    token: str
    payload: str
    note: str = ""
    tab: str = ""
    over: bool = False
    aside: Fields | None = None

    def goes_on_from(self, stands: Workspace) -> bool:
        """Whether it started from what stands there, be that what the same page sent just before."""
        own = stands.draft is not None and is_later(self.tab, stands.draft.last_token)
        return own or self.expected in (None, stands.version)


def is_later(tab: str, other: str) -> bool:
    """Whether both are of one page and the other was not sent after it: requests may overtake each other."""
    page, _, n = tab.rpartition(".")
    other_page, _, other_n = other.rpartition(".")
    return bool(page) and page == other_page and int(other_n) <= int(n)


class Work(NamedTuple):
    """One form at work on what stands there."""

    form: Form
    stands: Workspace
    now: datetime


def saved(work: Work, fields: Fields) -> Workspace:
    return _kept(work, _composed(work, fields, slug_of(work.stands, fields.slug)))


def autosaved(work: Work, fields: Fields) -> Workspace | None:
    """What stands in the editor, beside the article whatever its state; None if that is what stands there already."""
    stands = work.stands
    wanted = "" if stands.slug_fixed or fields.slug == stands.live.slug else fields.slug
    text = _composed(work, fields, stands.live.slug)
    before = stands.draft.slug if stands.draft else ""
    if wanted == before and is_same_text(text, stands.text):
        return None
    return working_on(stands.live, replace(_draft(work, text, work.form.tab), autosaved=True, slug=wanted))


def begun(form: Form, fields: Fields, now: datetime) -> Workspace:
    """An article that nobody saved by hand yet, with what stands in the editor beside it."""
    base = new_article(provisional_slug(form.article_id), actor=form.actor, article_id=form.article_id)
    title = fields.title or UNTITLED_TITLE
    live = with_checksum(replace(base, title=title, updated_at=now.replace(microsecond=0), version=1))
    work = Work(form, Workspace(live), now)
    text = compose(fields, base=base, slug=base.slug, actor=form.actor, now=now)
    return working_on(live, replace(_draft(work, text, form.tab), autosaved=True, slug=fields.slug))


def put_aside(form: Form, before: Workspace | None, now: datetime) -> tuple[Revision, ...]:
    """Texts that stand in no revision and would be gone."""
    kept: list[Revision] = []
    draft = before.draft if before else None
    if before and draft and _is_replaced(form, draft):
        kept.append(kept_aside(draft.article, draft.saved_at, draft.saved_by, REPLACED, before.version))
    if before and form.aside:
        text = compose(form.aside, base=before.text, slug=before.live.slug, actor=form.actor, now=now)
        kept.append(kept_aside(text, now, form.actor.username, NOT_TAKEN))
    return tuple(kept)


def _is_replaced(form: Form, draft: Draft) -> bool:
    """Whether a form puts another text in the place of one that nobody saved by hand, and does not go on from it: what
    one author wrote in a page is theirs to change, but not for others to make vanish. The same text is set aside too:
    pages that started from it find there what they began with."""
    others = draft.saved_by != form.actor.username and form.action in ("autosave", "save", "publish")
    return draft.autosaved and (others or form.over or form.action in ("discard", "restore"))


def words_between(before: str, after: str) -> Words:
    changed = size_of(piece for row in compare(before, after) for piece in row.inline)
    return Words(added=changed.theirs, removed=changed.mine)


def kept_aside(article: Article, at: datetime, by: str, note: str, left: Version | None = None) -> Revision:
    """A text as a revision of its own, beside the one of the save that takes its place."""
    return Revision(
        revision_id=str(ULID()),
        article=article,
        action="keep",
        saved_at=at.replace(microsecond=0),
        saved_by=by,
        note=note,
        left=left,
    )


def is_same_text(article: Article, other: Article) -> bool:
    return fields_of(article) == fields_of(other)


def _composed(work: Work, fields: Fields, slug: str) -> Article:
    return compose(fields, base=work.stands.text, slug=slug, actor=work.form.actor, now=work.now)


def _kept(work: Work, article: Article) -> Workspace:
    """A text as it is kept: beside what readers see, or in place of what only authors saw."""
    live = work.stands.live
    if not work.stands.is_live:
        return Workspace(replace(article, version=live.version + 1))
    return working_on(live, _draft(work, article, work.form.tab or work.form.token))


def _draft(work: Work, article: Article, token: str) -> Draft:
    before = work.stands.draft
    by_itself = before.saved_as if before else ""
    return Draft(
        article=article,
        draft_version=next_draft(work.stands, work.now),
        base_version=work.stands.live.version,
        saved_at=work.now.replace(microsecond=0),
        saved_by=work.form.actor.username,
        last_token=token,
        saved_as=by_itself if work.form.action == "autosave" else work.form.token,
    )


def next_draft(stands: Workspace, now: datetime) -> int:
    """The first one is counted from the clock, so that after a discard no number comes again."""
    return stands.draft.draft_version + 1 if stands.draft else int(now.timestamp() * 1000)


def published(work: Work, fields: Fields) -> Workspace:
    live = work.stands.live
    article = _composed(work, fields, slug_of(work.stands, fields.slug))
    return Workspace(replace(come_out(article, live=live, now=work.now), version=live.version + 1))


def hidden(stands: Workspace, now: datetime) -> Workspace | None:
    live = stands.live
    if live.status not in {"published", "archived"}:
        return None
    return working_on(replace(taken_back(live, now=now), version=live.version + 1), stands.draft)


def discarded(work: Work) -> Workspace | None:
    return Workspace(work.stands.live) if work.stands.draft else None


def restored(work: Work, earlier: Article) -> Workspace:
    text = work.stands.text
    fields = replace(fields_of(earlier), published_at=text.published_at, unpublish_at=text.unpublish_at)
    base = replace(text, author=earlier.author, extra=earlier.extra, date_texts=earlier.date_texts)
    return _kept(work, compose(fields, base=base, slug=text.slug, actor=work.form.actor, now=work.now))


def renamed(work: Work, slug: str) -> Workspace | None:
    """The article at another address, with its working copy; None if it is there already."""
    live = work.stands.live
    check_choosable(slug)
    if slug == live.slug:
        return None
    return working_on(with_checksum(replace(live, slug=slug, version=live.version + 1)), work.stands.draft)


def trashed(stands: Workspace, now: datetime) -> Workspace | None:
    live = stands.live
    if live.status == "trashed":
        return None
    gone = now.replace(microsecond=0) + TRASH_KEPT
    article = replace(
        live, status="trashed", was_published=live.came_out_by(now), purge_at=gone, version=live.version + 1
    )
    return working_on(with_checksum(article), stands.draft)


def recovered(stands: Workspace) -> Workspace | None:
    live = stands.live
    if live.status != "trashed":
        return None
    article = replace(live, status="draft", purge_at=None, version=live.version + 1)
    return working_on(with_checksum(article), stands.draft)


def slug_of(stands: Workspace, wanted: str) -> str:
    """The slug that an article gets; only readers who know it make it stay."""
    slug = stands.live.slug
    if wanted in ("", slug):
        return slug
    if stands.slug_fixed:
        raise SlugFixed(slug)
    check_choosable(wanted)
    return wanted


def tagged(stands: Workspace, add: Sequence[str], remove: Sequence[str]) -> Workspace | None:
    """Other tags for what is live and for what is worked on, so that publishing the one does not undo the other; None
    if both have them already."""
    live, draft = stands.live, stands.draft
    article = retagged(live, add, remove)
    text = retagged(draft.article, add, remove) if draft else None
    if article is live and (draft is None or text is draft.article):
        return None
    if article is not live:
        article = replace(article, version=live.version + 1)
    if draft and text:
        # An editor that is open on it started from another text, and is told so.
        draft = replace(
            draft, article=text, draft_version=draft.draft_version + 1, base_version=article.version, last_token=""
        )
    return working_on(article, draft)


def archived(stands: Workspace, now: datetime) -> Workspace | None:
    """What is over by its own date, with the status that says so; None if it is not."""
    live = stands.live
    if live.status != "published" or live.unpublish_at is None or now < live.unpublish_at:
        return None
    article = replace(live, status="archived", was_published=live.came_out_by(now), version=live.version + 1)
    return working_on(with_checksum(article), stands.draft)
