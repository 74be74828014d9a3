"""What browsers and crawlers ask every site for at its root. It depends on no article, so nobody has to be asked."""

from __future__ import annotations

import functools
import json
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.http import require_safe

from articles.site import absolute_url, confirmed_site

# Read from the source and not from the collected files, whose names change with what they hold.
STATIC = Path(__file__).resolve().parents[1] / "static"
HOUR_SECONDS, DAY_SECONDS = 3600, 86400
GROUND, MARK = "#fcfdfb", "#0b6b4f"  # of the pages, and of the icons
ICONS = (("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"), ("icon-maskable-512.png", 512, "maskable"))


@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    text = f"User-agent: *\nAllow: /\n\nSitemap: {absolute_url(reverse('articles:sitemap'))}\n"
    return _answer(request, text.encode(), "text/plain; charset=utf-8", HOUR_SECONDS)


@require_safe
def manifest(request: HttpRequest) -> HttpResponseBase:
    """What a browser needs to put the site on a home screen."""
    icons = [
        {"src": static(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in ICONS
    ]
    site = confirmed_site()
    content = {
        "name": site.title,
        "short_name": site.title,
        "description": site.tagline,
        "lang": site.language,
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": GROUND,
        "theme_color": MARK,
        "icons": icons,
    }
    text = json.dumps(content, ensure_ascii=False)
    return _answer(request, text.encode(), "application/manifest+json; charset=utf-8", HOUR_SECONDS)


@require_safe
def icon(request: HttpRequest, name: str, media_type: str) -> HttpResponseBase:
    return _answer(request, _file(name), media_type, DAY_SECONDS)


@functools.cache
def _file(name: str) -> bytes:
    return (STATIC / name).read_bytes()


def _answer(request: HttpRequest, body: bytes, content_type: str, seconds: int) -> HttpResponseBase:
    headers = {"Content-Type": content_type, "Cache-Control": f"public, max-age={seconds}"}
    response = HttpResponse(body, headers=headers)
    set_response_etag(response)
    return get_conditional_response(request, response.headers["ETag"], response=response) or response
