"""The first page after signing in: what waits for its author, and how readers are served meanwhile."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse

from articles import wiring
from articles.exceptions import StoreUnavailable
from articles.views import kinds
from articles.views.author.actors import actor_of
from articles.views.author.answers import page
from portfolio.accounts.access import requires


class Served(NamedTuple):
    """Where this process has readers' pages from just now."""

    sentence: str
    level: str = "success"


_SOURCES = {
    "cache": Served("From memory, which the table keeps up to date."),
    "dynamodb-sdk": Served("From the table."),
    "stale-cache": Served(
        "From the last copy in memory, because the table does not answer. What is published now comes later.", "warning"
    ),
    "file-based": Served(
        "From the content folder, because the table does not answer. What was published since may be missing.",
        "warning",
    ),
}
_NOWHERE = Served("Not at all: the table does not answer, and there is no copy. Readers see an error page.", "error")
_OTHER = Served("From a copy, because the table does not answer.", "warning")


@requires("contributor", "GET")
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    board = wiring.desk().dashboard(actor=actor)
    return page(
        request,
        "author/dashboard.html",
        section="home",
        board=board,
        empty=board.is_empty,
        served=_served(),
        actor=actor,
    )


def _served() -> Served:
    """As a reader of the home page would be served."""
    try:
        reading = wiring.reading().list_articles(size=kinds.HOME_ARTICLES + kinds.HOME_FEATURED, quiet=True)
    except StoreUnavailable:
        return _NOWHERE
    served = _SOURCES.get(reading.source, _OTHER)
    if reading.age_seconds is None:
        return served
    return served._replace(sentence=f"{served.sentence} Confirmed {_ago(reading.age_seconds)}.")


def _ago(seconds: float) -> str:
    if seconds < 1:
        return "just now"
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size:
            n = int(seconds // size)
            return f"{n} {unit}{'' if n == 1 else 's'} ago"
    return "just now"
