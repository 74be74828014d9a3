"""Articles become files again: in one form, read back before they count, and in place together or not at all."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from articles.documents import file_name, parse_document, read_document, write_document
from articles.domain import NOT_CONTENT, STATUSES, Article, Broken, content_checksum
from articles.drafts import is_purged
from articles.exceptions import ArticleError, InvalidContent
from articles.frontmatter import current_date_texts, normal_body
from articles.ports import ArticleArchive

PUBLISHED = ("published",)
COMPONENTS = ".mdx"

_OUR_SLUG = re.compile(r"---\n[^\n]*\nslug: ([a-z0-9-]+)\n")


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

    def edited(self) -> frozenset[str]:
        """Those of the others that an earlier export wrote and somebody changed since."""
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

    def drop(self, name: str) -> None:
        """Leave a file out of what others keep."""
        ...

    def commit(self) -> None:
        """Put what was written and its manifest in place of what an earlier export wrote; other files stay."""
        ...


class Committed(NamedTuple):
    """Files of earlier exports that are gone, and those that somebody edited, which are only no longer listed."""

    gone: list[str]
    kept: list[str]


class Exporter:
    """Writes what the archive holds into a target. An article goes back to the file there that holds it."""

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
        self._places: dict[str, str] = {}
        # Files of components, by the file of plain Markdown that takes their place.
        self._replaced: dict[str, str] = {}

    def write(self, *, everything: bool) -> Iterator[Exported]:
        """Write what readers see now, or `everything`. Nothing counts before `commit`. Raises `StoreUnavailable`."""
        now = self._clock()
        self._places = self._find_places()
        for found in self._archive.read_all(STATUSES if everything else PUBLISHED):
            if isinstance(found, Broken):
                yield self._keep_earlier(found)
            elif found.visible_at(now) or (everything and not is_purged(found, now)):
                yield self._write(found)

    def commit(self, *, force: bool) -> Committed:
        """Put it in place. Raises `ExportRefused`."""
        reasons = [reason for name in self._target.others() if (reason := self._in_the_way(name, force=force))]
        if self._target.earlier() and not self._names and not force:
            # More likely the wrong table than a site that lost all it had.
            reasons.append("all that an earlier export wrote would go: is this the right table? --force removes it")
        if reasons:
            raise ExportRefused(reasons)
        for name in self._replaced.values():
            self._target.drop(name)
        gone = sorted((self._target.earlier() - self._names) | set(self._replaced.values()))
        kept = sorted(self._target.edited() - self._names)
        self._target.commit()
        return Committed(gone, kept)

    def _find_places(self) -> dict[str, str]:
        """By slug, the file that holds the article already, where that is another than ours would be."""
        places: dict[str, str] = {}
        earlier = self._target.earlier()
        for name in sorted({*self._target.others(), *earlier}):
            slug = self._slug_in(name, is_ours=name in earlier)
            if slug and name != file_name(slug):
                places.setdefault(slug, name)
        return places

    def _slug_in(self, name: str, *, is_ours: bool) -> str:
        path = self._target.path_of(name)
        # What we wrote says so in its second line, and there may be very many.
        found = _OUR_SLUG.match(path.read_text(encoding="utf-8")) if is_ours else None
        if found is not None:
            return found[1]
        try:
            return read_document(path, time_zone=self._time_zone).article.slug
        except InvalidContent:
            return ""

    def _name_for(self, slug: str) -> str:
        name = self._places.get(slug, file_name(slug))
        if not name.lower().endswith(COMPONENTS):
            return name
        plain = f"{name[: -len(COMPONENTS)]}.md"
        self._replaced[plain] = name
        return plain

    def _write(self, article: Article) -> Exported:
        name = self._name_for(article.slug)
        text = write_document(article, time_zone=self._time_zone)
        self._target.write(name, text)
        self._names.add(name)
        self._written[article.slug] = {article.checksum, article.source_checksum}
        return Exported(article.slug, article.status, self._difference(article, name, text))

    def _keep_earlier(self, broken: Broken) -> Exported:
        """What cannot be read stays as an earlier export has it."""
        name = self._places.get(broken.slug, file_name(broken.slug))
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
        try:
            found = read_document(self._target.path_of(name), time_zone=self._time_zone, shown_as=name).article
        except InvalidContent:
            is_free = name not in self._names or force
            return "" if is_free else f"{name} would be replaced, and is no article: move it away, or --force it"
        sums = self._written.get(found.slug, set())
        if name in self._replaced.values():
            loses = f"{name} would become Markdown without its components: move it away, or --force it"
            return "" if force else loses
        if name not in self._names:
            twice = f"{name} holds the article {found.slug!r} too, which would be there twice: move one of them away"
            return twice if sums else ""
        is_known = found.checksum in sums or force
        return "" if is_known else f"{name} would be replaced, and holds what was not seeded: seed it, or --force it"


def _as_seeded(article: Article, time_zone: ZoneInfo) -> Article:
    """The article without what is no content of it: blank lines around the body, notes of dates that it had before."""
    return replace(
        article,
        body=normal_body(article.body),
        updated_at=article.updated_at or article.published_at,
        date_texts=current_date_texts(article, time_zone),
    )
