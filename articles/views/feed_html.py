"""Bodies as feeds show them: the page's HTML with addresses that lead to the site from anywhere."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

from articles.rendering import render_markdown

_ADDRESS = re.compile(r'(<(?:a|img)\b[^<>]*?\s(?:href|src)=")([^"]*)')


def render_for_feed(text: str, base: str) -> str:
    """HTML of an article whose address is `base`."""

    def made_absolute(found: re.Match[str]) -> str:
        return found[1] + html.escape(urljoin(base, html.unescape(found[2])))

    return _ADDRESS.sub(made_absolute, render_markdown(text))
