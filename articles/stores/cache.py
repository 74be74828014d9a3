"""Entries kept in a process's memory, as bytes, bounded by bytes.

Django's `locmem` pickles every value, holds a number of entries and does not count their size; this backend keeps
bytes as they are and drops what was used longest ago. `CacheTier` speaks to any backend of Django's framework.
"""

from __future__ import annotations

import struct
import threading
import time
from typing import Any, NamedTuple

from cachetools import LRUCache
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

DEFAULT_MAX_BYTES = 8 * 1024 * 1024
# What an entry costs beside its bytes: key, tuple, dictionary and LRU nodes, as measured on CPython 3.11.
OVERHEAD_BYTES = 400
KEEP_SECONDS = 7 * 24 * 3600


class ByteBoundedCache(BaseCache):
    """Bytes in this process, least recently used out. `OPTIONS["MAX_BYTES"]` bounds it."""

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        limit = int(params.get("OPTIONS", {}).get("MAX_BYTES", DEFAULT_MAX_BYTES))
        self._lock = threading.Lock()
        self._items: LRUCache[str, tuple[bytes, float | None]] = LRUCache(
            limit, getsizeof=lambda item: len(item[0]) + OVERHEAD_BYTES
        )

    def add(self, key: str, value: bytes, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        if self.get(key, version=version) is not None:
            return False
        self.set(key, value, timeout, version)
        return True

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        key = self.make_key(key, version)
        with self._lock:
            value, ends = self._items.get(key, (None, None))
            if value is not None and ends is not None and ends <= time.time():
                del self._items[key]
                return default
        return default if value is None else value

    def set(self, key: str, value: bytes, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        if not isinstance(value, bytes):
            raise TypeError(f"this cache keeps bytes, not {type(value).__name__}")
        with self._lock:
            try:
                self._items[self.make_key(key, version)] = value, self.get_backend_timeout(timeout)
            except ValueError:  # larger than the whole cache
                self._items.pop(self.make_key(key, version), None)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        value = self.get(key, version=version)
        if value is None:
            return False
        self.set(key, value, timeout, version)
        return True

    def delete(self, key: str, version: int | None = None) -> bool:
        with self._lock:
            return self._items.pop(self.make_key(key, version), None) is not None

    def clear(self) -> None:
        with self._lock:
            self._items.clear()

    @property
    def bytes_used(self) -> int:
        return int(self._items.currsize)


class Entry(NamedTuple):
    """One answer of a source, as it is cached. An empty payload is the answer "there is none".

    `n` is the stamp it is good for. Times are seconds since the epoch: when it was loaded, when to refresh it behind
    a reader's back, when the clock begins to show it, and when it is due (`inf` for never). `digest` tells payloads
    apart.
    """

    n: int
    loaded_at: float
    soft_until: float
    opens_at: float
    due_at: float
    item_count: int
    digest: bytes
    source: str
    payload: bytes


class CacheTier:
    """Entries in a cache of Django's framework, in a fixed binary form that is safe to read from anywhere."""

    _HEAD = struct.Struct("!BqddddI8s12s")
    _FORMAT = 1

    def __init__(self, cache: BaseCache) -> None:
        self._cache = cache

    def get(self, key: str) -> Entry | None:
        data = self._cache.get(key)
        if not isinstance(data, bytes) or len(data) < self._HEAD.size or data[0] != self._FORMAT:
            return None
        _, *numbers, digest, source = self._HEAD.unpack_from(data)
        n, loaded_at, soft_until, opens_at, due_at, item_count = numbers
        payload = data[self._HEAD.size :]
        name = source.rstrip(b"\0").decode("ascii", "replace")
        if not name.isascii():
            return None
        return Entry(n, loaded_at, soft_until, opens_at, due_at, item_count, digest, name, payload)

    def set(self, key: str, entry: Entry, *, keep_seconds: float = KEEP_SECONDS) -> None:
        *numbers, digest, source, payload = entry
        head = self._HEAD.pack(self._FORMAT, *numbers, digest, source.encode("ascii"))
        self._cache.set(key, head + payload, timeout=keep_seconds)

    def delete(self, key: str) -> None:
        self._cache.delete(key)
