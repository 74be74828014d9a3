from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from portfolio.logs import JsonFormatter
from portfolio.shared_addresses import TOKEN, hide_token, is_shared, without_tokens

SECRET = "Zm9vYmFy-_c2VjcmV0cyE0"


@pytest.mark.parametrize(
    ("path", "token"),
    [
        (f"/share/{SECRET}/", SECRET),
        (f"/share/{SECRET}", SECRET),
        (f"//share//{SECRET}//", SECRET),
        (f"/SHARE/{SECRET}/", SECRET),
        (f"/share/{SECRET}/more/", f"{SECRET}/more"),
        (f"/share/\n{SECRET}", f"\n{SECRET}"),
    ],
)
def test_hide_token_leaves_nothing_of_it_but_in_its_place(path: str, token: str) -> None:
    assert is_shared(path)
    environ: dict[str, Any] = {"PATH_INFO": path, "RAW_URI": f"{path}?q={SECRET}", "QUERY_STRING": f"q={SECRET}"}
    hide_token(environ, path)
    assert environ.pop(TOKEN) == token
    assert environ == {"PATH_INFO": "/share/", "RAW_URI": "/share/", "QUERY_STRING": ""}


@pytest.mark.parametrize("path", ["/", "/share/", "/share", "/tags/share/feed.xml", "/articles/share/", "/sharework/x"])
def test_other_addresses_are_left_alone(path: str) -> None:
    assert not is_shared(path)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (f"GET /share/{SECRET}/ HTTP/1.1", "GET /share/[hidden] HTTP/1.1"),
        (f"<WSGIRequest: GET '/share/{SECRET}/'>", "<WSGIRequest: GET '/share/[hidden]'>"),
        (f"https://example.com/share/{SECRET}?a=b and more", "https://example.com/share/[hidden] and more"),
        (f"/SHARE//{SECRET[:8]} /share/{SECRET}.", "/share/[hidden] /share/[hidden]"),
        ("/usr/share/zoneinfo/UTC", "/usr/share/zoneinfo/UTC"),
        ("/usr/local/share/ca", "/usr/local/share/ca"),
        ("/share/ and /articles/share/", "/share/ and /articles/share/"),
    ],
)
def test_without_tokens_cuts_them_out_of_a_text(text: str, written: str) -> None:
    assert without_tokens(text) == written


@pytest.mark.parametrize("how", ["message", "field", "argument", "exception"])
def test_no_line_of_a_log_holds_a_token(how: str) -> None:
    address = f"http://a.example/share/{SECRET}/"
    record = logging.LogRecord("any", logging.ERROR, __file__, 1, "said", None, None)
    if how == "message":
        record.msg = f'said "{address}"'
    elif how == "field":
        record.__dict__["request"] = {"url": address}
    elif how == "argument":
        record.msg, record.args = "said %s", (address,)
    else:
        error = ValueError(address)
        record.exc_info = (ValueError, error, None)
    line = JsonFormatter().format(record)
    assert SECRET not in line
    assert "/share/[hidden]" in line
    assert json.loads(line)["level"] == "ERROR"
