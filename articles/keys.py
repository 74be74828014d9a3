"""The text of every key of the table is built and parsed here and nowhere else.

Key parts are safe by construction: slugs and tags match `SLUG` and dates have a fixed width, so `#` separates and `$`,
the next character after `#`, closes a range of sort keys that share a date.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import NamedTuple

from articles.auditing import Kind
from articles.domain import Summary
from articles.letters import in_ascii, in_numbers

SLUG = re.compile(r"[a-z0-9-]{1,100}")
_ID = re.compile(r"[A-Za-z0-9-]{1,120}")
_SHA256 = re.compile(r"[0-9a-f]{64}")

ARTICLE_PREFIX = "ARTICLE#"
METADATA = "METADATA"
CONTENT = "CONTENT#v1"
ALIAS = "ALIAS"
FORMER_PREFIX = "ALIAS#"
POINTER = "POINTER"
DRAFT = "DRAFT"
OPEN_PREFIX = "OPEN#"
REVISION_PREFIX = "REVISION#"
SHARE_PREFIX = "SHARE#"
TAG_PREFIX = "TAG#"
TAGS_PARTITION = "TAGS"
MONTHS_PARTITION = "MONTHS"
REDIRECTS_PARTITION = "REDIRECTS"
STATUS_PREFIX = "STATUS#"
ID_PREFIX = "ID#"
LINK_PREFIX = "LINK#"
OUTGOING_PREFIX = "LINKS#"
LINKS_PARTITION = "LINKS"
OUT = "OUT"
# How the subject of a line of the audit begins, by what it is about.
AUDIT_SUBJECTS: dict[Kind, str] = {
    "article": ARTICLE_PREFIX, "user": "USER#", "settings": "SITE SETTINGS", "redirect": "REDIRECTS",
}  # fmt: skip


class Key(NamedTuple):
    """Primary key of an item."""

    pk: str
    sk: str


STAMP = Key("SITE", "STAMP")
SETTINGS = Key("SITE", "SETTINGS")
REDIRECTS_COUNT = Key("SITE", "REDIRECTS")


def is_slug(text: str) -> bool:
    return SLUG.fullmatch(text) is not None


def is_id(text: str) -> bool:
    """Whether it may be the id of an article or a revision: what an address brings may be anything."""
    return _ID.fullmatch(text) is not None


def article_pk(slug: str) -> str:
    if not is_slug(slug):
        raise ValueError(f"not a slug: {slug!r}")
    return f"{ARTICLE_PREFIX}{slug}"


def slug_of_pk(pk: str) -> str:
    """The slug in the partition key of an article; another key as it is, which is no slug."""
    return pk.removeprefix(ARTICLE_PREFIX)


def article_key(slug: str) -> Key:
    return Key(article_pk(slug), METADATA)


def content_key(slug: str) -> Key:
    return Key(article_pk(slug), CONTENT)


def alias_key(slug: str) -> Key:
    return Key(article_pk(slug), ALIAS)


def tag_entry_key(slug: str, tag: str) -> Key:
    return Key(article_pk(slug), f"{TAG_PREFIX}{_tag(tag)}")


def known_tag_key(tag: str) -> Key:
    return Key(TAGS_PARTITION, _tag(tag))


def month_key(month: str) -> Key:
    """Of a month like `2026-05`."""
    return Key(MONTHS_PARTITION, month)


def redirect_key(path: str) -> Key:
    """Of an old address in its kept form (see `articles.addresses`). All are in one partition, in order."""
    return Key(REDIRECTS_PARTITION, path)


def pointer_key(article_id: str) -> Key:
    return Key(f"{ID_PREFIX}{article_id}", POINTER)


def former_key(article_id: str, slug: str) -> Key:
    """A former address among the items of its article."""
    if not is_slug(slug):
        raise ValueError(f"not a slug: {slug!r}")
    return Key(pointer_key(article_id).pk, f"{FORMER_PREFIX}{slug}")


def former_prefix(article_id: str) -> Key:
    """The partition of an article's former addresses, and how their sort keys begin."""
    return Key(pointer_key(article_id).pk, FORMER_PREFIX)


def slug_of_former(sk: str) -> str:
    return sk.removeprefix(FORMER_PREFIX)


def id_of_pk(pk: str) -> str:
    """The id in the partition key of a pointer or of former addresses."""
    return pk.removeprefix(ID_PREFIX)


def former_of_sk(sk: str) -> str:
    return sk.removeprefix(FORMER_PREFIX)


def draft_key(article_id: str) -> Key:
    return Key(f"WORK#{article_id}", DRAFT)


def work_prefix(article_id: str) -> Key:
    """The partition of all that authors have beside an article while they work on it."""
    return Key(draft_key(article_id).pk, "")


def presence_key(article_id: str, page: str) -> Key:
    """A page in somebody's browser that has an article open."""
    if not is_id(page):
        raise ValueError(f"not a page: {page!r}")
    return Key(draft_key(article_id).pk, f"{OPEN_PREFIX}{page}")


def presence_prefix(article_id: str) -> Key:
    """The partition of the pages that have an article open, and how their sort keys begin."""
    return Key(draft_key(article_id).pk, OPEN_PREFIX)


def page_of(sk: str) -> str:
    return sk.removeprefix(OPEN_PREFIX)


def share_hash(token: str) -> str:
    """What a link is stored by; `token` may be anything that a stranger asks for."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def share_key(token_hash: str) -> Key:
    if not _SHA256.fullmatch(token_hash):
        raise ValueError("not the hash of a token")
    return Key(f"{SHARE_PREFIX}{token_hash}", "SHARE")


def share_hash_of(pk: str) -> str:
    return pk.removeprefix(SHARE_PREFIX)


def sharing_key(article_id: str, share_id: str) -> Key:
    """A link among the items of its article."""
    return Key(draft_key(article_id).pk, f"{SHARE_PREFIX}{share_id}")


def sharing_prefix(article_id: str) -> Key:
    """The partition of an article's links, and how their sort keys begin."""
    return sharing_key(article_id, "")


def link_key(target: str, source_id: str) -> Key:
    """That an article links to another one, whose id the target is, or to an address that no article has."""
    return Key(f"{LINK_PREFIX}{target}", source_id)


def unmet(slug: str) -> str:
    """The target of links to an address that no article has; no id has a colon."""
    return f"slug:{slug}"


def outgoing_key(source_id: str) -> Key:
    """All links of an article."""
    return Key(f"{OUTGOING_PREFIX}{source_id}", OUT)


def target_of_pk(pk: str) -> str:
    return pk.removeprefix(LINK_PREFIX)


def source_of_pk(pk: str) -> str:
    return pk.removeprefix(OUTGOING_PREFIX)


def edited_key(username: str, article_id: str) -> Key:
    """What an author worked on."""
    return Key(f"AUTHOR#{username}", f"EDITED#{article_id}")


def edited_prefix(username: str) -> Key:
    """The partition of what an author worked on, and how its sort keys begin."""
    return edited_key(username, "")


def undo_key(username: str, token: str, article_id: str) -> Key:
    """What an article was before a step with many that an author did."""
    return Key(edited_key(username, "").pk, f"UNDO#{token}#{article_id}")


def undo_prefix(username: str, token: str) -> Key:
    return undo_key(username, token, "")


def revision_key(article_id: str, revision_id: str) -> Key:
    return Key(f"HISTORY#{article_id}", f"{REVISION_PREFIX}{revision_id}")


def revision_id_of(sk: str) -> str:
    return sk.removeprefix(REVISION_PREFIX)


def audit_key(at: datetime, audit_id: str) -> Key:
    return Key(audit_pk(f"{at.astimezone(UTC):%Y-%m}"), audit_id)


def audit_pk(month: str) -> str:
    """Of a month like `2026-05`."""
    return f"AUDIT#{month}"


def status_index_pk(status: str) -> str:
    return f"{STATUS_PREFIX}{status}"


def tag_index_pk(tag: str) -> str:
    return f"{TAG_PREFIX}{_tag(tag)}"


def dated_sort_key(at: datetime, slug: str) -> str:
    """Sort key of both indexes: date first, so that an index is a list in order of time."""
    return f"{format_at(at)}#{slug}"


def sort_key(article: Summary) -> str:
    """An article's place in every list it is on."""
    return dated_sort_key(article.sort_date, article.slug)


def up_to(now: datetime) -> str:
    """The greatest sort key that may be visible at `now`."""
    return f"{format_at(now)}$"


def just_below(key: str) -> str:
    """The greatest sort key of an index below `key`, for ranges that hold their end: `~` is above all of a slug."""
    return f"{key[:-1]}{chr(ord(key[-1]) - 1)}~"


def slug_of(key: str) -> str:
    """The slug in a sort key of an index."""
    return key.partition("#")[2]


def format_at(at: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SSZ`, 20 characters; fractions are cut, as a date cannot be due before its second."""
    utc = at.astimezone(UTC)
    return f"{utc.year:04d}-{utc:%m-%dT%H:%M:%SZ}"


def parse_at(text: str) -> datetime:
    """The date of `format_at`; raises ValueError on any other text."""
    if len(text) != 20:
        raise ValueError(f"not a date of the table: {text!r}")
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


# What would be lost in a tag's key text, so that C, C++ and C# stay three tags.
_SPELLED = {"+": "plus", "#": "sharp", "&": "and", "@": "at"}


def tag_from_label(label: str) -> str:
    """Key text of a tag: "C++" gives `cplusplus`, ".NET" gives `dotnet`; empty for pictures and signs alone."""
    text = label.strip().lower()
    if text.startswith("."):
        text = f"dot{text[1:]}"
    return slug_from_text("".join(_SPELLED.get(char, char) for char in text))


def slug_from_text(text: str) -> str:
    """ASCII words joined by hyphens, 100 characters at most; empty when there is no letter and no digit."""
    return _hyphenated(in_ascii(text)) or _hyphenated(in_numbers(text))


def _hyphenated(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:100].strip("-")


def _tag(tag: str) -> str:
    if not is_slug(tag):
        raise ValueError(f"not a tag: {tag!r}")
    return tag
