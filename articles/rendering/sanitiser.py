"""The second lock: only elements and attributes that the renderer makes get through, whatever it was made to write."""

from __future__ import annotations

import functools
from urllib.parse import urljoin

import nh3

from articles.rendering.inline_tags import INLINE_TAGS
from articles.rendering.mathml import MATH_ATTRIBUTES, MATH_ELEMENTS

_SCHEMES = {"http", "https", "mailto"}
_TAGS = INLINE_TAGS | MATH_ELEMENTS.keys() | {
    "a", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption", "figure", "h2",
    "h3", "h4", "h5", "h6", "hr", "img", "li", "math", "ol", "p", "pre", "s", "section", "span", "strong", "summary",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# What both pages and feeds have.
_COMMON = {
    "a": {"href", "title", "id"},
    "abbr": {"title"},
    "code": {"class"},
    "img": {"src", "alt", "title"},
    "li": {"id"},
    "math": {"display"},
    "ol": {"start"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
    **{element: set(MATH_ATTRIBUTES) for element in MATH_ELEMENTS},
}
_PAGE = {
    "a": {"class", "aria-label"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "img": {"loading"},
    "li": {"class"},
    "ol": {"class"},
    "pre": {"tabindex"},
    "section": {"class", "aria-label"},
    "span": {"class", "role", "aria-label"},
    **{tag: {"class"} for tag in ("figure", "mark", "p", "sup", "td", "th", "ul")},
}


def clean_page(html: str) -> str:
    cleaned: str = _page_cleaner().clean(html)
    return cleaned


def clean_feed(html: str, base: str) -> str:
    """For readers that have no style and no scripts of ours, and may not know where the text came from."""

    def absolute(tag: str, name: str, value: str) -> str:
        return _absolute(base, value) if name in {"href", "src"} else value

    return nh3.clean(
        html, tags=_TAGS, attributes=_COMMON, url_schemes=_SCHEMES, link_rel=None, attribute_filter=absolute
    )


@functools.cache
def _page_cleaner() -> nh3.Cleaner:
    attributes = {tag: _COMMON.get(tag, set()) | _PAGE.get(tag, set()) for tag in _COMMON.keys() | _PAGE.keys()}
    return nh3.Cleaner(tags=_TAGS, attributes=attributes, url_schemes=_SCHEMES, link_rel=None)


def _absolute(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address
