"""What links to an article, where its own links lead, and what of that is dead on the whole site.

Addresses of other sites are listed and never asked for: the server fetches nothing that somebody typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import PrefixNode
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from articles import wiring
from articles.drafts import Workspace, state_of
from articles.exceptions import InvalidCursor, NotAllowed, StoreUnavailable
from articles.linking import Checked, Finding, LinkReport, Verdict
from articles.services.links import SHOWN
from articles.views.author import kept
from articles.views.author.actors import actor_of
from articles.views.author.answers import page
from portfolio.accounts.access import requires

MARK, SHOW, EXTERNAL = "mark", "show", "external"
GONE = "That part of the list is not there any more. This is its beginning."
OF_THE_DESK = ("author", "accounts")
# What wants a look comes first.
ORDER: tuple[Verdict, ...] = ("dead", "hidden", "moved", "fine", "unchecked")


class Place(NamedTuple):
    """Where an address of another site stands."""

    finding: Finding
    checked: Checked


@requires("contributor", "GET")
def links(request: HttpRequest, article_id: str) -> HttpResponse:
    actor, service, mark = actor_of(request), wiring.links(), request.GET.get(MARK, "")
    try:
        stands = service.open(article_id, actor=actor)
        linked_from = service.linkers(stands, actor=actor, mark=mark)
    except NotAllowed as exc:
        return kept.refused(request, exc.reason)
    except InvalidCursor:
        messages.warning(request, GONE)
        return HttpResponseRedirect(reverse("author:links", args=[article_id]))
    found = service.links_of(stands, page_verdict=page_verdict)
    return page(
        request,
        "author/links.html",
        article=stands.text,
        state=state_of(stands.live, wiring.now()),
        has_draft=stands.draft is not None,
        linked_from=linked_from,
        first=not mark,
        found=sorted(found, key=lambda checked: (ORDER.index(checked.verdict), checked.link.line)),
    )


@requires("contributor", "GET")
def dead_links(request: HttpRequest) -> HttpResponse:
    """Over the whole site, a part at a time; addresses of other sites stand apart."""
    actor, mark = actor_of(request), request.GET.get(MARK, "")
    external = request.GET.get(SHOW) == EXTERNAL
    try:
        if external:
            report = wiring.links().external(actor=actor, mark=mark)
        else:
            report = wiring.links().report(actor=actor, mark=mark, page_verdict=page_verdict)
    except InvalidCursor:
        messages.warning(request, GONE)
        return HttpResponseRedirect(_address(external))
    return page(
        request,
        "author/dead_links.html",
        report=report,
        hosts=_by_host(report) if external else (),
        external=external,
        everything=actor.writes_everything,
        first=_address(external) if mark else "",
        more=_address(external, report.more) if report.more else "",
    )


def page_verdict(path: str) -> Verdict:
    """By the addresses that the site has: a tag or a month may be empty all the same."""
    if path.startswith(PrefixNode.handle_simple("STATIC_URL")):
        return "fine"
    # A missing slash is added for who comes without it.
    for wanted in (path, f"{path}/"):
        try:
            found = resolve(wanted)
        except Resolver404:
            continue
        return "hidden" if found.namespace in OF_THE_DESK else "fine"
    return "dead"


def linkers_of(stands: Workspace) -> str:
    """What the editor calls the way to the page of links."""
    try:
        count = wiring.links().count_linkers(stands)
    except StoreUnavailable:
        return "Links"
    if not count:
        return "Linked from no article"
    more = " or more" if count >= SHOWN else ""
    return f"Linked from {count}{more} article{'' if count == 1 else 's'}"


def _address(external: bool, mark: str = "") -> str:
    query = urlencode({SHOW: EXTERNAL if external else "", MARK: mark})
    return f"{reverse('author:dead-links')}?{query}" if external or mark else reverse("author:dead-links")


def _by_host(report: LinkReport) -> list[tuple[str, Sequence[Place]]]:
    places = [Place(finding, checked) for finding in report.findings for checked in finding.links]
    places.sort(key=lambda place: (place.checked.link.target, place.checked.link.address))
    return [(host, list(some)) for host, some in groupby(places, key=lambda place: place.checked.link.target)]
