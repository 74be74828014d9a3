"""What in a text of another system leads to its files or is written in HTML, whatever dialect it is in.

A link to a file becomes one to the article of that file. HTML is shown as text, but for a few tags, which is said once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

from articles.conversion import Converted, Notice
from articles.conversion.escapes import Closers
from articles.conversion.known_shortcodes import article_address
from articles.conversion.markdown import destination
from articles.conversion.spans import OutsideCode

_ADDRESS = re.compile(
    r"(?:\]\([ \t]*+|^[ \t>]*+\[(?!\^)[^\[\]\n]++\]:[ \t]*+)"
    r"(?P<target><(?P<angled>[^<>\n]++)>|(?P<bare>[^\s()<>]++)(?=[\s)]|\Z))",
    re.MULTILINE,
)
_ELSEWHERE = re.compile(r"[A-Za-z][\w.+-]*+:|//")
_ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_ENDINGS = (".md", ".mdx", ".markdown")
# They are about the place of the files, and no articles.
_ABOUT = {
    "AUTHORS", "CHANGELOG", "CODE_OF_CONDUCT", "CONTRIBUTING", "CONTRIBUTORS", "LICENSE", "NOTICE", "README",
    "Readme", "SECURITY", "SUPPORT", "readme",
}  # fmt: skip
_TAG = re.compile(r"(?P<comment><!--)|(?<!\\)(?<!\{\{)</?(?P<name>[A-Za-z][A-Za-z0-9]*+)(?:[\s/][^<>]*+)?>")
# Without those that are understood (`articles.rendering.inline_tags`).
_NAMES = {
    "a", "acronym", "address", "article", "aside", "audio", "b", "base", "basefont", "bdi", "bdo", "big",
    "blockquote", "body", "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup", "data",
    "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em", "embed", "fieldset",
    "figcaption", "figure", "font", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "header", "hr", "html", "i", "iframe", "img", "input", "label", "legend", "li", "link",
    "main", "map", "math", "menu", "meta", "meter", "nav", "noframes", "noscript", "object", "ol",
    "optgroup", "option", "output", "p", "param", "picture", "pre", "progress", "q", "rp", "rt", "ruby", "s",
    "samp", "script", "search", "section", "select", "slot", "small", "source", "span", "strike", "strong", "style",
    "summary", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "time",
    "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr",
}  # fmt: skip
_PICTURE = re.compile(r"!\[[^\]\n]*+\]\(<?(?!//|[A-Za-z][\w.+-]*+:)(?P<address>[^()\s<>]++)")
_MAX_NAMES = 5


def convert_links(text: str) -> Converted:
    """The text with links to articles where it has links to their files. They mean the same, so no notice says it."""
    links = OutsideCode(_ADDRESS, text)
    parts: list[str] = []
    place = done = 0
    while found := links.find(place):
        place = found.end()
        if (address := _address_of_article(found["bare"] or found["angled"])) is not None:
            parts.extend((text[done : found.start("target")], address))
            done = found.end("target")
    return Converted("".join(parts) + text[done:], ())


def _address_of_article(written: str) -> str | None:
    """Where the article of a file is; nothing when the address is not that of a file beside this one."""
    path, sharp, anchor = html.unescape(_ESCAPED.sub("", written)).partition("#")
    name, dot, ending = path.rpartition("/")[2].rpartition(".")
    if not name or dot + ending.lower() not in _ENDINGS or _ELSEWHERE.match(path) or "?" in path or name in _ABOUT:
        return None
    return destination(article_address(unquote(path).replace("#", "") + sharp + anchor))


def note_html(source: str, converted: str) -> tuple[Notice, ...]:
    """One notice for all HTML that is left after a conversion, at the first place in the source that has some of it."""
    names = list(dict.fromkeys(name for name, _ in _read_tags(converted)))
    first = next((place for name, place in _read_tags(source) if name in names), None) if names else None
    if first is None:
        return ()
    shown = ", ".join(f"<{name}>" for name in names[:_MAX_NAMES])
    more = ", …" if len(names) > _MAX_NAMES else ""
    return (Notice(source.count("\n", 0, first) + 1, f"HTML is shown as text here: {shown}{more}"),)


def _read_tags(text: str) -> Iterator[tuple[str, int]]:
    """The elements whose tags are outside of code and comments, and where."""
    tags, closers, place = OutsideCode(_TAG, text), Closers(text), 0
    while found := tags.find(place):
        place = found.end()
        if found["comment"] and (end := closers.find("-->", place - 2)) >= 0:
            place = end + 3
        elif found["name"] and found["name"].lower() in _NAMES:
            yield found["name"].lower(), found.start()


def note_pictures(source: str, converted: str) -> tuple[Notice, ...]:
    """Which pictures of its own the text shows, in the line of the first."""
    pictures, place, names = OutsideCode(_PICTURE, converted), 0, dict[str, None]()
    while found := pictures.find(place):
        place = found.end()
        names.setdefault(found["address"])
    if not names:
        return ()
    shown = ", ".join(list(names)[:_MAX_NAMES]) + (", …" if len(names) > _MAX_NAMES else "")
    line = source.count("\n", 0, max(0, source.find(next(iter(names))))) + 1
    return (Notice(line, f"its pictures are not taken in: {shown}"),)
