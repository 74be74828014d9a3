"""What the site is compared with: Django with no middleware and one view, which answers with the very same bytes.

The folder in BENCH_PAGES holds the site's own answers. As a program it is gunicorn with the site's settings, without
the hooks that start the site's own parts.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from gunicorn.app.wsgiapp import WSGIApplication

CONTENT_TYPE = "text/html; charset=utf-8"
OWN_HOOKS = ("post_fork", "post_worker_init")

PAGES = {
    "/" + file.name.replace("~", "/"): file.read_bytes() for file in sorted(Path(os.environ["BENCH_PAGES"]).iterdir())
}


def page(request: HttpRequest, rest: str) -> HttpResponse:
    body = PAGES[request.path]
    return HttpResponse(body, headers={"Content-Type": CONTENT_TYPE, "Content-Length": str(len(body))})


class BareGunicorn(WSGIApplication):  # type: ignore[misc]
    def get_config_from_filename(self, filename: str) -> dict[str, Any]:
        config: dict[str, Any] = super().get_config_from_filename(filename)
        return {name: value for name, value in config.items() if name not in OWN_HOOKS}


urlpatterns = [path("<path:rest>", page)]

if __name__ == "__main__":
    BareGunicorn("%(prog)s [OPTIONS] [APP_MODULE]").run()
else:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[], LOGGING_CONFIG=None)
    application = get_wsgi_application()
