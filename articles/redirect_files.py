"""Redirects as CSV, as spreadsheets and other systems write it: with or without a header, however it is separated."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from articles.exceptions import InvalidContent
from articles.redirects import Redirect, Row

MAX_BYTES = 2 * 1024 * 1024
MAX_LINES = 10_000
LOOKED_AT = 1000  # characters of the first line, to see how it is separated
HEADER = ("from", "to", "note")
_FROM = {"from", "source", "old", "old url", "old address", "redirect from", "path", "url"}
_TO = {"to", "target", "new", "new url", "new address", "redirect to", "destination", "location"}
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# A cell that begins so is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def text_of(data: bytes) -> str:
    """A file as text: UTF-8, what Excel calls Unicode text, or else Western European; raises `InvalidContent`."""
    if len(data) > MAX_BYTES:
        raise InvalidContent(f"This file has {len(data):,} bytes; {MAX_BYTES:,} are the most.")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_rows(text: str) -> list[Row]:
    """Its lines, but for empty ones and the header; raises `InvalidContent` for what cannot be read as a table."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise InvalidContent(f"This text is too long; {MAX_BYTES:,} bytes are the most.")
    table = list(_cells(text.removeprefix("\ufeff")))
    if not table:
        raise InvalidContent("There is no line in it.")
    order = _order(table[0][1])
    if order:
        del table[0]
    if len(table) > MAX_LINES:
        raise InvalidContent(f"It has {len(table):,} lines; {MAX_LINES:,} are the most.")
    columns = order or dict(zip(HEADER, range(len(HEADER)), strict=True))
    return [_row(number, cells, columns) for number, cells in table]


def write_rows(redirects: Iterable[Redirect], targets: Mapping[str, str]) -> Iterator[str]:
    """One line of CSV at a time; `targets` says where each path leads now."""
    yield _line(HEADER)
    for redirect in redirects:
        yield _line((redirect.path, targets[redirect.path], _harmless(redirect.note)))


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not empty, with its number."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    begins = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield begins, stripped
            begins = reader.line_num + 1
    except csv.Error as exc:
        raise InvalidContent(f"Line {begins} cannot be read: {exc}.") from exc


def _delimiter(text: str) -> str:
    """Between which signs the first line has addresses or names of columns: an address may hold the others."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    for sign in ("\t", ";", ","):
        cells = [cell.strip() for cell in next(csv.reader([first[:LOOKED_AT]], delimiter=sign), [])]
        if _order(cells) or (len(cells) > 1 and cells[1].startswith(("/", "http"))):
            return sign
    return ","


def _order(cells: list[str]) -> dict[str, int] | None:
    """Which column is which, if this is a header."""
    names = [cell.strip().casefold().replace("_", " ").replace("-", " ") for cell in cells]
    found = {
        "from": next((place for place, name in enumerate(names) if name in _FROM), None),
        "to": next((place for place, name in enumerate(names) if name in _TO), None),
        "note": next((place for place, name in enumerate(names) if name == "note"), None),
    }
    if found["from"] is None or found["to"] is None:
        return None
    return {name: place for name, place in found.items() if place is not None}


def _row(number: int, cells: list[str], columns: Mapping[str, int]) -> Row:
    values = {name: cells[place] if place < len(cells) else "" for name, place in columns.items()}
    return Row(number, values["from"], values["to"], values.get("note", ""))


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written).writerow(cells)
    return written.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
