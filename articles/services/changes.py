"""What becomes of an article and its working copy by what an author asks for. Nothing here reads or writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from articles.domain import Article
from articles.drafts import Action, Draft, Fields, Version, Workspace, fields_of, working_on
from articles.exceptions import SlugFixed
from articles.policies import Actor
from articles.services.composing import come_out, compose, retagged, taken_back, with_checksum
from articles.services.slugs import check_choosable


@dataclass(frozen=True, slots=True)
class Form:
    """What comes with every form, whatever it asks for. Without `expected` it is for what stands there, be that new."""

    article_id: str
    action: Action
    actor: Actor
    expected: Version | None
    token: str
    payload: str
    note: str = ""


class Work(NamedTuple):
    """One form at work on what stands there."""

    form: Form
    stands: Workspace
    now: datetime


def saved(work: Work, fields: Fields) -> Workspace:
    slug = _slug(work.stands, fields.slug)
    return _kept(work, compose(fields, base=work.stands.text, slug=slug, actor=work.form.actor, now=work.now))


def _kept(work: Work, article: Article) -> Workspace:
    """A text as it is kept: beside what readers see, or in place of what only authors saw."""
    live = work.stands.live
    if not work.stands.is_live:
        return Workspace(replace(article, version=live.version + 1))
    draft = Draft(
        article=article,
        draft_version=_next_draft(work),
        base_version=live.version,
        saved_at=work.now.replace(microsecond=0),
        saved_by=work.form.actor.username,
        last_token=work.form.token,
    )
    return working_on(live, draft)


def _next_draft(work: Work) -> int:
    """The first one is counted from the clock, so that after a discard no number comes again."""
    draft = work.stands.draft
    return draft.draft_version + 1 if draft else int(work.now.timestamp() * 1000)


def published(work: Work, fields: Fields) -> Workspace:
    live = work.stands.live
    slug = _slug(work.stands, fields.slug)
    article = compose(fields, base=work.stands.text, slug=slug, actor=work.form.actor, now=work.now)
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


def _slug(stands: Workspace, wanted: str) -> str:
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
        draft = replace(draft, article=text, draft_version=draft.draft_version + 1, base_version=article.version)
    return working_on(article, draft)


def archived(stands: Workspace, now: datetime) -> Workspace | None:
    """What is over by its own date, with the status that says so; None if it is not."""
    live = stands.live
    if live.status != "published" or live.unpublish_at is None or now < live.unpublish_at:
        return None
    article = replace(live, status="archived", was_published=live.came_out_by(now), version=live.version + 1)
    return working_on(with_checksum(article), stands.draft)
