from __future__ import annotations

import pytest

from articles.domain import Stamp
from articles.exceptions import StoreUnavailable
from articles.services.site_settings import AGAIN_AFTER_SECONDS, Held, KnownSettings
from articles.site_settings import NOTHING_SAID, SiteSettings
from articles.stores.memory_settings import MemorySettings
from portfolio.background import InlineRunner, NoRunner
from tests.factories import FakeClock
from tests.unit.desk import Later

T, U = SiteSettings(title="T"), SiteSettings(title="U")


class Process:
    def __init__(self, background: Later | InlineRunner | NoRunner) -> None:
        self.clock = FakeClock()
        self.kept = MemorySettings(self.clock.now)
        self.known = KnownSettings(
            lambda seconds: self.kept.get(budget=seconds).settings,
            background,
            source="dynamodb-sdk",
            deadline_seconds=0.5,
            monotonic=self.clock.monotonic,
        )

    def save(self, settings: SiteSettings) -> Stamp:
        expected = self.kept.get().version
        saved = self.kept.save(settings, expected=expected, by="ada", token=str(expected))
        self.kept.calls.clear()
        return Stamp(settings=saved.version)

    def current(self) -> Held:
        return self.known.current(ends=self.clock.monotonic() + 0.5)


@pytest.fixture
def process() -> Process:
    return Process(NoRunner())


def test_current_without_a_stamp_asks_nobody(process: Process) -> None:
    assert process.current() == Held(0, NOTHING_SAID) and process.kept.calls == []


def test_current_never_saved_asks_nobody(process: Process) -> None:
    process.known.note(Stamp(n=7))
    assert process.current() == Held(0, NOTHING_SAID) and process.kept.calls == []


def test_current_reads_what_the_stamp_names_once(process: Process) -> None:
    process.known.note(process.save(T))
    assert process.current() == process.current() == process.known.held == Held(1, T)
    assert process.kept.calls == ["get"]


def test_note_of_an_article_saved_reads_nothing(process: Process) -> None:
    stamp = process.save(T)
    process.known.note(stamp)
    process.current()
    process.known.note(Stamp(stamp.n + 5, settings=stamp.settings))
    assert process.current() == Held(1, T) and process.kept.calls == ["get"]


def test_note_reads_beside_whoever_asked_for_the_stamp() -> None:
    later = Later()
    process = Process(later)
    process.known.note(process.save(T))
    assert later.names == ["settings"] and process.kept.calls == []
    later.do()
    assert process.known.held == Held(1, T)
    assert process.current() == Held(1, T) and process.kept.calls == ["get"]


def test_current_follows_a_stamp_of_a_table_that_was_put_back(process: Process) -> None:
    process.save(T)
    process.known.note(process.save(U))
    process.current()
    process.known.note(Stamp())
    assert process.current() == Held(0, NOTHING_SAID)


def test_current_table_down_keeps_what_was_known(process: Process) -> None:
    process.known.note(process.save(T))
    process.current()
    process.known.note(process.save(U))
    process.kept.down = True
    assert process.current() == Held(1, T)


def test_current_table_down_at_the_start_says_nothing(process: Process) -> None:
    process.known.note(process.save(T))
    process.kept.down = True
    assert process.current() == Held(0, NOTHING_SAID)


def test_current_table_down_is_not_waited_for_by_each(process: Process) -> None:
    process.known.note(process.save(T))
    process.kept.down = True
    assert [process.current() for _ in range(3)] == [Held(0, NOTHING_SAID)] * 3
    assert process.kept.calls == ["get"]
    process.kept.down = False
    process.clock.advance(AGAIN_AFTER_SECONDS)
    assert process.current() == Held(1, T)


def test_current_out_of_time_gives_what_is_known(process: Process) -> None:
    def late(seconds: float) -> SiteSettings:
        assert seconds < 0
        raise StoreUnavailable("table", "no time left")

    process.known._read = late
    process.known.note(process.save(T))
    assert process.known.current(ends=process.clock.monotonic() - 1) == Held(0, NOTHING_SAID)
