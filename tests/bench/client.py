"""One keep-alive connection that costs little itself, so that what it measures is the server."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from typing import Self

TIMEOUT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def source(self) -> str:
        return self.headers.get("content-source", "")


class NotMeasured(RuntimeError):
    """Something answered in another way than the measurement needs; the message says what."""


class Client:
    def __init__(self, port: int, *, accept_encoding: str = "identity") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = f"Host: 127.0.0.1:{port}\r\nAccept-Encoding: {accept_encoding}\r\n"

    def get(self, path: str) -> Answer:
        return self._ask(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode())

    def post(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return self._ask(
            f"POST {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n{lines}\r\n".encode() + body
        )

    def page(self, path: str) -> Answer:
        """The same for a page that must be there."""
        answer = self.get(path)
        if answer.status != 200:
            raise NotMeasured(f"{path} was answered with {answer.status}")
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def _ask(self, request: bytes) -> Answer:
        began = time.perf_counter()
        self._socket.sendall(request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._receive()
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        while len(body) < int(headers.get("content-length", 0)):
            body += self._receive()
        seconds = time.perf_counter() - began
        return Answer(int(first.split()[1]), headers, body, seconds)

    def _receive(self) -> bytes:
        data = self._socket.recv(256 * 1024)
        if not data:
            raise NotMeasured("the server closed the connection")
        return data
