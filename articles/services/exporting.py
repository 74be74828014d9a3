"""Articles become files again: in one form, read back before they count, and in place together or not at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from articles.documents import file_name, parse_document, read_document, write_document
from articles.domain import NOT_CONTENT, STATUSES, Article, Broken, content_checksum
from articles.exceptions import ArticleError, InvalidContent
from articles.frontmatter import current_date_texts, normal_body
from articles.ports import ArticleArchive

PUBLISHED = ("published",)


class ExportRefused(ArticleError):
    """Files stand in the way that hold what the table does not; nothing was written."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Exported:
    """One article as it was exported; `problem` says what is wrong with it, and `done` whether it was written."""

    slug: str
    status: str
    problem: str = ""
    done: bool = True


class ExportTarget(Protocol):
    """A folder that is written as a whole or not at all. Names are those of files in it, `/` between folders."""

    def earlier(self) -> frozenset[str]:
        """Files that an earlier export wrote and nobody changed since."""
        ...

    def others(self) -> Sequence[str]:
        """All other files of articles in it."""
        ...

    def path_of(self, name: str) -> Path:
        """Where the file stands now."""
        ...

    def write(self, name: str, text: str) -> None:
        """Write a file beside what stands; it counts with `commit`."""
        ...

    def keep(self, name: str) -> None:
        """Take over a file of an earlier export."""
        ...

    def commit(self) -> None:
        """Put what was written and its manifest in place of what an earlier export wrote; other files stay."""
        ...


class Exporter:
    """Writes what the archive holds into a target."""

    def __init__(
        self, archive: ArticleArchive, target: ExportTarget, *, clock: Callable[[], datetime], time_zone: ZoneInfo
    ) -> None:
        self._archive = archive
        self._target = target
        self._clock = clock
        self._time_zone = time_zone
        # By slug: the sums by which a file is known to hold what the table holds.
        self._written: dict[str, set[str]] = {}
        self._names: set[str] = set()

    def write(self, *, everything: bool) -> Iterator[Exported]:
        """Write what readers see now, or `everything`. Nothing counts before `commit`. Raises `StoreUnavailable`."""
        now = self._clock()
        for found in self._archive.read_all(STATUSES if everything else PUBLISHED):
            if isinstance(found, Broken):
                yield self._keep_earlier(found)
            elif everything or found.visible_at(now):
                yield self._write(found)

    def commit(self, *, force: bool) -> list[str]:
        """Put it in place; returns the files of earlier exports that are gone. Raises `ExportRefused`."""
        reasons = [reason for name in self._target.others() if (reason := self._in_the_way(name, force=force))]
        if self._target.earlier() and not self._names and not force:
            # More likely the wrong table than a site that lost all it had.
            reasons.append("nothing is to be exported, and all that an earlier export wrote would go")
        if reasons:
            raise ExportRefused(reasons)
        gone = sorted(self._target.earlier() - self._names)
        self._target.commit()
        return gone

    def _write(self, article: Article) -> Exported:
        name = file_name(article.slug)
        text = write_document(article, time_zone=self._time_zone)
        self._target.write(name, text)
        self._names.add(name)
        self._written[article.slug] = {article.checksum, article.source_checksum}
        return Exported(article.slug, article.status, self._difference(article, name, text))

    def _keep_earlier(self, broken: Broken) -> Exported:
        """What cannot be read stays as an earlier export has it."""
        name = file_name(broken.slug)
        kept = name in self._target.earlier()
        if kept:
            self._target.keep(name)
            self._names.add(name)
        what = "the file of the last export stays" if kept else "it is left out"
        return Exported(broken.slug, "", f"the table's item cannot be read ({broken.why}); {what}", done=False)

    def _difference(self, article: Article, name: str, text: str) -> str:
        """What a seed of the file would make of it that it was not; empty if nothing."""
        try:
            read = parse_document(text, path=name, time_zone=self._time_zone, exported=True).article
        except InvalidContent as exc:
            return f"its file could not be seeded: {exc}"
        wanted = _as_seeded(article, self._time_zone)
        if content_checksum(read) == content_checksum(wanted):
            return ""
        names = (field.name for field in dataclasses.fields(Article) if field.name not in NOT_CONTENT)
        differing = [name for name in names if getattr(read, name) != getattr(wanted, name)]
        return f"its file does not read back as it was: {', '.join(differing)}"

    def _in_the_way(self, name: str, *, force: bool) -> str:
        """Why a file that no export wrote, or that was changed since, forbids this one."""
        path = self._target.path_of(name)
        try:
            found = read_document(path, time_zone=self._time_zone, shown_as=name).article
        except InvalidContent:
            return "" if name not in self._names or force else f"{name} would be replaced, and is no article"
        sums = self._written.get(found.slug, set())
        if name not in self._names:
            return f"{name} holds the article {found.slug!r} too, which would be there twice" if sums else ""
        return "" if found.checksum in sums or force else f"{name} would be replaced, and holds what was not seeded"


def _as_seeded(article: Article, time_zone: ZoneInfo) -> Article:
    """The article without what is no content of it: blank lines around the body, notes of dates that it had before."""
    return replace(
        article,
        body=normal_body(article.body),
        updated_at=article.updated_at or article.published_at,
        date_texts=current_date_texts(article, time_zone),
    )
