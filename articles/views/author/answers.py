"""How the desk answers: a page, or JSON to the editor's script, which sends the same forms to the same addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from articles.site import site
from portfolio.errors import RETRY_AFTER_SECONDS

JSON = "application/json"


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith(JSON)


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    response = render(request, template, {"site": site(), "section": "articles", **context}, status=status)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return _logged(response)


def said(status: int, message: str, errors: Mapping[str, Sequence[str]] | None = None, **more: Any) -> HttpResponse:
    """JSON with a sentence for the author."""
    return _logged(JsonResponse({"message": message, "errors": dict(errors or {}), **more}, status=status))


def _logged(response: HttpResponse) -> HttpResponse:
    # The author is told what went wrong; Django would add a line about every mistake in a form.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
