"""Dates as people write them in front matter, and which of those other programs read too."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

YEARS = range(1970, 9999)
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[Tt ](?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?"
    r"(?P<offset>[Zz]|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
# "Jul 8, 2022" and "8 July 2022", as Astro's own examples have them.
_NAMED = re.compile(
    r"(?:(?P<m1>[A-Za-z]{3,9})\.? (?P<d1>\d{1,2})|(?P<d2>\d{1,2}) (?P<m2>[A-Za-z]{3,9})\.?),? (?P<year>\d{4})", re.ASCII
)
# What Hugo reads without quotes: a day, or a moment to the second.
_COMMON = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?)?", re.ASCII
)


def parse_date(text: str, time_zone: ZoneInfo) -> datetime:
    """The moment in UTC, cut to the second; raises ValueError.

    A date alone is midnight in the site's time zone, as is a time without an offset meant there.
    """
    at = _read(text)
    try:
        utc = (at if at.tzinfo else at.replace(tzinfo=time_zone)).astimezone(UTC)
    except OverflowError as exc:
        raise ValueError("out of range") from exc
    return utc.replace(microsecond=0)


def is_common(text: str) -> bool:
    """Whether other programs read the text as the same date."""
    return _COMMON.fullmatch(text) is not None


def _read(text: str) -> datetime:
    if _DAY.fullmatch(text):
        return datetime.combine(date.fromisoformat(text), time())
    if moment := _MOMENT.fullmatch(text):
        return datetime.fromisoformat(f"{moment['day']}T{moment['time']}{(moment['offset'] or '').upper()}")
    if named := _NAMED.fullmatch(text):
        return datetime(int(named["year"]), _month(named["m1"] or named["m2"]), int(named["d1"] or named["d2"]))
    raise ValueError("not a date")


def _month(name: str) -> int:
    number = next((place for place, month in enumerate(MONTHS, 1) if month.startswith(name.lower())), None)
    if number is None:
        raise ValueError(f"{name!r} is no month")
    return number
