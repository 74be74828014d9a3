"""The thin spaces that TeX sets around the names of functions: `n log n`, and none in `log(n)` or `= log n`."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

# Names that are no functions but stand between two things, which have the spaces of an operator.
_BETWEEN = {"mod"}
_WITH_BASE = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
_OPENING, _CLOSING = {"|", "‖"}, {")", "]", "}", "⟩", "!", "|", "‖"}
_THIN = "0.1667em"


def with_spaces(elements: Iterable[Element]) -> Iterator[Element]:
    """What stands beside each other in a formula, with a space wherever a function needs one."""
    before: Element | None = None
    for element in elements:
        base = _base(element)
        if base.tag == "mo" and _is_function(element):
            # Operators have wider spaces of their own, before brackets too.
            base.attrib |= {"lspace": "0em", "rspace": "0em"}
        if before is not None and _needs_space(before, element):
            yield Element("mspace", width=_THIN)
        yield element
        before = element


def _needs_space(left: Element, right: Element) -> bool:
    if _is_function(left):
        return _is_function(right) or _is_word(right, _OPENING)
    return _is_function(right) and _is_word(left, _CLOSING)


def _is_word(element: Element, signs: set[str]) -> bool:
    """Whether it is no operator and no space, or one of these signs."""
    base = _base(element)
    # The library writes brackets as references.
    return base.tag not in {"mo", "mspace"} or html.unescape(base.text or "") in signs


def _is_function(element: Element) -> bool:
    base = _base(element)
    name = base.text or ""
    return base.tag in {"mi", "mo"} and len(name) > 1 and name.isascii() and name.isalpha() and name not in _BETWEEN


def _base(element: Element) -> Element:
    while element.tag in _WITH_BASE and len(element):
        element = element[0]
    return element
