"""Reads JavaScript literals without running anything: what is computed is no literal and is refused.

A reader of our own and no parser of JavaScript: tree-sitter takes seconds for 64 KB of nonsense and cannot read
`as const`, while literals are a small grammar that is read in one pass.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from articles.conversion.mdx.notes import Notes

MAX_NESTING = 50
MAX_TEXT = 64 * 1024
MAX_PARTS = 2000
# Of one text in all.
MAX_TOKENS = 40_000

_TOKEN = re.compile(
    r"(?P<space>(?:\s++|//[^\n]*+|/\*[\s\S]*?\*/)++)"
    r"|(?P<string>\"(?:[^\"\\\n]++|\\[\s\S])*+\"|'(?:[^'\\\n]++|\\[\s\S])*+')"
    r"|(?P<template>`(?:[^`\\$]++|\\[\s\S]|\$(?!\{))*+`)"
    r"|(?P<computed>`(?:[^`\\]++|\\[\s\S])*+`)"
    r"|(?P<number>0[xXoObB][\da-fA-F_]{1,20}|(?:\d[\d_]{0,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][+-]?\d{1,3})?)"
    r"|(?P<path>[A-Za-z_$][\w$]*+(?:\??\.[A-Za-z_$][\w$]*+|(?:\?\.)?\[(?:\d{1,9}|\"[^\"\\\n]*+\"|'[^'\\\n]*+')\])*+)"
    r"|(?P<sign>[\s\S])"
)
_STEP = re.compile(r"[A-Za-z_$][\w$]*|\[(?P<index>\d+)\]|\[[\"'](?P<key>[^\"']*)[\"']\]")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))")
_SINGLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_FILE_CALLS = {"require", "useBaseUrl", "withBase"}
_ENDS = {"", ",", "}", "]", ")"}


class NotLiteral(Exception):
    """The source is computed, or no JavaScript."""


class Entry(NamedTuple):
    """A key of an object and its line in the source, from 0; `is_literal` is off when its value is computed."""

    key: str
    line: int
    value: Any
    is_literal: bool


class _Token(NamedTuple):
    kind: str
    text: str
    start: int


class Literals:
    """What the sources of one text mean; knows the text's constants and the files that it imports."""

    def __init__(self, notes: Notes) -> None:
        self.constants: dict[str, Any] = {}
        self.files: dict[str, str] = {}
        self.used: set[str] = set()
        self._notes = notes
        self._tokens_left = MAX_TOKENS

    def count_token(self) -> None:
        self._tokens_left -= 1
        if self._tokens_left < 0:
            raise NotLiteral

    def value(self, source: str) -> Any:
        """The value of an expression; raises `NotLiteral`."""
        return _Reader(source, self).whole()

    def entries(self, source: str) -> list[Entry]:
        """The keys of an object one by one, so that one computed value does not spoil the others."""
        return list(_Reader(source, self).entries())

    def look_up(self, path: str) -> Any:
        """The value of a name or of what a path leads to."""
        steps = list(_STEP.finditer(path))
        name = steps[0][0]
        if len(steps) == 1 and name in _WORDS:
            return _WORDS[name]
        if name in self.files and all(step[0] in {"src", "default"} for step in steps[1:]):
            return self.files[name]
        if name not in self.constants:
            raise NotLiteral
        value = self.constants[name]
        for step in steps[1:]:
            value = _inside(value, step)
        self.used.add(name)
        # A name costs few characters and may stand for many.
        self._notes.count_growth(_weigh(value, MAX_PARTS))
        return value


class _Reader:
    """Reads one source, token by token."""

    def __init__(self, source: str, literals: Literals) -> None:
        self._source = source
        self._literals = literals
        tokens = (_Token(match.lastgroup or "", match[0], match.start()) for match in _TOKEN.finditer(source))
        self._tokens = (token for token in tokens if token.kind != "space")
        self._now = next(self._tokens, _Token("end", "", len(source)))
        self._depth = 0

    def whole(self) -> Any:
        value = self._value(0)
        self._expect("")
        return value

    def entries(self) -> Iterator[Entry]:
        """Of an object that is the whole source."""
        starts = [match.end() for match in re.finditer("\n", self._source)]
        self._expect("{")
        while self._now.text not in {"}", ""}:
            begin = self._now
            line = bisect_right(starts, begin.start)
            try:
                found = self._entry(0)
                if self._now.text not in _ENDS:
                    raise NotLiteral
                yield from (Entry(key, line, value, True) for key, value in found.items())
            except NotLiteral:
                key = begin.text if begin.kind != "string" else unescape(begin.text[1:-1])
                self._pass_over()
                key = key if key != "." else self._source[begin.start : self._now.start].strip()
                yield Entry(" ".join(key.split())[:60], line, None, False)
            if self._now.text == ",":
                self._next()
        self._expect("}")

    def _pass_over(self) -> None:
        """To the end of a value that is computed."""
        while self._now.text and (self._depth > 1 or self._now.text not in {",", "}"}):
            self._next()

    def _next(self) -> _Token:
        before = self._now
        self._literals.count_token()
        self._depth += (before.text in {"(", "[", "{"}) - (before.text in {")", "]", "}"})
        self._now = next(self._tokens, _Token("end", "", len(self._source)))
        return before

    def _expect(self, text: str) -> None:
        if self._now.text != text:
            raise NotLiteral
        self._next()

    def _value(self, depth: int) -> Any:
        if depth > MAX_NESTING:
            raise NotLiteral
        value = self._term(depth)
        if self._now.text == "+" and isinstance(value, str):
            parts, size = [value], len(value)
            while self._now.text == "+":
                self._next()
                part = self._term(depth)
                if not isinstance(part, str) or size > MAX_TEXT:
                    raise NotLiteral
                parts.append(part)
                size += len(part)
            value = "".join(parts)
        if self._now.kind == "path" and self._now.text in {"as", "satisfies"}:
            self._pass_type()
        return value

    def _pass_type(self) -> None:
        """What TypeScript says of a value changes nothing."""
        while self._now.kind == "path" or self._now.text in {"<", ">", "|", "&", "[", ":"}:
            if self._next().text == "[":
                self._expect("]")

    def _term(self, depth: int) -> Any:
        token = self._next()
        if token.kind in {"string", "template"}:
            return unescape(token.text[1:-1])
        if token.kind == "number":
            return _number(token.text)
        if token.kind == "path":
            return self._named(token.text, depth)
        if token.text in {"-", "+"} and self._now.kind == "number":
            number = _number(self._next().text)
            return -number if token.text == "-" else number
        if token.text == "[":
            return self._array(depth)
        if token.text == "{":
            return self._object(depth)
        if token.text == "(":
            value = self._value(depth + 1)
            self._expect(")")
            return value
        raise NotLiteral

    def _named(self, name: str, depth: int) -> Any:
        if name == "new" and self._now.text == "Date":
            self._next()
            return self._only_text(depth)
        if name in _FILE_CALLS and self._now.text == "(":
            path = self._only_text(depth)
            if self._now.text == ".":
                self._next()
                if self._next().text not in {"default", "src"}:
                    raise NotLiteral
            return path
        return self._literals.look_up(name)

    def _only_text(self, depth: int) -> str:
        """The one argument of a call."""
        self._expect("(")
        value = self._value(depth + 1)
        if self._now.text == ",":
            self._next()
        self._expect(")")
        if not isinstance(value, str):
            raise NotLiteral
        return value

    def _array(self, depth: int) -> list[Any]:
        values: list[Any] = []
        while self._now.text != "]":
            values.append(self._value(depth + 1))
            if self._now.text != "]":
                self._expect(",")
        self._next()
        return values

    def _object(self, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while self._now.text != "}":
            values |= self._entry(depth)
            if self._now.text != "}":
                self._expect(",")
        self._next()
        return values

    def _entry(self, depth: int) -> dict[str, Any]:
        """A key with its value, a constant's name alone, or the entries of a constant behind `...`."""
        token = self._next()
        if token.text == ".":
            self._expect(".")
            self._expect(".")
            value = self._value(depth + 1)
            if not isinstance(value, dict):
                raise NotLiteral
            return value
        if token.kind not in {"string", "path", "number"}:
            raise NotLiteral
        if self._now.text in {",", "}"} and token.kind == "path":
            return {token.text: self._literals.look_up(token.text)}
        self._expect(":")
        key = unescape(token.text[1:-1]) if token.kind == "string" else token.text
        return {key: self._value(depth + 1)}


def _inside(value: Any, step: re.Match[str]) -> Any:
    if isinstance(value, list) and step["index"] and int(step["index"]) < len(value):
        return value[int(step["index"])]
    key = step["key"] if step["key"] is not None else step["index"] or step[0]
    if not isinstance(value, dict) or key not in value:
        raise NotLiteral
    return value[key]


def _weigh(value: Any, left: int) -> int:
    """About how many characters a value takes; refuses one of too many parts, which names can multiply."""
    weight, waiting = 0, [value]
    while waiting:
        part = waiting.pop()
        left -= 1
        if left < 0:
            raise NotLiteral
        if isinstance(part, dict | list):
            waiting += part.values() if isinstance(part, dict) else part
        weight += len(part) if isinstance(part, str) else 10
    return weight


def _number(text: str) -> int | float:
    text = text.replace("_", "")
    try:
        return int(text, 0) if re.fullmatch(r"0|[1-9]\d*|0[xXoObB][\da-fA-F]+", text) else float(text)
    except (ValueError, OverflowError) as exc:
        raise NotLiteral from exc


def unescape(text: str) -> str:
    """What a string's escapes stand for; half of a pair of surrogates alone becomes the sign for a broken one."""
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(_unescaped, text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if digits:
        return chr(int(digits, 16)) if int(digits, 16) <= 0x10FFFF else "\ufffd"
    return _SINGLE.get(match[4], match[4])
