"""Jekyll's Liquid tags and kramdown's attribute lists become our Markdown; nothing is executed.

Jekyll runs Liquid in code too, which is why authors write `raw` there: it goes everywhere, and its content stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from articles.conversion import Converted
from articles.conversion.escapes import Closers
from articles.conversion.known_shortcodes import article_address
from articles.conversion.pieces import (
    KINDS,
    MORE,
    Block,
    Lines,
    Piece,
    container,
    fence,
    figure,
    is_alone,
    join,
    one_line,
    remove_line,
)
from articles.conversion.pieces import placeholder as code_for
from articles.conversion.spans import OutsideCode

_TAG = r"\{%-?\s*+(?P<name>[A-Za-z_]\w*+|#)(?P<rest>(?:[^%{]|%(?!\})|\{(?!%))*+)%\}"
_OUTPUT = r"""\{\{-?\s*+(?P<output>(?:"[^"\n]*+"|'[^'\n]*+'|)(?:[^{}]|\}(?!\})|\{(?![{%]))*+)\}\}"""
_START = re.compile(
    rf"{_TAG}|{_OUTPUT}|(?P<divider>{MORE})|(?P<list_line>^[ \t>]*+\{{:[^{{}}\n]*+\}}[ \t]*+$\n?)|"
    r"(?P<list>(?<=[)*_\]`])\{:[ \t]*(?:[.#\w][^{}\n]*+)\})",
    re.MULTILINE,
)
_ENDS = {name: re.compile(rf"\{{%-?\s*+end{name}\s*+-?%\}}") for name in ("raw", "comment", "highlight")}
_RAW = re.compile(r"\{%-?\s*+(?P<end>end)?raw\s*+-?%\}")
_BLOCK_END = re.compile(r"\{%-?\s*+end(\w{1,40}+)\b")
_ARGUMENT = re.compile(r"""(?:(?P<key>[\w-]+)\s*=\s*)?(?P<value>"[^"]*+"|'[^']*+'|[^\s"']+)""")
_ADDRESS = re.compile(
    r"""(?P<quote>["'])(?P<text>[^"']*)(?P=quote)\s*(?P<filters>(?:\|\s*(?:relative_url|absolute_url|prepend:\s*site\.\w+)\s*)*)-?"""
)
_IMAGES = ("figure", "image", "img", "picture")
_SITE = ("site.baseurl", "site.url")


def convert_liquid(text: str) -> Converted:
    """A text of a Jekyll site in our Markdown."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _Conversion(text).run()


class _Conversion:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self.ends = Closers(text)
        self.opened = _opened(text)
        self.before = 0

    def run(self) -> Converted:
        starts = OutsideCode(_START, self.text)
        pieces: list[Piece] = []
        place = 0
        while found := starts.find(place):
            piece, end = self._convert(found)
            pieces.extend((_without_raw(self.text[place : found.start()]), piece))
            place = self.before = end
        pieces.append(_without_raw(self.text[place:]))
        return Converted(join(pieces), self.lines.notices())

    def _convert(self, found: re.Match[str]) -> tuple[Piece, int]:
        if found["name"]:
            return self._tag(found)
        if found["output"] is not None:
            return self._output(found)
        if attributes := found["list_line"] or found["list"]:
            self.lines.add(found.start(), f"the attribute list {attributes.strip(' >' + chr(9) + chr(10))} was removed")
            return remove_line(self.text, found) if found["list_line"] else ("", found.end())
        return remove_line(self.text, found)

    def _output(self, found: re.Match[str]) -> tuple[Piece, int]:
        inner, end = found["output"].strip().removesuffix("-").strip(), found.end()
        if inner in _SITE and self.text.startswith(("/", "{{", "{%"), end):
            return "", end
        if inner in _SITE and self.text.startswith((")", '"'), end):
            return "/", end
        if quoted := _ADDRESS.fullmatch(inner):
            return quoted["text"], end
        self.lines.add(found.start(), f"the value {one_line(found[0])} is not known here; it is shown as code")
        return code_for(found[0], is_alone=self._is_alone(found.start(), end)), end

    def _tag(self, found: re.Match[str]) -> tuple[Piece, int]:
        name, rest, end = found["name"], found["rest"].strip().removesuffix("-").strip(), found.end()
        if name == "raw":
            return self._raw(found)
        if name in ("comment", "highlight") and (close := self._end_of(name, end)):
            is_comment = name == "comment"
            return (
                self._nothing(found, close.end()) if is_comment else self._highlight(found, rest, close)
            ), close.end()
        if name == "#":
            return self._nothing(found, end), end
        if name in ("link", "post_url") and rest:
            is_post = name == "post_url" or rest.endswith((".md", ".markdown"))
            return article_address(rest) if is_post else f"/{rest.lstrip('/')}", end
        if name == "include" and (piece := self._include(found, rest)) is not None:
            return piece, end
        self._note_unknown(found)
        return code_for(found[0], is_alone=self._is_alone(found.start(), end)), end

    def _note_unknown(self, found: re.Match[str]) -> None:
        name = found["name"]
        if found.start() in self.opened:
            if not name.startswith("end"):
                tags = f"the tags {{% {name} … %}} and {{% end{name} %}}"
                self.lines.add(found.start(), f"{tags} are shown as code; the content between them was kept")
            return
        self.lines.add(found.start(), f"the tag {{% {name} … %}} is not known; it is shown as code")

    def _end_of(self, name: str, place: int) -> re.Match[str] | None:
        return self.ends.search(_ENDS[name], place)

    def _raw(self, found: re.Match[str]) -> tuple[Piece, int]:
        if close := self._end_of("raw", found.end()):
            return self.text[found.end() : close.start()], close.end()
        self.lines.add(found.start(), "the tag {% raw %} is not closed; it was removed")
        return "", found.end()

    def _nothing(self, found: re.Match[str], end: int) -> Piece:
        return Block("") if self._is_alone(found.start(), end) else ""

    def _highlight(self, found: re.Match[str], rest: str, close: re.Match[str]) -> Block:
        language, _, options = rest.partition(" ")
        left_out = one_line(re.sub(r"\blinenos\b(=\w+)?", "", options))
        if left_out:
            self.lines.add(found.start(), f"the tag {{% highlight … %}} has options that were left out: {left_out}")
        return fence(language, _without_raw(self.text[found.end() : close.start()]))

    def _include(self, found: re.Match[str], rest: str) -> Piece | None:
        file, _, arguments = rest.partition(" ")
        name = file.rpartition("/")[2].removesuffix(".html").removesuffix(".md").lower()
        given = {one["key"].lower(): one["value"].strip("\"'") for one in _ARGUMENT.finditer(arguments) if one["key"]}
        first = _chooser(given)
        is_alone = self._is_alone(found.start(), found.end())
        if name in _IMAGES and (src := first("src", "url", "image_path", "image", "file", "path")):
            alt, caption = first("alt"), first("caption", "title")
            return figure(src=src, alt=alt, caption=caption, link=first("link", "href"), is_alone=is_alone)
        if (name in KINDS or name in ("callout", "alert")) and (content := first("content", "text")):
            kind = KINDS.get(first("type", "kind").lower()) or KINDS.get(name, "note")
            return container(f"{kind} {first('title')}".rstrip(), content)
        return None

    def _is_alone(self, start: int, end: int) -> bool:
        return is_alone(self.text, start, end, self.before)


def _chooser(given: dict[str, str]) -> Callable[..., str]:
    return lambda *names: next((given[name] for name in names if given.get(name)), "")


def _opened(text: str) -> set[int]:
    """Where tags of pairs stand, such as `if` and `endif`: an end belongs to the nearest open tag of its name."""
    waiting: dict[str, list[int]] = {}
    paired: set[int] = set()
    names = "|".join(set(_BLOCK_END.findall(text)))
    outside, place = OutsideCode(re.compile(rf"\{{%-?\s*+(?P<name>(?:end)?(?:{names}))\b"), text), 0
    while names and (found := outside.find(place)):
        place, name = found.end(), found["name"]
        if name.startswith("end") and waiting.get(name[3:]):
            paired |= {found.start(), waiting[name[3:]].pop()}
        else:
            waiting.setdefault(name, []).append(found.start())
    return paired


def _without_raw(text: str) -> str:
    """The text without its `raw` tags; such a tag within `raw` is text."""
    if "{%" not in text:
        return text
    parts, place, is_raw = [], 0, False
    for found in _RAW.finditer(text):
        if is_raw != bool(found["end"]):
            continue
        parts.append(text[place : found.start()])
        place, is_raw = found.end(), not is_raw
    return "".join(parts) + text[place:]
