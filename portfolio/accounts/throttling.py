"""Counts attempts in the table, so that all workers together allow no more of them than one would.

The first attempts of a day cost nothing. After them each has to wait for the one before, twice as long every time,
up to a limit. Attempts that are refused are not counted: who keeps trying waits no longer than who does not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from articles.keys import Key
from portfolio.accounts import keys
from portfolio.accounts.exceptions import Throttled
from portfolio.accounts.patience import READ_SECONDS
from portfolio.accounts.records import ThrottleRecord
from portfolio.table import Table, TableUnavailable, naming

# Counters are of one day, and kept until that is over everywhere.
KEPT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Limit:
    """`free` attempts a day; then `first_wait` seconds, doubling up to `longest_wait`."""

    scope: str
    free: int
    first_wait: int
    longest_wait: int

    def wait_after(self, attempts: int) -> int:
        """Seconds from the last of so many attempts to the next one."""
        if attempts < self.free:
            return 0
        # Long before the exponent matters the limit is reached.
        return min(self.longest_wait, self.first_wait << min(attempts - self.free, 20))


# An account as strangers see it, wherever they come from. A day has room for about 35 guesses.
ACCOUNT = Limit("account", free=5, first_wait=30, longest_wait=60 * 60)
# Many people may share an address.
ADDRESS = Limit("address", free=20, first_wait=10, longest_wait=15 * 60)
# An account in a browser that signed in to it before. Strangers cannot use it up.
BROWSER = Limit("browser", free=10, first_wait=10, longest_wait=5 * 60)
# The current password, asked of somebody who is signed in.
CURRENT = Limit("current", free=5, first_wait=30, longest_wait=60 * 60)

Counter = tuple[Limit, str]


class Throttle:
    """The counters of one table. Without an answer from it nobody passes: it raises `TableUnavailable`."""

    def __init__(self, table: Table, clock: Callable[[], datetime]) -> None:
        self._table = table
        self._clock = clock

    def take(self, counters: Sequence[Counter]) -> None:
        """Count an attempt before it is made, so that many at once cannot all pass. Raises `Throttled`."""
        for limit, whose in counters:
            self._take(limit, whose)

    def give_back(self, counters: Sequence[Counter]) -> None:
        """The attempt was right. What others have used up stays used up."""
        for limit, whose in counters:
            now = self._clock()
            key = keys.throttle_key(limit.scope, whose, now)
            self._update(key, [ThrottleRecord.n.add(-1)], ThrottleRecord.n > 0)

    def _take(self, limit: Limit, whose: str) -> None:
        now = self._clock()
        key = keys.throttle_key(limit.scope, whose, now)
        if self._count(key, now, ThrottleRecord.n.does_not_exist() | (ThrottleRecord.n < limit.free)):
            return
        attempts, last_at = self._counted(key)
        waited = int(now.timestamp()) - last_at
        if waited < limit.wait_after(attempts):
            raise Throttled(limit.wait_after(attempts) - max(waited, 0))
        # Of those who have waited one passes, and the others wait anew.
        if not self._count(key, now, ThrottleRecord.n == attempts):
            raise Throttled(limit.wait_after(attempts + 1))

    def _count(self, key: Key, now: datetime, condition: Condition) -> bool:
        actions: list[Action] = [
            ThrottleRecord.n.add(1),
            ThrottleRecord.last_at.set(int(now.timestamp())),
            ThrottleRecord.ttl.set(now + KEPT),
            *naming(ThrottleRecord),
        ]
        return self._update(key, actions, condition)

    def _update(self, key: Key, actions: Sequence[Action], condition: Condition) -> bool:
        """Whether the condition held. Nobody waits for a table that is known to be away."""
        if self._table.breaker.is_open:
            raise TableUnavailable("the table is known to be away")
        try:
            self._table.write(
                lambda connection: connection.update_item(
                    self._table.name,
                    *key,
                    actions=actions,
                    condition=condition,
                    return_consumed_capacity="TOTAL",
                )
            )
        except UpdateError:
            return False
        return True

    def _counted(self, key: Key) -> tuple[int, int]:
        item: dict[str, Any] | None = self._table.get_item(*key, budget=READ_SECONDS, patient=True)
        if item is None:
            raise TableUnavailable("a counter was gone when it was read")
        record = ThrottleRecord.from_raw_data(item)
        return int(record.n), int(record.last_at)
