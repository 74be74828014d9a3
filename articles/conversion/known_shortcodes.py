"""What each Hugo shortcode becomes; everything that is not carried over as it was is a notice."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import quote

from articles import keys
from articles.conversion.pieces import KINDS, Block, Lines, Piece, container, fence, figure, one_line, web_link
from articles.conversion.pieces import placeholder as code_for


@dataclass(frozen=True)
class Tag:
    """One shortcode tag, or a text (`shown`) that stands in place of the source and is not looked at again."""

    start: int
    end: int
    shown: str | None = None
    source: str = ""
    mark: str = "<"
    name: str = ""
    arguments: tuple[str, ...] = ()
    named: dict[str, str] = field(default_factory=dict)
    closes: bool = False
    is_single: bool = False
    code: str | None = None
    is_alone: bool = False

    @property
    def label(self) -> str:
        """How notices call it."""
        name = f"/{self.name}" if self.closes else self.name
        more = " …" if self.arguments or self.named else ""
        return f"{{{{{self.mark} {name}{more} {'%' if self.mark == '%' else '>'}}}}}"

    def get(self, *names: str, position: int = -1) -> str:
        """The first argument that is given: by one of its names, or at its position; else nothing."""
        for name in names:
            if self.named.get(name):
                return self.named[name]
        return self.arguments[position] if 0 <= position < len(self.arguments) else ""


_CALLOUTS = {
    "callout": "note", "alert": "note", "admonition": "note", "notice": "note", "note": "note", "tip": "tip",
    "warning": "warning", "info": "note", "danger": "danger", "hint": "tip",
}  # fmt: skip
_KIND_FIRST = ("callout", "alert", "admonition", "notice")
_TABS = ("tabs", "tabpane")
_DATE = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}-")
# Such a file is called by its folder's name.
_FOLDERS_OWN = re.compile(r"_?index(\.\w+)*|page\.mdx?")
_WEB: dict[str, Callable[[Tag], str]] = {
    "youtube": lambda tag: _address("https://www.youtube.com/watch?v={}", tag.get("id", position=0)),
    "vimeo": lambda tag: _address("https://vimeo.com/{}", tag.get("id", position=0)),
    "gist": lambda tag: _address(
        "https://gist.github.com/{}/{}", tag.get("user", position=0), tag.get("id", position=1)
    ),
    "tweet": lambda tag: _post(tag),
    "x": lambda tag: _post(tag),
    "instagram": lambda tag: _address("https://www.instagram.com/p/{}/", tag.get("id", position=0)),
}
# They never have content, so that a stray closing tag makes no pair of them.
SINGLE = frozenset(("figure", "ref", "relref", "param", *_WEB))


def convert_single(tag: Tag, lines: Lines) -> Piece:
    """What a tag without a partner becomes."""
    if tag.closes:
        lines.add(tag.start, f"the shortcode {tag.label} closes nothing; it is shown as code")
        return code_for(tag.source, is_alone=tag.is_alone)
    if tag.code is not None:
        return _code(tag, tag.code, lines)
    if tag.name == "figure" and (src := tag.get("src", position=0)):
        return _figure(tag, src)
    if tag.name in ("ref", "relref") and (target := tag.get("path", position=0)):
        return article_address(target)
    if tag.name in _WEB and (address := _WEB[tag.name](tag)):
        lines.add(tag.start, f"the shortcode {tag.label} became a link to what it shows")
        return web_link(address, is_alone=tag.is_alone)
    reason = "has no value here" if tag.name == "param" else "is not known"
    if tag.name in _CALLOUTS or tag.name in ("details", "highlight", "mermaid", "tab", *_TABS):
        reason = "has no content"
    elif tag.name in SINGLE and tag.name != "param":
        reason = "lacks an argument"
    lines.add(tag.start, f"the shortcode {tag.label} {reason}; it is shown as code")
    return code_for(tag.source, is_alone=tag.is_alone)


def convert_pair(tag: Tag, content: str, lines: Lines) -> Piece:
    """What a pair of tags becomes, whose content is converted already."""
    if tag.name in _CALLOUTS:
        return _callout(tag, content, lines)
    if tag.name == "details":
        return container(f"details {tag.get('summary', 'title', position=0) or 'Details'}", content)
    if tag.name == "tab":
        label = one_line(tag.get("name", "title", "label", "header", position=0))
        return Block(f"**{label}**\n" if label else "", content)
    if tag.name in _TABS:
        lines.add(tag.start, f"the shortcode {tag.label} is shown as one part after the other; its content was kept")
    else:
        lines.add(tag.start, f"the shortcode {tag.label} is not known; its content was kept")
    return Block("", content) if "\n" in content or tag.name in _TABS else content


def article_address(target: str) -> str:
    """The address of the article that a file's name or path stands for; anything after `#` is kept."""
    path, sharp, anchor = target.strip().partition("#")
    parts = [part for part in PurePosixPath(path).parts if part not in ("/", ".", "..")]
    if parts and _FOLDERS_OWN.fullmatch(parts[-1]):
        parts.pop()
    if not parts:
        return f"{sharp}{anchor}" or "/articles/"
    name = _DATE.sub("", re.sub(r"(\.[a-z]{2}(-[a-zA-Z]{2})?)?\.(mdx?|markdown|html)$", "", parts[-1]))
    return f"/articles/{keys.slug_from_text(name) or quote(name)}/{sharp}{anchor}"


def _callout(tag: Tag, content: str, lines: Lines) -> Piece:
    given = tag.get("type", "context", "color", "kind")
    rest = list(tag.arguments)
    if not given and rest and (tag.name in _KIND_FIRST or rest[0].lower() in KINDS):
        given = rest.pop(0)
    kind = KINDS.get(given.lower(), _CALLOUTS[tag.name])
    if given and given.lower() not in KINDS:
        lines.add(tag.start, f"the kind {one_line(given)!r} of {tag.label} is not known; it became a {kind}")
    title = tag.get("title") or (rest[0] if rest else "")
    return container(f"{kind} {title}".rstrip(), content)


def _code(tag: Tag, code: str, lines: Lines) -> Block:
    if tag.name == "mermaid":
        return fence("mermaid", code)
    options = {name: value for name, value in tag.named.items() if name not in ("lang", "type", "linenos")}
    texts = [text for text in (*tag.arguments[1:], *options) if not re.fullmatch(r"linenos(=\w+)?", text.strip())]
    if texts:
        lines.add(tag.start, f"the shortcode {tag.label} has options that were left out: {one_line(', '.join(texts))}")
    return fence(tag.get("lang", "type", position=0), code)


def _figure(tag: Tag, src: str) -> Piece:
    caption = ": ".join(text for text in (tag.get("title"), tag.get("caption")) if text)
    if credit := tag.get("attr"):
        source = tag.get("attrlink")
        caption = f"{caption} ({f'[{credit}]({source})' if source else credit})".strip()
    return figure(src=src, alt=tag.get("alt"), caption=caption, link=tag.get("link"), is_alone=tag.is_alone)


def _address(form: str, *parts: str) -> str:
    return form.format(*(quote(part, safe="") for part in parts)) if all(parts) else ""


def _post(tag: Tag) -> str:
    if tag.get("id"):
        return _address("https://x.com/{}/status/{}", tag.get("user") or "i", tag.get("id"))
    *user, post = tag.arguments or ("",)
    return _address("https://x.com/{}/status/{}", user[0] if user else "i", post)
