"""The site's settings in a variable: the fake that tests use, held to the same contract as the table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from articles.exceptions import StaleSettings, StoreUnavailable
from articles.site_settings import NEVER_SAVED, SavedSettings, SiteSettings


class MemorySettings:
    """Set `down` to make every call fail."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.down = False
        self.calls: list[str] = []
        self._clock = clock
        self._saved = NEVER_SAVED

    def get(self, *, budget: float | None = None) -> SavedSettings:
        self._answer("get")
        return self._saved

    def save(self, settings: SiteSettings, *, expected: int, by: str, token: str) -> SavedSettings:
        self._answer("save")
        stands = self._saved
        if stands.version != expected:
            if (stands.token, stands.settings) == (token, settings):
                return stands
            raise StaleSettings(stands)
        at = self._clock().replace(microsecond=0)
        self._saved = SavedSettings(settings=settings, version=expected + 1, saved_at=at, saved_by=by, token=token)
        return self._saved

    def _answer(self, call: str) -> None:
        self.calls.append(call)
        if self.down:
            raise StoreUnavailable("memory", "switched off")
