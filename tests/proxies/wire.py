"""HTTP/1.1 as DynamoDB's clients and engines speak it: Content-Length bodies over connections that stay open."""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib
from dataclasses import dataclass, replace
from typing import Any

Json = dict[str, Any]
TARGET_PREFIX = "DynamoDB_20120810."
HEADER_LIMIT_BYTES = 1 << 20
# The engine asks for credentials and does not check them.
OWN_CALL_HEADERS = {
    "host": "127.0.0.1",
    "content-type": "application/x-amz-json-1.0",
    "x-amz-date": "20260101T000000Z",
    "authorization": "AWS4-HMAC-SHA256 Credential=proxy/20260101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host, Signature=0",
}


class EngineRefused(Exception):
    """The engine answered a call of the proxy's own with an error."""


@dataclass(frozen=True)
class Message:
    """A request or an answer; header names are lower case."""

    first_line: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def status(self) -> int:
        return int(self.first_line.split(" ", 2)[1])

    @property
    def operation(self) -> str:
        return self.headers.get("x-amz-target", "").removeprefix(TARGET_PREFIX)

    def json(self) -> Json:
        return dict(json.loads(self.body)) if self.body else {}

    def with_json(self, content: Json) -> Message:
        return self.with_body(json.dumps(content, separators=(",", ":")).encode())

    def with_body(self, body: bytes) -> Message:
        return replace(self, body=body, headers={**self.headers, "x-amz-crc32": str(zlib.crc32(body))})

    def encode(self) -> bytes:
        headers = {name: value for name, value in self.headers.items() if name != "content-length"}
        if not self.first_line.startswith("HTTP/1.1 204"):
            headers["content-length"] = str(len(self.body))
        lines = [self.first_line, *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


def answer(status: str, body: bytes, content_type: str) -> Message:
    return Message(f"HTTP/1.1 {status}", {"content-type": content_type}, body)


def json_answer(status: str, content: Json) -> Message:
    return answer(status, b"", "application/x-amz-json-1.0").with_json(content)


async def read_message(reader: asyncio.StreamReader) -> Message | None:
    """None when the other side has closed between two messages."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as exc:
        if exc.partial:
            raise
        return None
    first_line, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Message(first_line, headers, body)


class Upstream:
    """A pool of open connections to one engine."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def send(self, request: Message) -> Message:
        reader, writer = await self._connection()
        try:
            writer.write(request.encode())
            await writer.drain()
            reply = await read_message(reader)
        except BaseException:
            writer.close()
            raise
        if reply is None:
            writer.close()
            raise ConnectionResetError("the engine closed the connection instead of answering")
        self._idle.append((reader, writer))
        return reply

    async def call(self, operation: str, content: Json) -> Json:
        headers = {**OWN_CALL_HEADERS, "x-amz-target": TARGET_PREFIX + operation}
        reply = await self.send(Message("POST / HTTP/1.1", headers, json.dumps(content).encode()))
        if reply.status != 200:
            raise EngineRefused(f"{operation}: {reply.body.decode(errors='replace')}")
        return reply.json()

    async def close(self) -> None:
        while self._idle:
            _, writer = self._idle.pop()
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof() and not writer.is_closing():
                return reader, writer
            writer.close()
        return await asyncio.open_connection(*self._address, limit=HEADER_LIMIT_BYTES)
