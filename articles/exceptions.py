"""What can go wrong with an article, as types: miss, conflict, bad text and outage are four different things.

ArticleError
├ ArticleNotFound(slug, tried)          404   every source that could speak says there is none
├ ArticleConflict(slug, reason)         409   somebody else changed it first
│ ├ SlugTaken(slug)                     409   another article has this address, or had it
│ │ └ SlugReserved(slug)                409   no article may have this address
│ ├ SlugFixed(slug)                     409   readers know the address, so it stays
│ ├ StaleVersion(slug, theirs)          409   the author started from what is no longer there
│ └ TokenReused(slug)                   409   one form was sent twice with different texts
├ RedirectsMoved()                      409   somebody else changed redirects first
├ StaleSettings(theirs)                 409   somebody else changed the site's settings first
├ ShareNotFound()                       404   no such link to a draft, or not any more
├ ShareRepeated(share_id)               409   a form that made a link was sent again
├ TooManyShares(limit)                  409   the article has as many links as it may have
├ NotAllowed(username, reason)          403   the account's role does not reach that far
├ TooLarge(size, limit)                 413   more than an item of the table holds
├ InvalidContent(path, line, reason)    400   a text that cannot become an article
│ └ InvalidRedirect(reason, field)      400   an address that cannot lead there
├ InvalidCursor(text)                   404   a page mark that this site did not make
├ InvalidToken(text)                    400   a form that this site did not make for this account
└ StoreUnavailable(store, why)          503   a store could not answer; nothing is known
  └ ArticleBroken(store, why)           503   a store answers, and what it holds of one article makes no sense
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from articles.drafts import Workspace
    from articles.site_settings import SavedSettings


class ArticleError(Exception):
    """Base of everything this application raises about articles."""


class ArticleNotFound(ArticleError):
    """No source that could answer has the article (or it is not visible now)."""

    def __init__(self, slug: str, tried: Sequence[str] = ()) -> None:
        super().__init__(f"No article {slug!r} in {', '.join(tried) or 'any source'}.")
        self.slug = slug
        self.tried = tuple(tried)


class ArticleConflict(ArticleError):
    """The article is not what the writer started from; nothing was written."""

    def __init__(self, slug: str, reason: str) -> None:
        super().__init__(f"Article {slug!r}: {reason}")
        self.slug = slug
        self.reason = reason


class SlugTaken(ArticleConflict):
    """The slug is the address, or a former address, of another article; nothing was written."""

    def __init__(self, slug: str, reason: str = "the slug is taken") -> None:
        super().__init__(slug, reason)


class SlugReserved(SlugTaken):
    """No article may have this slug, because the site or an export needs the name; nothing was written."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug, "the slug is reserved")


class SlugFixed(ArticleConflict):
    """The article came out under another slug, which readers may know and which stays; nothing was written."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug, "its address stays, since it came out under it")


class StaleVersion(ArticleConflict):
    """The author started from a version that is no longer there; `theirs` is what stands there now."""

    def __init__(self, slug: str, theirs: Workspace) -> None:
        super().__init__(slug, "somebody else saved it")
        self.theirs = theirs


class TokenReused(ArticleConflict):
    """A form that was saved was sent again with another text; nothing was written."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug, "this form was saved already, with another text")


class RedirectsMoved(ArticleError):
    """Redirects are not what the writer read; nothing was written."""


class StaleSettings(ArticleError):
    """The admin started from settings that are no longer there; `theirs` are those that stand there now."""

    def __init__(self, theirs: SavedSettings) -> None:
        super().__init__(f"The settings are of version {theirs.version} by now.")
        self.theirs = theirs


class ShareNotFound(ArticleError):
    """No link to a draft has this address, or it has expired, was revoked, or its text is gone: nobody learns which.

    It holds nothing of the address, which whoever logs an error must not get to see.
    """

    def __init__(self) -> None:
        super().__init__("There is no such link to a draft.")


class ShareRepeated(ArticleError):
    """The form has made its link already, and its address cannot be shown again; nothing was written."""

    def __init__(self, share_id: str) -> None:
        super().__init__("This form has made its link already.")
        self.share_id = share_id


class TooManyShares(ArticleError):
    """The article has as many links that work as it may have; nothing was written."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"This article has {limit} links that work, which is the most. Revoke one first.")
        self.limit = limit


class NotAllowed(ArticleError):
    """The account may not do that to this article; `reason` is a sentence for its owner."""

    def __init__(self, username: str, reason: str) -> None:
        super().__init__(f"{username}: {reason}")
        self.username = username
        self.reason = reason


class TooLarge(ArticleError):
    """A text is too long for an item of the table; sizes in bytes."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"This text is too long: it has {size:,} bytes, and {limit:,} are the most.")
        self.size = size
        self.limit = limit


class InvalidContent(ArticleError):
    """A text cannot become an article; says where and what would be right."""

    def __init__(self, reason: str, *, path: str = "", line: int | None = None) -> None:
        place = f"{path}:{line}: " if path and line else f"{path}: " if path else f"line {line}: " if line else ""
        super().__init__(f"{place}{reason}")
        self.reason = reason
        self.path = path
        self.line = line


class InvalidRedirect(InvalidContent):
    """An old address cannot lead there; `field` is the one of the two that is in the way."""

    def __init__(self, reason: str, *, field: Literal["source", "target"] = "target") -> None:
        super().__init__(reason)
        self.field = field


class InvalidCursor(ArticleError):
    """A page mark is forged, foreign to this list or damaged."""

    def __init__(self, text: str) -> None:
        super().__init__("This page mark was not made by this site.")
        self.text = text


class InvalidToken(ArticleError):
    """A form's token is forged, damaged, or was made for another account."""

    def __init__(self, text: str) -> None:
        super().__init__("This form's token was not made by this site for this account.")
        self.text = text


class StoreUnavailable(ArticleError):
    """A store could not answer in time or at all; nothing is known about the item."""

    def __init__(self, store: str, why: str) -> None:
        super().__init__(f"{store} is unavailable: {why}")
        self.store = store
        self.why = why


class ArticleBroken(StoreUnavailable):
    """A store answers, and what it holds of one article makes no sense; others may be well."""
