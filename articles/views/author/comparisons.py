"""A revision beside another text of the same article: what stands there now, the one before it, or any other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from articles.differences import Piece, Size, Stretch, compare, inline, size_of, stretches
from articles.domain import Article
from articles.drafts import Revision
from articles.exceptions import ArticleNotFound
from articles.policies import Actor
from articles.services.authoring import AuthoringService
from articles.views.author.conflict import texts_of

NOW, BEFORE = "now", "before"
# Those set aside were never what the article said.
ASIDE = "keep"
LOOKED_AT = 20


class Field(NamedTuple):
    """A field that is not the same in both. `mine` is the older text."""

    label: str
    inline: tuple[Piece, ...]
    mine: tuple[Piece, ...]
    theirs: tuple[Piece, ...]


class Comparison(NamedTuple):
    """Two texts, the older one first; without a revision it is what stands there now."""

    older: Revision | None
    newer: Revision | None
    fields: tuple[Field, ...]
    stretches: tuple[Stretch, ...]
    size: Size

    @property
    def differs(self) -> bool:
        return bool(self.fields) or any(row.differs for part in self.stretches for row in part.rows)


def compared(shown: Revision, other: Revision | None, now: Article) -> Comparison:
    """A revision beside another one, or beside what stands there now."""
    if other is None:
        return _comparison(shown, None, shown.article, now)
    older, newer = sorted((shown, other), key=lambda revision: revision.revision_id)
    return _comparison(older, newer, older.article, newer.article)


def revision_before(service: AuthoringService, shown: Revision, *, actor: Actor) -> Revision | None:
    """What the article said before it, with its text; None if it said nothing yet."""
    article_id, below = shown.article.article_id, shown.revision_id
    found = service.list_revisions(article_id, actor=actor, below=below, size=LOOKED_AT).items
    before = next((item for item in found if item.action != ASIDE), None)
    return service.get_revision(article_id, before.revision_id, actor=actor) if before else None


def chosen_revision(service: AuthoringService, shown: Revision, wanted: str, *, actor: Actor) -> Revision | None:
    """The revision of an id that an address brought, which may be any text."""
    try:
        return service.get_revision(shown.article.article_id, wanted, actor=actor)
    except ArticleNotFound:
        return None


def choices(service: AuthoringService, shown: Revision, other: Revision | None, *, actor: Actor) -> Sequence[Revision]:
    """Those that can be chosen from a list: the newest, and the one that is chosen."""
    newest = service.list_revisions(shown.article.article_id, actor=actor, size=LOOKED_AT).items
    known = {item.revision_id: item for item in (*newest, *([other] if other else []))}
    return [known[name] for name in sorted(known, reverse=True) if name != shown.revision_id]


def _comparison(older: Revision, newer: Revision | None, mine: Article, theirs: Article) -> Comparison:
    rows = compare(mine.body, theirs.body)
    return Comparison(
        older,
        newer,
        tuple(_fields(texts_of(mine), texts_of(theirs))),
        stretches(rows),
        size_of(piece for row in rows for piece in row.inline),
    )


def _fields(mine: dict[str, str], theirs: dict[str, str]) -> Sequence[Field]:
    found = []
    for name in mine:
        if name != "body" and mine[name] != theirs[name]:
            both = inline(mine[name], theirs[name])
            label = name.replace("_", " ").capitalize()
            sides = ([piece for piece in both if piece.kind != kind] for kind in ("theirs", "mine"))
            found.append(Field(label, both, *map(tuple, sides)))
    return found
