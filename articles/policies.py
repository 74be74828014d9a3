"""Who may do what with an article. Guards come in pairs: `check_…` raises `NotAllowed`, `can_…` asks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from articles.domain import Summary
from articles.exceptions import NotAllowed
from portfolio.accounts.roles import Role, includes


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the name of the account, the name that readers see, and the role."""

    username: str
    name: str
    role: Role

    @property
    def publishes(self) -> bool:
        """Whether they publish at all, if only articles of their own."""
        return includes(self.role, "author")

    @property
    def writes_everything(self) -> bool:
        return includes(self.role, "editor")

    def owns(self, article: Summary) -> bool:
        return bool(article.owner) and article.owner == self.username


def check_can_edit(actor: Actor, article: Summary) -> None:
    """Editors write everything, authors what is their own, contributors that only until it is published."""
    if actor.writes_everything:
        return
    if not actor.owns(article):
        raise NotAllowed(actor.username, "Only its author and editors may change this article.")
    is_unread = article.status == "draft" or (article.status == "trashed" and not article.was_published)
    if not actor.publishes and not is_unread:
        raise NotAllowed(actor.username, "It is published: only authors and editors may change it now.")


def check_can_publish(actor: Actor, article: Summary) -> None:
    """Publish, schedule and unpublish."""
    if not actor.publishes:
        raise NotAllowed(actor.username, "Contributors write drafts; an author or editor publishes them.")
    check_can_edit(actor, article)


def check_can_trash(actor: Actor, article: Summary) -> None:
    """What readers see or saw goes only by those who may publish it."""
    (check_can_publish if article.status in ("published", "archived") else check_can_edit)(actor, article)


def check_can_purge(actor: Actor, article: Summary) -> None:
    """Remove for good what is in the trash: what readers saw only editors, who see to what others wrote."""
    if actor.writes_everything:
        return
    if not actor.publishes or not actor.owns(article) or article.was_published:
        reason = "Only editors may delete for good what was published or is not your own. It goes by itself in time."
        raise NotAllowed(actor.username, reason)


def check_can_audit(actor: Actor) -> None:
    """The audit names everybody's work, and when they sign in."""
    if not actor.writes_everything:
        raise NotAllowed(actor.username, "Only editors and admins read the audit.")


def can_edit(actor: Actor, article: Summary) -> bool:
    return _allows(check_can_edit, actor, article)


def can_publish(actor: Actor, article: Summary) -> bool:
    return _allows(check_can_publish, actor, article)


def can_trash(actor: Actor, article: Summary) -> bool:
    return _allows(check_can_trash, actor, article)


def can_purge(actor: Actor, article: Summary) -> bool:
    return _allows(check_can_purge, actor, article)


def _allows(check: Callable[[Actor, Summary], None], actor: Actor, article: Summary) -> bool:
    try:
        check(actor, article)
    except NotAllowed:
        return False
    return True
