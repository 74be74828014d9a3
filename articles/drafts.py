"""What authors work on: fields as they write them, the working copy beside what is live, and what each save left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, NamedTuple

from articles.domain import Article, Status, Summary

State = Literal["draft", "scheduled", "published", "archived", "trashed"]
STATES: tuple[State, ...] = ("draft", "scheduled", "published", "archived", "trashed")
# What a save is; an audit item and a revision carry it. What is kept is a text that another one was taken instead of.
Action = Literal[
    "save", "autosave", "publish", "unpublish", "discard", "restore", "keep", "tag", "archive", "rename", "trash",
    "recover", "purge", "undo", "seed",
]  # fmt: skip


class Version(NamedTuple):
    """What an author started from: the version of the article and that of its working copy, 0 for none."""

    live: int
    draft: int

    def __str__(self) -> str:
        return f"{self.live}.{self.draft}"

    @classmethod
    def parse(cls, text: str) -> Version:
        """Raises ValueError for what `str` never gives."""
        live, _, draft = text.partition(".")
        if not (live.isdecimal() and draft.isdecimal() and text.isascii() and len(text) <= 30):
            raise ValueError(f"not a version: {text[:40]!r}")
        return cls(int(live), int(draft))


NOTHING_YET = Version(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """All that an author writes of an article. Texts are clean and within their limits; a form has seen to that.

    `author` is the byline. An empty slug is made from the title.
    """

    title: str
    slug: str = ""
    description: str = ""
    author: str = ""
    tag_labels: tuple[str, ...] = ()
    category: str = ""
    hero: str = ""
    canonical_url: str = ""
    published_at: datetime | None = None
    unpublish_at: datetime | None = None
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The working copy of an article: `article` as it would be published.

    `autosaved` if its text stands in no revision, and `last_token` then names the page that sent it. `slug` is the
    address that somebody typed for an article which nobody could read yet. `saved_as` is the revision that holds what
    was last saved by hand of it; nothing if that is the article itself.
    """

    article: Article
    draft_version: int
    base_version: int
    saved_at: datetime
    saved_by: str
    last_token: str = ""
    autosaved: bool = False
    slug: str = ""
    saved_as: str = ""


@dataclass(frozen=True, slots=True)
class Workspace:
    """An article as authors see it: what the table holds as the article, and the working copy if there is one."""

    live: Article
    draft: Draft | None = None

    @property
    def text(self) -> Article:
        """What is being worked on."""
        return self.draft.article if self.draft else self.live

    @property
    def version(self) -> Version:
        return Version(self.live.version, self.draft.draft_version if self.draft else 0)

    @property
    def is_provisional(self) -> bool:
        """Whether it stands where the editor put it by itself, before its author saved it."""
        return self.live.slug == provisional_slug(self.live.article_id)

    @property
    def typed_slug(self) -> str:
        """The address as its author wants it, as far as anybody has said so."""
        if self.draft and self.draft.slug:
            return self.draft.slug
        return "" if self.is_provisional else self.live.slug

    @property
    def is_live(self) -> bool:
        """Whether what is saved by hand goes to the working copy, because readers see the rest (or soon will)."""
        return self.live.status == "published"

    @property
    def slug_fixed(self) -> bool:
        """Whether readers may know its address, or soon will."""
        return self.live.status != "draft" or self.live.was_published


@dataclass(frozen=True, slots=True)
class Saved:
    """What a form did. `repeated` if it had done so before: then nothing was written.

    `left` is the version that a repeated form left then; others may have saved since.
    """

    workspace: Workspace
    repeated: bool = False
    left: Version | None = None

    @property
    def version(self) -> Version:
        """What the author goes on from. If somebody saved since, the next save from here is stale, as it must be."""
        return self.left or self.workspace.version


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """What an article was `before` a step with many, for some hours, so that the step can be taken back.

    `of` is the token of the step. Bodies are left out: that of the working copy stands where the step left it, and so
    does that of the article, unless it is in the revision that `body_in` names.
    """

    of: str
    before: Workspace
    at: datetime
    body_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One save: what stood there, what shall, and who says so. A store writes the difference, or nothing of it.

    `token` becomes the id of its revision and `payload` is a sum of what the form said: together they are the receipt.
    Programs do not see working copies, so an edit that is not `by_author` neither asks for one nor touches it.
    An autosave leaves no `revision`. What is written `aside` are texts that were not taken, as revisions of their own,
    and `keeps` is one that is all the edit writes. `words` is how much it changes of what was saved before. `undo` is
    what a step with many articles leaves to be taken back by. `linked` if others link to it where no reader comes yet.
    """

    before: Workspace | None
    after: Workspace
    action: Action
    actor: str
    at: datetime
    token: str
    payload: str = ""
    note: str = ""
    stamp: bool = True
    by_author: bool = True
    revision: bool = True
    aside: tuple[Revision, ...] = ()
    keeps: Article | None = None
    words: Words | None = None
    undo: Undo | None = None
    linked: bool = False

    @property
    def article(self) -> Article:
        return self.after.live

    @property
    def previous(self) -> Article | None:
        return self.before.live if self.before else None

    @property
    def writes_article(self) -> bool:
        return self.previous is None or self.previous.version != self.article.version

    @property
    def moves(self) -> bool:
        """Whether it takes an article to another address."""
        return self.previous is not None and self.previous.slug != self.article.slug

    @property
    def kept_text(self) -> Article:
        """What its revision holds."""
        return self.keeps or self.after.text

    @property
    def leaves_alias(self) -> bool:
        """Whether readers may come by the address that it leaves, or others link to it."""
        return self.moves and self.before is not None and (self.before.slug_fixed or self.linked)


def edit_of(
    article: Article, *, previous: Article | None, author: str, note: str, at: datetime, token: str, stamp: bool
) -> Edit:
    """How a program writes `article` in place of `previous`, which makes it the next version."""
    return Edit(
        before=Workspace(previous) if previous else None,
        after=Workspace(replace(article, version=previous.version + 1 if previous else 1)),
        action="seed",
        actor=author,
        at=at,
        token=token,
        note=note,
        stamp=stamp,
        by_author=False,
    )


class Receipt(NamedTuple):
    """What a revision says of the form that made it: a sum of what that said, and the version that it left."""

    payload: str
    left: Version


class Words(NamedTuple):
    """How many a save put into the text, and how many it took out."""

    added: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Fields and body as one save left them. Its id sorts by time.

    `left` is the version at which its text stood, as far as that is known; what was never taken stood at none. `words`
    are those that the save changed, where that was counted, and `name` is what somebody calls it.
    """

    revision_id: str
    article: Article
    action: Action
    saved_at: datetime
    saved_by: str
    note: str = ""
    left: Version | None = None
    words: Words | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A page in somebody's browser that has an article open. `page_id` is what that page drew for itself."""

    page_id: str
    username: str
    name: str
    since: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class RevisionPage:
    """Revisions without their bodies, newest first; `older` is the id that the next page begins below.

    Of named ones a page may be short, or empty, and yet have an older one: so far was looked.
    """

    items: tuple[Revision, ...]
    older: str | None = None


def revision_of(edit: Edit) -> Revision:
    """What a save leaves in the history."""
    return Revision(
        revision_id=edit.token,
        article=edit.kept_text,
        action=edit.action,
        saved_at=edit.at.replace(microsecond=0),
        saved_by=edit.actor,
        note=edit.note,
        left=None if edit.keeps else edit.after.version,
        words=edit.words,
    )


def working_on(live: Article, draft: Draft | None) -> Workspace:
    """The two together. What the working copy is of, and where, is what the article says now."""
    if draft is None:
        return Workspace(live)
    article = replace(
        draft.article,
        slug=live.slug,
        article_id=live.article_id,
        status=live.status,
        version=live.version,
        owner=live.owner,
        source_checksum=live.source_checksum,
        was_published=live.was_published,
        purge_at=live.purge_at,
    )
    return Workspace(live, replace(draft, article=article))


def fields_of(article: Article) -> Fields:
    """An article as its author would write it."""
    return Fields(
        title=article.title,
        slug=article.slug,
        description=article.description,
        author=article.author,
        tag_labels=article.tag_labels,
        category=article.category,
        hero=article.hero,
        canonical_url=article.canonical_url,
        published_at=article.published_at,
        unpublish_at=article.unpublish_at,
        body=article.body,
    )


def provisional_slug(article_id: str) -> str:
    """Where an article stands until it is saved by hand; no title makes that slug."""
    return f"draft-{article_id.lower()}"


def state_of(article: Summary, now: datetime) -> State:
    """The status as the clock shows it: what has a date ahead is scheduled, and what has an end behind it archived."""
    if article.status != "published":
        return article.status
    if article.published_at is not None and now < article.published_at:
        return "scheduled"
    return "published" if article.visible_at(now) else "archived"


def status_of(state: State) -> Status:
    """Under which status the index holds articles of a state."""
    return "published" if state == "scheduled" else state


def is_purged(article: Summary, now: datetime) -> bool:
    """Whether its time in the trash is over, be it still in the table."""
    return article.status == "trashed" and article.purge_at is not None and article.purge_at <= now
