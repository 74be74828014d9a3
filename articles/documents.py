"""A file becomes an article: by its front matter, by what its place says, and by the dialect its text is in.

What an export wrote is in our own Markdown, and nothing of it is converted.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path, PurePath
from typing import Any
from zoneinfo import ZoneInfo

from articles import keys
from articles.conversion import Converted, Notice
from articles.conversion.links import convert_links, note_html, note_pictures
from articles.conversion.liquid import convert_liquid
from articles.conversion.mdx import Value, convert_mdx
from articles.conversion.mistakes import note_mistakes
from articles.conversion.shortcodes import convert_shortcodes, escape_shortcodes, unescape_shortcodes
from articles.domain import Article
from articles.exceptions import InvalidContent
from articles.folders import DRAFTS, INDEX, POSTS, files_beside, was_exported
from articles.frontmatter import (
    Defaults,
    Front,
    Parsed,
    front_of,
    merged,
    read_article,
    split_front_matter,
    write_article,
)

_DATED_NAME = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<rest>.+)", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_document(path: Path, *, time_zone: ZoneInfo, shown_as: str | None = None, proofread: bool = False) -> Parsed:
    """The article in a file; raises `InvalidContent` with the place of what is wrong.

    To `proofread` takes as long as to draw the page, and is for those who show the notices to somebody.
    """
    name = shown_as or str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = exc.object[: exc.start].count(b"\n") + 1
        raise InvalidContent("is not UTF-8; save the file in that encoding", path=name, line=line) from exc
    except OSError as exc:
        raise InvalidContent(f"cannot be read: {exc.strerror}", path=name) from exc
    parsed = parse_document(
        text,
        path=name,
        time_zone=time_zone,
        place=path.absolute(),
        exported=was_exported(path.absolute()),
        proofread=proofread,
    )
    beside = [*files_beside(path, name)]
    return parsed._replace(notices=(*parsed.notices, *beside)) if beside else parsed


def parse_document(
    text: str,
    *,
    path: str,
    time_zone: ZoneInfo,
    place: PurePath | None = None,
    exported: bool = False,
    proofread: bool = False,
) -> Parsed:
    """The article in a text; `place` is where its file is, for what that says, and `path` what complaints call it."""
    place = place or PurePath(path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if bad := _CONTROL.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        raise InvalidContent(f"holds the control character U+{ord(bad[0]):04X}; remove it", path=path, line=line)
    is_mdx = place.suffix.lower() == ".mdx"
    front, body, body_line = split_front_matter(text, path=path)
    if is_mdx:
        front, converted = _read_mdx(front, body, body_line, path)
    else:
        converted = _convert(body, place, exported, proofread)
    if front is None and text.startswith("---\n"):
        raise InvalidContent("has a front matter without an end; close it with a line `---`", path=path, line=1)
    if front is None:
        other = ", or with `export const article = {title: …}`" if is_mdx else ""
        reason = f"has no front matter; start with a line `---`, `title: …` and a line `---`{other}"
        raise InvalidContent(reason, path=path, line=1)
    parsed = read_article(front, converted.body, path=path, time_zone=time_zone, defaults=_defaults(place, exported))
    said = tuple(f"{path}:{notice.line + body_line - 1}: {notice.text}" for notice in converted.notices)
    return parsed._replace(notices=(*parsed.notices, *said))


def write_document(article: Article, *, time_zone: ZoneInfo) -> str:
    """The article as a file of an export, which Hugo reads too."""
    return write_article(article, time_zone=time_zone, body=escape_shortcodes(article.body))


def file_name(slug: str) -> str:
    """Its file in an export. `index.md` would make the whole folder one page, for Hugo and for us."""
    return f"{slug}_.md" if slug == INDEX else f"{slug}.md"


def _convert(body: str, place: PurePath, exported: bool, proofread: bool) -> Converted:
    if exported:
        return Converted(unescape_shortcodes(body), ())
    converted = convert_liquid(body) if _is_jekyll(place) else convert_shortcodes(body)
    readers = (note_html, note_pictures, *([note_mistakes] if proofread else []))
    notes = (note(body, converted.body) for note in readers)
    notices = (*itertools.chain.from_iterable(notes), *converted.notices)
    return Converted(convert_links(converted.body).body, notices)


def _read_mdx(front: Front | None, body: str, body_line: int, path: str) -> tuple[Front | None, Converted]:
    """What `export const article = {…}` says counts as front matter, after what a front matter says itself."""
    mdx = convert_mdx(body, _said(front) if front else None)
    notices = [*note_pictures(body, mdx.body), *mdx.notices]
    if mdx.metadata:
        data, lines = _values(mdx.metadata, body_line)
        if front is not None:
            notices += [
                Notice(value.line, f"the key {key!r} was left out: the front matter says it as well")
                for key, value in mdx.metadata.items()
                if key in front.values
            ]
        exported = front_of(data, lines, {}, path=path)
        front = merged(front, exported) if front else exported
    return front, Converted(convert_links(mdx.body).body, tuple(notices))


def _said(front: Front) -> dict[str, Any]:
    """What expressions in the text may ask of the front matter."""
    return {
        key: value.items if value.is_list else value.text for key, value in front.values.items() if not value.is_nested
    }


def _values(metadata: dict[str, Value], body_line: int) -> tuple[dict[str, Any], dict[str, int]]:
    data = {key: value.value for key, value in metadata.items()}
    return data, {key: value.line + body_line - 1 for key, value in metadata.items()}


def _defaults(place: PurePath, exported: bool) -> Defaults:
    """A page bundle is named after its folder; a date in front of a name is the article's."""
    # In Next.js each page is a folder with a `page.mdx`.
    is_folder = place.stem == INDEX or place.name.lower() == "page.mdx"
    name = place.parent.name if is_folder and place.parent.name else place.stem
    dated = None if exported else _DATED_NAME.fullmatch(name)
    slug = keys.slug_from_text(dated["rest"] if dated else name)
    is_draft = DRAFTS in place.parts and not exported
    by_blanks = _is_jekyll(place) and not exported
    return Defaults(slug, dated["date"] if dated else "", "draft" if is_draft else "published", by_blanks)


def _is_jekyll(place: PurePath) -> bool:
    return bool({DRAFTS, POSTS} & set(place.parts))
