"""What stands in a text beside its words: pictures, headings, blocks of code, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote

from articles.checking.findings import Found, shorten
from articles.rendering.places import BlockPlace, HeadingPlace, Part, Words

_FILE = re.compile(r"\S+\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?|heic)", re.IGNORECASE)
# As cameras and systems name what they take.
_TAKEN = re.compile(r"(?:IMG|DSCN?|PXL|Screenshot|Screen Shot|Bildschirmfoto)[ _-]?\d[\w .:-]*", re.IGNORECASE)
_INDENTED = re.compile(r"(?:[ >]*)(?: {4}|\t)")


def check_pictures(words: Words) -> Iterator[Found]:
    for part in words.parts:
        if part.kind != "picture":
            continue
        place = words.place(part.start), words.place(part.end)
        if not part.words:
            reason = "This picture has no words for those who cannot see it. Say between the brackets what it shows."
            yield Found("alt-missing", *place, reason)
        elif _is_file_name(part):
            reason = f"The words for this picture are a file's name, {shorten(part.words)}. Say what it shows instead."
            yield Found("alt-file-name", *place, reason)


def _is_file_name(part: Part) -> bool:
    said, path = part.words.casefold(), PurePosixPath(unquote(part.address.partition("?")[0]).casefold())
    is_name = said == path.name or (said == path.stem and not said.isalpha())
    return is_name or bool(_FILE.fullmatch(part.words) or _TAKEN.fullmatch(part.words))


def check_headings(headings: Sequence[HeadingPlace], line_of: Sequence[int]) -> Iterator[Found]:
    """`line_of` has the line of each. Equal ones are a mistake below the same heading, or right below each other."""
    before, level_before = "the title", 1
    seen: dict[tuple[int, str], int] = {}
    # For each level above where its heading stands among all, and its words.
    path: list[tuple[int, int, str]] = []
    for index, heading in enumerate(headings):
        while path and path[-1][0] >= heading.level:
            path.pop()
        parent = path[-1][1] if path else -1
        if heading.level > level_before + 1:
            yield Found("heading-order", heading.start, heading.end, _skipped(heading, before, level_before))
        words = heading.words.casefold()
        first = seen.setdefault((parent, words), index)
        above = next((other for _, other, name in path if name == words), index)
        if words and min(first, above) < index:
            yield Found("heading-repeated", heading.start, heading.end, _repeated(line_of[min(first, above)]))
        path.append((heading.level, index, words))
        before, level_before = f"“{shorten(heading.words)}”", heading.level


def _skipped(heading: HeadingPlace, before: str, level_before: int) -> str:
    right = "#" * max(1, heading.written - (heading.level - level_before - 1))
    reason = f"This heading is {heading.level - level_before} levels below {before}."
    return f"{reason} Readers who move by headings miss the one between; write {right}."


def _repeated(line: int) -> str:
    return f"The same heading stands in line {line}. In the list of contents nobody can tell one from the other."


def check_blocks(blocks: Sequence[BlockPlace], text: str) -> Iterator[Found]:
    for block in blocks:
        if block.said:
            continue
        if block.kind == "fence":
            reason = "This code names no language, so that it has no colours. Write one behind the ```, or `text`."
            yield Found("code-language", block.start, block.end, reason)
        elif block.kind == "table_open":
            reason = "This table has no words in its header, so that nobody knows what its columns hold."
            yield Found("table-header", block.start, block.end, reason)
        elif _INDENTED.match(text, text.rfind("\n", 0, block.start) + 1):
            reason = "This is code because it is indented, and so names no language. Put it between lines of ```."
            yield Found("code-language", block.start, block.end, reason)
