"""What every page says about the site itself and who writes there."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.templatetags.static import static

SHARE_IMAGE = "share.png"
SHARE_SIZE = (1200, 630)


class Link(NamedTuple):
    label: str
    address: str

    @property
    def elsewhere(self) -> bool:
        return not self.address.startswith("/")


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes here. `bio` is a few sentences, `links` lead to where else they can be found."""

    name: str
    bio: str = ""
    links: tuple[Link, ...] = ()

    @property
    def initials(self) -> str:
        """What stands in for a portrait: the first letters of the first and the last word of the name."""
        words = [word for word in self.name.split() if word[0].isalnum()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@dataclass(frozen=True, slots=True)
class Site:
    title: str
    tagline: str
    language: str = "en"
    accent: str = "pine"
    author: Author | None = None
    about: str = ""
    navigation: tuple[Link, ...] = ()
    share_image: str = ""

    def author_of(self, name: str) -> Author | None:
        """Who writes here, if it is they whom an article names, or if it names nobody."""
        return self.author if self.author and name in ("", self.author.name) else None

    @property
    def byline(self) -> str:
        """Who an article is by that names nobody."""
        return self.author.name if self.author else self.title

    @property
    def locale(self) -> str:
        """The language as OpenGraph writes it, `pt_BR`, which needs a country; empty without one."""
        language, _, country = self.language.partition("-")
        return f"{language}_{country}" if len(country) == 2 else ""


@functools.cache
def site() -> Site:
    """The site as its settings describe it."""
    links = tuple(Link(*link) for link in settings.SITE_LINKS)
    name = settings.SITE_AUTHOR.strip()
    return Site(
        title=settings.SITE_TITLE,
        tagline=settings.SITE_TAGLINE.rstrip(". "),
        language=settings.SITE_LANGUAGE,
        accent=settings.SITE_ACCENT,
        author=Author(name, settings.SITE_AUTHOR_BIO, links) if name else None,
        about=settings.SITE_ABOUT,
        navigation=tuple(Link(*link) for link in settings.SITE_NAVIGATION),
        share_image=settings.SITE_SHARE_IMAGE or static(SHARE_IMAGE),
    )


def absolute_url(path: str) -> str:
    """The address of a path for those who are not on the site: feeds, search engines, other sites."""
    return f"{settings.SITE_URL}{path}"
