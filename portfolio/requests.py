"""The id of the request that is being answered, for the lines that are logged on its way."""

from __future__ import annotations

import itertools
import re
import secrets
from contextvars import ContextVar
from os import register_at_fork

# Random once a process and counted from there: unique like random ones, and free of a system call for each.
_prefix = secrets.token_hex(6)
_numbers = itertools.count(1)

_SAFE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    return _request_id.get()


def begin_request(offered: str | None) -> str:
    """Take the id that a caller offers if it is harmless, else make one."""
    request_id = offered if offered and _SAFE.fullmatch(offered) else f"{_prefix}-{next(_numbers):x}"
    _request_id.set(request_id)
    return request_id


def _begin_process() -> None:
    """Workers are forked from one process that has drawn a prefix already."""
    global _prefix
    _prefix = secrets.token_hex(6)


register_at_fork(after_in_child=_begin_process)
