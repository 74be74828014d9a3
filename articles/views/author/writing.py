"""One form at work: what was sent, by whom, and the article it is about. Its pages, and its answers to the script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from articles import wiring
from articles.domain import Article, reading_minutes
from articles.drafts import NOTHING_YET, Saved, State, Version, Workspace, state_of
from articles.forms import ArticleForm
from articles.letters import count_words
from articles.policies import Actor, can_publish, can_trash
from articles.tokens import new_token
from articles.views.author.answers import page, said, wants_json
from articles.views.author.checks import Checked, check_texts
from articles.views.author.links import linkers_of

# What the script exchanges of the page around the form.
PARTS = {"state": "state", "beside": "beside_editor", "places": "editor_places"}
SIDE = ("slug", "description", "tags", "published_at", "unpublish_at", "category", "hero", "canonical_url", "author")
# The script saves by itself so long after the last key, and at the latest so long after the first one.
AUTOSAVE_SECONDS = "2 10"
DONE = {
    "draft": "Saved. Only those who write here can see it.",
    "published": "Published: readers see it now.",
    "scheduled": "Scheduled: readers will see it from its date on.",
    "archived": "Saved. Its time is over, so that readers do not see it.",
}
KEPT_BESIDE = {
    "published": "Saved. Readers see the text from before until you publish.",
    "scheduled": "Saved. The text from before is what will come out, unless you publish this one.",
}
# A page draws the first part when it is loaded, and counts in the second what it sends.
_TAB = re.compile(r"([A-Za-z0-9-]{16,64})\.[0-9]{1,15}", re.ASCII)


@dataclass(frozen=True)
class Writing:
    """`stands` is None for an article that nobody saved yet. An `unfinished` form may lack what a save needs.

    The form holds `texts` if given, else what was sent.
    """

    request: HttpRequest
    actor: Actor
    stands: Workspace | None
    publishing: bool = False
    unfinished: bool = False
    texts: Mapping[str, str] | None = None
    form: ArticleForm = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "form", self._form())

    def _form(self) -> ArticleForm:
        stands = self.stands
        sent = self.request.method == "POST"
        return ArticleForm(
            self.texts or (self.request.POST.dict() if sent else None),
            time_zone=wiring.time_zone(),
            # The page of somebody else, who signed in anew as an editor, does not ask for it.
            names_author=self.actor.writes_everything and (not sent or "author" in self.request.POST),
            stands=as_typed(stands) if stands else None,
            slug_fixed=stands.slug_fixed if stands else False,
            files=set(self.request.FILES) if sent else (),
            now=wiring.now() if self.publishing else None,
            unfinished=self.unfinished,
            byline=self.actor.name,
        )

    @property
    def tab(self) -> str:
        """Which page sends it, as its script says; empty without one."""
        tab = self.request.POST.get("tab", "")
        return tab if page_of(tab) else ""

    @property
    def expected(self) -> Version:
        return expected_version(self.request)

    def new_token(self) -> str:
        return new_token(self.actor.username)

    def show(self, status: int = 200, *, version: Version | None = None, token: str = "") -> HttpResponse:
        """The editor. What was typed stays in it, and the version it is based on."""
        if status >= 400 and wants_json(self.request):
            return self.complain(status)
        context = self._context(version or self._based_on())
        context["token"] = token or self.new_token()
        # Refused, or chosen by its author over what stands there: in both cases no table has it.
        context["unsaved"] = "" if not self.form.is_bound else "refused" if status >= 400 else "chosen"
        return page(self.request, "author/editor.html", status, **context)

    def complain(self, status: int) -> HttpResponse:
        errors = {name: [str(text) for text in texts] for name, texts in self.form.errors.items()}
        return said(status, "Nothing was saved yet.", errors, notes=self.form.notes)

    def done(self, saved: Saved) -> HttpResponse:
        wiring.freshness().renew_behind()
        state = state_of(saved.workspace.live, wiring.now())
        message = (KEPT_BESIDE if saved.workspace.draft else DONE).get(state, "Saved.")
        if saved.repeated:
            message = "This was saved already, so nothing was written again."
        if wants_json(self.request):
            return self.told(saved, message)
        messages.success(self.request, message)
        for note in self.form.notes:
            messages.warning(self.request, note)
        return self.open_anew(saved.workspace.live.article_id)

    def open_anew(self, article_id: str) -> HttpResponse:
        """The browser keeps what it typed until it hears of that page that the site has it."""
        heard = f"#saved={page_of(self.tab)}" if self.tab else ""
        return HttpResponseRedirect(reverse("author:edit", args=[article_id]) + heard)

    def told(self, saved: Saved, message: str) -> HttpResponse:
        """What a page needs to go on after a save that it asked for by script."""
        stands, token = saved.workspace, self.new_token()
        at = stands.draft.saved_at if stands.draft else stands.live.updated_at
        errors = {name: [str(text) for text in texts] for name, texts in self.form.errors.items()}
        return said(
            200,
            message,
            errors,
            version=str(saved.version),
            token=token,
            edit_url=reverse("author:edit", args=[stands.live.article_id]),
            article_id=stands.live.article_id,
            state=state_of(stands.live, wiring.now()),
            slug=stands.live.slug,
            saved_at=at.isoformat() if at else "",
            autosaved=stands.draft is not None and stands.draft.autosaved,
            notes=self.form.notes,
            parts=self._parts(saved, token),
        )

    def _parts(self, saved: Saved, token: str) -> dict[str, str]:
        """What the page shows around the form, if it shows something else than before."""
        now, before, after = wiring.now(), self.stands, saved.workspace
        if before and _look(before, now) == _look(after, now):
            return {"heading": after.text.title}
        around = self._around(after, saved.version, token)
        shown = {
            part: render_to_string(f"author/_{name}.html", around, request=self.request) for part, name in PARTS.items()
        }
        return {**shown, "heading": around["heading"]}

    def _based_on(self) -> Version:
        if self.form.is_bound:
            return self.expected
        return self.stands.version if self.stands else NOTHING_YET

    def _heard(self) -> str:
        """The last that the actor's own page sent of what stands there: a browser may have kept less of it."""
        draft = self.stands.draft if self.stands else None
        if draft is None or draft.saved_by != self.actor.username or not page_of(draft.last_token):
            return ""
        return draft.last_token

    def _context(self, version: Version) -> dict[str, Any]:
        stands = self.stands
        around = self._around(stands, version)
        shown = stands is not None and around["state"] in ("published", "scheduled")
        body = self.form["body"].value() or ""
        words = count_words(body)
        return {
            **around,
            "form": self.form,
            "article_id": stands.live.article_id if stands else "",
            "address": self.address,
            "save_label": "Save changes" if shown else "Save draft",
            "publish_label": "Publish changes" if shown else "Publish",
            "time_zone": wiring.time_zone().key,
            "count": f"{words:,} word{'' if words == 1 else 's'}, {reading_minutes(words)} min to read",
            "notes": self.form.notes if self.form.is_bound else (),
            "autosave": AUTOSAVE_SECONDS,
            "heard": self._heard(),
            "checks": self._checked(),
            "opened": any(name in self.form.errors for name in SIDE),
        }

    def _around(self, stands: Workspace | None, version: Version, token: str = "") -> dict[str, Any]:
        """What the page says of the article and offers to do with it, beside the form."""
        return {
            "workspace": stands,
            "linkers": linkers_of(stands) if stands else None,
            "state": state_of(stands.live, wiring.now()) if stands else "draft",
            "heading": stands.text.title if stands else "New article",
            "version": str(version),
            "token": token,
            "publishes": self.actor.publishes,
            "may_rename": stands is not None and may_rename(self.actor, stands),
            "may_trash": stands is not None and can_trash(self.actor, stands.live),
        }

    def _checked(self) -> Checked:
        """Of what stands in the form; nothing is amiss in one that nobody began."""
        if not self.form.is_bound and self.stands is None:
            return Checked(())
        texts = {name: self.form[name].value() or "" for name in ("title", "description", "body", "slug")}
        live = self.stands.live if self.stands else None
        return check_texts(
            texts,
            article_id=live.article_id if live else None,
            stands_at=live.slug if live else "",
            asks_for=texts["slug"],
        )

    @property
    def address(self) -> str:
        stands = self.stands
        return reverse("author:edit", args=[stands.live.article_id]) if stands else reverse("author:new")


def _look(stands: Workspace, now: datetime) -> tuple[State, bool | None]:
    return state_of(stands.live, now), stands.draft.autosaved if stands.draft else None


def as_typed(stands: Workspace) -> Article:
    """With the address that its author wants: one that the editor chose by itself is none."""
    return stands.text if stands.slug_fixed else replace(stands.text, slug=stands.typed_slug)


def page_of(tab: str) -> str:
    """The part of a tab's text that names the page; empty if no page of ours sends that."""
    found = _TAB.fullmatch(tab)
    return found[1] if found else ""


def expected_version(request: HttpRequest, name: str = "version") -> Version:
    """What a form says it started from; what no form says is older than everything."""
    try:
        return Version.parse(request.POST.get(name, ""))
    except ValueError:
        return NOTHING_YET


def may_rename(actor: Actor, stands: Workspace) -> bool:
    """Whether the page that changes an address known to readers is open to them."""
    return stands.live.status != "trashed" and can_publish(actor, stands.live)
