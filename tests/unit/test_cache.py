from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache

from articles.stores.cache import OVERHEAD_BYTES, ByteBoundedCache, CacheTier, Entry

INFINITE = float("inf")
ENTRY = Entry(7, 1.5, 2.5, 0.0, INFINITE, 20, b"8 bytes.", "dynamodb-sdk", b"payload")


def make_cache(max_bytes: int = 10_000) -> ByteBoundedCache:
    return ByteBoundedCache("test", {"OPTIONS": {"MAX_BYTES": max_bytes}})


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What `time.time` says, for the test to change."""
    clock = [1_000_000.0]
    monkeypatch.setattr(time, "time", lambda: clock[0])
    return clock


def test_get_gives_the_very_bytes() -> None:
    cache, value = make_cache(), b"\x00\xff"
    cache.set("key", value)
    assert cache.get("key") is value


def test_get_without_an_entry_gives_the_default() -> None:
    assert (make_cache().get("key"), make_cache().get("key", b"else")) == (None, b"else")


@pytest.mark.parametrize("value", ["text", 1, None, ["list"], bytearray(b"x"), memoryview(b"x")])
def test_set_anything_but_bytes_is_a_bug(value: Any) -> None:
    with pytest.raises(TypeError, match="this cache keeps bytes"):
        make_cache().set("key", value)


@pytest.mark.parametrize(("size", "count"), [(100, 1), (1_000, 5), (0, 1_000)])
def test_set_never_holds_more_bytes_than_allowed(size: int, count: int) -> None:
    cache = make_cache(5_000)
    for number in range(count):
        cache.set(f"key-{number}", bytes(size))
        assert cache.bytes_used <= 5_000


def test_set_counts_what_an_entry_costs_beside_its_bytes() -> None:
    cache = make_cache()
    cache.set("key", bytes(100))
    assert cache.bytes_used == 100 + OVERHEAD_BYTES
    cache.set("key", bytes(10))
    assert cache.bytes_used == 10 + OVERHEAD_BYTES


def test_set_drops_what_was_used_longest_ago() -> None:
    cache = make_cache(3 * (100 + OVERHEAD_BYTES))
    for key in "abc":
        cache.set(key, bytes(100))
    cache.get("a")
    cache.set("d", bytes(100))
    assert [key for key in "abcd" if cache.get(key)] == ["a", "c", "d"]


def test_set_larger_than_the_whole_cache_keeps_the_others_and_not_the_old_value() -> None:
    cache = make_cache()
    cache.set("other", b"x")
    cache.set("key", b"old")
    cache.set("key", bytes(10_001))
    assert (cache.get("key"), cache.get("other")) == (None, b"x")


def test_get_ends_at_the_time_out(now: list[float]) -> None:
    cache = make_cache()
    cache.set("key", b"x", timeout=5)
    now[0] += 4.99
    assert cache.get("key") == b"x"
    now[0] += 0.01
    assert cache.get("key") is None
    assert cache.bytes_used == 0


@pytest.mark.parametrize("timeout", [0, -1])
def test_set_with_no_time_left_is_gone_at_once(timeout: int) -> None:
    cache = make_cache()
    cache.set("key", b"x", timeout=timeout)
    assert cache.get("key") is None


def test_set_without_time_out_stays(now: list[float]) -> None:
    cache = make_cache()
    cache.set("key", b"x", timeout=None)
    now[0] += 10**9
    assert cache.get("key") == b"x"


def test_add_only_where_nothing_is(now: list[float]) -> None:
    cache = make_cache()
    assert cache.add("key", b"one", timeout=5)
    assert not cache.add("key", b"two")
    now[0] += 5
    assert cache.add("key", b"three")
    assert cache.get("key") == b"three"


def test_touch_moves_the_end(now: list[float]) -> None:
    cache = make_cache()
    cache.set("key", b"x", timeout=5)
    assert cache.touch("key", timeout=10)
    now[0] += 9
    assert cache.get("key") == b"x"
    assert not cache.touch("other")


def test_delete_says_whether_there_was_something() -> None:
    cache = make_cache()
    cache.set("key", b"x")
    assert (cache.delete("key"), cache.delete("key"), cache.bytes_used) == (True, False, 0)


def test_clear_leaves_nothing() -> None:
    cache = make_cache()
    cache.set("key", b"x")
    cache.clear()
    assert (cache.get("key"), cache.bytes_used) == (None, 0)


def test_versions_are_kept_apart() -> None:
    cache = make_cache()
    cache.set("key", b"one", version=1)
    cache.set("key", b"two", version=2)
    assert (cache.get("key", version=1), cache.get("key", version=2)) == (b"one", b"two")


def test_limit_has_a_default() -> None:
    cache = ByteBoundedCache("test", {})
    cache.set("key", bytes(1_000_000))
    assert cache.get("key") is not None


@pytest.mark.parametrize("backend", [make_cache(), LocMemCache("tier", {})])
@pytest.mark.parametrize(
    "entry",
    [
        ENTRY,
        ENTRY._replace(payload=b""),
        ENTRY._replace(n=-1, soft_until=INFINITE, source="file-based"),
        ENTRY._replace(n=2**62, payload=bytes(range(256)), digest=bytes(8)),
        ENTRY._replace(opens_at=253_370_764_800.0, source=""),
    ],
)
def test_tier_gives_back_what_it_was_given(backend: BaseCache, entry: Entry) -> None:
    tier = CacheTier(backend)
    tier.set("key", entry)
    assert tier.get("key") == entry


def test_tier_keeps_for_seven_days_unless_told(now: list[float]) -> None:
    tier = CacheTier(make_cache())
    tier.set("long", ENTRY)
    tier.set("short", ENTRY, keep_seconds=5)
    now[0] += 5
    assert (tier.get("long"), tier.get("short")) == (ENTRY, None)
    now[0] += 7 * 24 * 3600
    assert tier.get("long") is None


def test_tier_delete_forgets() -> None:
    tier = CacheTier(make_cache())
    tier.set("key", ENTRY)
    tier.delete("key")
    assert tier.get("key") is None


@pytest.mark.parametrize(
    "data", [b"", b"\x01", b"x" * 5, b"\x02" + bytes(200), b"\x00" * 200, b"\x80\x04K\x01.", b"{}" * 100]
)
def test_tier_foreign_bytes_are_a_miss(data: bytes) -> None:
    cache = make_cache()
    cache.set("key", data)
    assert CacheTier(cache).get("key") is None


@pytest.mark.parametrize("value", ["a text that is long enough to be an entry " * 5, 7, {"a": 1}])
def test_tier_foreign_values_of_a_shared_cache_are_a_miss(value: object) -> None:
    cache = LocMemCache("foreign", {})
    cache.set("key", value)
    assert CacheTier(cache).get("key") is None


def test_tier_cut_or_garbled_source_is_a_miss() -> None:
    cache = make_cache()
    tier = CacheTier(cache)
    tier.set("key", ENTRY)
    garbled = cache.get("key").replace(b"dynamodb", b"dyn\xff\xfe\xfdob")
    cache.set("key", garbled)
    assert tier.get("key") is None
