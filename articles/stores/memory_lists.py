"""Authors' lists over articles in memory: the fake that tests use."""

from __future__ import annotations

from articles.keys import just_below, sort_key
from articles.searching import StatusPage, StatusRange, Touch, Wanted
from articles.stores.memory import MemoryStore

SEARCHED_AT_ONCE = 100


class MemoryLists(MemoryStore):
    """With a filter, an answer ends after `SEARCHED_AT_ONCE` articles, as one of the table does after 1 MB."""

    def read_status(self, span: StatusRange, wanted: Wanted, *, newest_first: bool, limit: int) -> StatusPage:
        self._answer("read_status")
        inside = [
            article
            for article in self._indexed()
            if article.status == span.status
            and (span.low is None or sort_key(article) >= f"{span.low}!")
            and (span.high is None or sort_key(article) <= just_below(span.high))
        ]
        ordered = sorted((a.summary() for a in inside), key=sort_key, reverse=newest_first)
        searched = ordered[: limit if wanted.is_anything else SEARCHED_AT_ONCE]
        reached = sort_key(searched[-1]) if len(searched) < len(ordered) else None
        return StatusPage(tuple(a for a in searched if wanted.fits(a)), len(searched), reached)

    def list_touched(self, username: str) -> tuple[Touch, ...]:
        self._answer("list_touched")
        last: dict[str, Touch] = {}
        for revision, receipt in self._revisions.values():
            if revision.saved_by == username:
                article, left = revision.article, receipt.left
                touch = Touch(
                    article.article_id,
                    article.slug,
                    article.title,
                    revision.saved_at,
                    revision.action,
                    has_draft=left.draft > 0,
                )
                last[article.article_id] = max(touch, last.get(article.article_id, touch), key=lambda t: t.at)
        return tuple(last.values())
