"""What can be said of the site itself, and which of two who say it counts: the table before the environment."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

MAX_LINKS = 10
MAX_ABOUT_BYTES = 20 * 1024


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """What somebody says of the site. Of what is None they say nothing; what is empty they say is empty."""

    title: str | None = None
    tagline: str | None = None
    language: str | None = None
    accent: str | None = None
    author: str | None = None
    bio: str | None = None
    links: tuple[Link, ...] | None = None
    about: str | None = None
    navigation: tuple[Link, ...] | None = None
    share_image: str | None = None

    @property
    def said(self) -> dict[str, str | tuple[Link, ...]]:
        values = ((name, getattr(self, name)) for name in SETTINGS)
        return {name: value for name, value in values if value is not None}

    def over(self, other: SiteSettings) -> SiteSettings:
        """These, and what only the other says."""
        return SiteSettings(**{**other.said, **self.said})  # type: ignore[arg-type]

    def without(self, other: SiteSettings) -> SiteSettings:
        """These, but for what the other says too."""
        same = {name for name, value in other.said.items() if getattr(self, name) == value}
        return SiteSettings(**{name: value for name, value in self.said.items() if name not in same})  # type: ignore[arg-type]


SETTINGS = tuple(field.name for field in dataclasses.fields(SiteSettings))
NOTHING_SAID = SiteSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSettings:
    """The settings as the table holds them; version 0 if it holds none. `token` is of the form that saved them."""

    settings: SiteSettings = NOTHING_SAID
    version: int = 0
    saved_at: datetime | None = None
    saved_by: str = ""
    token: str = ""


NEVER_SAVED = SavedSettings()
