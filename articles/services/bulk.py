"""One step with many articles: each is a transaction of its own, so that one that is refused holds up no other.

A form's token is the receipt of every article that it changed. Sent again it finds them, does what is left, and says
the same.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Literal, NamedTuple

from articles import keys
from articles.domain import MAX_TAGS, Article, Change, Summary, Tag, change_of
from articles.drafts import Action, Edit, State, Workspace, state_of
from articles.exceptions import ArticleBroken, ArticleConflict, NotAllowed, StoreUnavailable
from articles.policies import Actor, check_can_edit, check_can_publish
from articles.ports import ArticleRepository, AuthoringStore
from articles.services import changes
from articles.services.composing import come_out, payload_of

logger = logging.getLogger(__name__)

Step = Literal["publish", "unpublish", "add-tag", "remove-tag"]
Result = Literal["done", "unchanged", "refused"]

MOST_AT_ONCE = 100
ANNOUNCED_EVERY_SECONDS = 5.0
# Less than a worker may take for a request, with room for what is under way.
TIME_SECONDS = 20.0
ATTEMPTS = 3
OUTAGES = 2  # in a row, after which the rest is not tried

NO_TIME = "There was no time left for it. Send the form again: what is done is not done twice."
AWAY = "The table does not answer. Send the form again later: what is done is not done twice."
MISSING = "There is no such article any more."
BUSY = "Others kept saving it."
REUSED = "This form was used for something else already. Open the list again."

_ACTIONS: dict[Step, Action] = {
    "publish": "publish", "unpublish": "unpublish", "add-tag": "tag", "remove-tag": "tag",
}  # fmt: skip


class Job(NamedTuple):
    """What to do with each of the articles; `tag` if it is about one."""

    step: Step
    tag: Tag | None = None


class Outcome(NamedTuple):
    """What became of one article. `reason` is a sentence for what was refused; the title is empty if it is not known,
    or not for this account to know. `state` is what it is in now."""

    article_id: str
    title: str
    result: Result
    reason: str = ""
    state: State | None = None


class Report(NamedTuple):
    """In the order in which the articles were chosen. Readers see what is not `announced` some minutes later."""

    outcomes: tuple[Outcome, ...]
    announced: bool = True

    def of(self, result: Result) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.result == result)


class _Refused(Exception):
    """A rule of the content is against it."""


@dataclass
class _Run:
    """One form at work, and what readers have not been told of."""

    job: Job
    actor: Actor
    token: str
    payload: str
    announced_at: float
    ends: float
    outages: int = 0
    changes: list[Change] = field(default_factory=list)


class BulkService:
    """Rights are checked for each article, on what the table holds."""

    def __init__(
        self,
        store: AuthoringStore,
        *,
        repository: ArticleRepository,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._repository = repository
        self._clock = clock
        self._monotonic = monotonic

    def preview(self, article_ids: Sequence[str], job: Job, *, actor: Actor) -> Report:
        """What `run` would do if nobody else saved anything; nothing is written."""
        run = self._begin(job, actor, "")
        return Report(tuple(self._guarded(run, article_id, self._foresee) for article_id in _chosen(article_ids)))

    def run(self, article_ids: Sequence[str], job: Job, *, actor: Actor, token: str) -> Report:
        run = self._begin(job, actor, token)
        outcomes: list[Outcome] = []
        try:
            for article_id in _chosen(article_ids):
                outcomes.append(self._guarded(run, article_id, self._do))
                if self._monotonic() - run.announced_at >= ANNOUNCED_EVERY_SECONDS:
                    self._announce(run)
        finally:
            announced = self._announce(run)
        return Report(tuple(outcomes), announced)

    def _begin(self, job: Job, actor: Actor, token: str) -> _Run:
        subject = f"bulk {job.step} {job.tag.tag if job.tag else ''}"
        payload = payload_of(_ACTIONS[job.step], actor, subject=subject)
        now = self._monotonic()
        return _Run(job, actor, token, payload, announced_at=now, ends=now + TIME_SECONDS)

    def _guarded(self, run: _Run, article_id: str, do: Callable[[_Run, Workspace], Outcome]) -> Outcome:
        """What `do` says of an article; whatever is against it is said of this one alone."""
        if run.outages >= OUTAGES or self._monotonic() > run.ends:
            return Outcome(article_id, "", "refused", AWAY if run.outages >= OUTAGES else NO_TIME)
        title = ""
        try:
            stands = self._store.open(article_id) if keys.is_id(article_id) else None
            if stands is None:
                return Outcome(article_id, "", "refused", MISSING)
            check_can_edit(run.actor, stands.live)
            title = stands.text.title
            outcome = do(run, stands)
        except NotAllowed as exc:
            return Outcome(article_id, title, "refused", exc.reason)
        except _Refused as exc:
            return Outcome(article_id, title, "refused", str(exc))
        except ArticleBroken:
            return Outcome(article_id, title, "refused", "What the table holds of it cannot be read.")
        except StoreUnavailable:
            run.outages += 1
            return Outcome(article_id, title, "refused", AWAY)
        run.outages = 0
        return outcome

    def _foresee(self, run: _Run, stands: Workspace) -> Outcome:
        changed = _after(run, stands, self._clock()) is not None
        return self._said(stands, "done" if changed else "unchanged")

    def _do(self, run: _Run, stands: Workspace) -> Outcome:
        """The step asks for no version, so that after somebody else's save it is tried on what that left."""
        found: Workspace | None = stands
        for _ in range(ATTEMPTS):
            if found is None:
                raise _Refused(MISSING)
            now = self._clock()
            after = _after(run, found, now)
            if after is None:
                return self._repeated(run, found) or self._said(found, "unchanged")
            try:
                self._commit(run, found, after, now)
            except ArticleConflict:
                if repeated := self._repeated(run, found):
                    return repeated
                found = self._store.open(found.live.article_id)
            else:
                return self._said(after, "done")
        raise _Refused(BUSY)

    def _commit(self, run: _Run, before: Workspace, after: Workspace, now: datetime) -> None:
        edit = Edit(
            before=before,
            after=after,
            action=_ACTIONS[run.job.step],
            actor=run.actor.username,
            at=now,
            token=run.token,
            payload=run.payload,
            note=f"tag {run.job.tag.label}" if run.job.tag else "with others",
            stamp=False,
        )
        try:
            self._store.commit(edit)
        except StoreUnavailable:
            # It may have been written all the same.
            self._note(run, before.live, after.live, now)
            raise
        self._note(run, before.live, after.live, now)

    def _note(self, run: _Run, before: Article, after: Article, now: datetime) -> None:
        if "published" in (before.status, after.status) and before.version != after.version:
            run.changes.append(change_of(after, at=now, before=before))

    def _repeated(self, run: _Run, stands: Workspace) -> Outcome | None:
        """What this form did before, if it did. Readers are told again: then they may not have been told."""
        receipt = self._store.get_receipt(stands.live.article_id, run.token)
        if receipt is None:
            return None
        if receipt.payload != run.payload:
            raise _Refused(REUSED)
        tags = {*stands.live.tags, *([run.job.tag.tag] if run.job.tag else [])}
        before = replace(stands.live, status="published", tags=tuple(sorted(tags)))
        run.changes.append(change_of(stands.live, at=self._clock(), before=before))
        return self._said(stands, "done")

    def _said(self, work: Workspace, result: Result) -> Outcome:
        return Outcome(work.live.article_id, work.text.title, result, state=state_of(work.live, self._clock()))

    def _announce(self, run: _Run) -> bool:
        """Bump the stamp for all that came since the last time. What fails is tried with the next ones."""
        run.announced_at = self._monotonic()
        try:
            self._repository.announce(run.changes)
        except StoreUnavailable as exc:
            logger.warning("changes were not announced", extra={"changes": len(run.changes), "why": exc.why})
            return False
        run.changes.clear()
        return True


def _chosen(article_ids: Sequence[str]) -> Iterable[str]:
    """Each once, and no more than fit a request."""
    return islice(dict.fromkeys(article_ids), MOST_AT_ONCE)


def _is_over(article: Summary, now: datetime) -> bool:
    return article.status == "published" and article.unpublish_at is not None and article.unpublish_at <= now


def _after(run: _Run, stands: Workspace, now: datetime) -> Workspace | None:
    """What the step makes of an article, None if that is what it is. Raises `NotAllowed` and `_Refused`."""
    job, live = run.job, stands.live
    if live.status == "trashed":
        raise _Refused("It is in the trash.")
    # Tags of what readers see change what they see.
    touches_readers = job.tag is None or stands.is_live
    (check_can_publish if touches_readers else check_can_edit)(run.actor, live)
    if job.tag:
        return _retagged(stands, job.tag, add=job.step == "add-tag")
    return _published(stands, now) if job.step == "publish" else _hidden(stands, now)


def _published(stands: Workspace, now: datetime) -> Workspace | None:
    live, text = stands.live, stands.text
    if stands.is_live and not stands.draft and not _is_over(live, now):
        return None
    if text.unpublish_at is not None and text.unpublish_at <= now:
        raise _Refused("The date on which it ends is past, so that nobody would see it.")
    if not text.title or not text.body.strip():
        raise _Refused("It has no text yet." if text.title else "It has no title yet.")
    article = come_out(replace(text, updated_at=now.replace(microsecond=0)), live=live, now=now)
    if article.unpublish_at and article.published_at and article.unpublish_at <= article.published_at:
        raise _Refused("It would end before it comes out.")
    return Workspace(replace(article, version=live.version + 1))


def _hidden(stands: Workspace, now: datetime) -> Workspace | None:
    return changes.hidden(stands, now) if stands.is_live else None


def _retagged(stands: Workspace, tag: Tag, *, add: bool) -> Workspace | None:
    if not add:
        return changes.tagged(stands, [], [tag.tag])
    for article in (stands.live, stands.text):
        if tag.tag not in article.tags and len(article.tags) >= MAX_TAGS:
            raise _Refused(f"It has {len(article.tags)} tags already, and {MAX_TAGS} fit.")
    return changes.tagged(stands, [tag.label], [])
