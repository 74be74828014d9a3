"""What every page says about the site itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Site:
    title: str
    tagline: str
    language: str


SITE = Site(
    title="Portfolio",
    tagline="Articles on building and running software",
    language="en",
)


def absolute_url(path: str) -> str:
    """The address of a path for those who are not on the site: feeds, search engines, other sites."""
    return f"{settings.SITE_URL}{path}"
