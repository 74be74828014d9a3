"""One step with many articles. Where all went well the list says so; else a page names what was refused, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from articles import wiring
from articles.exceptions import InvalidToken
from articles.services.bulk import Job, Outcome, Report, Step
from articles.tokens import read_token
from articles.views.author.actors import actor_of
from articles.views.author.answers import page
from articles.views.author.list_forms import MARK, BulkForm, SearchForm
from articles.views.author.listing import address, show
from portfolio.accounts.access import requires

CONFIRMED = "confirmed"
MAX_QUERY = 4000
NAMED = 3  # titles in a message, which travels in a cookie
NAMED_LETTERS = 60

DONE: dict[Step, str] = {
    "publish": "Published",
    "unpublish": "Unpublished",
    "add-tag": "Tagged “{tag}”",
    "remove-tag": "Tag “{tag}” removed",
}
UNCHANGED: dict[Step, str] = {
    "publish": "Published or scheduled before",
    "unpublish": "Not published before either",
    "add-tag": "Had the tag “{tag}” before",
    "remove-tag": "Did not have the tag “{tag}”",
}
UNTOLD = "It is saved, but readers may see it some minutes later: the table did not take the news."


@requires("contributor", "POST")
def bulk(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    query = QueryDict(request.POST.get("list", "")[:MAX_QUERY])
    form = BulkForm(request.POST)
    try:
        token = read_token(request.POST.get("token", ""), actor.username)
    except InvalidToken:
        form.add_error(None, "This form was made for another account or is damaged. Please send it again.")
    if not form.is_valid():
        return show(request, query, bulk=form, status=400)
    back = address(SearchForm(query, actor=actor), query.get(MARK, ""))
    if form.job.step == "unpublish" and CONFIRMED not in request.POST:
        report = wiring.bulk().preview(form.chosen, form.job, actor=actor)
        return _page(request, "author/bulk_confirm.html", form, report, back, **_asking(request, form, report))
    report = wiring.bulk().run(form.chosen, form.job, actor=actor, token=token)
    if report.of("refused"):
        return _page(request, "author/bulk_result.html", form, report, back)
    for level, text in _sentences(form.job, report):
        messages.add_message(request, level, text)
    return HttpResponseRedirect(back)


def _page(request: HttpRequest, template: str, form: BulkForm, report: Report, back: str, **more: Any) -> HttpResponse:
    return page(
        request,
        template,
        groups=_groups(form.job, report),
        refused=report.of("refused"),
        untold="" if report.announced else UNTOLD,
        count=len(report.of("done")),
        back=back,
        **more,
    )


def _asking(request: HttpRequest, form: BulkForm, report: Report) -> dict[str, Any]:
    """What to send again, and who links to what would go: those that go with it do not count."""
    going = {outcome.article_id: outcome for outcome in report.of("done")}
    linked = wiring.links().linked_from_many(list(going), actor=actor_of(request))
    return {
        "sent": _sent(request, form),
        "linked": [(going[article_id], linked_from) for article_id, linked_from in linked.items()],
    }


def _sent(request: HttpRequest, form: BulkForm) -> list[tuple[str, str]]:
    names = ("step", "tag", "token", "list")
    return [*((name, request.POST.get(name, "")) for name in names), *(("chosen", chosen) for chosen in form.chosen)]


def _groups(job: Job, report: Report) -> list[tuple[str, Sequence[Outcome]]]:
    """What was done and what was not needed, each under its name."""
    label = job.tag.label if job.tag else ""
    done = report.of("done")
    later = [outcome for outcome in done if job.step == "publish" and outcome.state == "scheduled"]
    groups: list[tuple[str, Sequence[Outcome]]] = [
        (DONE[job.step].format(tag=label), [outcome for outcome in done if outcome not in later]),
        ("Scheduled", later),
        (UNCHANGED[job.step].format(tag=label), report.of("unchanged")),
    ]
    return [(name, outcomes) for name, outcomes in groups if outcomes]


def _sentences(job: Job, report: Report) -> list[tuple[int, str]]:
    done = bool(report.of("done"))
    level = messages.SUCCESS if done else messages.INFO
    told = [(level, f"{name}: {_titles(outcomes)}.") for name, outcomes in _groups(job, report)]
    return told if report.announced else [*told, (messages.WARNING, UNTOLD)]


def _titles(outcomes: Sequence[Outcome]) -> str:
    shown = [_short(outcome.title) for outcome in outcomes[:NAMED]]
    more = len(outcomes) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _short(title: str) -> str:
    return title if len(title) <= NAMED_LETTERS else f"{title[: NAMED_LETTERS - 1].rstrip()}…"
