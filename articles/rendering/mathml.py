"""Formulas become MathML, which browsers draw by themselves. One that cannot be read becomes nothing, and the same one
always does: its length and depth are looked at before the library, which calls itself for each level, reads it.

Only elements and attributes of the lists below get through, without colours, classes, links and macros.
"""

from __future__ import annotations

import functools
import html
import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown_it.common.utils import escapeHtml

from articles.rendering.math_environments import with_known_environments
from articles.rendering.math_letters import draw_letters
from articles.rendering.math_spaces import with_spaces

MAX_FORMULA = 2_000
_MAX_DEPTH = 120
# How many children an element has; None is any number.
MATH_ELEMENTS: dict[str, int | None] = {
    "mrow": None, "mi": None, "mn": None, "mo": None, "mtext": None, "mspace": None, "mstyle": None, "mpadded": None,
    "mphantom": None, "msqrt": None, "menclose": None, "mtable": None, "mtr": None, "mtd": None, "mfrac": 2,
    "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3,
}  # fmt: skip
MATH_ATTRIBUTES = frozenset({
    "accent", "columnalign", "columnlines", "columnspacing", "depth", "displaystyle", "fence", "form", "height",
    "largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowlines",
    "rspace", "scriptlevel", "stretchy", "voffset", "width",
})  # fmt: skip
_VALUE = re.compile(r"[\w.+ -]{1,100}")
# Macros can grow without end.
_MACRO = re.compile(r"\\(?:newcommand|newenvironment|def|DeclareMathOperator)(?![A-Za-z])")
_STEP = re.compile(r"\\[A-Za-z]+|\\.|\S", re.DOTALL)


class _Unreadable(Exception):
    """A formula that is no formula, or asks for more than we give."""


def write_mathml(formula: str, *, block: bool) -> str | None:
    """A formula of LaTeX as `<math>`, if it can be read."""
    if len(formula) > MAX_FORMULA or _MACRO.search(formula) or not _is_flat(formula):
        return None
    try:
        known = with_known_environments(formula)
        tree = _converter().convert_to_element(known, display="block" if block else "inline")
        display = ' display="block"' if block else ""
        return f"<math{display}>{''.join(map(_write, tree))}</math>"
    except Exception:
        # The library lets out whatever happens in it, of which it has a dozen kinds of its own.
        return None


@functools.cache
def _converter() -> Any:
    """Reading its table of signs takes 50 ms, which pages without formulas do without."""
    from latex2mathml import converter

    return converter


def _is_flat(formula: str) -> bool:
    """Whether braces are balanced, and at no place more commands can be within each other than the stack bears."""
    levels = [0]
    before = ""
    for step in _STEP.findall(formula):
        if step == "{":
            levels.append(0)
        elif step == "}":
            levels.pop()
        elif _nests(step, before):
            levels[-1] += 1
        if not levels or len(levels) + levels[-1] > _MAX_DEPTH or sum(levels) > _MAX_DEPTH:
            return False
        before = step
    return len(levels) == 1


def _nests(step: str, before: str) -> bool:
    """Commands take what follows into themselves, and so do raised and lowered signs that follow each other."""
    return len(step) > 2 or (step in "^_'" and (before in "^_'" or len(before) > 2))


def _write(element: Element) -> str:
    count = MATH_ELEMENTS.get(element.tag, -1)
    if count is not None and count != len(element):
        raise _Unreadable(element.tag)
    attributes = "".join(
        f' {name}="{value}"'
        for name, value in element.attrib.items()
        if name in MATH_ATTRIBUTES and name != "mathvariant" and _VALUE.fullmatch(value)
    )
    children = element if count else with_spaces(element)
    return f"<{element.tag}{attributes}>{_text(element)}{''.join(map(_write, children))}</{element.tag}>"


def _text(element: Element) -> str:
    """The library writes some signs as references, and commands that it does not know as they are.

    So it does with the sign between two columns where there are none.
    """
    if element.text == "&" and element.tag != "mtext":
        raise _Unreadable("&")
    text = html.unescape(element.text or "")
    if len(text) > 1 and text.startswith("\\"):
        raise _Unreadable(text)
    return escapeHtml(draw_letters(text, element.get("mathvariant", "")))
