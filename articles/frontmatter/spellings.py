"""What other systems call the keys of our front matter, and what somebody may have meant by one that nobody knows."""

from __future__ import annotations

import difflib

LIKE_A_KNOWN_KEY = 0.8

# Our keys, each with what Hugo, Jekyll, Astro and their themes call it; the first that is there counts. Case does not.
SPELLINGS = {
    "title": ("title",),
    "description": ("description", "summary", "excerpt", "subtitle"),
    "date": ("publishdate", "date", "pubdate", "pubdatetime", "published_at", "publishedat", "publish_date"),
    "updated": ("lastmod", "updated", "updateddate", "updated_at", "updatedat", "last_modified_at", "moddatetime",
                "modified", "lastupdated"),
    "author": ("author", "authors"),
    "tags": ("tags", "tag"),
    "category": ("category", "categories"),
    "status": ("status",),
    "draft": ("draft", "isdraft"),
    "published": ("published",),
    "slug": ("slug",),
    "hero": ("hero", "heroimage", "image", "cover", "coverimage", "cover_image", "thumbnail"),
    "canonical_url": ("canonical_url", "canonicalurl", "canonical"),
    "unpublish_at": ("expirydate", "unpublish_at"),
    "as_written": ("as_written",),
}  # fmt: skip
KNOWN_KEYS = tuple(key for key in SPELLINGS if key not in {"draft", "published", "as_written"})

_OURS = {name: ours for ours, names in SPELLINGS.items() for name in (ours, *names)}


def near(key: str) -> str:
    """The key of ours that a person may have meant; empty if there is none like it, or if it is one."""
    key = key.lower()
    if key in _OURS:
        return ""
    turned = [name for name in _OURS if sorted(name) == sorted(key)]
    found = turned or difflib.get_close_matches(key, _OURS, 1, LIKE_A_KNOWN_KEY)
    return _OURS[found[0]] if found else ""
