"""The document that a diagram is drawn in: a frame without origin, with a policy of its own.

Mermaid puts styles, and a drawing made from what the author typed, into its page. Neither may happen in ours, so the
reader's script opens this document in a sandbox: it has no cookies and no storage, reaches no other document, and asks
nobody for anything but the files that it names.
"""

from __future__ import annotations

import functools

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from articles.site import confirmed_site
from articles.site_settings import Site

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        # The page hands Mermaid over as a blob (`articles/static/diagrams.js` says why).
        "script-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        # Also where somebody opens it without a frame.
        "sandbox allow-scripts",
    )
)
# A page keeps as long to the files of an older release (see `articles.pages.SHARED_SECONDS`).
KEPT_SECONDS = 60
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": f"public, max-age={KEPT_SECONDS}",
}


@require_safe
def diagram_frame(request: HttpRequest) -> HttpResponse:
    """The same for every diagram: what it is to draw, it is told by the page."""
    return HttpResponse(_body(confirmed_site()), headers=HEADERS)


@functools.lru_cache(maxsize=1)
def _body(site: Site) -> bytes:
    return render_to_string("articles/diagram_frame.html", {"site": site}).encode()
