"""One form at work: what was sent, by whom, and the article it is about. Its pages, and its answers to the script."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from articles import wiring
from articles.domain import reading_minutes
from articles.drafts import NOTHING_YET, Saved, Version, Workspace, state_of
from articles.forms import ArticleForm
from articles.letters import count_words
from articles.policies import Actor
from articles.rendering import review_article
from articles.tokens import new_token
from articles.views.author.answers import page, said, wants_json

SIDE = ("slug", "description", "tags", "published_at", "unpublish_at", "category", "hero", "canonical_url", "author")
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


@dataclass(frozen=True)
class Writing:
    """`stands` is None for an article that nobody saved yet; `sent` if the form came from its author."""

    request: HttpRequest
    actor: Actor
    stands: Workspace | None
    publishing: bool = False
    form: ArticleForm = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "form", self._form())

    def _form(self) -> ArticleForm:
        stands = self.stands
        sent = self.request.method == "POST"
        return ArticleForm(
            self.request.POST.dict() if sent else None,
            time_zone=wiring.time_zone(),
            names_author=self.actor.writes_everything,
            stands=stands.text if stands else None,
            slug_fixed=stands.slug_fixed if stands else False,
            files=set(self.request.FILES) if sent else (),
            now=wiring.now() if self.publishing else None,
            byline=self.actor.name,
        )

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
        return page(self.request, "author/editor.html", status, **context)

    def complain(self, status: int) -> HttpResponse:
        errors = {name: [str(text) for text in texts] for name, texts in self.form.errors.items()}
        return said(status, "Nothing was saved yet.", errors, notes=self.form.notes)

    def done(self, saved: Saved) -> HttpResponse:
        wiring.freshness().renew_behind()
        stands = saved.workspace
        message = (KEPT_BESIDE if stands.draft else DONE).get(state_of(stands.live, wiring.now()), "Saved.")
        if saved.repeated:
            message = "This was saved already, so nothing was written again."
        if wants_json(self.request):
            return self._told(saved, message)
        messages.success(self.request, message)
        for note in self.form.notes:
            messages.warning(self.request, note)
        return HttpResponseRedirect(reverse("author:edit", args=[stands.live.article_id]))

    def _told(self, saved: Saved, message: str) -> HttpResponse:
        """What a page needs to go on after a save that it asked for by script; `parts` are shown around its form."""
        live, token = saved.workspace.live, self.new_token()
        around = {**self._around(saved.workspace), "version": str(saved.version), "token": token}
        templates = {"state": "author/_state.html", "beside": "author/_beside_editor.html"}
        parts = {part: render_to_string(name, around, request=self.request) for part, name in templates.items()}
        return said(
            200, message, version=str(saved.version), token=token, article_id=live.article_id, slug=live.slug,
            edit_url=reverse("author:edit", args=[live.article_id]), state=around["state"], notes=self.form.notes,
            parts={**parts, "heading": around["heading"]},
        )  # fmt: skip

    def _based_on(self) -> Version:
        if self.form.is_bound:
            return self.expected
        return self.stands.version if self.stands else NOTHING_YET

    def _context(self, version: Version) -> dict[str, Any]:
        stands = self.stands
        around = self._around(stands)
        shown = stands is not None and around["state"] in ("published", "scheduled")
        body = self.form["body"].value() or ""
        words = count_words(body)
        return {
            **around,
            "form": self.form,
            "article_id": stands.live.article_id if stands else "",
            "address": self.address,
            "version": str(version),
            "save_label": "Save changes" if shown else "Save draft",
            "publish_label": "Publish changes" if shown else "Publish",
            "time_zone": wiring.time_zone().key,
            "count": f"{words:,} word{'' if words == 1 else 's'}, {reading_minutes(words)} min to read",
            "notes": self.form.notes if self.form.is_bound else (),
            "mistakes": review_article(body),
            "opened": any(name in self.form.errors for name in SIDE),
        }

    def _around(self, stands: Workspace | None) -> dict[str, Any]:
        """What the page says of the article and offers to do with it, beside the form."""
        return {
            "workspace": stands,
            "state": state_of(stands.live, wiring.now()) if stands else "draft",
            "heading": "Edit article" if stands else "New article",
            "publishes": self.actor.publishes,
        }

    @property
    def address(self) -> str:
        stands = self.stands
        return reverse("author:edit", args=[stands.live.article_id]) if stands else reverse("author:new")


def expected_version(request: HttpRequest) -> Version:
    """What a form says it started from; what no form says is older than everything."""
    try:
        return Version.parse(request.POST.get("version", ""))
    except ValueError:
        return NOTHING_YET
