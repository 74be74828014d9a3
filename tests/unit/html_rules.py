"""What the body of an article may consist of, said a second time and read by the standard library's parser.

Anything that is not named here is a finding, however harmless it looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

Attributes = list[tuple[str, str | None]]
Rule = Callable[[str], object]

HTML_TAGS = {
    "a", "abbr", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption", "figure",
    "h2", "h3", "h4", "h5", "h6", "hr", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "s", "section", "span",
    "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# Those that only show: none holds another language (`annotation-xml`), acts (`maction`) or loads (`mglyph`).
MATH_TAGS = {
    "math", "menclose", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom",
    "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd",
    "mtext", "mtr", "munder", "munderover", "none",
}  # fmt: skip
MATH_ATTRIBUTES = {
    "accent", "accentunder", "columnalign", "columnlines", "columnspacing", "columnspan", "depth", "dir", "display",
    "displaystyle", "fence", "form", "frame", "height", "largeop", "linethickness", "lspace", "mathbackground",
    "mathcolor", "mathsize", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowlines",
    "rowspacing", "rowspan", "rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width",
    "xmlns",
}  # fmt: skip
VOID = {"br", "hr", "img"}
PHRASING = {
    "a", "abbr", "br", "code", "del", "em", "img", "ins", "kbd", "mark", "s", "span", "strong", "sub", "sup",
    *MATH_TAGS,
}  # fmt: skip
# A browser would end these at the first block within.
HOLD_PHRASES_ALONE = {"h2", "h3", "h4", "h5", "h6", "p"}
SCHEMES = {"http", "https", "mailto"}
# Classes are ours, so that no author borrows the look or the behaviour of a part of the page.
CLASSES = {
    "anchor", "callout", "callout-danger", "callout-note", "callout-tip", "callout-title", "callout-warning", "code",
    "code-language", "code-title", "contains-task-list", "diagram", "diagram-large", "diagram-medium",
    "diagram-small", "footnote-back", "footnote-ref", "footnotes", "heading", "line", "math", "steps", "table", "task",
    "task-box", "tasks", "align-left", "align-center", "align-right",
}  # fmt: skip
# Pygments' short names of tokens.
TOKEN = re.compile(r"[a-z]{1,3}[0-9]?(-[A-Z][A-Za-z]*)?")
ID = re.compile(r"[^\s\x00-\x1f\x7f<>\"'`&]+")
MATH_VALUE = re.compile(r"[\w#.%+\- ]*", re.ASCII)


def address_as_read(address: str) -> str:
    """What a browser makes of an address before it looks for a scheme."""
    return re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(33)))))


def _is_link(address: str) -> bool:
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", address_as_read(address), re.IGNORECASE)
    return scheme is None or scheme[1].lower() in SCHEMES


def _is_local(address: str) -> bool:
    read = address_as_read(address).replace("\\", "/")
    return not read.startswith("//") and not re.match(r"[a-z][a-z0-9+.-]*:", read, re.IGNORECASE)


def _are_classes(value: str) -> bool:
    return all(name in CLASSES for name in value.split(" "))


def _is_code_class(value: str) -> bool:
    return re.fullmatch(r"language-\S+", value) is not None


def _is_span_class(value: str) -> bool:
    return _are_classes(value) or all(TOKEN.fullmatch(name) for name in value.split(" "))


def _is_text(value: str) -> bool:
    return "\x00" not in value


# Of every element, and of some beyond.
COMMON: dict[str, Rule] = {
    "class": _are_classes,
    "id": ID.fullmatch,
    "role": {"doc-endnotes", "doc-noteref", "doc-backlink", "group", "img", "note", "region"}.__contains__,
    "tabindex": {"0"}.__contains__,
    "aria-label": _is_text,
    "aria-hidden": {"true"}.__contains__,
}
SPECIAL: dict[str, dict[str, Rule]] = {
    "a": {"href": _is_link, "title": _is_text},
    "abbr": {"title": _is_text},
    "code": {"class": _is_code_class},
    "img": {"src": _is_local, "alt": _is_text, "title": _is_text, "loading": {"lazy"}.__contains__},
    "ol": {"start": re.compile(r"-?\d{1,9}").fullmatch},
    "span": {"class": _is_span_class},
}


def rules_of(tag: str) -> dict[str, Rule]:
    if tag in MATH_TAGS:
        return dict.fromkeys(MATH_ATTRIBUTES - {"xmlns"}, MATH_VALUE.fullmatch) | {
            "xmlns": {"http://www.w3.org/1998/Math/MathML"}.__contains__
        }
    return COMMON | SPECIAL.get(tag, {})


def findings_in(body: str) -> list[str]:
    """Everything in a rendered body that is not allowed, in words."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    return reader.findings + [f"<{tag}> is never closed" for tag in reader.open]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        # Unresolved, so that a bare sign differs from one that was escaped.
        super().__init__(convert_charrefs=False)
        self.findings: list[str] = []
        self.open: list[str] = []
        self._ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag not in HTML_TAGS | MATH_TAGS:
            self.findings.append(f"<{tag}> is not allowed")
        self._check_place(tag)
        self._check_attributes(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.findings.append(f"<{tag}/> is closed within itself")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.findings.append(f"</{tag}> closes what is not open")

    def handle_data(self, data: str) -> None:
        if found := re.search(r"[<>\x00\ud800-\udfff]", data):
            self.findings.append(f"the text has a bare {found[0]!r}")

    def handle_comment(self, data: str) -> None:
        self.findings.append("a comment")

    def handle_decl(self, decl: str) -> None:
        self.findings.append("a declaration")

    def unknown_decl(self, data: str) -> None:
        self.findings.append("a section of another language")

    def handle_pi(self, data: str) -> None:
        self.findings.append("an instruction")

    def _check_place(self, tag: str) -> None:
        parent = self.open[-1] if self.open else ""
        if tag == "a" and "a" in self.open:
            self.findings.append("a link in a link")
        if parent in HOLD_PHRASES_ALONE and tag not in PHRASING:
            self.findings.append(f"<{tag}> in a <{parent}>")
        if tag in MATH_TAGS and tag != "math" and "math" not in self.open:
            self.findings.append(f"<{tag}> outside of maths")

    def _check_attributes(self, tag: str, attrs: Attributes) -> None:
        rules = rules_of(tag)
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.findings.append(f"<{tag}> has an attribute twice")
        for name, value in attrs:
            if name not in rules:
                self.findings.append(f"<{tag} {name}> is not allowed")
            elif value is None or not rules[name](value):
                self.findings.append(f'<{tag} {name}="{value}"> is not allowed')
            if name == "id" and value is not None and value in self._ids:
                self.findings.append(f"the id {value!r} is there twice")
            if name == "id" and value is not None:
                self._ids.add(value)
