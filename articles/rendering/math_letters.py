"""Bold, script and other letters of formulas are signs of their own, as browsers know no other way to draw them."""

from __future__ import annotations

import functools
import string
import unicodedata

_STYLES = {
    "bold": "BOLD", "italic": "ITALIC", "bold-italic": "BOLD ITALIC", "double-struck": "DOUBLE-STRUCK",
    "script": "SCRIPT", "bold-script": "BOLD SCRIPT", "fraktur": "FRAKTUR", "bold-fraktur": "BOLD FRAKTUR",
    "sans-serif": "SANS-SERIF", "monospace": "MONOSPACE", "bold-sans-serif": "SANS-SERIF BOLD",
    "sans-serif-italic": "SANS-SERIF ITALIC", "sans-serif-bold-italic": "SANS-SERIF BOLD ITALIC",
}  # fmt: skip
# Letters that Unicode had before it had all of them.
_OLDER = {"MATHEMATICAL FRAKTUR": "BLACK-LETTER", "MATHEMATICAL ": ""}
_DIGITS = {digit: unicodedata.name(digit).removeprefix("DIGIT ") for digit in string.digits}


def draw_letters(text: str, style: str) -> str:
    """The same letters in a style of formulas; what Unicode has not in it stays."""
    return "".join(_letter(sign, _STYLES[style]) for sign in text) if style in _STYLES else text


@functools.cache
def _letter(sign: str, style: str) -> str:
    if sign == "h" and style == "ITALIC":
        return "\N{PLANCK CONSTANT}"
    case = "DIGIT" if sign in _DIGITS else "CAPITAL" if sign.isupper() else "SMALL"
    name = f"MATHEMATICAL {style} {case} {_DIGITS.get(sign, sign.upper())}"
    for old, new in {"": "", **_OLDER}.items():
        try:
            return unicodedata.lookup(name.replace(old, new) if old else name)
        except KeyError:
            continue
    return sign
