"""Dates and times as authors type them, in the site's time zone, where clocks leave out an hour and repeat another."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from articles.frontmatter.dates import YEARS, parse_date

EXAMPLE = "2026-05-31T09:30"
MINUTES = len(EXAMPLE)

# Without an offset, which would say which of two is meant.
_ON_A_CLOCK = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?", re.ASCII)
_YEAR = re.compile(r"(\d{1,6})-", re.ASCII)


class Moment(NamedTuple):
    """A moment in UTC; `note` says which one is meant where a clock shows the same time twice."""

    at: datetime
    note: str = ""


def read_moment(text: str, time_zone: ZoneInfo) -> Moment:
    """Raises ValueError with a sentence for its author."""
    year = _YEAR.match(text)
    if year and int(year[1]) not in YEARS:
        raise ValueError(f"Use a year from {YEARS.start} to {YEARS.stop - 1}.")
    try:
        at = parse_date(text, time_zone)
    except ValueError:
        raise ValueError(f"This is not a date and a time; write it like {EXAMPLE}.") from None
    if not _ON_A_CLOCK.fullmatch(text):
        return Moment(at)
    shown = write_moment(at, time_zone)
    if shown == text[:MINUTES].upper().replace(" ", "T"):
        return _told_apart(at, time_zone)
    # No clock shows what was typed: what is meant is as much later as they are put forward.
    raise ValueError(f"In {time_zone.key} the clocks leave this time out that night; the next one is {shown}.")


def write_moment(at: datetime, time_zone: ZoneInfo) -> str:
    """As a browser's field for date and time has it, in minutes."""
    return at.astimezone(time_zone).replace(tzinfo=None).isoformat(timespec="minutes")


def _told_apart(at: datetime, time_zone: ZoneInfo) -> Moment:
    local = at.astimezone(time_zone)
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return Moment(at)
    other = local.replace(fold=1 - local.fold).astimezone(UTC)
    chosen, offset = "earlier" if at < other else "later", _offset(local.utcoffset())
    return Moment(at, f"Clocks in {time_zone.key} show this time twice; the {chosen} one is meant, UTC{offset}.")


def _offset(offset: timedelta | None) -> str:
    minutes = int((offset or timedelta()).total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
