"""gunicorn's threaded worker, with the site's own page for requests that never reach Django.

An over-long address or a malformed header is refused by gunicorn's parser with a bare page of its own. Here such a
request gets the site's page, with a way back and the security headers of every other response.
"""

from __future__ import annotations

from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from portfolio.errors import error_page
from portfolio.middleware import security_headers

SERVER_ERROR = 500


class Worker(ThreadWorker):  # type: ignore[misc]
    """Named by `worker_class` in `deploy/gunicorn.conf.py`."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        refusal = _Refusal()
        # gunicorn decides what the error is and logs it; only its page is not sent.
        super().handle_error(req, refusal, addr, exc)
        if refusal.status:
            client.setblocking(True)
            client.settimeout(1.0)
            client.sendall(refused(refusal.status))


class _Refusal:
    """In place of the client's socket: keeps the status of what would have been sent."""

    status = 0

    def gettimeout(self) -> float:
        return 0.0

    def sendall(self, data: bytes) -> None:
        self.status = int(data.split(maxsplit=2)[1])


def refused(status: int) -> bytes:
    """A whole HTTP/1.1 response; what the client did wrong is 400, however gunicorn calls it."""
    response = error_page(400 if status < SERVER_ERROR else SERVER_ERROR)
    headers = {
        **response.headers,
        **security_headers(),
        "Content-Length": str(len(response.content)),
        "Connection": "close",
    }
    lines = [f"HTTP/1.1 {response.status_code} {response.reason_phrase}", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + response.content
