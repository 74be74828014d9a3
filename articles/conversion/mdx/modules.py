"""Reads `import` and `export`: files get names, literals are remembered, an article's data become metadata."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from articles.conversion.mdx.literals import Literals, NotLiteral
from articles.conversion.mdx.notes import Notes
from articles.conversion.mdx.scanner import Scanner, Source

METADATA_NAMES = {"article", "meta", "metadata", "frontmatter", "post"}

_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|ico|bmp|mp4|webm|mov|mp3|wav|pdf)(?=\Z|\?)", re.IGNORECASE)
_IMPORTED = re.compile(r"import[\w$*{},\s]{0,4000}+")
_IMPORT = re.compile(
    r"import(?:\s+type\b)?\s*+(?P<names>[\w$*{},\s]{0,4000}?)(?:\bfrom)?\s*(?P<quote>[\"'])(?P<from>[^\"'\n]*+)(?P=quote)"
    r"(?:\s*(?:with|assert)\s*\{[^{}\n]*+\})?[ \t]*;?"
)
_EXPORT = re.compile(
    r"export\s+(?:default\b|(?:declare\s+)?(?:const|let|var|class|function|async\s+function|abstract\s+class|enum)\s*\*?\s*[\w$\[{]"
    r"|(?:type|interface)\s+\w+\s*[=<{]|type\s*\{|\{|\*\s)"
)
_DECLARED = re.compile(r"export\s+(?:const|let|var)\s+(?P<name>[\w$]+)\s*(?P<type>:(?:[^=]|=>){0,500}?)?=(?![>=])\s*")
_LAYOUT = re.compile(r"export\s+default\s+[\w$.]+\s*;?\s*|export\s*\{[^{}]*\bas\s+default\b[^{}]*\}[^{}]*")
_TAIL = re.compile(r"\s*(?:\b(?:as|satisfies)\b[^;]*)?;?\s*\Z")
_TYPE = re.compile(r"\s+(?:as|satisfies)\s+[\w.<>\[\] |]+\Z")
_LOCAL = re.compile(r"(?:const|let|var|(?:async\s+)?function)\s+[\w$\[{]")
_NAMED = re.compile(
    r"export\s+(?:default\s+)?(?:[a-z]+\s+)*?(?:const|let|var|class|function\*?|enum|type|interface)\s+([\w$]+)"
)


def _without_type(value: str) -> str:
    """The value without `as const` and the like behind it."""
    value = value.strip().removesuffix(";").rstrip()
    tail = _TYPE.search(value[-200:])
    return value[: len(value) - len(tail[0])] if tail else value


class Value(NamedTuple):
    """A value of the text's metadata (as JSON has them), and its line."""

    line: int
    value: Any


class Modules:
    """The statements of one text."""

    def __init__(self, source: Source, scanner: Scanner, literals: Literals, notes: Notes) -> None:
        self.metadata: dict[str, Value] = {}
        self._source = source
        self._scanner = scanner
        self._literals = literals
        self._notes = notes
        self._constants: dict[str, tuple[int, bool]] = {}
        self._last_end = -1

    def read(self, start: int) -> int | None:
        """The end of the statement that begins at `start`; None if there is none."""
        text = self._source.text
        match = _IMPORT.match(text, start)
        if match:
            self._import(match["names"], match["from"])
            self._last_end = match.end()
            return match.end()
        if text.startswith("import", start):
            words = _IMPORTED.match(text, start)
            self._notes.spend_steps(10 + 2 * len(words[0] if words else ""))
            return None
        if not (_EXPORT.match(text, start) or (self._goes_on(start) and _LOCAL.match(text, start))):
            return None
        end = self._scanner.statement_end(start)
        if end is None:
            self._notes.add(self._source.line(start), "a statement is not closed; it is shown as it stands")
            return None
        self._export(start, text[start:end])
        self._last_end = end
        return end

    def _goes_on(self, start: int) -> bool:
        return self._source.text[max(self._last_end, 0) : start].strip(" \t") == "\n"

    def _import(self, names: str, path: str) -> None:
        default = re.match(r"\s*([\w$]+)\s*(?:,|\Z)", names)
        if default and _FILE.search(path):
            self._literals.files[default[1]] = path.split("?", 1)[0]

    def _export(self, start: int, statement: str) -> None:
        line = self._source.line(start)
        match = _DECLARED.match(statement if statement.startswith("export") else f"export {statement}")
        if _LAYOUT.fullmatch(statement):
            return
        if match is None:
            named = _NAMED.match(statement)
            shown = named[1] if named else " ".join(statement.split()[:2])[:60]
            self._notes.add(line, f"the export `{shown}` is code; it was left out")
            return
        moved = len(statement) - len(match.string)
        begin = start + match.end() + moved
        self._declare(match["name"], begin, start + len(statement), line)

    def _declare(self, name: str, begin: int, end: int, line: int) -> None:
        text = self._source.text
        is_object = text.startswith("{", begin)
        close = self._scanner.close_brace(begin) if is_object else None
        if close is not None and close <= end and _TAIL.fullmatch(text, close, end):
            value = text[begin:close]
        else:
            value, is_object = _without_type(text[begin:end]), False
        try:
            if name in METADATA_NAMES:
                if not is_object:
                    raise NotLiteral
                self._literals.constants[name] = self._metadata(value, self._source.line(begin))
            else:
                known = self._literals.constants[name] = self._literals.value(value)
                self._constants[name] = line, isinstance(known, list | dict)
        except NotLiteral:
            self._notes.add(line, f"the export `{name}` is no literal value; it was left out")

    def _metadata(self, source: str, line: int) -> dict[str, Any]:
        known: dict[str, Any] = {}
        for entry in self._literals.entries(source):
            at = line + entry.line
            if not entry.is_literal:
                self._notes.add(at, f"the key `{entry.key}` is computed; it was left out")
                continue
            known[entry.key] = entry.value
            if entry.key in self.metadata:
                first, value = self.metadata[entry.key]
                if value == entry.value:
                    continue
                self._notes.add(at, f"the key `{entry.key}` stands here again; that of line {first} counts")
            else:
                self.metadata[entry.key] = Value(at, entry.value)
        return known

    def close(self) -> None:
        """Say which constants nothing in the text has used."""
        for name, (line, is_data) in self._constants.items():
            if name not in self._literals.used:
                what = "is data" if is_data else "is not used in the text"
                self._notes.add(line, f"the export `{name}` {what}; it was left out")
