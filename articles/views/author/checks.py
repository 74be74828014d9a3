"""What is worth a look in a text, beside the editor and before it is published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse

from articles import wiring
from articles.checking import RULES, Checkup, Finding, Home, Typed
from articles.cleaning import clean_body, clean_line
from articles.exceptions import StoreUnavailable
from articles.keys import is_slug
from articles.linking import Link, Verdict
from articles.site import absolute_url, site
from articles.views.author import kept
from articles.views.author.links import page_verdict
from portfolio.accounts.access import requires

# Of one rule. Who has this many has to read the text, not a list.
MOST_SHOWN = 20
# In one request; others count as fine, and the article's page of links has them.
MOST_LINKS = 500
NOT_ASKED = "Links to other articles and the address could not be checked: the table does not answer."


@dataclass(frozen=True)
class Group:
    """What one rule found. `findings` are the first of `count`."""

    rule: str
    count: int
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        return RULES[self.rule].name

    @property
    def level(self) -> str:
        return RULES[self.rule].level

    @property
    def left(self) -> int:
        return self.count - len(self.findings)

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule, "name": self.name, "level": self.level, "count": self.count,
            "findings": [_as_json(finding) for finding in self.findings],
        }  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """All that was found; `note` says what could not be looked at."""

    groups: tuple[Group, ...]
    note: str = ""

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)

    def as_json(self) -> dict[str, Any]:
        return {"count": self.count, "note": self.note, "groups": [group.as_json() for group in self.groups]}


@requires("contributor", "POST", stopped=kept.stopped)
def checks(request: HttpRequest) -> HttpResponse:
    """The editor's form as it is now; `id` and `slug` of the address are those of the article as it stands."""
    sent = request.POST
    texts = {name: sent.get(name, "") for name in ("title", "description", "body", "slug")}
    checked = check_texts(
        texts, article_id=request.GET.get("id") or None, stands_at=request.GET.get("slug", ""), asks_for=texts["slug"]
    )
    return JsonResponse(checked.as_json())


def check_texts(texts: dict[str, str], *, article_id: str | None, stands_at: str, asks_for: str = "") -> Checked:
    """Texts as they were typed, and the address that the article has and is to have."""
    wanted = clean_line(asks_for).text
    slug = next((slug for slug in (wanted, stands_at) if is_slug(slug)), "")
    typed = Typed(
        clean_line(texts["title"]).text, clean_line(texts["description"]).text, clean_body(texts["body"]).text
    )
    checkup = Checkup(typed, Home(absolute_url(""), slug), site().language)
    try:
        verdicts = _verdicts(checkup.links)
        state = _state(wanted, article_id) if is_slug(wanted) and wanted != stands_at else ""
    except StoreUnavailable:
        return Checked(_grouped(checkup.findings()), NOT_ASKED)
    return Checked(_grouped(checkup.findings(verdicts=verdicts, slug=wanted, state=state)))


def _verdicts(links: tuple[Link, ...]) -> dict[str, Verdict]:
    looked_up = wiring.links().check(links[:MOST_LINKS], page_verdict=page_verdict) if links else ()
    return {checked.link.address: checked.verdict for checked in looked_up}


def _state(slug: str, article_id: str | None) -> Literal["taken", "reserved", ""]:
    state = wiring.authoring().slug_state(slug, article_id=article_id)
    return state if state in ("taken", "reserved") else ""


def _grouped(findings: Iterable[Finding]) -> tuple[Group, ...]:
    groups = [(rule, tuple(found)) for rule, found in groupby(findings, lambda finding: finding.rule)]
    return tuple(Group(rule, len(found), found[:MOST_SHOWN]) for rule, found in groups)


def _as_json(finding: Finding) -> dict[str, Any]:
    place = finding.place._asdict() if finding.place else {}
    return {"reason": finding.reason, "field": finding.field, "excerpt": finding.excerpt, **place}
