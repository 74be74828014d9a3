"""One step with many articles: each is a transaction of its own, so that one that is refused holds up no other.

A form's token is the receipt of every article that it changed. Sent again it finds them, does what is left, and says
the same. Each transaction keeps for some hours what its article was, by which the step can be undone.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Literal, NamedTuple

from articles import keys
from articles.domain import Article, Change, change_of
from articles.drafts import Action, Edit, Revision, State, Undo, Workspace, is_purged, state_of
from articles.exceptions import ArticleBroken, ArticleConflict, NotAllowed, StoreUnavailable
from articles.policies import Actor, check_can_edit
from articles.ports import ArticleRepository, AuthoringStore, UndoSource
from articles.services import changes
from articles.services.bulk_steps import (
    ACTIONS,
    Job,
    RefusedStep,
    Step,
    after_step,
    before_step,
    text_replaced,
    undone,
)
from articles.services.composing import payload_of

__all__ = ["BulkService", "Job", "Outcome", "Report", "Step"]

logger = logging.getLogger(__name__)

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
MOVED_ON = "It was saved since, so it stays as it is."


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


@dataclass
class _Run:
    """One form at work, and what readers have not been told of."""

    action: Action
    actor: Actor
    token: str
    payload: str
    announced_at: float
    ends: float
    note: str = "with others"
    tags: tuple[str, ...] = ()
    can_be_undone: bool = False
    outages: int = 0
    changes: list[Change] = field(default_factory=list)


Make = Callable[[Workspace, datetime], Workspace | None]


class BulkService:
    """Rights are checked for each article, on what the table holds."""

    def __init__(
        self,
        store: AuthoringStore,
        *,
        repository: ArticleRepository,
        undos: UndoSource,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._repository = repository
        self._undos = undos
        self._clock = clock
        self._monotonic = monotonic

    def preview(self, article_ids: Sequence[str], job: Job, *, actor: Actor) -> Report:
        """What `run` would do if nobody else saved anything; nothing is written."""
        run = self._begin_step(job, actor, "")
        foresee = partial(self._foresee, make=partial(after_step, job, actor))
        return Report(tuple(self._guarded(run, article_id, foresee) for article_id in _chosen(article_ids)))

    def run(self, article_ids: Sequence[str], job: Job, *, actor: Actor, token: str) -> Report:
        run = self._begin_step(job, actor, token)
        do = partial(self._do, run, make=partial(after_step, job, actor))
        return self._each(run, ((article_id, do) for article_id in _chosen(article_ids)))

    def undo(self, of: str, *, actor: Actor, token: str) -> Report:
        """Take back the actor's step with the token `of`, but for what somebody saved since.

        Status, text, tags, dates and working copy are then what they were. No outcomes if nothing is kept of that step.
        """
        run = self._begin("undo", actor, token, f"undo {of}")
        undos = sorted(self._undos.list_undos(actor.username, of), key=lambda undo: (undo.at, undo.before.text.title))
        tags = {tag for undo in undos for tag in undo.before.live.tags}
        run.tags = tuple(sorted(tags))
        each = ((undo.before.live.article_id, partial(self._do_undo, run, undo)) for undo in undos)
        return self._each(run, each)

    def _begin_step(self, job: Job, actor: Actor, token: str) -> _Run:
        run = self._begin(ACTIONS[job.step], actor, token, f"bulk {job.step} {job.tag.tag if job.tag else ''}")
        run.can_be_undone = True
        if job.tag:
            run.note, run.tags = f"tag {job.tag.label}", (job.tag.tag,)
        return run

    def _begin(self, action: Action, actor: Actor, token: str, subject: str) -> _Run:
        payload = payload_of(action, actor, subject=subject)
        now = self._monotonic()
        return _Run(action, actor, token, payload, announced_at=now, ends=now + TIME_SECONDS)

    def _each(self, run: _Run, work: Iterable[tuple[str, Callable[[Workspace], Outcome]]]) -> Report:
        outcomes: list[Outcome] = []
        try:
            for article_id, do in work:
                outcomes.append(self._guarded(run, article_id, do))
                if self._monotonic() - run.announced_at >= ANNOUNCED_EVERY_SECONDS:
                    self._announce(run)
        finally:
            announced = self._announce(run)
        return Report(tuple(outcomes), announced)

    def _guarded(self, run: _Run, article_id: str, do: Callable[[Workspace], Outcome]) -> Outcome:
        """What `do` says of an article; whatever is against it is said of this one alone."""
        if run.outages >= OUTAGES or self._monotonic() > run.ends:
            return Outcome(article_id, "", "refused", AWAY if run.outages >= OUTAGES else NO_TIME)
        title = ""
        try:
            stands = self._store.open(article_id) if keys.is_id(article_id) else None
            if stands is None or is_purged(stands.live, self._clock()):
                return Outcome(article_id, "", "refused", MISSING)
            check_can_edit(run.actor, stands.live)
            title = stands.text.title
            outcome = do(stands)
        except NotAllowed as exc:
            return Outcome(article_id, title, "refused", exc.reason)
        except RefusedStep as exc:
            return Outcome(article_id, title, "refused", str(exc))
        except ArticleBroken:
            return Outcome(article_id, title, "refused", "What the table holds of it cannot be read.")
        except StoreUnavailable:
            run.outages += 1
            return Outcome(article_id, title, "refused", AWAY)
        run.outages = 0
        return outcome

    def _foresee(self, stands: Workspace, *, make: Make) -> Outcome:
        return self._said(stands, "unchanged" if make(stands, self._clock()) is None else "done")

    def _do(self, run: _Run, stands: Workspace, *, make: Make) -> Outcome:
        """The step asks for no version, so that after somebody else's save it is tried on what that left."""
        found: Workspace | None = stands
        for _ in range(ATTEMPTS):
            if found is None:
                raise RefusedStep(MISSING)
            now = self._clock()
            after = make(found, now)
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
        raise RefusedStep(BUSY)

    def _do_undo(self, run: _Run, undo: Undo, stands: Workspace) -> Outcome:
        return self._repeated(run, stands) or self._do(run, stands, make=partial(self._undone, run, undo))

    def _undone(self, run: _Run, undo: Undo, stands: Workspace, now: datetime) -> Workspace:
        article_id = stands.live.article_id
        receipt = self._store.get_receipt(article_id, undo.of)
        if receipt is None or receipt.left != stands.version:
            raise RefusedStep(MOVED_ON)
        replaced = self._store.get_revision(article_id, undo.body_in) if undo.body_in else None
        if undo.body_in and replaced is None:
            raise RefusedStep("The text that it had is not in its history any more.")
        return undone(undo, run.actor, stands, replaced.article if replaced else stands.live, now)

    def _commit(self, run: _Run, before: Workspace, after: Workspace, now: datetime) -> None:
        aside: tuple[Revision, ...] = ()
        if run.can_be_undone and text_replaced(before, after):
            note = "what was published before, with others"
            aside = (changes.kept_aside(before.live, now, run.actor.username, note),)
        body_in = aside[0].revision_id if aside else ""
        edit = Edit(
            before=before,
            after=after,
            action=run.action,
            actor=run.actor.username,
            at=now,
            token=run.token,
            payload=run.payload,
            note=run.note,
            stamp=False,
            aside=aside,
            undo=before_step(run.token, before, now, body_in=body_in) if run.can_be_undone else None,
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
            raise RefusedStep(REUSED)
        tags = tuple(sorted({*stands.live.tags, *run.tags}))
        before = replace(stands.live, status="published", tags=tags)
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
