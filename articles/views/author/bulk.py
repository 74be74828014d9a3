"""One step with many articles. Where all went well the list says so; else a page names what was refused, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from articles import wiring
from articles.exceptions import InvalidToken
from articles.linking import LinkedFrom
from articles.services.bulk import Outcome, Report
from articles.tokens import new_undo, read_token, read_undo
from articles.views.author.actors import actor_of
from articles.views.author.answers import page
from articles.views.author.bulk_words import ASKED, UNTOLD, groups_of, question_of, titles
from articles.views.author.list_forms import MARK, BulkForm, SearchForm
from articles.views.author.listing import address, show
from articles.views.author.trash import show_list
from portfolio.accounts.access import requires

CONFIRMED = "confirmed"
MAX_QUERY = 4000
TOO_LATE = "That cannot be undone any more: it is some hours ago, or another account did it."
NOTHING_LEFT = "There is nothing left to undo."

Groups = list[tuple[str, Sequence[Outcome]]]


class _Back(NamedTuple):
    """The list from which a form came."""

    query: QueryDict
    in_trash: bool
    address: str


@requires("contributor", "POST")
def bulk(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = BulkForm(request.POST)
    back = _back(request, form)
    try:
        token = read_token(request.POST.get("token", ""), actor.username)
    except InvalidToken:
        form.add_error(None, "This form was made for another account or is damaged. Please send it again.")
    if not form.is_valid():
        if back.in_trash:
            return show_list(request, bulk=form, status=400)
        return show(request, back.query, bulk=form, status=400)
    if form.job.step in ASKED and CONFIRMED not in request.POST:
        report = wiring.bulk().preview(form.chosen, form.job, actor=actor)
        return _asked(request, form, report, back.address)
    report = wiring.bulk().run(form.chosen, form.job, actor=actor, token=token)
    undo = new_undo(actor.username, token) if report.of("done") else ""
    return _answer(request, report, groups_of(form.job, report), back.address, undo=undo)


@requires("contributor", "POST")
def undo(request: HttpRequest) -> HttpResponse:
    """Takes back a step with many, as far as nobody has saved anything since."""
    actor, back = actor_of(request), reverse("author:articles")
    try:
        of, token = read_undo(request.POST.get("undo", ""), actor.username)
    except InvalidToken:
        messages.error(request, TOO_LATE)
        return HttpResponseRedirect(back)
    report = wiring.bulk().undo(of, actor=actor, token=token)
    if not report.outcomes:
        messages.info(request, NOTHING_LEFT)
        return HttpResponseRedirect(back)
    return _answer(request, report, [("Undone", report.of("done"))] if report.of("done") else [], back)


def _back(request: HttpRequest, form: BulkForm) -> _Back:
    query = QueryDict(request.POST.get("list", "")[:MAX_QUERY])
    if form.in_trash:
        return _Back(query, True, reverse("author:trash-list"))
    return _Back(query, False, address(SearchForm(query, actor=actor_of(request)), query.get(MARK, "")))


def _asked(request: HttpRequest, form: BulkForm, report: Report, back: str) -> HttpResponse:
    count = len(report.of("done"))
    asks = question_of(form.job.step, count)
    groups = groups_of(form.job, report, ahead=True)
    linked = _linked(request, form, report)
    sent = _sent(request, form)
    return _page(request, "author/bulk_confirm.html", report, groups, back, asks=asks, sent=sent, linked=linked)


def _answer(request: HttpRequest, report: Report, groups: Groups, back: str, *, undo: str = "") -> HttpResponse:
    if report.of("refused"):
        return _page(request, "author/bulk_result.html", report, groups, back, undo=undo)
    level = messages.SUCCESS if report.of("done") else messages.INFO
    for name, outcomes in groups:
        messages.add_message(request, level, f"{name}: {titles(outcomes)}.", extra_tags=undo)
        # One button takes all of it back.
        undo = ""
    if not report.announced:
        messages.warning(request, UNTOLD)
    return HttpResponseRedirect(back)


def _page(request: HttpRequest, template: str, report: Report, groups: Groups, back: str, **more: Any) -> HttpResponse:
    return page(
        request,
        template,
        groups=groups,
        refused=report.of("refused"),
        untold="" if report.announced else UNTOLD,
        count=len(report.of("done")),
        back=back,
        **more,
    )


def _linked(request: HttpRequest, form: BulkForm, report: Report) -> list[tuple[Outcome, LinkedFrom]]:
    """Who links to what would go: those that go with it do not count."""
    going = {outcome.article_id: outcome for outcome in report.of("done")}
    if form.job.step not in ("unpublish", "trash"):
        return []
    linked = wiring.links().linked_from_many(list(going), actor=actor_of(request))
    return [(going[article_id], linked_from) for article_id, linked_from in linked.items()]


def _sent(request: HttpRequest, form: BulkForm) -> list[tuple[str, str]]:
    names = ("step", "tag", "token", "list", *(["from"] if form.in_trash else []))
    return [*((name, request.POST.get(name, "")) for name in names), *(("chosen", chosen) for chosen in form.chosen)]
