"""What every response carries, errors and static files included."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portfolio import shared_addresses
from portfolio.requests import begin_request

GetResponse = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# Static files of the diagrams' frame: in its sandbox it has no origin, so to it even its own site is another one.
FRAME_FOLDER = "frame/"
STRICT_TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains"


def security_headers() -> dict[str, str]:
    """The headers of every response; https is insisted on where the site is reached by it."""
    if settings.SITE_URL.startswith("https://"):
        return {**SECURITY_HEADERS, "Strict-Transport-Security": STRICT_TRANSPORT_SECURITY}
    return dict(SECURITY_HEADERS)


class SharedAddressMiddleware:
    """Before all others, so that none of them, and no error they report, holds the secret of a shared draft."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not shared_addresses.is_shared(request.path_info):
            return self._get_response(request)
        shared_addresses.hide_token(request.META, request.path_info)
        request.path = request.path_info = shared_addresses.PATH
        response = self._get_response(request)
        for name, value in shared_addresses.HEADERS.items():
            response.headers[name] = value
        return response


class SecurityHeadersMiddleware:
    """Adds the site's security headers where a view has not set its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response
        self._headers = security_headers()
        self._frame_files = f"{settings.STATIC_URL}{FRAME_FOLDER}"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if request.path.startswith(self._frame_files):
            response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        return response


class HeadMiddleware:
    """Answers HEAD without a body but with its length, which gunicorn would otherwise do with a warning each time."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if request.method == "HEAD" and not response.streaming and response.content:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response


class RequestIdMiddleware:
    """Gives each request the id that its log lines carry."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begin_request(request.META.get("HTTP_X_REQUEST_ID"))
        return self._get_response(request)
