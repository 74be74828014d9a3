"""Whether the process lives, and whether it can serve readers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from articles import wiring
from articles.exceptions import StoreUnavailable

NO_STORE = {"Cache-Control": "no-store"}


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Never asks a store, so that an outage of the table restarts nothing."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers=NO_STORE)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Readers can be served, from wherever: with source and age of what this process would show them."""
    report: dict[str, Any] = {"status": "ok", "breaker": _breaker(), "source": None, "ageSeconds": None}
    try:
        reading = wiring.reading().list_articles()
    except StoreUnavailable as exc:
        report |= {"status": "unavailable", "error": str(exc)}
        return JsonResponse(report, status=503, headers=NO_STORE)
    age = reading.age_seconds
    report |= {"source": reading.source, "ageSeconds": None if age is None else round(age, 3)}
    return JsonResponse(report, headers=NO_STORE)


def _breaker() -> str:
    if not settings.DYNAMODB_TABLE:
        return "none"
    return "open" if wiring.table().breaker.is_open else "closed"
