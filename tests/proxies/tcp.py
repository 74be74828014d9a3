"""A TCP proxy that misbehaves on demand; it knows nothing of HTTP.

An "answer" is what the upstream sends between two pieces of data from the client, which holds for any
protocol where one side asks and the other answers. A new mode reaches open connections at their next byte,
and ends a pause that is under way. Bytes that were swallowed (hang, blackhole) are not sent later.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from dataclasses import dataclass
from typing import Literal, Self, get_args

from tests.proxies.loop import LoopThread

ModeName = Literal["pass", "refuse", "hang", "blackhole", "drip", "reset", "cut", "slow"]
DEFAULT_SECONDS = {"drip": 0.1, "slow": 1.0}
CHUNK_BYTES = 65536
BACKLOG = 512
# Linger for zero seconds: closing sends RST instead of FIN.
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Mode:
    name: ModeName
    seconds: float
    after_bytes: int | None


class Ended(Exception):
    """The connection was closed on purpose in the middle of an answer."""


@dataclass(eq=False)
class Connection:
    """One client with its upstream; `answered` counts the bytes of the answer under way."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    upstream_reader: asyncio.StreamReader
    upstream_writer: asyncio.StreamWriter
    answered: int = 0

    def close(self, *, reset: bool = False) -> None:
        if reset:
            end_with_reset(self.writer)
        self.writer.close()
        self.upstream_writer.transport.abort()


def end_with_reset(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    writer.transport.abort()


class FaultProxy:
    """Listens on a port of 127.0.0.1 that stays its own in every mode."""

    def __init__(self, host: str, port: int) -> None:
        self.upstream = (host, port)
        self.connections = 0
        self.bytes_to_upstream = 0
        self.bytes_to_client = 0
        self._mode = Mode("pass", 0, None)
        self._open: set[Connection] = set()
        self._fillers: list[socket.socket] = []
        self._server: asyncio.Server | None = None
        self._deaf: socket.socket | None = None
        self._changed = asyncio.Event()
        # Bound but never listening: it keeps the port ours while connections to it are refused.
        self._reserved = bound_socket(0)
        self.port = int(self._reserved.getsockname()[1])
        self._loop = LoopThread(f"fault-proxy-{self.port}")
        self._loop.run(self._listen())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def mode(self) -> ModeName:
        return self._mode.name

    @property
    def open_connections(self) -> int:
        return len(self._open)

    def switch(self, name: ModeName, *, seconds: float | None = None, after_bytes: int | None = None) -> None:
        """Return when the mode is in force. `seconds`: between bytes (drip) or before each answer (slow).
        `after_bytes` of an answer comes its reset or cut; without it, after half of what arrives first."""
        if name not in get_args(ModeName):
            raise ValueError(f"unknown mode {name!r}")
        pause = DEFAULT_SECONDS.get(name, 0.0) if seconds is None else seconds
        self._loop.run(self._switch(Mode(name, pause, after_bytes)))

    def reset_counters(self) -> None:
        self.connections = self.bytes_to_upstream = self.bytes_to_client = 0

    def stop(self) -> None:
        if self._reserved.fileno() != -1:
            self._loop.run(self._close())
            self._loop.stop()
            self._reserved.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def _switch(self, mode: Mode) -> None:
        self._mode = mode
        self._changed.set()
        self._changed = asyncio.Event()
        if mode.name not in {"refuse", "blackhole"}:
            return await self._listen()
        self._stop_listening()
        if mode.name == "refuse":
            self._drop_connections()
        else:
            await self._fill_backlog()

    async def _close(self) -> None:
        self._stop_listening()
        self._drop_connections()

    async def _listen(self) -> None:
        if self._server is not None:
            return
        self._stop_listening()
        self._server = await asyncio.start_server(self._serve, sock=bound_socket(self.port), backlog=BACKLOG)

    def _stop_listening(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for filler in [*self._fillers, *([self._deaf] if self._deaf else [])]:
            filler.close()
        self._fillers, self._deaf = [], None

    async def _fill_backlog(self) -> None:
        """With the queue of a socket that never accepts full, Linux drops further SYNs: connecting times out."""
        self._deaf = bound_socket(self.port)
        self._deaf.listen(0)
        with contextlib.suppress(TimeoutError):
            while True:
                filler = socket.socket()
                filler.setblocking(False)
                self._fillers.append(filler)
                connecting = asyncio.get_running_loop().sock_connect(filler, ("127.0.0.1", self.port))
                await asyncio.wait_for(connecting, 0.05)

    def _drop_connections(self) -> None:
        for connection in list(self._open):
            connection.close(reset=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            upstream_reader, upstream_writer = await asyncio.open_connection(*self.upstream)
        except OSError:
            end_with_reset(writer)
            return
        connection = Connection(reader, writer, upstream_reader, upstream_writer)
        self._open.add(connection)
        try:
            await self._pump(connection)
        finally:
            self._open.discard(connection)
            connection.close()

    async def _pump(self, connection: Connection) -> None:
        directions = {
            asyncio.create_task(self._carry_requests(connection)),
            asyncio.create_task(self._carry_answers(connection)),
        }
        try:
            await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in directions:
                task.cancel()
            await asyncio.gather(*directions, return_exceptions=True)

    async def _carry_requests(self, connection: Connection) -> None:
        while data := await connection.reader.read(CHUNK_BYTES):
            if self._mode.name in {"hang", "blackhole"}:
                continue
            connection.answered = 0
            self.bytes_to_upstream += len(data)
            connection.upstream_writer.write(data)
            await connection.upstream_writer.drain()

    async def _carry_answers(self, connection: Connection) -> None:
        while data := await connection.upstream_reader.read(CHUNK_BYTES):
            while data:
                sent = await self._deliver(connection, data)
                connection.answered += sent
                data = data[sent:]

    async def _deliver(self, connection: Connection, data: bytes) -> int:
        """Do what the mode of this moment wants with the front of `data`; return how much of it is done with."""
        mode = self._mode
        if mode.name in {"hang", "blackhole"}:
            return len(data)
        if mode.name in {"reset", "cut"}:
            return await self._break(connection, data, mode)
        if mode.name == "drip":
            data = data[:1]
        if mode.name == "drip" or (mode.name == "slow" and not connection.answered):
            interrupted = await self._pause(mode.seconds)
            if interrupted:
                return 0
        return await self._send(connection, data)

    async def _break(self, connection: Connection, data: bytes, mode: Mode) -> int:
        limit = len(data) // 2 if mode.after_bytes is None else mode.after_bytes
        left = limit - connection.answered
        if left >= len(data):
            return await self._send(connection, data)
        await self._send(connection, data[: max(left, 0)])
        connection.close(reset=mode.name == "reset")
        raise Ended

    async def _send(self, connection: Connection, data: bytes) -> int:
        self.bytes_to_client += len(data)
        connection.writer.write(data)
        await connection.writer.drain()
        return len(data)

    async def _pause(self, seconds: float) -> bool:
        """True when a new mode ended the pause early."""
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(self._changed.wait(), seconds)
        return False


def bound_socket(port: int) -> socket.socket:
    """SO_REUSEPORT lets the reserving socket and the listening one share the port."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind(("127.0.0.1", port))
    return bound
