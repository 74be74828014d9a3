"""What editors do with redirects: add, change, delete, import. All are planned on all, and written over one count."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from articles import keys
from articles.addresses import Route, Typed, is_closed, local_target, read_source, read_target, route_of
from articles.domain import Summary
from articles.exceptions import InvalidContent, InvalidRedirect, NotAllowed, RedirectsMoved
from articles.policies import Actor
from articles.ports import RedirectStore
from articles.redirects import Count, Done, Plan, Redirect, RedirectPage, Row, Target, Writing
from articles.services.redirect_plans import plan_rows

PAGE_SIZE = 50
BATCH = 90  # redirects of one transaction, beside its line in the audit, the count and the stamp
ATTEMPTS = 3
IMPORT_SECONDS = 12.0  # after which the rest waits for the form to come again
MAX_REDIRECTS = 50_000
SLUGS_AT_ONCE = 50

Holders = Callable[[Sequence[str]], dict[str, str]]


class Read(NamedTuple):
    """A row as far as its texts tell: where it leads from and to, and what the site has at both ends."""

    path: str
    route: Route | None
    typed: Typed
    target_route: Route | None

    @property
    def slugs(self) -> set[str]:
        return {route.slug for route in (self.route, self.target_route) if route and route.is_article}


class RedirectService:
    """Raises `NotAllowed`, `InvalidContent`, `RedirectsMoved`, `StoreUnavailable`.

    `holders` says whose slugs are; `host` is this site's own, which addresses may be written with.
    """

    def __init__(
        self,
        store: RedirectStore,
        *,
        holders: Holders,
        host: str,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._clock = clock
        self._holders = holders
        self._host = host
        self._monotonic = monotonic

    def page(self, *, actor: Actor, prefix: str = "", after: str | None = None) -> RedirectPage:
        _check(actor)
        return self._store.page(prefix=prefix, after=after, size=PAGE_SIZE)

    def get(self, path: str, *, actor: Actor) -> Redirect | None:
        _check(actor)
        return self._store.get(path)

    def all(self, *, actor: Actor) -> Iterator[Redirect]:
        _check(actor)
        return self._store.all()

    def articles(self, redirects: Sequence[Redirect]) -> dict[str, Summary]:
        """The articles that they lead to, by id; those that are gone are left out."""
        return self._store.articles([one.target.article_id for one in redirects if one.target.article_id])

    def plan(self, rows: Sequence[Row], *, actor: Actor) -> Plan:
        """What rows would do now; nothing is written."""
        _check(actor)
        return self._plan(rows, actor)

    def put(self, row: Row, *, actor: Actor, token: str, is_new: bool = False) -> Done:
        """Add one redirect, or lead it elsewhere unless it `is_new`; raises `InvalidRedirect` if it is refused."""

        def check(plan: Plan) -> None:
            line = plan.lines[0]
            if line.refusal:
                raise line.refusal
            if is_new and line.outcome == "changes" and line.redirect:
                known = line.redirect.path
                raise InvalidRedirect(f"There is a redirect from {known} already. Change that one.", field="source")

        return self._submit([row], actor, token, action="redirect", check=check)

    def import_rows(self, rows: Sequence[Row], *, actor: Actor, token: str) -> Done:
        """Write what rows do, but for those that are refused; a form that comes again goes on where it stopped."""
        subject = f"{keys.REDIRECTS_PARTITION} {len(rows):,} lines"
        return self._submit(rows, actor, token, action="redirects-import", subject=subject)

    def delete(self, path: str, *, actor: Actor, token: str) -> bool:
        """False if it is gone already. Nothing leads over it, so nothing else changes."""
        _check(actor)
        for _ in range(ATTEMPTS):
            count = self._store.count()
            if self._store.get(path) is None:
                return False
            writing = self._writing(count, actor, token, action="redirect-delete", subject=_subject(path))
            with contextlib.suppress(RedirectsMoved):
                self._store.write(replace(writing, deletes=(path,)))
                return True
        raise RedirectsMoved

    def _submit(
        self,
        rows: Sequence[Row],
        actor: Actor,
        token: str,
        *,
        action: str,
        subject: str = "",
        check: Callable[[Plan], None] = lambda plan: None,
    ) -> Done:
        _check(actor)
        ends, written = self._monotonic() + IMPORT_SECONDS, 0
        shown: Plan | None = None
        for _ in range(ATTEMPTS):
            count = self._store.count()
            if token in count.done:
                return Done(shown or Plan(()), written, repeated=True)
            plan = self._plan(rows, actor)
            check(plan)
            shown = shown or plan
            writing = self._writing(count, actor, token, action=action, subject=subject or _subject_of(plan))
            sent, overtaken = self._write(plan, writing, ends)
            written += sent
            if not overtaken:
                return Done(shown, written, len(plan.writes) - sent)
        raise RedirectsMoved

    def _write(self, plan: Plan, writing: Writing, ends: float) -> tuple[int, bool]:
        """How many were written until time was over, and whether somebody else wrote in between.

        Readers are told of those that led elsewhere before; that a new one was not there is forgotten by itself.
        """
        writes, sent = plan.writes, 0
        known = len(plan.moved) + len(plan.of("changes"))
        while sent < len(writes) and (sent == 0 or self._monotonic() < ends):
            part = writes[sent : sent + BATCH]
            is_last = sent + len(part) == len(writes)
            try:
                self._store.write(replace(writing, puts=part, stamp=is_last or sent < known, finishes=is_last))
            except RedirectsMoved:
                return sent, True
            sent += len(part)
            writing = replace(writing, count=writing.count._replace(n=writing.count.n + 1))
        return sent, False

    def _writing(self, count: Count, actor: Actor, token: str, *, action: str, subject: str) -> Writing:
        """Each write of a form puts the same line into the audit."""
        return Writing(
            count=count, at=self._clock(), actor=actor.username, action=action, subject=subject, audit_id=token
        )

    def _plan(self, rows: Sequence[Row], actor: Actor) -> Plan:
        stands = {redirect.path: redirect for redirect in self._store.all()}
        reads = {row: self._read(row) for row in rows}
        held = self._held({slug for read in reads.values() if isinstance(read, Read) for slug in read.slugs})

        def ends_of(row: Row) -> tuple[str, Target]:
            read = reads[row]
            if isinstance(read, InvalidRedirect):
                raise read
            _check_source(read, held)
            return read.path, _target(read, held)

        plan = plan_rows(rows, stands, read=ends_of, missing=_missing, at=self._clock(), by=actor.username)
        if len(stands) + len(plan.of("new")) > MAX_REDIRECTS:
            raise InvalidContent(f"There would be more than {MAX_REDIRECTS:,} redirects.")
        return plan

    def _read(self, row: Row) -> Read | InvalidRedirect:
        try:
            path = read_source(row.source, host=self._host)
        except InvalidContent as exc:
            return InvalidRedirect(exc.reason, field="source")
        try:
            typed = read_target(row.target, host=self._host)
        except InvalidContent as exc:
            return InvalidRedirect(exc.reason)
        return Read(path, route_of(path), typed, route_of(typed.path) if typed.path else None)

    def _held(self, slugs: Iterable[str]) -> dict[str, str]:
        """By slug the article that has it or had it."""
        wanted = sorted(slugs)
        parts = [wanted[start : start + SLUGS_AT_ONCE] for start in range(0, len(wanted), SLUGS_AT_ONCE)]
        return {slug: article_id for part in parts for slug, article_id in self._holders(part).items()}


def _check(actor: Actor) -> None:
    if not actor.writes_everything:
        raise NotAllowed(actor.username, "Only editors look after redirects.")


def _check_source(read: Read, held: Mapping[str, str]) -> None:
    path, route = read.path, read.route
    reason = ""
    if is_closed(path) or (route and route.is_closed):
        reason = f"{path} belongs to the site itself."
    elif route and route.fixed:
        reason = f"{path} is a page of this site."
    elif route and route.is_article and route.slug in held:
        reason = f"{path} is the address of an article, or was it and leads there by itself."
    if reason:
        raise InvalidRedirect(reason, field="source")


def _target(read: Read, held: Mapping[str, str]) -> Target:
    """An article by its id, so that renames are followed."""
    route, typed = read.target_route, read.typed
    if route and route.name == "articles:detail" and route.slug in held:
        return Target(article_id=held[route.slug], tail=typed.tail)
    if route and not route.is_article:
        return local_target(route, typed)
    return Target(address=typed.address, path=typed.path, tail=typed.tail)


def _missing(target: Target) -> str:
    """Of a target that is no article's address, and that no redirect leads on from."""
    route, path = route_of(target.path), target.path
    if is_closed(path) or (route and route.is_closed):
        return f"{path} is no page for readers."
    if route is None:
        return f"This site has no page at {path}."
    if route.name == "articles:markdown":
        return f"{path} is the text of an article. Lead to the article itself."
    return f"No article has the address {path}." if route.is_article else ""


def _subject(path: str) -> str:
    return " ".join(keys.redirect_key(path))


def _subject_of(plan: Plan) -> str:
    return next((_subject(line.redirect.path) for line in plan.lines if line.redirect), "")
