"""Who else has an article open. Pages say so again and again; what has said nothing for a while is taken for closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from articles import keys
from articles.drafts import OpenPage, is_purged
from articles.exceptions import ArticleNotFound
from articles.policies import Actor, check_can_edit
from articles.ports import PresenceStore

GONE_AFTER = timedelta(seconds=60)


class PresenceService:
    """Raises `ArticleNotFound`, `NotAllowed` and `StoreUnavailable`."""

    def __init__(self, store: PresenceStore, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def others(self, article_id: str, page_id: str, *, actor: Actor) -> tuple[OpenPage, ...]:
        """Say that the actor's page is open; gives the other pages that are, the one that came first at the top."""
        now = self._clock().replace(microsecond=0)
        article = self._store.get_summary(article_id) if keys.is_id(article_id) else None
        if article is None or is_purged(article, now):
            raise ArticleNotFound(article_id, [self._store.name])
        check_can_edit(actor, article)
        opened = [page for page in self._store.list_open(article_id) if now - page.seen_at < GONE_AFTER]
        own = next((page for page in opened if (page.page_id, page.username) == (page_id, actor.username)), None)
        since = own.since if own else now
        self._store.put(article_id, OpenPage(page_id, actor.username, actor.name, since, now))
        return tuple(sorted((page for page in opened if page.page_id != page_id), key=lambda page: page.since))

    def leave(self, article_id: str, page_id: str) -> None:
        """The page is closed. Nobody but itself knows what it is called, so that needs no right."""
        if keys.is_id(article_id):
            self._store.delete(article_id, page_id)
