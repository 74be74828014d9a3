"""What a step with many makes of each article, and what takes it back. Nothing here reads or writes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal, NamedTuple

from articles.domain import MAX_TAGS, Article, Summary, Tag
from articles.drafts import Action, Undo, Workspace, is_purged, working_on
from articles.policies import Actor, check_can_edit, check_can_publish, check_can_trash
from articles.services import changes
from articles.services.composing import come_out, with_checksum

Step = Literal["publish", "unpublish", "add-tag", "remove-tag", "trash", "recover"]

ACTIONS: dict[Step, Action] = {
    "publish": "publish", "unpublish": "unpublish", "add-tag": "tag", "remove-tag": "tag", "trash": "trash",
    "recover": "recover",
}  # fmt: skip


class Job(NamedTuple):
    """What to do with each of the articles; `tag` if it is about one."""

    step: Step
    tag: Tag | None = None


class RefusedStep(Exception):
    """A rule of the content is against it."""


def after_step(job: Job, actor: Actor, stands: Workspace, now: datetime) -> Workspace | None:
    """What the step makes of an article, None if that is what it is. Raises `NotAllowed` and `RefusedStep`."""
    live = stands.live
    if job.step == "trash":
        check_can_trash(actor, live)
        return changes.trashed(stands, now)
    if job.step == "recover":
        check_can_edit(actor, live)
        return changes.recovered(stands)
    if live.status == "trashed":
        raise RefusedStep("It is in the trash.")
    # Tags of what readers see change what they see.
    touches_readers = job.tag is None or stands.is_live
    (check_can_publish if touches_readers else check_can_edit)(actor, live)
    if job.tag:
        return _retagged(stands, job.tag, add=job.step == "add-tag")
    return _published(stands, now) if job.step == "publish" else _hidden(stands, now)


def before_step(of: str, stands: Workspace, now: datetime, *, body_in: str = "") -> Undo:
    """What is kept of an article for an undo."""
    draft = stands.draft
    bare = replace(draft, article=_bare(draft.article)) if draft else None
    return Undo(of=of, before=Workspace(_bare(stands.live), bare), at=now, body_in=body_in)


def undone(undo: Undo, actor: Actor, stands: Workspace, text: Article, now: datetime) -> Workspace:
    """The article as it was before a step that nothing came after, with the body of `text`.

    Raises `NotAllowed` and `RefusedStep`.
    """
    was, live = undo.before.live, stands.live
    # What readers see now, or saw then, is for those who publish.
    for article in (live, replace(was, owner=live.owner)):
        check_can_trash(actor, article)
    if is_purged(was, now):
        raise RefusedStep("Its time in the trash is over by now, so it stays outside.")
    article = replace(
        _with_text(was, text),
        slug=live.slug,
        owner=live.owner,
        source_checksum=live.source_checksum,
        was_published=was.was_published or live.came_out_by(now),
        version=live.version + 1,
    )
    draft = undo.before.draft
    if draft is not None:
        # An editor that is open on it started from another version, and is told so.
        draft = replace(
            draft,
            article=_with_text(draft.article, stands.text),
            draft_version=changes.next_draft(stands, now),
            base_version=article.version,
            last_token="",
        )
    return working_on(with_checksum(article), draft)


def text_replaced(before: Workspace, after: Workspace) -> bool:
    """Whether a step puts the working copy's text in the place of another one."""
    return _with_text(before.live, after.live) != before.live


def _bare(article: Article) -> Article:
    return replace(article, body="", extra="", date_texts=())


def _with_text(article: Article, text: Article) -> Article:
    return replace(article, body=text.body, extra=text.extra, date_texts=text.date_texts)


def _is_over(article: Summary, now: datetime) -> bool:
    return article.status == "published" and article.unpublish_at is not None and article.unpublish_at <= now


def _published(stands: Workspace, now: datetime) -> Workspace | None:
    live, text = stands.live, stands.text
    if stands.is_live and not stands.draft and not _is_over(live, now):
        return None
    if stands.is_provisional:
        raise RefusedStep("It has no address yet. Open it and save it first.")
    if text.unpublish_at is not None and text.unpublish_at <= now:
        raise RefusedStep("The date on which it ends is past, so that nobody would see it.")
    if not text.title or not text.body.strip():
        raise RefusedStep("It has no text yet." if text.title else "It has no title yet.")
    article = come_out(replace(text, updated_at=now.replace(microsecond=0)), live=live, now=now)
    if article.unpublish_at and article.published_at and article.unpublish_at <= article.published_at:
        raise RefusedStep("It would end before it comes out.")
    return Workspace(replace(article, version=live.version + 1))


def _hidden(stands: Workspace, now: datetime) -> Workspace | None:
    return changes.hidden(stands, now) if stands.is_live else None


def _retagged(stands: Workspace, tag: Tag, *, add: bool) -> Workspace | None:
    if not add:
        return changes.tagged(stands, [], [tag.tag])
    for article in (stands.live, stands.text):
        if tag.tag not in article.tags and len(article.tags) >= MAX_TAGS:
            raise RefusedStep(f"It has {len(article.tags)} tags already, and {MAX_TAGS} fit.")
    return changes.tagged(stands, [tag.label], [])
