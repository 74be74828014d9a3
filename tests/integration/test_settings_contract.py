"""What every repository of the site's settings must do, over memory and over the real table."""

from __future__ import annotations

from typing import Any

import pytest

from articles.exceptions import StaleSettings
from articles.ports import SettingsRepository
from articles.site_settings import NEVER_SAVED, SETTINGS, Link, SiteSettings
from articles.stores.dynamo import DynamoSettings
from articles.stores.memory_settings import MemorySettings
from tests.factories import NOW, FakeClock

EVERYTHING = SiteSettings(
    title="Grüße 😀",
    tagline="",
    language="pt-BR",
    accent="teal",
    author="Ada",
    bio="",
    links=(Link("A", "https://a.b"), Link("B", "mailto:b@c")),
    about="*x*\n\n" + "ä" * 10_000,
    navigation=(),
    share_image="/static/x.png",
)


@pytest.fixture(params=["memory", "dynamo"])
def kept(request: pytest.FixtureRequest, clock: FakeClock) -> SettingsRepository:
    if request.param == "memory":
        return MemorySettings(clock.now)
    return DynamoSettings(request.getfixturevalue("table"), clock.now)


def save(kept: SettingsRepository, expected: int = 0, *, token: str = "t1", **said: Any) -> int:
    return kept.save(SiteSettings(**said), expected=expected, by="ada", token=token).version


def test_settings_never_saved_say_nothing(kept: SettingsRepository) -> None:
    assert kept.get() == NEVER_SAVED


def test_settings_are_kept_whole(kept: SettingsRepository) -> None:
    assert set(EVERYTHING.said) == set(SETTINGS)
    saved = kept.save(EVERYTHING, expected=0, by="ada", token="t1")
    assert kept.get() == saved
    assert (saved.settings, saved.version, saved.saved_at, saved.saved_by) == (EVERYTHING, 1, NOW, "ada")


def test_settings_not_said_are_none(kept: SettingsRepository) -> None:
    save(kept, title="T")
    assert kept.get().settings == SiteSettings(title="T")


def test_save_replaces_all_that_was_said(kept: SettingsRepository) -> None:
    save(kept, title="T", links=(Link("A", "/a"),))
    assert save(kept, 1, token="t2", about="x") == 2
    assert kept.get().settings == SiteSettings(about="x")


@pytest.mark.parametrize("expected", [0, 2, 7])
def test_save_over_another_version_is_refused_with_what_stands(kept: SettingsRepository, expected: int) -> None:
    save(kept, title="T")
    with pytest.raises(StaleSettings) as caught:
        save(kept, expected, token="t2", title="U")
    assert caught.value.theirs == kept.get() and kept.get().settings.title == "T"


def test_save_twice_with_one_token_is_one_save(kept: SettingsRepository) -> None:
    assert save(kept, title="T") == save(kept, title="T") == kept.get().version == 1


def test_save_with_a_token_of_another_text_is_refused(kept: SettingsRepository) -> None:
    save(kept, title="T")
    with pytest.raises(StaleSettings):
        save(kept, title="U")
