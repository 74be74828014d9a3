"""Two authors wrote the same article, or one form was sent with two texts: both are shown, and neither is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.urls import reverse

from articles import wiring
from articles.cleaning import with_unix_line_ends
from articles.domain import Article
from articles.drafts import NOTHING_YET, Revision, Version, Workspace
from articles.forms import ArticleForm
from articles.merging_texts import Part, differing, merge, take_apart
from articles.views.author.answers import page, said, wants_json
from articles.views.author.asking import NOT_ASKED, Asked, Question, ask_of_fields, ask_of_text
from articles.views.author.writing import Writing, as_typed


class Side(NamedTuple):
    """A field that the two have different values in."""

    label: str
    mine: str
    theirs: str


class Problem(NamedTuple):
    """Why something cannot be saved as it is."""

    label: str
    text: str


def show_conflict(writing: Writing, theirs: Workspace, *, reused: bool = False) -> HttpResponse:
    """For a form whose text is not saved. A script is told by whom and when the other one was."""
    conflict = Conflict(writing, theirs, started=writing.expected, pressed=writing.publishing, reused=reused)
    if wants_json(writing.request):
        known = conflict.standing
        there = {"by": known.by, "at": known.at.isoformat() if known.at else "", "version": str(theirs.version)}
        return said(409, "It was saved by somebody else meanwhile. Nothing was overwritten.", theirs=there)
    return conflict.show()


class Standing(NamedTuple):
    """By whom and when what stands there was saved, as far as that is known."""

    by: str = ""
    at: Any = None


@dataclass(frozen=True)
class Conflict:
    """Mine is what the form holds, theirs what stands in the table; `started` is what mine was begun from.

    `pressed` if it was to be published. `reused` if theirs is what the same form saved before, and `kept` if mine is a
    merged text that came too late, so that what it was merged from is in the history.
    """

    writing: Writing
    theirs: Workspace
    started: Version
    asked: Asked = NOT_ASKED
    pressed: bool = False
    publish: bool = False
    reused: bool = False
    kept: bool = False

    def show(self, status: int = 409, *, problems: Sequence[Problem] = (), notice: str = "") -> HttpResponse:
        history = self._history()
        began = history.get(self.started)
        base = self._text_of(began)
        parts, asked = self._parts(base), self.asked if self.is_current else self.asked.for_others()
        fields = [*ask_of_fields(self.mine, self.saved, texts_of(base) if base else None, self.labels, asked.fields)]
        choices = [asked.places.get(number, part.proposed) for number, part in enumerate(differing(parts))]
        stretches = list(ask_of_text(parts, choices, len(fields) + 1))
        merged = merge(parts, choices) if asked.merged is None else asked.merged
        return page(
            self.writing.request,
            "author/conflict.html",
            status,
            form=self.writing.form,
            fields=fields,
            stretches=stretches,
            count=_count(fields, parts),
            joined=max((part.places for part in parts), default=1) > 1,
            to_look_at=[item for item in (*fields, *stretches) if isinstance(item, Question) and item.by == "both"],
            merged=merged,
            chosen="".join(choice[0] for choice in choices),
            earlier="" if asked.earlier == merged else asked.earlier,
            standing=self._standing(history),
            began=began if base else None,
            problems=problems,
            notice=notice,
            **self._said(),
        )

    def _said(self) -> dict[str, Any]:
        actor, article_id = self.writing.actor, self.theirs.live.article_id
        return {
            "article": self.theirs.text,
            "address": reverse("author:conflict", args=[article_id]),
            "editor": reverse("author:edit", args=[article_id]),
            "version": str(self.theirs.version),
            "started": str(self.started),
            "token": self.writing.new_token(),
            "tab": self.writing.request.POST.get("tab", ""),
            "pressed": self.pressed and actor.publishes,
            "publish": self.publish,
            "reused": self.reused,
            "kept": self.kept,
            "username": actor.username,
        }

    @property
    def is_current(self) -> bool:
        """Whether the page that was sent showed what stands there now, so that its answers still fit."""
        return self.writing.expected == self.theirs.version

    @property
    def mine(self) -> dict[str, str]:
        form = self.writing.form
        return {name: str(form[name].value() or "") for name in form.fields}

    @property
    def saved(self) -> dict[str, str]:
        return texts_of(as_typed(self.theirs))

    @property
    def labels(self) -> dict[str, str]:
        form = self.writing.form
        return {name: str(form[name].label) for name in form.fields if name != "body"}

    @property
    def standing(self) -> Standing:
        return self._standing(self._history())

    def base(self) -> Article | None:
        """What both began with, if that is in the history."""
        return self._text_of(self._history().get(self.started))

    def parts(self) -> tuple[Part, ...]:
        return self._parts(self.base())

    def _parts(self, base: Article | None) -> tuple[Part, ...]:
        theirs = with_unix_line_ends(self.theirs.text.body)
        return take_apart(self.mine.get("body", ""), theirs, with_unix_line_ends(base.body) if base else None)

    def _standing(self, history: dict[Version, Revision]) -> Standing:
        draft, live = self.theirs.draft, self.theirs.live
        if draft:
            return Standing(draft.saved_by, draft.saved_at)
        saved = history.get(self.theirs.version)
        return Standing(saved.saved_by, saved.saved_at) if saved else Standing(at=live.updated_at)

    def _history(self) -> dict[Version, Revision]:
        """The latest revisions without their texts, by the version at which each stood."""
        article_id = self.theirs.live.article_id
        found = wiring.authoring().list_revisions(article_id, actor=self.writing.actor).items
        return {revision.left: revision for revision in found if revision.left}

    def _text_of(self, revision: Revision | None) -> Article | None:
        if revision is None or self.started == NOTHING_YET:
            return None
        article_id, actor = self.theirs.live.article_id, self.writing.actor
        return wiring.authoring().get_revision(article_id, revision.revision_id, actor=actor).article


def _count(fields: Sequence[Question], parts: Sequence[Part]) -> dict[str, int]:
    """How many places each of the two changed."""
    who = [question.by for question in fields] + [part.by for part in differing(parts)]
    return {"all": len(who), **{by or "unknown": who.count(by) for by in ("", "mine", "theirs", "both")}}


def texts_of(article: Article) -> dict[str, str]:
    """An article's fields as a form would show them."""
    form = ArticleForm(time_zone=wiring.time_zone(), names_author=True, stands=replace(article, body=""))
    return {name: str(form.initial.get(name) or "") for name in form.fields}
