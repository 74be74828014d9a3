"""The WSGI application that gunicorn serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from portfolio import telemetry

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portfolio.settings")

# Before the application is built: tracing adds a middleware.
telemetry.instrument()
application = get_wsgi_application()
