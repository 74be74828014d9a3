"""Addresses of the site."""

from __future__ import annotations

from django.urls import include, path

from portfolio import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("author/", include("portfolio.accounts.urls")),
    path("author/", include("articles.author_urls")),
    path("", include("articles.urls")),
]

handler400 = "portfolio.errors.bad_request"
handler403 = "portfolio.errors.permission_denied"
handler404 = "portfolio.errors.page_not_found"
handler500 = "portfolio.errors.server_error"
