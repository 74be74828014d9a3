"""A reading service over stores in memory, with a clock that tests move and work that runs when they say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from articles.domain import Article
from articles.services.freshness import Freshness
from articles.services.reading import ReadingService
from articles.stores.cache import ByteBoundedCache, CacheTier
from articles.stores.memory import MemoryStore
from tests.factories import FakeClock, save

TTL_SECONDS = 300.0
SETTLED_SECONDS = 120.0


class Later:
    """Background work that waits until a test runs it."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, Callable[[], object]]] = []

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.jobs]

    def run(self, name: str, work: Callable[[], object]) -> None:
        self.jobs.append((name, work))

    def do(self) -> None:
        jobs, self.jobs = self.jobs, []
        for _, work in jobs:
            work()


class LaggingStore(MemoryStore):
    """A table whose indexes stand still from `freeze_index` to `thaw_index`, while reads by key see everything."""

    def __init__(self, clock: Callable[[], datetime], *, name: str, authoritative: bool = True) -> None:
        super().__init__(clock, authoritative=authoritative)
        self.name = name
        self._frozen: list[Article] | None = None

    def freeze_index(self) -> None:
        self._frozen = list(self._articles.values())

    def thaw_index(self) -> None:
        self._frozen = None

    def _indexed(self) -> Iterable[Article]:
        return super()._indexed() if self._frozen is None else self._frozen


class Desk:
    """One process: `store` owns the content, `files` stand in for it."""

    def __init__(
        self,
        *,
        background: Any = None,
        max_bytes: int = 1_000_000,
        aside_bytes: int = 100_000,
        deadline_seconds: float = 5.0,
    ) -> None:
        self.clock = FakeClock()
        self._deadline_seconds = deadline_seconds
        self.store = LaggingStore(self.clock.now, name="dynamodb-sdk")
        self.files = LaggingStore(self.clock.now, name="file-based", authoritative=False)
        self.background = Later() if background is None else background
        self.cache = ByteBoundedCache("cache", {"OPTIONS": {"MAX_BYTES": max_bytes}})
        self.misses = ByteBoundedCache("misses", {"OPTIONS": {"MAX_BYTES": 10_000}})
        self.aside = ByteBoundedCache("aside", {"OPTIONS": {"MAX_BYTES": aside_bytes}})
        self.reading = self.another_process(cache=self.cache, misses=self.misses, aside=self.aside)

    def another_process(
        self,
        *,
        cache: ByteBoundedCache | None = None,
        misses: ByteBoundedCache | None = None,
        aside: ByteBoundedCache | None = None,
    ) -> ReadingService:
        """A service over the same stores; without caches given it has seen nothing yet."""
        self.freshness = Freshness(self.store, self.background, clock=self.clock.now, monotonic=self.clock.monotonic)
        return ReadingService(
            sources=[self.store, self.files],
            freshness=self.freshness,
            cache=CacheTier(cache or ByteBoundedCache("cache", {})),
            misses=CacheTier(misses or ByteBoundedCache("misses", {})),
            aside=CacheTier(aside or ByteBoundedCache("aside", {})),
            background=self.background,
            clock=self.clock.now,
            ttl_seconds=TTL_SECONDS,
            deadline_seconds=self._deadline_seconds,
        )

    def publish(self, *articles: Article) -> None:
        for article in articles:
            save(self.store, article)

    def settle(self) -> None:
        """Let so much time pass that no index can lag behind any more."""
        self.clock.advance(SETTLED_SECONDS)
        self.store.calls.clear()

    def article(self, slug: str = "an-article") -> Article:
        return self.reading.get_article(slug).load().value

    def slugs(self, **question: Any) -> list[str]:
        return [item.slug for item in self.reading.list_articles(**question).load().value.items]

    def tags(self) -> list[str]:
        return [tag.tag for tag in self.reading.list_tags().load().value.tags]
