"""Showing a draft to people without an account, by a link that expires and can be taken back."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from articles import keys
from articles.domain import Article
from articles.drafts import Workspace
from articles.exceptions import NotAllowed, ShareNotFound, TooManyShares
from articles.policies import Actor
from articles.ports import AuthoringStore, ShareStore
from articles.services.authoring import AuthoringService
from articles.sharing import LISTED_AFTER, MOST_AT_ONCE, Share

TOKEN_BYTES = 16


class Shown(NamedTuple):
    """What a link shows to whoever has it."""

    share: Share
    article: Article


class SharingService:
    """Raises `ArticleNotFound`, `NotAllowed`, `StoreUnavailable` to authors, and `ShareNotFound` to everybody else."""

    def __init__(
        self,
        shares: ShareStore,
        store: AuthoringStore,
        authoring: AuthoringService,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._shares = shares
        self._store = store
        self._authoring = authoring
        self._clock = clock

    def open(self, token: str) -> Shown:
        """The text behind a link. A right that its maker lost since takes nothing back: a link is revoked."""
        share = self._shares.find(keys.share_hash(token))
        if share is None or not share.works_at(self._clock()):
            raise ShareNotFound
        stands = self._store.open(share.article_id)
        # A link may outlive its article.
        if stands is None or stands.live.status == "trashed":
            raise ShareNotFound
        return Shown(share, self._text(share, stands))

    def count(self, share: Share) -> None:
        self._shares.count(share.token_hash, self._now())

    def make(
        self, article_id: str, *, actor: Actor, token: str, days: int, revision_id: str = "", label: str = ""
    ) -> tuple[Share, str]:
        """A link, and its token, which nobody can tell again. Raises `TooManyShares`, `ShareRepeated`.

        `token` is the form's. Without a revision the link shows what is being worked on when it is opened.
        """
        article = self._shareable(article_id, actor)
        revision = self._authoring.get_revision(article_id, revision_id, actor=actor) if revision_id else None
        now, secret = self._now(), secrets.token_urlsafe(TOKEN_BYTES)
        if sum(share.works_at(now) for share in self._shares.list_of(article_id)) >= MOST_AT_ONCE:
            raise TooManyShares(MOST_AT_ONCE)
        share = Share(
            share_id=token,
            token_hash=keys.share_hash(secret),
            article_id=article_id,
            revision_id=revision.revision_id if revision else "",
            revision_at=revision.saved_at if revision else None,
            label=label,
            created_at=now,
            created_by=actor.username,
            expires_at=now + timedelta(days=days),
        )
        self._shares.add(share, article=article)
        return share, secret

    def list_of(self, article_id: str, *, actor: Actor) -> tuple[Share, ...]:
        """The newest first, and for a while those that have expired."""
        self._authoring.open(article_id, actor=actor)
        now = self._clock()
        found = [share for share in self._shares.list_of(article_id) if now < share.expires_at + LISTED_AFTER]
        return tuple(sorted(found, key=lambda share: (share.created_at, share.share_id), reverse=True))

    def revoke(self, article_id: str, share_id: str, *, actor: Actor) -> bool:
        """From now on it leads nowhere. False if that was so before."""
        article = self._authoring.open(article_id, actor=actor).text
        found = next((share for share in self._shares.list_of(article_id) if share.share_id == share_id), None)
        return found is not None and self._shares.remove(found, article=article, actor=actor.username, at=self._clock())

    def _shareable(self, article_id: str, actor: Actor) -> Article:
        stands = self._authoring.open(article_id, actor=actor)
        if stands.live.status == "trashed":
            raise NotAllowed(actor.username, "It is in the trash. Take it back from there first.")
        return stands.text

    def _text(self, share: Share, stands: Workspace) -> Article:
        if share.follows:
            return stands.text
        revision = self._store.get_revision(share.article_id, share.revision_id)
        if revision is None:
            raise ShareNotFound
        return revision.article

    def _now(self) -> datetime:
        # The table knows whole seconds.
        return self._clock().replace(microsecond=0)
