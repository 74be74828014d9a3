"""Who did what and when, for those who look after everything here. Nothing is older than a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from articles import keys
from articles.auditing import AUDIT_KEPT, AuditLine, AuditPage, AuditPlace, AuditSearch, AuditWanted, months_down
from articles.policies import Actor, check_can_audit
from articles.ports import AuditSource, AuthoringStore

AUDIT_SIZE = 50
# A megabyte each. A year without a line is 13 looks that find nothing, which cost as good as nothing.
MOST_PAGES = 5
# Lines are filed under the second of what they are about, but a clock may be behind another's.
SLACK = timedelta(minutes=5)


class AuditTrail:
    """Raises `NotAllowed` and `StoreUnavailable`."""

    def __init__(self, source: AuditSource, store: AuthoringStore, *, clock: Callable[[], datetime]) -> None:
        self._source = source
        self._store = store
        self._clock = clock

    def search(self, search: AuditSearch, *, actor: Actor, place: AuditPlace | None = None) -> AuditPage:
        """A page from the newest on, or from where another page ended."""
        check_can_audit(actor)
        now = self._clock()
        wanted = self._wanted(search, now)
        newest = min(filter(None, (search.until, now + SLACK)))
        oldest = max(filter(None, (search.since, wanted.kept_since)))
        return self._walk(wanted, [AuditPlace(month) for month in months_down(newest, oldest)], place)

    def _walk(self, wanted: AuditWanted, places: list[AuditPlace], start: AuditPlace | None) -> AuditPage:
        if start:
            places = [start, *(place for place in places if place.month < start.month)]
        found: list[AuditLine] = []
        searched = broken = pages = 0
        while places:
            place = places.pop(0)
            part = self._source.read_month(place, wanted, limit=AUDIT_SIZE + 1 - len(found))
            found, searched, broken = [*found, *part.lines], searched + part.searched, broken + part.broken
            if part.below:
                pages += 1
                places.insert(0, AuditPlace(place.month, part.below))
            if len(found) > AUDIT_SIZE:
                last = found[AUDIT_SIZE - 1]
                older = AuditPlace(f"{last.at:%Y-%m}", last.audit_id)
                return AuditPage(tuple(found[:AUDIT_SIZE]), searched, broken, older)
            if pages >= MOST_PAGES and places:
                return AuditPage(tuple(found), searched, broken, places[0], stopped_early=True)
        return AuditPage(tuple(found), searched, broken)

    def _wanted(self, search: AuditSearch, now: datetime) -> AuditWanted:
        """An address that an article has or had stands for the article."""
        kept_since = now - AUDIT_KEPT
        slug = search.text.strip("/").rpartition("/")[2].lower()
        article_id = self._store.holders([slug]).get(slug, "") if keys.is_slug(slug) else ""
        if not article_id:
            return AuditWanted(search=search, kept_since=kept_since)
        slugs = (slug, *self._store.former_slugs(article_id))
        return AuditWanted(
            search=search, article_id=article_id, slugs=tuple(dict.fromkeys(slugs)), kept_since=kept_since
        )
