"""A wall-clock deadline for calls to DynamoDB.

The SDK's time-outs are per socket step: an answer that drips one byte at a time renews them for ever, and a name
that does not resolve is not covered at all. So a call runs on a small pool, its caller waits for a fixed time, and
on overrun the socket the call reads from is shut down, which frees the pool's thread whatever the peer does.
"""

from __future__ import annotations

import contextlib
import contextvars
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, Generic, TypeVar

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)
from botocore.httpsession import URLLib3Session

T = TypeVar("T")


class DeadlineExceeded(Exception):
    """The call did not finish in time; its thread has been told to stop."""


class DeadlinePool:
    """Runs calls on at most `size` threads and waits for each as long as its caller allows."""

    def __init__(self, size: int, *, name: str) -> None:
        self._executor = ThreadPoolExecutor(size, thread_name_prefix=name)

    def run(self, call: Callable[[], T], *, seconds: float) -> T:
        """The result of `call`, or its exception; `DeadlineExceeded` after `seconds` of wall-clock time."""
        job = _Job(call)
        # The context carries the current trace span over to the pool's thread.
        future: Future[T] = self._executor.submit(contextvars.copy_context().run, job)
        try:
            return future.result(timeout=max(seconds, 0))
        except FutureTimeoutError:
            if future.done():
                return future.result()
            if not future.cancel():
                job.interrupt()
            raise DeadlineExceeded(f"no answer within {seconds * 1000:.0f} ms") from None

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)


class _Job(Generic[T]):
    """A call that can be interrupted from outside by shutting down the socket it waits for."""

    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._interrupted = False

    def __call__(self) -> T:
        _running.job = self
        try:
            return self._call()
        finally:
            _running.job = None

    def uses(self, sock: socket.socket | None) -> None:
        with self._lock:
            self._socket = sock
            if self._interrupted:
                _shut_down(sock)

    def interrupt(self) -> None:
        with self._lock:
            self._interrupted = True
            _shut_down(self._socket)


class _Running(threading.local):
    job: _Job[Any] | None = None


_running = _Running()


def _shut_down(sock: socket.socket | None) -> None:
    if sock is None:
        return
    with contextlib.suppress(OSError):  # it may be closed already, which is what we want
        # Not the method of an SSL socket, which would drop its state under the reading thread's feet.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _TracksSocket:
    """Tells the running job which socket its request goes through; mixed into botocore's connections."""

    sock: socket.socket | None

    def request(self, *args: Any, **kwargs: Any) -> None:
        job = _running.job
        if job is not None and self.sock is not None:
            job.uses(self.sock)  # kept alive: it may hang while sending
        super().request(*args, **kwargs)  # type: ignore[misc]
        if job is not None:
            job.uses(self.sock)


class _Connection(_TracksSocket, AWSHTTPConnection):  # type: ignore[misc]
    pass


class _SecureConnection(_TracksSocket, AWSHTTPSConnection):  # type: ignore[misc]
    pass


class _Pool(AWSHTTPConnectionPool):  # type: ignore[misc]
    ConnectionCls = _Connection


class _SecurePool(AWSHTTPSConnectionPool):  # type: ignore[misc]
    ConnectionCls = _SecureConnection


class InterruptibleSession(URLLib3Session):  # type: ignore[misc]
    """botocore's HTTP session over connections that a deadline can shut down."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
        self._manager.pool_classes_by_scheme = self._pool_classes_by_scheme
