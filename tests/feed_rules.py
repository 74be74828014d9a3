"""What the feed validators ask for, as assertions: RSS 2.0 and its best practices, RFC 4287, JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ADDRESSES = re.compile(r'<[a-z][^<>]*?\s(?:href|src|srcset|poster|cite)="([^"]*)"')
JSON_FEED_KEYS = {
    "version", "title", "home_page_url", "feed_url", "description", "icon", "favicon", "authors", "language", "items",
}  # fmt: skip
JSON_ITEM_KEYS = {
    "id", "url", "title", "summary", "content_html", "date_published", "date_modified", "authors", "tags",
}  # fmt: skip
MEDIA_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


def check(name: str, text: str) -> None:
    {"rss": check_rss, "atom": check_atom, "json": check_json}[name](text)
    if name != "json":
        check_by_feedparser(text, MEDIA_TYPES[name])


def check_by_feedparser(text: str, media_type: str) -> Any:
    """The feed as a lenient reader has it, which had nothing to be lenient about."""
    headers = {"content-type": f"{media_type}; charset=utf-8"}
    parsed = feedparser.parse(text.encode(), response_headers=headers)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def check_rss(text: str) -> None:
    root = ElementTree.fromstring(text.encode())
    assert (root.tag, root.attrib) == ("rss", {"version": "2.0"})
    (channel,) = root
    items = channel.findall("item")
    once(channel, "title", "link", "description", "language", f"{ATOM}link")
    at_most_once(channel, except_for={"item"})
    assert (channel.findtext("description") or "").strip()
    assert LANGUAGE.fullmatch(channel.findtext("language") or "")
    address = channel.find(f"{ATOM}link")
    assert address is not None and address.attrib["rel"] == "self"
    assert address.attrib["type"] == MEDIA_TYPES["rss"]
    absolute([channel.findtext("link"), address.attrib["href"]])
    if items:
        built = parsedate_to_datetime(channel.findtext("lastBuildDate") or "")
        assert built.tzinfo is not None
    unique([item.findtext("guid") for item in items])
    for item in items:
        check_rss_item(item)


def check_rss_item(item: ElementTree.Element) -> None:
    once(item, "title", "link", "guid", "pubDate", f"{DUBLIN_CORE}creator", f"{CONTENT}encoded")
    at_most_once(item, except_for={"category"})
    known = {"title", "link", "guid", "pubDate", "category", "description"}
    assert {part.tag for part in item} <= known | {f"{DUBLIN_CORE}creator", f"{CONTENT}encoded"}
    guid = item.find("guid")
    assert guid is not None and guid.attrib == {"isPermaLink": "true"}
    absolute([guid.text, item.findtext("link")])
    assert parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo is not None
    assert all((part.text or "").strip() for part in item if part.tag not in ("title", f"{CONTENT}encoded"))
    check_html(item.findtext(f"{CONTENT}encoded") or "")


def check_atom(text: str) -> None:
    feed = ElementTree.fromstring(text.encode())
    assert feed.tag == f"{ATOM}feed"
    assert LANGUAGE.fullmatch(feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"])
    entries = feed.findall(f"{ATOM}entry")
    once(feed, *atom("id", "title", "updated", "author"))
    at_most_once(feed, except_for=set(atom("entry", "link")))
    check_atom_links(feed, {("self", MEDIA_TYPES["atom"]), ("alternate", "text/html")})
    absolute([feed.findtext(f"{ATOM}id"), feed.findtext(f"{ATOM}icon")])
    unique([feed.findtext(f"{ATOM}id"), *(entry.findtext(f"{ATOM}id") for entry in entries)])
    updated = [timestamp(part.findtext(f"{ATOM}updated")) for part in (feed, *entries)]
    assert updated[0] == max(updated[1:], default=updated[0])
    for entry in entries:
        check_atom_entry(entry)


def check_atom_entry(entry: ElementTree.Element) -> None:
    once(entry, *atom("id", "title", "updated", "published", "author", "content"))
    at_most_once(entry, except_for=set(atom("category", "link")))
    check_atom_links(entry, {("alternate", "text/html")})
    absolute([entry.findtext(f"{ATOM}id")])
    timestamp(entry.findtext(f"{ATOM}published"))
    assert (entry.findtext(f"{ATOM}author/{ATOM}name") or "").strip()
    assert all(category.attrib["term"] for category in entry.findall(f"{ATOM}category"))
    content = entry.find(f"{ATOM}content")
    assert content is not None and (content.attrib, len(content)) == ({"type": "html"}, 0)
    check_html(content.text or "")


def check_atom_links(part: ElementTree.Element, expected: set[tuple[str, str]]) -> None:
    links = part.findall(f"{ATOM}link")
    assert Counter((link.attrib["rel"], link.attrib["type"]) for link in links) == Counter(expected)
    absolute([link.attrib["href"] for link in links])


def check_json(text: str) -> None:
    feed = json.loads(text)
    assert set(feed) == JSON_FEED_KEYS
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] and feed["description"] and LANGUAGE.fullmatch(feed["language"])
    absolute([feed[name] for name in ("home_page_url", "feed_url", "icon", "favicon")])
    check_json_authors(feed)
    unique([item["id"] for item in feed["items"]])
    for item in feed["items"]:
        check_json_item(item)


def check_json_item(item: dict[str, Any]) -> None:
    assert {"id", "url", "content_html", "date_published", "date_modified", "authors"} <= set(item) <= JSON_ITEM_KEYS
    absolute([item["id"], item["url"]])
    check_json_authors(item)
    for name in ("date_published", "date_modified"):
        timestamp(item[name])
    assert all(isinstance(tag, str) and tag for tag in item.get("tags", ()))
    assert all(isinstance(item.get(name, ""), str) for name in ("id", "title", "summary", "content_html"))
    check_html(item["content_html"])


def check_json_authors(part: dict[str, Any]) -> None:
    assert part["authors"] and all(author["name"] for author in part["authors"])


def check_html(text: str) -> None:
    """What an entry shows: no scripts or styles of its own, and no address that needs a page around it."""
    assert not re.search(r"<(script|style|iframe|object|form)\b|<[a-z][^<>]*\s(style|on\w+)=", text)
    absolute([address for address in ADDRESSES.findall(text) if not address.startswith("mailto:")])


def once(part: ElementTree.Element, *names: str) -> None:
    assert {name: len(part.findall(name)) for name in names} == dict.fromkeys(names, 1)


def at_most_once(part: ElementTree.Element, *, except_for: set[str]) -> None:
    repeated = {name for name, number in Counter(child.tag for child in part).items() if number > 1}
    assert repeated <= except_for


def atom(*names: str) -> list[str]:
    return [f"{ATOM}{name}" for name in names]


def absolute(addresses: Iterable[str | None]) -> None:
    for address in addresses:
        parts = urlsplit(address or "")
        assert parts.scheme in ("http", "https") and parts.netloc, address


def unique(ids: list[str | None]) -> None:
    assert all(ids) and len(set(ids)) == len(ids)


def timestamp(text: str | None) -> datetime:
    assert RFC_3339.fullmatch(text or ""), text
    return datetime.fromisoformat(text or "")
