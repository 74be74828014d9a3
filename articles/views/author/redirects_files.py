"""Redirects from a CSV file and to one. What a file would do is shown line by line before any of it is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles import wiring
from articles.exceptions import InvalidContent, InvalidToken, RedirectsMoved, StoreUnavailable
from articles.redirect_files import write_rows
from articles.redirect_forms import ImportForm
from articles.redirects import Done, Line, Outcome, Plan
from articles.tokens import new_token, read_token
from articles.views.author.actors import actor_of
from articles.views.author.answers import page
from articles.views.author.redirects import BUSY, FOREIGN, SECTION, SIGNED_OUT, UNAVAILABLE, shown
from portfolio.accounts.access import requires

CONFIRMED, KEEP_EDITING = "confirmed", "edit"
SHOWN = 200  # lines of one outcome
HEADINGS: tuple[tuple[Outcome, str], ...] = (
    ("refused", "Refused"),
    ("changes", "Lead elsewhere from then on"),
    ("new", "New"),
    ("same", "There already"),
)
FILE_NAME = "redirects.csv"


def stopped(request: HttpRequest, first: str) -> HttpResponse:
    """As for one redirect: a file cannot stay in a form, so it comes back as its text."""
    form = ImportForm(request.POST, request.FILES)
    form.is_valid()
    form = _kept(form)
    more: dict[str, Any] = {"trouble": SIGNED_OUT if first else UNAVAILABLE, "first": first}
    return _page(request, form, 403 if first else 503, frame="author/plain.html", **more)


@requires("editor", "GET", "POST", stopped=stopped)
def redirects_import(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, ImportForm())
    if KEEP_EDITING in request.POST:
        return _page(request, ImportForm(initial={"text": request.POST.get("text", "")}))
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, 400)
    try:
        return _do(request, form) if CONFIRMED in request.POST else _ask(request, form)
    except InvalidContent as exc:
        form.add_error(None, exc.reason)
        return _page(request, form, 400)
    except InvalidToken:
        return _page(request, _kept(form), 400, trouble=FOREIGN)
    except RedirectsMoved:
        return _page(request, _kept(form), 409, trouble=BUSY)
    except StoreUnavailable:
        return _page(request, _kept(form), 503, trouble=UNAVAILABLE)


@requires("editor", "GET")
def redirects_export(request: HttpRequest) -> HttpResponse:
    """All of them, as an import takes them: each leads where it leads now."""
    redirects = list(wiring.redirects().all(actor=actor_of(request)))
    targets = {one.redirect.path: one.address for one in shown(redirects) if one.address}
    lines = write_rows((one for one in redirects if one.path in targets), targets)
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


def _ask(request: HttpRequest, form: ImportForm) -> HttpResponse:
    actor = actor_of(request)
    plan = wiring.redirects().plan(form.rows, actor=actor)
    token = new_token(actor.username)
    return page(
        request,
        "author/redirects_planned.html",
        section=SECTION,
        plan=plan,
        groups=_groups(plan),
        text=form.cleaned_data["text"],
        count=len(plan.of("new")) + len(plan.of("changes")),
        token=token,
    )


def _do(request: HttpRequest, form: ImportForm) -> HttpResponse:
    actor = actor_of(request)
    token = read_token(request.POST.get("token", ""), actor.username)
    done = wiring.redirects().import_rows(form.rows, actor=actor, token=token)
    wiring.freshness().renew_behind()
    if done.left:
        text, sent = form.cleaned_data["text"], request.POST["token"]
        return page(request, "author/redirects_left.html", section=SECTION, done=done, text=text, token=sent)
    messages.success(request, _said(done))
    return HttpResponseRedirect(reverse("author:redirects"))


def _said(done: Done) -> str:
    if done.repeated or not done.written:
        return "This was imported already, so nothing was written again."
    counts = [(len(done.plan.of("new")), "new"), (len(done.plan.of("changes")), "changed")]
    counts += [(len(done.plan.moved), "led on with them"), (len(done.plan.of("refused")), "refused")]
    return f"Imported: {', '.join(f'{n:,} {what}' for n, what in counts if n)}."


class Group:
    """Lines of one outcome, as many as a page shows."""

    def __init__(self, heading: str, lines: tuple[Line, ...]) -> None:
        self.heading = heading
        self.count = len(lines)
        self.lines = lines[:SHOWN]
        self.unshown = self.count - len(self.lines)


def _groups(plan: Plan) -> Iterator[Group]:
    for outcome, heading in HEADINGS:
        lines = plan.of(outcome)
        if lines:
            yield Group(heading, lines)


def _kept(form: ImportForm) -> ImportForm:
    """The lines as text, also when they came as a file, which no form can hold."""
    text = form.cleaned_data.get("text") or form.data.get("text", "")
    return ImportForm(initial={"text": text})


def _page(request: HttpRequest, form: ImportForm, status: int = 200, **context: Any) -> HttpResponse:
    shown_in = {"frame": "author/base.html", "section": SECTION, **context}
    return page(request, "author/redirects_import.html", status, form=form, **shown_in)
