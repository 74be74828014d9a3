"""A collector of traces on loopback: takes what an exporter sends over OTLP/gRPC and keeps it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

import grpc  # type: ignore[import-untyped]
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    TraceServiceServicer,
    add_TraceServiceServicer_to_server,
)


class Collector(TraceServiceServicer):
    """Listens from `with` on. `said` is all of what came, as text."""

    def __init__(self) -> None:
        self.requests: list[Any] = []
        self._server = grpc.server(ThreadPoolExecutor(2))
        add_TraceServiceServicer_to_server(self, self._server)  # type: ignore[no-untyped-call]
        self.port = self._server.add_insecure_port("127.0.0.1:0")

    def Export(self, request: Any, context: Any) -> Any:
        self.requests.append(request)
        return ExportTraceServiceResponse()

    @property
    def said(self) -> str:
        return "".join(map(str, list(self.requests)))

    @property
    def spans(self) -> list[Any]:
        return [
            span
            for request in list(self.requests)
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def wait_for(self, name: str, count: int, *, seconds: float) -> list[Any]:
        """The spans of this name as soon as there are so many, or as many as there are when the time is over."""
        ends = time.monotonic() + seconds
        while True:
            found = [span for span in self.spans if span.name == name]
            if len(found) >= count or time.monotonic() > ends:
                return found
            time.sleep(0.05)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop(grace=None)
