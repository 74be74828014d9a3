"""The trail of who did what to which article, user or setting, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

AUDIT_KEPT = timedelta(days=365)

Kind = Literal["article", "user", "settings", "redirect", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One thing that somebody did. `name` is the article's address then, or the username.

    Lines of releases before this one name an article by its address alone.
    """

    audit_id: str
    at: datetime
    actor: str
    action: str
    kind: Kind
    name: str
    article_id: str = ""
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSearch:
    """What to find. `action` is the beginning of one. `text` is a part of a title, an address or a username."""

    actor: str = ""
    action: str = ""
    kind: Kind | None = None
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditWanted:
    """The same as a store looks for it: an article by its id too, and by the addresses that it has and had."""

    search: AuditSearch
    article_id: str = ""
    slugs: tuple[str, ...] = ()
    kept_since: datetime


class AuditPart(NamedTuple):
    """One read of a month: lines newest first, how many were looked at, how many of them cannot be read, and the id
    below which the month goes on."""

    lines: tuple[AuditLine, ...]
    searched: int
    broken: int = 0
    below: str | None = None


class AuditPlace(NamedTuple):
    """Where a list goes on: below this id of a month, or at the month's newest."""

    month: str
    below: str | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Lines newest first. `stopped_early` if it looked at as much as one request may."""

    lines: tuple[AuditLine, ...]
    searched: int
    broken: int = 0
    older: AuditPlace | None = None
    stopped_early: bool = False


def months_down(newest: datetime, oldest: datetime) -> Iterator[str]:
    """The months of the table, like `2026-05`, from one date down to another."""
    at = newest.astimezone(UTC)
    last = f"{oldest.astimezone(UTC):%Y-%m}"
    while f"{at:%Y-%m}" >= last:
        yield f"{at:%Y-%m}"
        at = at.replace(day=1) - timedelta(days=1)
