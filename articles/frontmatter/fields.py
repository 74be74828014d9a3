"""The fields of an article from a front matter. Every complaint names file, line, key and a remedy."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, NoReturn, cast
from zoneinfo import ZoneInfo

from articles import keys
from articles.domain import MAX_BODY_BYTES, MAX_TAGS, STATUSES, Article, Status, content_checksum, reading_minutes
from articles.exceptions import InvalidContent
from articles.frontmatter.dates import YEARS, parse_date
from articles.frontmatter.spellings import SPELLINGS, near
from articles.frontmatter.values import Front, Value
from articles.frontmatter.yamls import normal_yaml
from articles.keys import format_at
from articles.letters import count_words

DATES = ("date", "updated", "unpublish_at")
MAX_TEXT = {"title": 300, "description": 1000, "author": 200, "category": 100, "hero": 2000, "canonical_url": 2000}

# JSON and JavaScript can write halves of characters, which no encoding can.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

WEB_ADDRESS = re.compile(r"https?://[^\s/]+")


class Defaults(NamedTuple):
    """What the place of a file says where its front matter says nothing."""

    slug: str = ""
    date: str = ""
    status: Status = "published"
    # Whether blanks separate the words of a list, as Jekyll has it.
    by_blanks: bool = False


class Parsed(NamedTuple):
    """An article as a file holds it (no id and no version yet), and what a person should know about the file.

    `kept` are keys that nothing uses; they stay with the article and are exported with it.
    """

    article: Article
    notices: tuple[str, ...]
    kept: tuple[str, ...] = ()


def read_article(front: Front, body: str, *, path: str, time_zone: ZoneInfo, defaults: Defaults) -> Parsed:
    """Raises `InvalidContent` with the place of what is wrong."""
    reader = _Reader(front, path, time_zone, defaults)
    article = reader.article(normal_body(body))
    parsed = replace(article, checksum=content_checksum(article))
    return Parsed(parsed, tuple(reader.notices()), tuple(reader.unknown))


def normal_body(body: str) -> str:
    """A body as it is kept: no blank lines around it, one newline at its end."""
    return body.strip("\n") + "\n"


class _Reader:
    """Takes the values of one front matter apart. `unknown` are the keys that no field was made of."""

    def __init__(self, front: Front, path: str, time_zone: ZoneInfo, defaults: Defaults) -> None:
        self._front = front
        self._path = path
        self._time_zone = time_zone
        self._defaults = defaults
        silent = {name for names in SPELLINGS.values() for name in names}
        spelt: dict[str, str] = {}
        for key, value in front.values.items():
            first = spelt.setdefault(key.lower(), key)
            if first != key and key.lower() in silent:
                again = f"{key}: stands here again, first in line {front.values[first].line}"
                raise InvalidContent(again, path=path, line=value.line)
        self._keys = {
            ours: self._first([spelt[name] for name in names if name in spelt]) for ours, names in SPELLINGS.items()
        }
        self._without_nested_stand_ins()
        known = set(self._keys.values())
        self.unknown = [
            key
            for key, value in front.values.items()
            if key not in known and not (value.is_empty and key.lower() in silent)
        ]
        self._second_date = next((key for key in self.unknown if key.lower() == "date"), None)
        if self._second_date is not None:
            self.unknown.remove(self._second_date)

    def notices(self) -> list[str]:
        """Complaints about what was not taken, and about keys that look like one of ours."""
        found = self._misspelt()
        if (key := self._second_date) is not None:
            other = self._keys["date"]
            found.append(f"{self._place(key)}: the key {key!r} was left out, since {other!r} says when it comes out")
        return found

    def _place(self, key: str) -> str:
        return f"{self._path}:{self._front.values[key].line}"

    def _misspelt(self) -> list[str]:
        found = []
        for key in self.unknown:
            if meant := near(key):
                guess = f"did you mean {meant!r}?"
                found.append(f"{self._place(key)}: the key {key!r} is not known and only kept; {guess}")
        return found

    def article(self, body: str) -> Article:
        title = self._text("title", required=True)
        words = count_words(body)
        tags = self._tags()
        status, dates = self._status(), {key: self._date(key) for key in DATES}
        published_at, unpublish_at = dates["date"], dates["unpublish_at"]
        if status == "published" and published_at is None:
            self._fail("date", "is missing; a published article needs one, like `date: 2026-05-31`")
        if published_at and unpublish_at and unpublish_at <= published_at:
            self._fail("unpublish_at", "must be later than date")
        extra = self._extra()
        self._check_size(body, extra)
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
            updated_at=dates["updated"] or published_at,
            unpublish_at=unpublish_at,
            reading_minutes=reading_minutes(words),
            word_count=words,
            body=body,
            extra=extra,
            date_texts=self._date_texts(dates),
        )

    def _first(self, names: list[str]) -> str | None:
        """The first that says something, else the first that is there."""
        said = [name for name in names if not self._front.values[name].is_empty]
        return next(iter(said or names), None)

    def _without_nested_stand_ins(self) -> None:
        """Another program's key of another shape (`cover:` with an image in it) is none of ours."""
        for ours in ("hero", "category", "description", "author"):
            key = self._keys[ours]
            if key is None or key.lower() == ours:
                continue
            value = self._front.values[key]
            several = len(value.items) != 1 if value.is_list else self._is_by_blanks(value) and " " in value.text
            if value.is_nested or (several and ours in {"hero", "category"}):
                self._keys[ours] = None

    def _is_by_blanks(self, value: Value) -> bool:
        return self._defaults.by_blanks and value.is_text and "," not in value.text

    def _value(self, ours: str) -> Value | None:
        key = self._keys[ours]
        value = self._front.values[key] if key is not None else None
        return None if value is None or value.is_empty else value

    def _text(self, key: str, *, required: bool = False) -> str:
        value = self._value(key)
        joins = key == "author" or self._keys[key] != key
        if value is not None and joins and value.is_list and not value.is_nested:
            value = Value(value.line, text=", ".join(value.items))
        if value is not None and not value.is_text:
            self._fail(key, f"must be one text, like `{key}: Some words`")
        text = " ".join(value.text.split()) if value else ""
        if required and not text:
            slips = [
                f"; is it {name!r} in line {self._front.values[name].line}?"
                for name in self.unknown
                if near(name) == key
            ]
            self._fail(key, f"is missing; add a line like `{key}: Some words`{''.join(slips[:1])}")
        if len(text) > MAX_TEXT[key]:
            self._fail(key, f"has {len(text)} characters, {MAX_TEXT[key]} fit")
        self._check_characters(key, text)
        return text

    def _url(self, key: str) -> str:
        text = self._text(key)
        if text and not WEB_ADDRESS.match(text):
            self._fail(key, "must be an address that starts with https:// or http://")
        return text

    def _slug(self) -> str:
        value = self._value("slug")
        if value is None:
            if not self._defaults.slug:
                self._fail("slug", "is missing and the file's name gives none; add a line like `slug: my-article`")
            return self._defaults.slug
        if not value.is_text:
            self._fail("slug", "must be one word, like `slug: my-article`")
        if not keys.is_slug(value.text):
            self._fail("slug", f"{value.text!r} may hold a-z, 0-9 and hyphens only, 100 at most")
        return value.text

    def _status(self) -> Status:
        said, hidden = self._value("status"), self._hidden()
        if said is None:
            return "draft" if hidden else self._defaults.status if hidden is None else "published"
        if not said.is_text:
            self._fail("status", f"must be one of {', '.join(STATUSES)}")
        if said.text not in STATUSES:
            self._fail("status", f"{said.text!r} is not known; use one of {', '.join(STATUSES)}")
        if hidden is not None and hidden == (said.text == "published"):
            self._fail("status", f"{said.text!r} does not go with what draft or published say; keep one of them")
        return cast("Status", said.text)

    def _hidden(self) -> bool | None:
        """What Hugo's `draft` and Jekyll's `published` say."""
        draft, published = self._flag("draft"), self._flag("published")
        return draft if draft is not None else None if published is None else not published

    def _flag(self, key: str) -> bool | None:
        value = self._value(key)
        if value is None:
            return None
        if not value.is_text or value.text.lower() not in {"true", "false"}:
            self._fail(key, "must be true or false")
        return value.text.lower() == "true"

    def _tags(self) -> dict[str, str]:
        """Key text and label of each tag, in the author's order, each once."""
        value = self._value("tags")
        if value is None:
            return {}
        if value.is_nested:
            self._fail("tags", "must be words, like `tags: [Python, DynamoDB]`")
        labels = value.items if value.is_list else value.text.split(None if self._is_by_blanks(value) else ",")
        tags: dict[str, str] = {}
        for label in (" ".join(text.split()) for text in labels):
            self._check_characters("tags", label)
            tag = keys.tag_from_label(label)
            if label and not tag:
                self._fail("tags", f"{label!r} holds no letter or digit that an address can show")
            if tag and tags.setdefault(tag, label).casefold() != label.casefold():
                self._fail("tags", f"{label!r} and {tags[tag]!r} would have the same address; keep one")
        if len(tags) > MAX_TAGS:
            self._fail("tags", f"are {len(tags)}, {MAX_TAGS} fit")
        return tags

    def _date_text(self, key: str) -> str:
        value = self._value(key)
        if value is None:
            return self._defaults.date if key == "date" else ""
        if not value.is_text:
            self._fail(key, "must be one date, like 2026-05-31")
        return value.text

    def _date(self, key: str) -> datetime | None:
        text = self._date_text(key)
        if not text:
            return None
        try:
            at = parse_date(text, self._time_zone)
        except ValueError:
            place = " in the file's name" if self._value(key) is None else ""
            self._fail(key, f"{text!r}{place} is not a date; write it like 2026-05-31 or 2026-05-31T09:30:00+02:00")
        if at.year not in YEARS:
            self._fail(key, f"{text!r} is out of range; use a year from {YEARS.start} to {YEARS.stop - 1}")
        return at

    def _date_texts(self, dates: dict[str, datetime | None]) -> tuple[tuple[str, str], ...]:
        """Dates as they were written, where that is not how the table writes them."""
        as_written = self._as_written()
        texts = {}
        for key, at in dates.items():
            text = as_written.get(key, "")
            if not self._means(text, at):
                text = self._date_text(key)
            # The date of a change that equals the first date is written only where its author wrote it.
            said = key == "updated" and text and at == dates["date"]
            if at is not None and (text != format_at(at) or said):
                texts[key] = text
        return tuple(sorted(texts.items()))

    def _means(self, text: str, at: datetime | None) -> bool:
        try:
            return bool(text) and parse_date(text, self._time_zone) == at
        except ValueError:
            return False

    def _as_written(self) -> dict[str, str]:
        """What an export noted of dates that other programs would not read: `key=text`."""
        value = self._value("as_written")
        items = value.items if value is not None else []
        return {key: text for key, _, text in (item.partition("=") for item in items) if key in DATES}

    def _extra(self) -> str:
        if not self.unknown:
            return ""
        return normal_yaml(self._front.rest(self.unknown))

    def _check_size(self, body: str, extra: str) -> None:
        size = len(body.encode()) + len(extra.encode())
        if size > MAX_BODY_BYTES:
            reason = f"is too long: {size // 1024} KB of text, {MAX_BODY_BYTES // 1024} KB fit"
            raise InvalidContent(reason, path=self._path)

    def _check_characters(self, key: str, text: str) -> None:
        if bad := CONTROL.search(text):
            self._fail(key, f"holds the control character U+{ord(bad[0]):04X}; remove it")

    def _fail(self, key: str, reason: str) -> NoReturn:
        named = self._keys[key]
        line = self._front.values[named].line if named is not None else 1
        raise InvalidContent(f"{named or key}: {reason}", path=self._path, line=line)
