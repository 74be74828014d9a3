"""The editor as a browser without scripts has it: it opens a form, changes what it likes, and sends all of it."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

from tests.accounts import make_user, signed_in
from tests.integration.conftest import Site

NEW = "/author/articles/new/"
_CONTROL = re.compile(r"<(input|textarea)\b([^>]*)>(?:([^<]*)</textarea>)?")
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


def desk_of(site: Site, username: str = "ada", role: Any = "author") -> Client:
    """A browser of its own, in which a new account of this role is signed in."""
    return signed_in(Client(), make_user(username, role))


def controls(page: Any, form: str = 'id="editor"') -> dict[str, str]:
    """What the form of a page would send, buttons left out."""
    text = page.content.decode()
    start = text.index(form) if form else text.index("<form")
    found: dict[str, str] = {}
    for kind, inside, area in _CONTROL.findall(text[start : text.index("</form>", start)]):
        attributes = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(inside)}
        is_chosen = attributes.get("type") not in ("radio", "checkbox") or "checked" in attributes
        if "name" in attributes and "disabled" not in attributes and is_chosen:
            value = html.unescape(area).removeprefix("\n") if kind == "textarea" else attributes.get("value", "")
            found[attributes["name"]] = value
    return found


def send(desk: Client, address: str, action: str = "save", **typed: Any) -> Any:
    """Open the page there and send its form with what was typed."""
    return post(desk, address, {**controls(desk.get(address)), **typed}, action)


def send_by_script(desk: Client, address: str, action: str = "save", **typed: Any) -> Any:
    """The same, but an answer in JSON is asked for."""
    return post(desk, address, {**controls(desk.get(address)), **typed}, action, json=True)


def post(desk: Client, address: str, data: dict[str, Any], action: str = "save", *, json: bool = False) -> Any:
    headers = {"Accept": "application/json"} if json else {}
    return desk.post(address, {**data, "action": action}, headers=headers)


def begin(desk: Client, **typed: Any) -> str:
    """Save a new draft; gives the address of its page."""
    answer = send(desk, NEW, **{"title": "A title", "body": "Some *words*.", **typed})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def shown(page: Any) -> str:
    return html.unescape(page.content.decode())
