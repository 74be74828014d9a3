"""An HTTP proxy before a DynamoDB engine that records every call and edits answers on demand.

All switches work at once, from any thread, and for connections that are already open; `heal()` undoes them all.
What is edited carries a right Content-Length and a right x-amz-crc32, unless the wrong one is the point.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from tests.engine import Engine
from tests.proxies.faults import AFTER_THE_CALL, FAULT_KINDS, GARBAGE, WHOLE_ANSWERS, FaultKind, Poison, Torn, spoil
from tests.proxies.lag import IndexReplica
from tests.proxies.loop import LoopThread
from tests.proxies.wire import HEADER_LIMIT_BYTES, Json, Message, Upstream, read_message


@dataclass
class Call:
    """One call as it arrived; `status` and `capacity` (units, if the answer told them) come with its answer."""

    operation: str
    request: Json
    status: int | None = None
    capacity: float | None = None

    @property
    def index(self) -> str | None:
        return self.request.get("IndexName")

    def finish(self, reply: Message) -> None:
        self.status = reply.status
        with contextlib.suppress(ValueError):
            self.capacity = capacity_units(reply.json().get("ConsumedCapacity"))


@dataclass
class Fault:
    kind: FaultKind
    share: float
    operation: str | None
    times: int | None

    def hits(self, operation: str, chance: float) -> bool:
        if self.times == 0 or self.operation not in {None, operation} or chance >= self.share:
            return False
        if self.times is not None:
            self.times -= 1
        return True


class DynamoProxy:
    """Share-wise faults are drawn from `seed`, so a run can be repeated."""

    def __init__(self, host: str, port: int, *, seed: int = 0) -> None:
        self.record: list[Call] = []
        self._fault: Fault | None = None
        self._delay: tuple[float, str | None] = (0.0, None)
        self._edits: tuple[Torn | Poison, ...] = ()
        self._lag: IndexReplica | None = None
        self._replica_engine: Engine | None = None
        self._chances = random.Random(seed)
        self._clients: set[asyncio.StreamWriter] = set()
        self._upstream = Upstream(host, port)
        self._stopped = False
        self._loop = LoopThread("dynamo-proxy")
        self._server = self._loop.run(self._listen())
        self.port = int(self._server.sockets[0].getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def calls(self, operation: str | None = None) -> list[Call]:
        return [call for call in list(self.record) if operation in {None, call.operation}]

    def clear(self) -> None:
        self.record.clear()

    def fail(
        self,
        kind: FaultKind | None,
        *,
        share: float = 1.0,
        operation: str | None = None,
        times: int | None = None,
    ) -> None:
        """Fail calls until told otherwise (or `times` times); a new fault replaces the one before, None ends it.
        The engine still does the call under "truncated", "wrong-crc" and "lost" (closed without an answer)."""
        if kind is not None and kind not in FAULT_KINDS:
            raise ValueError(f"unknown fault {kind!r}")
        self._fault = Fault(kind, share, operation, times) if kind else None

    def delay(self, seconds: float, *, operation: str | None = None) -> None:
        """Hold answers back: the engine does the call at once, so a slow read may be stale when it arrives."""
        self._delay = (seconds, operation)

    def torn(self, pk: str, stale_item: Json, *, times: int = 1) -> None:
        """The next `times` table queries of `pk` that are not consistent see `stale_item` (DynamoDB JSON,
        keys included) in place of the item with its sort key."""
        self._edits += (Torn(pk, stale_item, times),)

    def poison(self, pk: str, sk: str, changes: Mapping[str, Any] = GARBAGE) -> None:
        """Answer this item with garbage: `changes` maps a name to its DynamoDB JSON, or to None to remove it."""
        self._edits += (Poison(pk, sk, changes),)

    def index_lag(self, seconds: float) -> None:
        """Answer index reads as the indexes were `seconds` ago, counted from this call on: what was written
        before is in the index. 0 ends it. Switch it on from the main thread, for it starts an engine."""
        if seconds and self._lag:
            self._lag.seconds = seconds
        elif seconds:
            self._replica_engine = Engine()
            self._loop.run(self._follow(self._replica_engine.port, seconds))
        else:
            self._end_lag()

    def heal(self) -> None:
        self._fault, self._delay, self._edits = None, (0.0, None), ()
        self._end_lag()

    def stop(self) -> None:
        if not self._stopped:
            self._stopped = True
            self._loop.run(self._close())
            self._loop.stop()
            if self._replica_engine:
                self._replica_engine.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=HEADER_LIMIT_BYTES, backlog=512)

    async def _follow(self, port: int, seconds: float) -> None:
        lag = IndexReplica(self._upstream, Upstream("127.0.0.1", port), seconds)
        # Set first: writes that arrive during the copy wait for it, so that none is missed.
        self._lag = lag
        await lag.follow()

    def _end_lag(self) -> None:
        lag, self._lag = self._lag, None
        engine, self._replica_engine = self._replica_engine, None
        if lag:
            self._loop.run(lag.close())
        if engine:
            engine.stop()

    async def _close(self) -> None:
        self._server.close()
        for writer in list(self._clients):
            writer.transport.abort()
        await self._upstream.close()
        if self._lag:
            await self._lag.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Requests of one client, one after the other; without an answer the connection is closed."""
        self._clients.add(writer)
        try:
            while request := await read_message(reader):
                reply = await self._answer(request)
                if reply is None:
                    break
                writer.write(reply.encode())
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._clients.discard(writer)
            writer.close()

    async def _answer(self, message: Message) -> Message | None:
        call = Call(message.operation, message.json())
        self.record.append(call)
        reply = await self._reply(call, message)
        seconds, operation = self._delay
        if operation in {None, call.operation}:
            await asyncio.sleep(seconds)
        if reply is not None:
            call.finish(reply)
        return reply

    async def _reply(self, call: Call, message: Message) -> Message | None:
        kind = self._draw_fault(call.operation)
        if kind and kind not in AFTER_THE_CALL:
            return WHOLE_ANSWERS[kind]
        reply = self._edited(call, await self._ask(call, message))
        return spoil(kind, reply) if kind else reply

    def _draw_fault(self, operation: str) -> FaultKind | None:
        fault = self._fault
        return fault.kind if fault and fault.hits(operation, self._chances.random()) else None

    async def _ask(self, call: Call, message: Message) -> Message:
        lag = self._lag
        if lag and lag.concerns(call.operation, call.request):
            return await lag.send(message, call.request)
        return await self._upstream.send(message)

    def _edited(self, call: Call, reply: Message) -> Message:
        edits = self._edits
        if not edits or reply.status != 200:
            return reply
        content = reply.json()
        changed = [edit.edit(call.operation, call.request, content) for edit in edits]
        return reply.with_json(content) if any(changed) else reply


def capacity_units(consumed: Json | list[Json] | None) -> float | None:
    """Transactions and batches tell their consumption table by table."""
    if not consumed:
        return None
    tables = consumed if isinstance(consumed, list) else [consumed]
    return float(sum(table.get("CapacityUnits", 0) for table in tables))
