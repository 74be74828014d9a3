"""Environments of LaTeX that the library knows under another name. It would read any that it does not know as nothing,
and set lines and columns in one line.
"""

from __future__ import annotations

import re

# How many columns it has, and whether it is set higher or lower, the library does not ask.
_PLACE, _COUNT = r"\s*\[[tcb]\]", r"\s*\{\d{1,2}\}"
_MARK = re.compile(
    rf"\\(?P<mark>begin|end)\s*\{{(?:(?P<placed>(?:align|gather)ed|split)\}}(?:{_PLACE})?"
    rf"|(?P<counted>align(?:ed)?at\*?)\}}(?:(?:{_PLACE})?{_COUNT})?|(?P<other>[A-Za-z]+\*?)\}})"
)
_NAMES = {
    "aligned": "align*", "alignedat": "align*", "alignat": "align*", "alignat*": "align*", "flalign": "align*",
    "flalign*": "align*", "dcases": "cases", "gather": "displaylines", "gather*": "displaylines",
    "gathered": "displaylines", "multline": "displaylines", "multline*": "displaylines",
}  # fmt: skip
_KNOWN = {
    "align", "align*", "array", "bmatrix", "bmatrix*", "Bmatrix", "Bmatrix*", "cases", "displaylines", "equation",
    "equation*", "matrix", "matrix*", "pmatrix", "pmatrix*", "smallmatrix", "split", "vmatrix", "vmatrix*", "Vmatrix",
    "Vmatrix*",
}  # fmt: skip


def with_known_environments(formula: str) -> str:
    """The formula as the library reads it; raises `KeyError` if it has an environment that is none."""
    return _MARK.sub(_rename, formula) if "\\begin" in formula else formula


def _rename(found: re.Match[str]) -> str:
    name = found["placed"] or found["counted"] or found["other"]
    known = name if name in _KNOWN else _NAMES[name]
    return f"\\{found['mark']}{{{known}}}"
