from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from articles.domain import Change, Stamp
from articles.exceptions import StoreUnavailable
from articles.services.freshness import INDEX_LAG_SECONDS, Freshness
from portfolio.background import InlineRunner, NoRunner
from tests.factories import FakeClock, make_change
from tests.unit.desk import Later


class Counter:
    """A stamp that tests move, and switch off."""

    def __init__(self, clock: FakeClock) -> None:
        self.down = False
        self.probes_allowed = True
        self.reads: list[str] = []
        self._clock = clock
        self._changes: list[Change] = []

    def move(self, *slugs: str) -> None:
        self._changes += [make_change(slug, at=self._clock.now()) for slug in slugs]

    def get_stamp(self, *, budget: float | None = None) -> Stamp:
        return self._read("get")

    def probe_stamp(self, *, budget: float | None = None) -> Stamp:
        return self._read("probe")

    def may_probe(self) -> bool:
        return self.probes_allowed

    def _read(self, how: str) -> Stamp:
        self.reads.append(how)
        if self.down:
            raise StoreUnavailable("counter", "switched off")
        return Stamp(len(self._changes), tuple(self._changes[-20:]))


class Case:
    def __init__(self, background: Any) -> None:
        self.clock = FakeClock()
        self.counter = Counter(self.clock)
        self.background = background
        self.freshness = Freshness(self.counter, background, clock=self.clock.now, monotonic=self.clock.monotonic)

    def current(self) -> int:
        return self.freshness.current(budget=0.1).n

    def unsettled(self) -> list[str]:
        return [change.slug for change in self.freshness.unsettled()]


@pytest.fixture
def case() -> Case:
    return Case(Later())


def test_current_first_call_reads(case: Case) -> None:
    case.counter.move("a")
    assert (case.current(), case.counter.reads) == (1, ["get"])


def test_current_young_stamp_is_trusted_unasked(case: Case) -> None:
    case.current()
    case.clock.advance(0.69)
    case.current()
    assert (case.counter.reads, case.background.names) == (["get"], [])


def test_current_stamp_of_middle_age_is_renewed_behind_once(case: Case) -> None:
    case.current()
    case.counter.move("a")
    case.clock.advance(0.8)
    assert [case.current(), case.current()] == [0, 0]
    assert (case.counter.reads, case.background.names) == (["get"], ["stamp-renewal"])
    case.background.do()
    assert case.current() == 1


def test_current_renewal_can_be_started_again(case: Case) -> None:
    case.current()
    for _ in range(3):
        case.clock.advance(0.8)
        case.current()
        case.background.do()
    assert case.counter.reads == ["get"] * 4


def test_current_renewal_that_failed_can_be_started_again(case: Case) -> None:
    case.current()
    case.counter.down = True
    case.clock.advance(0.8)
    case.current()
    case.background.do()
    case.current()
    assert case.background.names == ["stamp-renewal"]


def test_current_old_stamp_is_read_in_the_request(case: Case) -> None:
    case.current()
    case.counter.move("a")
    case.clock.advance(1.51)
    assert (case.current(), case.counter.reads) == (1, ["get", "get"])


@pytest.mark.parametrize(("runner", "reads"), [(InlineRunner(), 2), (NoRunner(), 1)])
def test_current_renews_by_the_runner_it_has(runner: Any, reads: int) -> None:
    case = Case(runner)
    case.current()
    case.clock.advance(1)
    case.current()
    case.current()
    assert len(case.counter.reads) == reads


def test_current_without_a_runner_is_still_fresh_in_time() -> None:
    case = Case(NoRunner())
    case.current()
    for _ in range(3):
        case.counter.move("a")
        case.clock.advance(1)
        case.current()
        case.clock.advance(0.51)
    assert case.current() == 3


def test_current_down_raises_and_looks_behind(case: Case) -> None:
    case.counter.down = True
    with pytest.raises(StoreUnavailable):
        case.current()
    assert case.background.names == ["stamp-probe"]


def test_current_down_does_not_look_where_probes_are_refused(case: Case) -> None:
    case.counter.down, case.counter.probes_allowed = True, False
    with pytest.raises(StoreUnavailable):
        case.current()
    assert case.background.names == []


def test_probe_behind_that_succeeds_ends_the_outage(case: Case) -> None:
    case.counter.down = True
    with pytest.raises(StoreUnavailable):
        case.current()
    case.counter.down = False
    case.background.do()
    assert (case.current(), case.counter.reads) == (0, ["get", "probe"])


def test_probe_behind_that_fails_is_no_error(case: Case) -> None:
    case.counter.down = True
    case.freshness.probe_behind()
    case.background.do()
    assert case.freshness.age_seconds() is None


def test_age_and_number_before_the_first_answer_are_none(case: Case) -> None:
    assert (case.freshness.age_seconds(), case.freshness.confirmed_n()) == (None, None)


def test_age_counts_from_before_the_read(case: Case) -> None:
    """What was published while the read was under way is not in its answer."""
    read = case.counter.get_stamp

    def slow(*, budget: float | None = None) -> Stamp:
        stamp = read()
        case.clock.advance(0.4)
        return stamp

    case.counter.get_stamp = slow  # type: ignore[method-assign]
    case.current()
    assert case.freshness.age_seconds() == pytest.approx(0.4)


def test_late_answer_does_not_overwrite_a_newer_one(case: Case) -> None:
    read = case.counter.get_stamp

    def overtaken(*, budget: float | None = None) -> Stamp:
        old = read()
        case.counter.get_stamp = read  # type: ignore[method-assign]
        case.counter.move("a")
        case.clock.advance(0.1)
        case.freshness.probe_behind()
        case.background.do()
        return old

    case.counter.get_stamp = overtaken  # type: ignore[method-assign]
    case.current()
    assert case.freshness.confirmed_n() == 1


def test_current_asked_by_many_at_once_reads_once(case: Case) -> None:
    read, running, free = case.counter.get_stamp, threading.Event(), threading.Event()

    def slow(*, budget: float | None = None) -> Stamp:
        running.set()
        free.wait(1)
        return read()

    case.counter.get_stamp = slow  # type: ignore[method-assign]
    threads = [threading.Thread(target=case.freshness.current, kwargs={"budget": 1}) for _ in range(5)]
    for thread in threads:
        thread.start()
    running.wait(1)
    free.set()
    for thread in threads:
        thread.join()
    assert case.counter.reads == ["get"]


def test_current_waits_for_another_read_no_longer_than_its_budget(case: Case) -> None:
    running, free = threading.Event(), threading.Event()

    def slow(*, budget: float | None = None) -> Stamp:
        running.set()
        free.wait(1)
        return Stamp()

    case.counter.get_stamp = slow  # type: ignore[method-assign]
    first = threading.Thread(target=case.freshness.current, kwargs={"budget": 1})
    first.start()
    running.wait(1)
    with pytest.raises(StoreUnavailable, match="another request is still waiting"):
        case.freshness.current(budget=0.05)
    free.set()
    first.join()


def test_unsettled_names_what_moved_between_two_looks(case: Case) -> None:
    case.current()
    case.counter.move("a", "b")
    case.clock.advance(2)
    case.current()
    assert case.unsettled() == ["a", "b"]


def test_unsettled_adds_up_over_looks_and_ends_for_each(case: Case) -> None:
    case.current()
    for slug in "ab":
        case.counter.move(slug)
        case.clock.advance(6)
        case.current()
    assert case.unsettled() == ["a", "b"]
    case.clock.advance(INDEX_LAG_SECONDS - 6)
    assert case.unsettled() == ["b"]
    case.clock.advance(6)
    assert case.unsettled() == []


def test_unsettled_first_look_takes_the_young_ones_of_the_ring(case: Case) -> None:
    case.counter.move("old")
    case.clock.advance(61)
    case.counter.move("young")
    case.current()
    assert case.unsettled() == ["young"]


def test_unsettled_survives_a_writer_whose_clock_is_behind(case: Case) -> None:
    case.counter._changes.append(make_change("behind", at=case.clock.now() - timedelta(seconds=30)))
    case.current()
    assert case.unsettled() == ["behind"]


def test_unsettled_for_counts_down(case: Case) -> None:
    assert case.freshness.unsettled_for() == 0
    case.current()
    case.counter.move("a")
    case.clock.advance(2)
    case.current()
    assert case.freshness.unsettled_for() == pytest.approx(INDEX_LAG_SECONDS)
    case.clock.advance(INDEX_LAG_SECONDS - 1)
    assert case.freshness.unsettled_for() == pytest.approx(1)
    case.clock.advance(2)
    assert case.freshness.unsettled_for() == 0


def test_lost_count_more_changes_than_the_ring_names(case: Case) -> None:
    case.current()
    case.counter.move(*(f"a-{number}" for number in range(21)))
    case.clock.advance(2)
    case.current()
    assert case.freshness.lost_count()
    assert len(case.unsettled()) == 20
    case.clock.advance(INDEX_LAG_SECONDS)
    assert not case.freshness.lost_count()


def test_lost_count_is_no_matter_of_the_first_look(case: Case) -> None:
    case.counter.move(*(f"a-{number}" for number in range(30)))
    case.current()
    assert not case.freshness.lost_count()


def test_lost_count_counter_that_went_back(case: Case) -> None:
    case.counter.move("a", "b")
    case.current()
    case.counter._changes.clear()
    case.clock.advance(2)
    case.current()
    assert case.freshness.lost_count()
