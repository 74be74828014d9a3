"""Links by which people without an account read a draft, until they expire or are revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LASTING_DAYS = (1, 7, 30)
MOST_AT_ONCE = 50  # links of one article that work
# So long it is still listed that there was a link, and whether anybody came.
LISTED_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One link. Its address is known to nobody but those who have it: `token_hash` leads from it to here, not back.

    `share_id` is the id of the form that made it. Without `revision_id` it shows what is being worked on at the time.
    """

    share_id: str
    token_hash: str
    article_id: str
    revision_id: str = ""
    revision_at: datetime | None = None
    label: str = ""
    created_at: datetime
    created_by: str
    expires_at: datetime
    opened: int = 0
    last_opened_at: datetime | None = None

    @property
    def follows(self) -> bool:
        return not self.revision_id

    def works_at(self, now: datetime) -> bool:
        return now < self.expires_at
