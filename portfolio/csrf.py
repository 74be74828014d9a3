"""What answers a form that came without proof that it is ours: nothing was done, and nothing that was typed is lost.

A form that another site sent gets none of it back, and no button: whoever wrote it is not who looks at the page.
Passwords are never sent back.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.urls import reverse

from articles.site import site
from articles.views.author.answers import wants_json
from portfolio.accounts.access import NO_STORE
from portfolio.accounts.views.signing_in import sign_in_again
from portfolio.errors import error_page

TOKEN_FIELD = "csrfmiddlewaretoken"
# What forms carry for themselves and nobody has typed.
MACHINE_FIELDS = {"version", "token", "tab", "action", "change", "session", "next"}
MOST_FIELDS = 300
MOST_CHARACTERS = 4_000_000
# A link that holds a file: browsers take two million characters of it.
MOST_IN_A_LINK = 1_400_000
ONE_LINE = 80
SENTENCE = (
    "Nothing was saved, because the page was open for too long, or you signed in or out in another tab meanwhile."
)

UNREADABLE = (RequestDataTooBig, TooManyFieldsSent, MultiPartParserError, UnreadablePostError)


@dataclass(frozen=True, slots=True)
class Kept:
    """A field as it was sent."""

    name: str
    value: str

    @property
    def typed(self) -> bool:
        return self.name not in MACHINE_FIELDS and bool(self.value.strip())

    @property
    def label(self) -> str:
        return self.name.replace("_", " ").replace("-", " ").capitalize()

    @property
    def is_long(self) -> bool:
        return len(self.value) > ONE_LINE or "\n" in self.value


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    response = _answer(request)
    response.headers["Cache-Control"] = NO_STORE
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    if wants_json(request):
        # A page that stayed open asks for a fresh token and sends its form once more.
        return JsonResponse({"message": SENTENCE, "stale_form": True}, status=403)
    if not _came_from_here(request):
        return error_page(403)
    if request.path == reverse("accounts:login"):
        return sign_in_again(request)
    kept = _kept(request)
    if kept is None:
        return error_page(403)
    typed = [field for field in kept if field.typed]
    context = {
        "site": site(),
        "sentence": SENTENCE,
        "address": request.get_full_path(),
        "typed": typed,
        "rest": [field for field in kept if not field.typed],
        "file": _as_link(typed),
        "again": not _holds_passwords(request),
    }
    return render(request, "csrf.html", context, status=403)


def _came_from_here(request: HttpRequest) -> bool:
    """As the browser says; old ones name no more than the origin, and that with the forms of other sites."""
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def _kept(request: HttpRequest) -> list[Kept] | None:
    """The fields of the form, without passwords; None if they cannot be read or are too many for a page."""
    try:
        fields = [Kept(name, value) for name, value in _fields(request) if not _is_secret(name)]
    except UNREADABLE:
        return None
    too_much = len(fields) > MOST_FIELDS or sum(len(field.value) for field in fields) > MOST_CHARACTERS
    return None if too_much else fields


def _fields(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        for value in values:
            if name != TOKEN_FIELD:
                yield name, str(value)


def _is_secret(name: str) -> bool:
    """Every field of a password has the word in its name."""
    return "password" in name.lower()


def _holds_passwords(request: HttpRequest) -> bool:
    """Without its passwords such a form is not worth sending again."""
    return any(_is_secret(name) for name, _ in _fields(request))


def _as_link(typed: list[Kept]) -> str:
    """All texts as a file within the page, which needs no server to be saved."""
    text = "\n\n".join(f"{field.label}:\n{field.value}" for field in typed if field.is_long)
    encoded = base64.b64encode(text.encode("utf-8", "replace")).decode()
    fits = encoded and len(encoded) <= MOST_IN_A_LINK
    return f"data:text/plain;charset=utf-8;base64,{encoded}" if fits else ""
