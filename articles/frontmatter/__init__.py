"""The head of a Markdown file: read in three formats and many spellings, written in one."""

from __future__ import annotations

from articles.frontmatter.fields import Defaults, Parsed, normal_body, read_article
from articles.frontmatter.formats import front_of, merged, split_front_matter
from articles.frontmatter.spellings import KNOWN_KEYS
from articles.frontmatter.values import Front
from articles.frontmatter.writing import current_date_texts, write_article

__all__ = [
    "KNOWN_KEYS",
    "Defaults",
    "Front",
    "Parsed",
    "current_date_texts",
    "front_of",
    "merged",
    "normal_body",
    "read_article",
    "split_front_matter",
    "write_article",
]
