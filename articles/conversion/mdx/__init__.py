"""MDX becomes our Markdown. No JavaScript is run, and what only code could tell is shown and told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from articles.conversion import Notice, TooMuch
from articles.conversion.mdx.handlers import HANDLERS
from articles.conversion.mdx.literals import Literals
from articles.conversion.mdx.modules import Value
from articles.conversion.mdx.notes import Notes
from articles.conversion.mdx.scanner import Source
from articles.conversion.mdx.titles import without_title
from articles.conversion.mdx.tree import TreeParser
from articles.conversion.mdx.writer import Writer

__all__ = ["Mdx", "Value", "convert_mdx"]


class Mdx(NamedTuple):
    """A text in our Markdown, what its exports say of the article, and what could not be carried over as it was."""

    body: str
    metadata: dict[str, Value]
    notices: tuple[Notice, ...]


def convert_mdx(text: str, front_matter: Mapping[str, Any] | None = None) -> Mdx:
    """The text of an .mdx file without its front matter. Never raises; long texts take no longer in proportion."""
    notes = Notes(len(text))
    literals = Literals(notes)
    if front_matter:
        # What Astro, Nextra and Docusaurus call it in expressions.
        literals.constants |= {"frontmatter": dict(front_matter), "frontMatter": dict(front_matter)}
    parser = TreeParser(Source(text), literals, notes)
    try:
        lines = Writer(literals, notes, HANDLERS).lay_out(parser.parse(), starts_line=True).lines
        lines = without_title(lines, _title(front_matter or {}, parser))
    except TooMuch:
        notes.add(1, "the text grows too much when it is converted; it is shown as it stands")
        lines = text.strip("\n").split("\n")
    parser.modules.close()
    body = "\n".join(lines)
    return Mdx(f"{body}\n" if body.strip() else "", parser.modules.metadata, notes.all())


def _title(front_matter: Mapping[str, Any], parser: TreeParser) -> object:
    """The front matter's title counts before that of an export."""
    exported = parser.modules.metadata.get("title")
    return front_matter.get("title") or (exported.value if exported else None)
