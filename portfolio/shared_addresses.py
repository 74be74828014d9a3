"""The address of a shared draft is a secret: whoever has it reads the draft.

So its token is taken out of the address before Django, a trace or an error report sees it, and cut out of what is
logged by those who read the request before that, as the server does. 128 random bits need no other protection from
those who guess: a million guesses a second would take longer than the sun has left.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

PATH = "/share/"
# Where the token is from then on. Django blanks what has this word in its name, should it ever show a request.
TOKEN = "SHARE_TOKEN"
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}

_ADDRESS = re.compile(r"/*share/+(.+)", re.IGNORECASE | re.DOTALL)
_WHOLE_ADDRESSES = ("RAW_URI", "REQUEST_URI")
# A machine's own files may be below a folder of this name, as in /usr/share/zoneinfo.
_IN_TEXT = re.compile(r"(?<!usr)(?<!local)/share/+[^\s\"'\\<>]+", re.IGNORECASE)
_HIDDEN = f"{PATH}[hidden]"


def is_shared(path: str) -> bool:
    return _ADDRESS.match(path) is not None


def hide_token(environ: MutableMapping[str, Any], path: str) -> None:
    """Leave of a request to `path` nothing but that it is for some shared draft, and the token in its own place."""
    match = _ADDRESS.match(path)
    environ[TOKEN] = match[1].strip("/") if match else ""
    environ["PATH_INFO"], environ["QUERY_STRING"] = PATH, ""
    for name in _WHOLE_ADDRESSES:
        if name in environ:
            environ[name] = PATH


def without_tokens(text: str) -> str:
    """A line of a log as it may be written."""
    return _IN_TEXT.sub(_HIDDEN, text) if "share/" in text.lower() else text
