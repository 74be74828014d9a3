"""A Markdown file with YAML front matter, read into an article. Every complaint names file, line, key and a remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path, PurePath
from typing import NamedTuple, NoReturn, cast
from zoneinfo import ZoneInfo

import yaml

from articles import keys
from articles.domain import MAX_BODY_BYTES, MAX_TAGS, STATUSES, Article, Status, content_checksum, reading_minutes
from articles.exceptions import InvalidContent

KNOWN_KEYS = (
    "title", "description", "date", "updated", "author", "tags", "category", "status", "slug", "hero", "canonical_url",
    "unpublish_at",
)  # fmt: skip
MAX_TEXT = {"title": 300, "description": 1000, "author": 200, "category": 100, "hero": 2000, "canonical_url": 2000}
MAX_FRONT_MATTER = 64 * 1024
MAX_NESTING = 20
YEARS = range(1970, 9999)

_FENCE = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WORD = re.compile(r"\w+")


class Parsed(NamedTuple):
    """An article as a file holds it (no id and no version yet), and what a person should know about the file."""

    article: Article
    notices: tuple[str, ...]


@dataclass(frozen=True)
class _Value:
    """A value of the front matter: a text or a list of texts, and its line in the file."""

    line: int
    text: str = ""
    items: list[str] = field(default_factory=list)
    is_list: bool = False
    is_nested: bool = False


def read_file(path: Path, *, time_zone: ZoneInfo, shown_as: str | None = None) -> Parsed:
    """The article in a file; raises `InvalidContent` with the place of what is wrong."""
    name = shown_as or str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = exc.object[: exc.start].count(b"\n") + 1
        raise InvalidContent("is not UTF-8; save the file in that encoding", path=name, line=line) from exc
    except OSError as exc:
        raise InvalidContent(f"cannot be read: {exc.strerror}", path=name) from exc
    return parse(text, path=name, time_zone=time_zone)


def parse(text: str, *, path: str, time_zone: ZoneInfo) -> Parsed:
    """The article in a text; `path` gives its slug when the front matter has none."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if bad := _CONTROL.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        raise InvalidContent(f"holds the control character U+{ord(bad[0]):04X}; remove it", path=path, line=line)
    fence = _FENCE.match(text)
    if fence is None:
        raise InvalidContent(
            "has no front matter; start with a line `---`, `title: …` and a line `---`", path=path, line=1
        )
    reader = _Reader(_values(fence["yaml"], path), path, time_zone)
    article = reader.article(text[fence.end() :].strip("\n") + "\n")
    unknown = [f"{path}:{value.line}: the key {key!r} is not known and was left out" for key, value in reader.unknown()]
    return Parsed(replace(article, checksum=content_checksum(article)), tuple(unknown))


class _Reader:
    """Takes the values of one front matter apart."""

    def __init__(self, values: dict[str, _Value], path: str, time_zone: ZoneInfo) -> None:
        self._values = values
        self._path = path
        self._time_zone = time_zone

    def unknown(self) -> list[tuple[str, _Value]]:
        return [(key, value) for key, value in self._values.items() if key not in KNOWN_KEYS]

    def article(self, body: str) -> Article:
        if len(body.encode()) > MAX_BODY_BYTES:
            size = len(body.encode()) // 1024
            raise InvalidContent(f"is too long: {size} KB of text, {MAX_BODY_BYTES // 1024} KB fit", path=self._path)
        title = self._text("title", required=True)
        words = len(_WORD.findall(body))
        tags = self._tags()
        status, published_at, unpublish_at = self._status(), self._date("date"), self._date("unpublish_at")
        if status == "published" and published_at is None:
            self._fail("date", "is missing; a published article needs one, like `date: 2026-05-31`")
        if published_at and unpublish_at and unpublish_at <= published_at:
            self._fail("unpublish_at", "must be later than date")
        return Article(
            slug=self._slug(),
            article_id="",
            title=title,
            description=self._text("description"),
            author=self._text("author"),
            tags=tuple(tags),
            tag_labels=tuple(tags.values()),
            category=self._text("category"),
            hero=self._text("hero"),
            canonical_url=self._url("canonical_url"),
            status=status,
            published_at=published_at,
            updated_at=self._date("updated") or published_at,
            unpublish_at=unpublish_at,
            reading_minutes=reading_minutes(words),
            word_count=words,
            body=body,
        )

    def _text(self, key: str, *, required: bool = False) -> str:
        value = self._values.get(key)
        if value is not None and (value.is_list or value.is_nested):
            self._fail(key, f"must be one text, like `{key}: Some words`")
        text = " ".join(value.text.split()) if value else ""
        if required and not text:
            self._fail(key, f"is missing; add a line like `{key}: Some words`")
        if len(text) > MAX_TEXT[key]:
            self._fail(key, f"has {len(text)} characters, {MAX_TEXT[key]} fit")
        return text

    def _url(self, key: str) -> str:
        text = self._text(key)
        if text and not re.match(r"https?://[^\s/]+", text):
            self._fail(key, "must be an address that starts with https:// or http://")
        return text

    def _slug(self) -> str:
        value = self._values.get("slug")
        if value is not None and (value.is_list or value.is_nested):
            self._fail("slug", "must be one word, like `slug: my-article`")
        if value is None or not value.text:
            slug = keys.slug_from_text(PurePath(self._path).stem)
            if not slug:
                self._fail("slug", "is missing and the file's name gives none; add a line like `slug: my-article`")
            return slug
        if not keys.is_slug(value.text):
            self._fail("slug", f"{value.text!r} may hold a-z, 0-9 and hyphens only, 100 at most")
        return value.text

    def _status(self) -> Status:
        value = self._values.get("status")
        if value is not None and (value.is_list or value.is_nested):
            self._fail("status", f"must be one of {', '.join(STATUSES)}")
        if value is None or not value.text:
            return "published"
        if value.text not in STATUSES:
            self._fail("status", f"{value.text!r} is not known; use one of {', '.join(STATUSES)}")
        return cast("Status", value.text)

    def _tags(self) -> dict[str, str]:
        """Key text and label of each tag, in the author's order, each once."""
        value = self._values.get("tags")
        if value is None:
            return {}
        if value.is_nested:
            self._fail("tags", "must be words, like `tags: [Python, DynamoDB]`")
        labels = value.items if value.is_list else value.text.split(",")
        tags: dict[str, str] = {}
        for label in (" ".join(text.split()) for text in labels):
            tag = keys.tag_from_label(label)
            if label and not tag:
                self._fail("tags", f"{label!r} holds no letter or digit that an address can show")
            if tag and tags.setdefault(tag, label).casefold() != label.casefold():
                self._fail("tags", f"{label!r} and {tags[tag]!r} would have the same address; keep one")
        if len(tags) > MAX_TAGS:
            self._fail("tags", f"are {len(tags)}, {MAX_TAGS} fit")
        return tags

    def _date(self, key: str) -> datetime | None:
        value = self._values.get(key)
        if value is None:
            return None
        if value.is_list or value.is_nested:
            self._fail(key, "must be one date, like 2026-05-31")
        if not value.text:
            return None
        try:
            at = _parse_date(value.text, self._time_zone)
        except (ValueError, OverflowError):
            self._fail(key, f"{value.text!r} is not a date; write it like 2026-05-31 or 2026-05-31T09:30:00+02:00")
        if at.year not in YEARS:
            self._fail(key, f"{value.text!r} is out of range; use a year from {YEARS.start} to {YEARS.stop - 1}")
        return at.replace(microsecond=0)

    def _fail(self, key: str, reason: str) -> NoReturn:
        value = self._values.get(key)
        raise InvalidContent(f"{key}: {reason}", path=self._path, line=value.line if value else 1)


def _parse_date(text: str, time_zone: ZoneInfo) -> datetime:
    """A date alone is midnight in the site's time zone, as is a time without an offset meant there."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        at = datetime.combine(date.fromisoformat(text), time(), time_zone)
    else:
        # YAML allows a space before the offset: "2026-05-31 09:30:00 +02:00".
        at = datetime.fromisoformat(re.sub(r"\s+([+-]\d)", r"\1", text))
    return (at if at.tzinfo else at.replace(tzinfo=time_zone)).astimezone(UTC)


def _values(text: str, path: str) -> dict[str, _Value]:
    """Keys and values with their lines. Scalars stay the texts that were written; YAML guesses no types.

    Read from the parser's events and not from a tree, so that nesting and aliases cost nothing: what is neither a
    text nor a list of texts is passed over and marked.
    """
    if len(text) > MAX_FRONT_MATTER:
        raise InvalidContent(f"front matter has {len(text)} characters, {MAX_FRONT_MATTER} fit", path=path, line=1)
    try:
        return _collect(yaml.parse(text, Loader=yaml.CSafeLoader), path)
    except yaml.MarkedYAMLError as exc:
        line = exc.problem_mark.line + 2 if exc.problem_mark else None
        raise InvalidContent(f"front matter is not YAML: {exc.problem}", path=path, line=line) from exc
    except yaml.reader.ReaderError as exc:
        line = text.encode()[: exc.position].count(b"\n") + 2
        raise InvalidContent("front matter holds a character that YAML does not allow", path=path, line=line) from exc


def _collect(events: Iterator[yaml.Event], path: str) -> dict[str, _Value]:
    values: dict[str, _Value] = {}
    event = next(event for event in events if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent))
    if isinstance(event, yaml.StreamEndEvent) or (isinstance(event, yaml.ScalarEvent) and not event.value):
        return values
    if not isinstance(event, yaml.MappingStartEvent):
        raise InvalidContent("front matter must be lines of `key: value`", path=path, line=_line(event))
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        line = _line(event)
        if not isinstance(event, yaml.ScalarEvent):
            raise InvalidContent("front matter must be lines of `key: value`", path=path, line=line)
        key = str(event.value)
        if key in values:
            raise InvalidContent(f"{key}: stands here again, first in line {values[key].line}", path=path, line=line)
        values[key] = _value(next(events), events, line, path)
    return values


def _value(event: yaml.Event, events: Iterator[yaml.Event], line: int, path: str) -> _Value:
    if isinstance(event, yaml.ScalarEvent):
        return _Value(line, text="" if _is_null(event) else event.value.strip())
    if isinstance(event, yaml.SequenceStartEvent):
        return _list(events, line, path)
    if isinstance(event, yaml.MappingStartEvent):
        _pass_over(events, path)
    return _Value(line, is_nested=True)


def _list(events: Iterator[yaml.Event], line: int, path: str) -> _Value:
    items: list[str] = []
    is_nested = False
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        if isinstance(event, yaml.ScalarEvent):
            items.append(str(event.value))
            continue
        is_nested = True
        if isinstance(event, yaml.CollectionStartEvent):
            _pass_over(events, path)
    return _Value(line, items=items, is_list=True, is_nested=is_nested)


def _pass_over(events: Iterator[yaml.Event], path: str) -> None:
    """Skip the rest of a collection that has just begun."""
    depth = 1
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth == 0:
            return
        if depth > MAX_NESTING:
            raise InvalidContent("front matter is nested too deep", path=path, line=_line(event))


def _line(event: yaml.Event) -> int:
    """Its line in the file: the parser counts from 0, and the fence is the first."""
    return (event.start_mark.line if event.start_mark else 0) + 2


def _is_null(event: yaml.ScalarEvent) -> bool:
    return not event.style and event.value in {"", "~", "null", "Null", "NULL"}
