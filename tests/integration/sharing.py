"""Links to drafts as an author makes them and as somebody without an account follows them."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from tests.integration.editing import controls, shown

GONE = "There is nothing here"


def make_link(desk: Client, address: str, **typed: str) -> str:
    """Fill in the form below an editor's address and send it; gives the path of the link."""
    answer = send_link(desk, address, **typed)
    assert answer.status_code == 200, shown(answer)
    found = re.search(r'value="http://127\.0\.0\.1:8000(/share/[\w-]{22}/)"', answer.content.decode())
    assert found, shown(answer)
    return found[1]


def send_link(desk: Client, address: str, **typed: str) -> Any:
    return desk.post(f"{address}shares/", {**form_of(desk, address), **typed})


def form_of(desk: Client, address: str) -> dict[str, str]:
    sent = controls(desk.get(f"{address}shares/"), '<form method="post">')
    return {**sent, "shows": "", "days": "7"}


def visit(path: str, method: str = "get") -> Any:
    """From a browser without cookies."""
    return getattr(Client(raise_request_exception=False), method)(path)
