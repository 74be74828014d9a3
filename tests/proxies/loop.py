"""One asyncio loop in a thread of its own, so that a proxy goes on serving while the test thread blocks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
RUN_SECONDS = 30.0


class LoopThread:
    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` in the loop and wait for its result, or its exception, in the calling thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(RUN_SECONDS)

    def stop(self) -> None:
        if self._loop.is_closed():
            return
        self.run(cancel_other_tasks())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(RUN_SECONDS)
        self._loop.close()


async def cancel_other_tasks() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    # Transports finish closing their sockets in the loop's next turns.
    for _ in range(2):
        await asyncio.sleep(0)
