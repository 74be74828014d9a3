"""The WSGI application that gunicorn serves."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from articles.front import Application, PageFront
from portfolio import telemetry

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portfolio.settings")

# Before the application is built: tracing adds a middleware.
telemetry.instrument()
application: Application = get_wsgi_application()
if settings.OTEL_SDK_DISABLED:
    # A traced request has its span from Django's machinery, so then every request goes through it.
    application = PageFront(application)
