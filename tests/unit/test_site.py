from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from articles.site import absolute_url, showing, site, site_of
from articles.site_settings import Author, Link, Site, SiteSettings
from portfolio import env
from portfolio.env import ACCENTS
from tests.engine import PROJECT

CSS = (PROJECT / "articles/static/site.css").read_text()


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    site_of.cache_clear()
    yield
    site_of.cache_clear()


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Ada Lovelace", "AL"),
        ("Ada", "A"),
        ("ada king of lovelace", "AL"),
        ("Émile (Zola)", "É"),
        ("---", ""),
        ("", ""),
    ],
)
def test_author_initials(name: str, initials: str) -> None:
    assert Author(name).initials == initials


@pytest.mark.parametrize(("address", "elsewhere"), [("/about/", False), ("https://x.y", True), ("mailto:a@b", True)])
def test_link_leads_elsewhere(address: str, elsewhere: bool) -> None:
    assert Link("x", address).elsewhere == elsewhere


def test_site_is_what_its_settings_say(settings: Settings) -> None:
    settings.SITE_TITLE, settings.SITE_TAGLINE, settings.SITE_ACCENT = "T", "L", "teal"
    settings.SITE_AUTHOR, settings.SITE_AUTHOR_BIO = " Ada ", "Writes."
    settings.SITE_LINKS, settings.SITE_NAVIGATION = (("A", "https://a.b"),), (("B", "/b/"),)
    settings.SITE_SHARE_IMAGE, settings.SITE_LANGUAGE, settings.SITE_ABOUT = "/x.png", "pt-BR", "*x*"
    author = Author("Ada", "Writes.", (Link("A", "https://a.b"),))
    assert site() == Site("T", "L", "pt-BR", "teal", author, "*x*", (Link("B", "/b/"),), "/x.png")
    assert site().locale == "pt_BR"


def test_site_is_what_the_table_says_before_the_environment(settings: Settings) -> None:
    settings.SITE_TITLE, settings.SITE_ABOUT, settings.SITE_AUTHOR_BIO = "T", "*x*", "Writes."
    said = site_of(SiteSettings(title="Another name", author="Ada", about="", tagline="Notes. "))
    assert (said.title, said.tagline, said.about, said.author) == (
        "Another name",
        "Notes",
        "",
        Author("Ada", "Writes."),
    )
    assert said.navigation == site().navigation and site().title == "T"


def test_site_within_a_block_is_that_of_its_settings() -> None:
    with showing(SiteSettings(title="Another name")):
        assert site().title == "Another name"
        with showing(SiteSettings()):
            assert site().title == "Portfolio"
        assert site().title == "Another name"
    assert site().title == "Portfolio"


def test_site_without_an_author_has_none() -> None:
    assert site().author is None


def test_site_has_a_picture_to_share_by_default() -> None:
    assert site().share_image == "/static/share.png"


def test_absolute_url() -> None:
    assert absolute_url("/x/") == "http://127.0.0.1:8000/x/"


def read(name: str) -> Any:
    readers = {
        "TIME_ZONE": env.read_time_zone,
        "SITE_ACCENT": env.read_accent,
        "SITE_LANGUAGE": env.read_language,
        "SITE_SHARE_IMAGE": env.read_share_image,
    }
    return readers[name]() if name in readers else env.read_links(name)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("TIME_ZONE", "Europe/Berlin", "Europe/Berlin"),
        ("SITE_ACCENT", "cobalt", "cobalt"),
        ("SITE_LANGUAGE", "zh-Hant-TW", "zh-Hant-TW"),
        ("SITE_SHARE_IMAGE", "/static/x.png", "/static/x.png"),
        ("SITE_SHARE_IMAGE", "", ""),
        ("SITE_LINKS", "", ()),
        ("SITE_LINKS", "A = https://a.b/?c=d , B=mailto:b@c", (("A", "https://a.b/?c=d"), ("B", "mailto:b@c"))),
        ("SITE_NAVIGATION", "Home=/", (("Home", "/"),)),
    ],
)
def test_environment_of_the_site(monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: object) -> None:
    monkeypatch.setenv(name, text)
    assert read(name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("TIME_ZONE", "Warsaw"), ("TIME_ZONE", ""), ("TIME_ZONE", "../../etc/passwd"),
        ("SITE_ACCENT", "red"), ("SITE_ACCENT", ""), ("SITE_LANGUAGE", "english please"), ("SITE_LANGUAGE", ""),
        ("SITE_SHARE_IMAGE", "https://elsewhere.example/x.png"), ("SITE_SHARE_IMAGE", "//elsewhere.example/x.png"),
        ("SITE_LINKS", "GitHub"), ("SITE_LINKS", "=https://a.b"), ("SITE_LINKS", "A="),
        ("SITE_SHARE_IMAGE", r"/\elsewhere.example/x.png"), ("SITE_LINKS", r"A=/\a.b"),
        ("SITE_LINKS", "A=javascript:x"), ("SITE_LINKS", "A=//a.b"), ("SITE_LINKS", "A=https://"),
        ("SITE_NAVIGATION", "A=about"),
    ],
)  # fmt: skip
def test_environment_of_the_site_that_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(ImproperlyConfigured, match=rf"{name}.*Set it to"):
        read(name)


def test_environment_texts_may_have_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_ABOUT", r"one\n\ntwo ")
    assert env.read_text("SITE_ABOUT") == "one\n\ntwo"


COLOUR = r"light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)"


def luminance(colour: str) -> float:
    """By WCAG 2.2."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def colours(name: str, block: str = CSS) -> tuple[str, str]:
    found = re.search(rf"--{name}: {COLOUR}", block)
    assert found is not None, name
    return found[1], found[2]


def accent(name: str) -> tuple[str, str]:
    block = re.search(rf'data-accent="{name}"\] \{{(.*?)\}}', CSS, re.DOTALL)
    return colours("accent", block[1] if block else CSS)


def test_stylesheet_knows_every_accent() -> None:
    assert {"pine", *re.findall(r'data-accent="(\w+)"', CSS)} == set(ACCENTS)
    assert len({accent(name) for name in ACCENTS}) == len(ACCENTS)


@pytest.mark.parametrize("ground", ["paper", "tint"])
@pytest.mark.parametrize("name", ACCENTS)
def test_accent_is_readable_on_its_grounds(name: str, ground: str) -> None:
    assert all(contrast(*pair) >= 4.5 for pair in zip(accent(name), colours(ground), strict=True))


@pytest.mark.parametrize("ground", ["paper", "tint"])
@pytest.mark.parametrize(
    "name", ["ink", "muted", "tip", "warning", "danger", "keyword", "string", "number", "name", "builtin"]
)
def test_colour_is_readable_on_its_grounds(name: str, ground: str) -> None:
    assert all(contrast(*pair) >= 4.5 for pair in zip(colours(name), colours(ground), strict=True))
