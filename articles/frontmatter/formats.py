"""Where the front matter of a text is and in which format: YAML (`---`), TOML (`+++`) or JSON (`{`)."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date, time
from typing import Any, NamedTuple, NoReturn

import yaml

from articles.exceptions import InvalidContent
from articles.frontmatter.values import Front, value_of
from articles.frontmatter.yamls import dump_yaml, normal_yaml, read_yaml

MAX_FRONT_MATTER = 64 * 1024
MAX_DOTS = 1000

_YAML = re.compile(r"\A---[ \t]*\n(?P<text>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(?P<text>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_JSON = re.compile(r"\A\{\s*[\"}]")
_TOML_KEY = re.compile(r"^[ \t]*\[{0,2}[ \t]*[\"']?(?P<key>[^\s\"'=.\[\]]+)[^=\n]*(?:=[ \t]*(?P<value>[^#\n]*))?", re.M)


class Split(NamedTuple):
    """A text taken apart. `body_line` is the line of the file that the body begins in; `front` may be missing."""

    front: Front | None
    body: str
    body_line: int


def split_front_matter(text: str, *, path: str) -> Split:
    """Raises `InvalidContent` if there is a front matter that cannot be read."""
    for fence, read in ((_YAML, read_yaml), (_TOML, _read_toml)):
        if match := fence.match(text):
            _check_size(match["text"], path)
            return Split(read(match["text"], path), *_after(text, match.end()))
    if _JSON.match(text):
        return _split_json(text, path)
    return Split(None, text, 1)


def front_of(data: Mapping[str, Any], lines: Mapping[str, int], texts: Mapping[str, str], *, path: str) -> Front:
    """A front matter from values that have types; `texts` are dates as they were written."""

    def rest(keys: Collection[str]) -> str:
        try:
            kept = {key: _plain(value) for key, value in data.items() if key in keys}
            text = normal_yaml(dump_yaml(kept)) if kept else ""
            # An export writes it into a file's head, which must be read again.
            read_yaml(text, path)
        except (InvalidContent, yaml.YAMLError, RecursionError, ValueError) as exc:
            raise InvalidContent("front matter holds a value that cannot be kept", path=path, line=1) from exc
        return text

    try:
        values = {key: value_of(value, lines.get(key, 1), texts.get(key)) for key, value in data.items()}
    except ValueError as exc:
        raise InvalidContent("front matter holds a number that is too long", path=path, line=1) from exc
    return Front(values, rest)


def merged(first: Front, second: Front) -> Front:
    """Both front matters of one file; where they name the same key, the first counts."""

    def rest(keys: Collection[str]) -> str:
        others = [key for key in keys if key not in first.values]
        return first.rest([key for key in keys if key in first.values]) + second.rest(others)

    return Front({**second.values, **first.values}, rest)


def _after(text: str, end: int) -> tuple[str, int]:
    return text[end:], text.count("\n", 0, end) + 1


def _check_size(text: str, path: str) -> None:
    if len(text) > MAX_FRONT_MATTER:
        raise InvalidContent(f"front matter has {len(text)} characters, {MAX_FRONT_MATTER} fit", path=path, line=1)


def _read_toml(text: str, path: str) -> Front:
    # `a.a.a.…` costs its parser the square of its length: 20 seconds for the longest front matter.
    if deep := next((number for number, line in enumerate(text.split("\n"), 2) if line.count(".") > MAX_DOTS), None):
        raise InvalidContent("front matter is nested too deep", path=path, line=deep)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as exc:
        found = re.search(r"at line (\d+)", str(exc))
        reason = re.sub(r" \(at .*\)$", "", str(exc))
        line = int(found[1]) + 1 if found else 1
        raise InvalidContent(f"front matter is not TOML: {reason}", path=path, line=line) from exc
    lines: dict[str, int] = {}
    texts: dict[str, str] = {}
    for match in _TOML_KEY.finditer(text):
        key = match["key"]
        if key in data and key not in lines:
            lines[key] = text.count("\n", 0, match.start("key")) + 2
            if isinstance(data[key], date | time) and _is_toml(match["value"], data[key]):
                texts[key] = match["value"].strip()
    return front_of(data, lines, texts, path=path)


def _is_toml(text: str | None, value: date | time) -> bool:
    """Whether it is how the value was written, and not a line of a long text that looks like it."""
    try:
        return bool(tomllib.loads(f"x = {text}")["x"] == value)
    except tomllib.TOMLDecodeError:
        return False


def _split_json(text: str, path: str) -> Split:
    """As Hugo has it: the text begins with an object."""
    head = text[: MAX_FRONT_MATTER + 1]
    try:
        data, end = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refuse).raw_decode(head)
    except json.JSONDecodeError as exc:
        if len(text) > MAX_FRONT_MATTER and exc.pos >= MAX_FRONT_MATTER:
            _check_size(text, path)
        raise InvalidContent(f"front matter is not JSON: {exc.msg}", path=path, line=exc.lineno) from exc
    except _Twice as exc:
        places = [found.start() for found in re.finditer(rf"{re.escape(json.dumps(exc.key))}\s*:", head)]
        line = text.count("\n", 0, places[1]) + 1 if len(places) > 1 else 1
        raise InvalidContent(f"front matter is not JSON: {exc}", path=path, line=line) from exc
    except (RecursionError, ValueError) as exc:
        raise InvalidContent(f"front matter is not JSON: {exc}", path=path, line=1) from exc
    lines = {key: text.count("\n", 0, at) + 1 for key, at in _places(text[:end])}
    body = text[end:].lstrip(" \t").removeprefix("\n")
    return Split(front_of(data, lines, {}, path=path), body, text.count("\n", 0, len(text) - len(body)) + 1)


def _places(text: str) -> Iterator[tuple[str, int]]:
    """The keys of an object that is known to be right, and where they stand."""
    decoder = json.JSONDecoder()
    at = _next(text, 1)
    while text[at] != "}":
        key, after = decoder.raw_decode(text, at)
        yield key, at
        _, after = decoder.raw_decode(text, _next(text, after))
        at = _next(text, after)


def _next(text: str, at: int) -> int:
    while text[at] in " \t\n,:":
        at += 1
    return at


class _Twice(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(f"{key}: stands there twice")
        self.key = key


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no value of JSON")


def _plain(value: Any) -> Any:
    """What YAML can say: a time of day becomes a text."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, time) else value
