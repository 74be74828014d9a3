"""A front matter is keys, their values as texts, and their lines; the format it was written in ends here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple

SCALARS = (str, bool, int, float, date, datetime, time, type(None))


@dataclass(frozen=True)
class Value:
    """A text or a list of texts, and its line in the file. `is_nested` holds more than we can use."""

    line: int
    text: str = ""
    items: list[str] = field(default_factory=list)
    is_list: bool = False
    is_nested: bool = False

    @property
    def is_text(self) -> bool:
        return not (self.is_list or self.is_nested)

    @property
    def is_empty(self) -> bool:
        return self.is_text and not self.text


class Front(NamedTuple):
    """A front matter: `values` by key, and `rest`, which gives some of its keys as YAML, types and nesting kept."""

    values: Mapping[str, Value]
    rest: Callable[[Collection[str]], str]


def value_of(data: Any, line: int, text: str | None = None) -> Value:
    """A value that has a type already; `text` is how a date was written, if that is known."""
    if isinstance(data, list):
        items = [_text(item) for item in data if isinstance(item, SCALARS)]
        return Value(line, items=items, is_list=True, is_nested=len(items) < len(data))
    if isinstance(data, SCALARS):
        return Value(line, text=text or _text(data))
    return Value(line, is_nested=True)


def _text(data: Any) -> str:
    if data is None:
        return ""
    if isinstance(data, bool):
        return str(data).lower()
    if isinstance(data, date | time):
        return data.isoformat()
    return str(data).strip()
