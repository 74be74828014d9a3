"""Calls against sockets of this process: peers that hang, drip or vanish must cost no thread."""

from __future__ import annotations

import contextlib
import contextvars
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from botocore.awsrequest import AWSPreparedRequest, HeadersDict
from botocore.exceptions import BotoCoreError, HTTPClientError

from portfolio.deadline import DeadlineExceeded, DeadlinePool, InterruptibleSession

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
DRIPPED = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
Peer = Callable[[socket.socket, threading.Event], None]


def answers(connection: socket.socket, over: threading.Event) -> None:
    while connection.recv(4096):
        connection.sendall(ANSWER)


def hangs(connection: socket.socket, over: threading.Event) -> None:
    over.wait(10)


def drips(connection: socket.socket, over: threading.Event) -> None:
    """A byte often enough that no time-out of a socket step is ever reached."""
    connection.sendall(DRIPPED)
    while not over.wait(0.02):
        connection.sendall(b"x")


def vanishes(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(4096)


class Server:
    """Serves every connection by one peer until it is closed."""

    def __init__(self, peer: Peer) -> None:
        self._over = threading.Event()
        self._peer = peer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self._connections: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
            self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        self._connections.append(connection)
        # The client goes away while it is served: that is what is tested.
        with connection, contextlib.suppress(OSError):
            self._peer(connection, self._over)

    def close(self) -> None:
        self._over.set()
        for opened in (self._socket, *self._connections):
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join(2)


@pytest.fixture
def serve() -> Iterator[Callable[[Peer], Server]]:
    servers: list[Server] = []

    def start(peer: Peer) -> Server:
        servers.append(Server(peer))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def pool() -> Iterator[DeadlinePool]:
    pool = DeadlinePool(1, name="test")
    yield pool
    pool.close()


@pytest.fixture
def session() -> Iterator[InterruptibleSession]:
    session = InterruptibleSession(timeout=(5, 5), max_pool_connections=1)
    yield session
    session.close()


def get(session: InterruptibleSession, url: str) -> bytes:
    request = AWSPreparedRequest(method="GET", url=url, headers=HeadersDict({}), body=None, stream_output=False)
    content: bytes = session.send(request).content
    return content


def test_run_gives_the_result(pool: DeadlinePool) -> None:
    assert pool.run(lambda: 7, seconds=1) == 7


def test_run_passes_an_error_on(pool: DeadlinePool) -> None:
    with pytest.raises(ZeroDivisionError):
        pool.run(lambda: 1 / 0, seconds=1)


def test_run_passes_a_time_out_of_the_call_itself_on(pool: DeadlinePool) -> None:
    """`TimeoutError` of the call is an answer, not the deadline."""

    def call() -> None:
        raise TimeoutError("mine")

    with pytest.raises(TimeoutError, match="mine"):
        pool.run(call, seconds=1)


def test_run_carries_the_context_over(pool: DeadlinePool) -> None:
    variable = contextvars.ContextVar("variable", default="lost")
    variable.set("carried")
    assert pool.run(variable.get, seconds=1) == "carried"


@pytest.mark.parametrize("peer", [hangs, drips])
def test_run_gives_up_in_time_and_frees_the_thread(
    pool: DeadlinePool, session: InterruptibleSession, serve: Callable[[Peer], Server], peer: Peer
) -> None:
    url, began = serve(peer).url, time.monotonic()
    with pytest.raises(DeadlineExceeded, match="no answer within 100 ms"):
        pool.run(lambda: get(session, url), seconds=0.1)
    assert time.monotonic() - began < 1
    # The pool has one thread: were it still held, this would wait for it in vain.
    assert pool.run(lambda: "free", seconds=3) == "free"


def test_run_interrupts_a_kept_connection_that_begins_to_hang(
    pool: DeadlinePool, session: InterruptibleSession, serve: Callable[[Peer], Server]
) -> None:
    def answers_once(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(4096)
        connection.sendall(ANSWER)
        over.wait(10)

    url = serve(answers_once).url
    assert pool.run(lambda: get(session, url), seconds=1) == b"ok"
    with pytest.raises(DeadlineExceeded):
        pool.run(lambda: get(session, url), seconds=0.1)
    assert pool.run(lambda: "free", seconds=3) == "free"


def test_run_after_an_interruption_the_session_works_on(
    pool: DeadlinePool, session: InterruptibleSession, serve: Callable[[Peer], Server]
) -> None:
    bad, good = serve(hangs).url, serve(answers).url
    with pytest.raises(DeadlineExceeded):
        pool.run(lambda: get(session, bad), seconds=0.1)
    assert [pool.run(lambda: get(session, good), seconds=1) for _ in range(2)] == [b"ok", b"ok"]


def test_run_peer_that_vanishes_is_an_error_at_once(
    pool: DeadlinePool, session: InterruptibleSession, serve: Callable[[Peer], Server]
) -> None:
    url = serve(vanishes).url
    with pytest.raises((BotoCoreError, HTTPClientError)):
        pool.run(lambda: get(session, url), seconds=1)


def test_run_waits_in_the_queue_no_longer_than_allowed(pool: DeadlinePool) -> None:
    """A call that never got a thread is taken back and never begins."""
    free, begun = threading.Event(), []
    holder = threading.Thread(target=lambda: pool.run(lambda: free.wait(2), seconds=2))
    holder.start()
    time.sleep(0.02)
    with pytest.raises(DeadlineExceeded):
        pool.run(lambda: begun.append(1), seconds=0.05)
    free.set()
    holder.join()
    assert pool.run(lambda: "free", seconds=1) == "free"
    assert begun == []


@pytest.mark.parametrize("seconds", [0, -1])
def test_run_without_time_left_gives_up_at_once(pool: DeadlinePool, seconds: float) -> None:
    with pytest.raises(DeadlineExceeded):
        pool.run(lambda: time.sleep(0.05), seconds=seconds)


def test_session_outside_a_pool_works_as_usual(session: InterruptibleSession, serve: Callable[[Peer], Server]) -> None:
    assert get(session, serve(answers).url) == b"ok"
