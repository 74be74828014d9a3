"""Files become articles: what changed is written, what was edited in the product meanwhile is left alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from ulid import ULID

from articles.documents import read_document
from articles.domain import Article, Change, change_of
from articles.drafts import is_purged
from articles.exceptions import ArticleBroken, ArticleConflict, InvalidContent
from articles.frontmatter import Parsed
from articles.ports import ArticleRepository
from articles.services.changes import TRASH_KEPT

State = Literal["created", "updated", "unchanged", "skipped", "failed"]

AUTHOR = "seed"
# As many as the stamp's ring names: more files than that are announced in bulk.
ANNOUNCED_TOGETHER = 20
ANNOUNCED_EVERY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file, and what its author should know. `kept` are front matter keys that nothing uses."""

    path: str
    slug: str
    state: State
    reason: str = ""
    notices: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


class Seeder:
    """Writes the articles of files through a repository."""

    def __init__(
        self,
        repository: ArticleRepository,
        *,
        clock: Callable[[], datetime],
        time_zone: ZoneInfo,
        force: bool = False,
        dry_run: bool = False,
    ) -> None:
        self._repository = repository
        self._clock = clock
        self._time_zone = time_zone
        self._force = force
        self._dry_run = dry_run

    def seed(self, paths: Sequence[Path]) -> Iterator[Outcome]:
        """One outcome a file, as it is known; a bad file stops nothing. Raises `StoreUnavailable`."""
        announcer = _Announcer(self._repository, in_bulk=len(paths) > ANNOUNCED_TOGETHER)
        seen: dict[str, str] = {}
        try:
            for path in paths:
                yield self._seed_file(path, seen, announcer)
        finally:
            announcer.flush()

    def _seed_file(self, path: Path, seen: dict[str, str], announcer: _Announcer) -> Outcome:
        try:
            parsed = read_document(path, time_zone=self._time_zone, proofread=True)
        except InvalidContent as exc:
            return Outcome(str(path), "", "failed", str(exc))
        slug = parsed.article.slug
        if slug in seen:
            return Outcome(str(path), slug, "failed", f"{path}: {_taken(slug, seen[slug])}")
        seen[slug] = str(path)
        try:
            state, reason = self._write(parsed, announcer)
        except ArticleConflict as exc:
            state, reason = "failed", f"{path}: {exc.reason}"
        except ArticleBroken as exc:
            state, reason = "failed", f"{path}: {exc.why}"
        return Outcome(str(path), slug, state, reason, parsed.notices, parsed.kept)

    def _write(self, parsed: Parsed, announcer: _Announcer) -> tuple[State, str]:
        previous = self._repository.get_for_update(parsed.article.slug)
        article = replace(
            parsed.article,
            article_id=previous.article_id if previous else str(ULID()),
            owner=previous.owner if previous else "",
            was_published=previous is not None and previous.came_out_by(self._clock()),
            source_checksum=parsed.article.checksum,
            purge_at=self._purge_at(parsed.article, previous),
        )
        if previous is not None:
            if is_purged(previous, self._clock()):
                return "skipped", "what has this address is leaving the trash; manage.py purge makes room for it"
            edited = previous.checksum != previous.source_checksum
            if edited and not self._force:
                return "skipped", "it was edited since in the product; --force overwrites that"
            if not edited and previous.checksum == article.checksum:
                return "unchanged", ""
        if not self._dry_run:
            note = "seeded" if previous is None else "seeded again"
            saved = self._repository.save(
                article, previous=previous, author=AUTHOR, note=note, stamp=not announcer.in_bulk
            )
            announcer.add(change_of(saved, at=self._clock(), before=previous))
        return ("updated" if previous else "created"), ""

    def _purge_at(self, article: Article, previous: Article | None) -> datetime | None:
        """What a file puts in the trash goes from there like all else."""
        if article.status != "trashed":
            return None
        stays = previous.purge_at if previous else None
        return stays or self._clock().replace(microsecond=0) + TRASH_KEPT


def _taken(slug: str, by: str) -> str:
    return f"the slug {slug!r} is taken by {by}; give one of them a line like `slug: another`"


class _Announcer:
    """Bumps the stamp for many saves at once; for a few, each save has done so itself."""

    def __init__(self, repository: ArticleRepository, *, in_bulk: bool) -> None:
        self.in_bulk = in_bulk
        self._repository = repository
        self._changes: list[Change] = []
        self._announced_at = time.monotonic()

    def add(self, change: Change) -> None:
        if not self.in_bulk:
            return
        self._changes.append(change)
        waited = time.monotonic() - self._announced_at
        if len(self._changes) >= ANNOUNCED_TOGETHER or waited >= ANNOUNCED_EVERY_SECONDS:
            self.flush()

    def flush(self) -> None:
        if self._changes:
            self._repository.announce(self._changes)
        self._changes = []
        self._announced_at = time.monotonic()
