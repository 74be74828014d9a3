"""Tells which words stand in attributes that nothing was made of. What only places or colours a thing is no loss."""

from __future__ import annotations

import re

from articles.conversion.mdx.nodes import Element
from articles.conversion.mdx.scanner import Attribute

MAX_NAMED = 10

_LITERAL = re.compile(r"\s*+([\"'])([^\"'\\\n]*+)\1\s*+")
_LETTER = re.compile(r"[^\W\d_]")
# A colour, an address, a measure.
_NO_WORDS = re.compile(
    r"#\w+|\.{0,2}/\S*|[\w.+-]+:\S*|[\d.]+[a-z%]*|(?:rgb|hsl)a?\([^()]*\)|var\([^()]*\)", re.IGNORECASE
)
_LOOK_NAMES = (
    "class style id key ref slot is href to src srcset sizes width height align rel target allow sandbox media fill"
    " stroke points d transform viewbox bg background border gap icon emoji sx css tw headers itemprop itemtype"
)
_LOOKS = frozenset(_LOOK_NAMES.split())
_LOOK_ENDS = ("class", "classname", "style", "color", "colour", "colors", "colours")
_TOLD_ARIA = {"aria-label", "aria-description"}


def words_left(element: Element, *, at_least: int = 1) -> list[Attribute]:
    """The attributes with so many words that no one asked for, as the author wrote them."""
    return [
        attribute
        for name, attribute in element.attributes.items()
        if name not in element.asked and not _is_look(name) and _count_words(attribute) >= at_least
    ]


def named(attributes: list[Attribute]) -> str:
    """Their names for a notice."""
    names = ", ".join(attribute.name[:40] for attribute in attributes[:MAX_NAMED])
    return names if len(attributes) <= MAX_NAMED else f"{names} and others"


def _is_look(name: str) -> bool:
    low = name.lower()
    is_code = low.startswith(("data-", "on:", "client:", "set:")) or re.match(r"on[A-Za-z]", name) is not None
    return is_code or low in _LOOKS or low.endswith(_LOOK_ENDS) or (low.startswith("aria-") and low not in _TOLD_ARIA)


def _count_words(attribute: Attribute) -> int:
    """Of a literal text; 0 of all others."""
    literal = _LITERAL.fullmatch(attribute.value) if attribute.kind == "code" else None
    text = (literal[2] if literal else attribute.value if attribute.kind == "text" else "").strip()
    is_words = _LETTER.search(text) is not None and not _NO_WORDS.fullmatch(text)
    return len(text.split()) if is_words else 0
