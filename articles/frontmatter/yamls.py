"""YAML front matter. Scalars stay the texts that were written; YAML guesses no types.

Read from the parser's events and not from a tree, so that nesting and aliases cost nothing: what is neither a text nor
a list of texts is passed over and marked. Only what we have no field for is made a tree, to be written out again.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator
from typing import Any

import yaml

from articles.exceptions import InvalidContent
from articles.frontmatter.values import Front, Value

MAX_NESTING = 20
ONE_LINE = 2**30  # no text is that long, so none is folded
# The numbers of YAML 1.2, which Hugo reads and PyYAML does not know.
_NUMBER = re.compile(r"[-+]?(?:0o[0-7]+|\.?\d[\d.]*(?:[eE][-+]?\d+)?)", re.ASCII)
AFTER_FENCE = 2  # the parser counts from 0, and the fence is the first line


class _Dumper(yaml.SafeDumper):
    """The one in Python: that in C writes emoji as escapes. Quotes what only newer readers take for a number."""


def _quoted_number(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "'" if _NUMBER.fullmatch(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _quoted_number)


def read_yaml(text: str, path: str) -> Front:
    """Raises `InvalidContent` with the line of what is wrong."""
    try:
        values = _collect(yaml.parse(text, Loader=yaml.CSafeLoader), path)
    except yaml.MarkedYAMLError as exc:
        line = exc.problem_mark.line + AFTER_FENCE if exc.problem_mark else None
        advice = "; put quotes around a text that holds a colon" if "mapping values" in (exc.problem or "") else ""
        raise InvalidContent(f"front matter is not YAML: {exc.problem}{advice}", path=path, line=line) from exc
    except yaml.reader.ReaderError as exc:
        line = text.encode()[: exc.position].count(b"\n") + AFTER_FENCE
        raise InvalidContent("front matter holds a character that YAML does not allow", path=path, line=line) from exc
    return Front(values, functools.partial(_rest, text))


def dump_yaml(data: dict[str, Any]) -> str:
    """Keys and values in their order, each text on one line where it can be."""
    text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=ONE_LINE)
    return text


def normal_yaml(text: str) -> str:
    """The same keys and values as this module always writes them: comments go, styles and types stay."""
    return _rest(text, None)


def _rest(text: str, keys: Collection[str] | None) -> str:
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    if not isinstance(node, yaml.MappingNode):
        return ""
    node.value = [pair for pair in node.value if keys is None or pair[0].value in keys]
    node.flow_style = False
    if not node.value:
        return ""
    written: str = yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=ONE_LINE)
    # The mark of the document's end, which the emitter sets after kept blank lines: more keys may follow.
    return written.removesuffix("...\n") if written.endswith("\n...\n") else written


def _collect(events: Iterator[yaml.Event], path: str) -> dict[str, Value]:
    values: dict[str, Value] = {}
    event = next(event for event in events if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent))
    if isinstance(event, yaml.StreamEndEvent) or (isinstance(event, yaml.ScalarEvent) and not event.value):
        return values
    if not isinstance(event, yaml.MappingStartEvent):
        raise InvalidContent("front matter must be lines of `key: value`", path=path, line=_line(event))
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        line = _line(event)
        if not isinstance(event, yaml.ScalarEvent):
            raise InvalidContent("front matter must be lines of `key: value`", path=path, line=line)
        key = str(event.value)
        if key in values:
            raise InvalidContent(f"{key}: stands here again, first in line {values[key].line}", path=path, line=line)
        values[key] = _value(next(events), events, line, path)
    _expect_the_end(events, path)
    return values


def _expect_the_end(events: Iterator[yaml.Event], path: str) -> None:
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            raise InvalidContent("front matter holds a second YAML document; keep one", path=path, line=_line(event))


def _value(event: yaml.Event, events: Iterator[yaml.Event], line: int, path: str) -> Value:
    if isinstance(event, yaml.ScalarEvent):
        return Value(line, text="" if _is_null(event) else event.value.strip())
    if isinstance(event, yaml.SequenceStartEvent):
        return _list(events, line, path)
    if isinstance(event, yaml.MappingStartEvent):
        _pass_over(events, path)
    return Value(line, is_nested=True)


def _list(events: Iterator[yaml.Event], line: int, path: str) -> Value:
    items: list[str] = []
    is_nested = False
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        if isinstance(event, yaml.ScalarEvent):
            items.append(str(event.value))
            continue
        is_nested = True
        if isinstance(event, yaml.CollectionStartEvent):
            _pass_over(events, path)
    return Value(line, items=items, is_list=True, is_nested=is_nested)


def _pass_over(events: Iterator[yaml.Event], path: str) -> None:
    """Skip the rest of a collection that has just begun."""
    depth = 1
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth == 0:
            return
        if depth > MAX_NESTING:
            raise InvalidContent("front matter is nested too deep", path=path, line=_line(event))


def _line(event: yaml.Event) -> int:
    return (event.start_mark.line if event.start_mark else 0) + AFTER_FENCE


def _is_null(event: yaml.ScalarEvent) -> bool:
    return not event.style and event.value in {"", "~", "null", "Null", "NULL"}
