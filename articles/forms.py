"""What an author types of an article, made clean and held against the limits that files have too.

The form knows its own fields and no others: a role, a status or an owner that somebody adds is not looked at.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from articles.cleaning import Cleaned, clean_body, clean_line, with_unix_line_ends
from articles.domain import MAX_BODY_BYTES, MAX_TAGS, Article
from articles.drafts import Fields, fields_of
from articles.frontmatter.fields import MAX_TEXT, WEB_ADDRESS
from articles.keys import is_slug, slug_from_text, tag_from_label
from articles.moments import MINUTES, read_moment, write_moment
from articles.rendering.pictures import is_local

MAX_SLUG = MAX_TAG = 100
MAX_DATE_TEXT = 100
MAX_TAGS_TEXT = 20_000  # so that too many tags are said to be too many tags
DATES = ("published_at", "unpublish_at")


class LineField(forms.CharField):
    """One line. Its limit is no attribute of the control, which would cut what is pasted without a word."""

    def __init__(self, *, limit: int, **options: Any) -> None:
        super().__init__(**{"required": False, "strip": False, **options})
        self.limit = limit

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.limit:
            raise ValidationError(f"This has {len(value):,} characters; {self.limit:,} fit.", code="max_length")


def not_whole(missing: Iterable[str]) -> str:
    """What is said of a form that lost fields on its way, so that nobody takes them for emptied."""
    return f"The form did not arrive whole; these fields are missing: {', '.join(missing)}."


def labels_in(text: str) -> list[str]:
    """The tags of a text with commas between them."""
    return [label for part in text.split(",") if (label := part.strip())]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _line(**attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", **attributes})


class ArticleForm(forms.Form):
    """`stands` is the article that is being changed, if there is one; a new one has `byline` to begin with.

    `notes` say what was done to the texts. One that is `unfinished` may still lack its title.
    """

    use_required_attribute = False

    title = LineField(limit=MAX_TEXT["title"], required=True, widget=_line())
    slug = LineField(
        limit=MAX_SLUG,
        label="Address",
        help_text="The last part of its address: a-z, 0-9 and hyphens. Empty: made from the title.",
        widget=_line(autocapitalize="none", spellcheck="false"),
    )
    description = LineField(
        limit=MAX_TEXT["description"], help_text="For lists, feeds and search engines.", widget=_area(4)
    )
    tags = LineField(limit=MAX_TAGS_TEXT, help_text=f"With commas between them, {MAX_TAGS} at most.", widget=_line())
    published_at = LineField(limit=MAX_DATE_TEXT, label="Publish at")
    unpublish_at = LineField(limit=MAX_DATE_TEXT, label="Unpublish at")
    category = LineField(limit=MAX_TEXT["category"], widget=_line())
    hero = LineField(
        limit=MAX_TEXT["hero"],
        label="Picture",
        help_text="For those who share its address: a path on this site, like /media/picture.png.",
        widget=_line(autocapitalize="none", spellcheck="false"),
    )
    canonical_url = LineField(
        limit=MAX_TEXT["canonical_url"],
        label="Canonical address",
        help_text="Where it came out first, if that was elsewhere.",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    author = LineField(limit=MAX_TEXT["author"], label="Byline", widget=_line())
    body = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        help_text="Markdown.",
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true", "class": "code-input"}),
    )

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        time_zone: ZoneInfo,
        names_author: bool,
        stands: Article | None = None,
        slug_fixed: bool = False,
        files: Collection[str] = (),
        now: datetime | None = None,
        unfinished: bool = False,
        byline: str = "",
    ) -> None:
        self._time_zone, self._files, self._publishes_at = time_zone, files, now
        self._stands = stands
        cleaned = {name: _clean(name, text) for name, text in (data or {}).items() if name in self.base_fields}
        self.notes = [f"{self._label(name)}: {clean.note}" for name, clean in cleaned.items() if clean.note]
        texts = {name: clean.text for name, clean in cleaned.items()}
        super().__init__(None if data is None else texts, initial=_initial(stands, time_zone, byline))
        self._arrange(names_author, slug_fixed)
        self.fields["title"].required = not unfinished

    def _arrange(self, names_author: bool, slug_fixed: bool) -> None:
        if not names_author:
            del self.fields["author"]
        if slug_fixed:
            self.fields["slug"].disabled = True
            self.fields["slug"].help_text = "Readers know it, so it is changed on a page of its own."
        hints = {"published_at": "Empty: when you publish it. A time ahead: then.", "unpublish_at": "Empty: never."}
        for name, hint in hints.items():
            self.fields[name].help_text = f"{hint} Time zone: {self._time_zone.key}."
            self.fields[name].widget = self._date_input(self.data.get(name, ""))

    def _date_input(self, typed: str) -> forms.Widget:
        """The browser's own control, unless it could not show what was typed."""
        try:
            shown = not typed or (len(typed) == MINUTES and datetime.fromisoformat(typed) is not None)
        except ValueError:
            shown = False
        return forms.TextInput(attrs={"type": "datetime-local", "max": "9998-12-31T23:59"} if shown else {})

    def _label(self, name: str) -> str:
        return str(self.base_fields[name].label or name.capitalize())

    def clean(self) -> dict[str, Any]:
        for name in [name for name in self._files if name in self.fields]:
            self.errors.pop(name, None)
            self.add_error(name, "This must be a text, not a file.")
        if not self.is_whole:
            self.add_error(None, not_whole(map(self._label, self._missing())))
        self._check_dates()
        return self.cleaned_data

    @property
    def is_whole(self) -> bool:
        """Whether every field came, be it empty or wrong."""
        return not self._missing()

    def _missing(self) -> list[str]:
        sent = {*self.data, *self._files}
        return [name for name, field in self.fields.items() if name not in sent and not field.disabled]

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if title and not any(unicodedata.category(char)[0] in "LNPS" for char in title):
            raise ValidationError("Give it a title that can be seen.")
        return title

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug and not is_slug(slug):
            meant = slug_from_text(slug)
            remedy = f" Did you mean {meant}?" if meant else ""
            raise ValidationError(f"An address may hold a-z, 0-9 and hyphens only, {MAX_SLUG} at most.{remedy}")
        return slug

    def clean_tags(self) -> tuple[str, ...]:
        if self._stands and self.cleaned_data["tags"] == self.initial["tags"]:
            # A file's label may hold a comma.
            return self._stands.tag_labels
        tags: dict[str, str] = {}
        for label in labels_in(self.cleaned_data["tags"]):
            if len(label) > MAX_TAG:
                raise ValidationError(f"The tag “{label[:30]}…” has {len(label)} characters; {MAX_TAG} fit.")
            tag = tag_from_label(label)
            if not tag:
                raise ValidationError(f"The tag “{label}” holds no letter or digit that an address can show.")
            tags.setdefault(tag, label)
        if len(tags) > MAX_TAGS:
            raise ValidationError(f"These are {len(tags)} tags; {MAX_TAGS} fit.")
        return tuple(tags.values())

    def clean_hero(self) -> str:
        hero: str = self.cleaned_data["hero"]
        if not hero or hero == self.initial.get("hero"):
            return hero
        if not is_local(hero):
            reason = "This picture is of another host, which would learn of each reader."
            raise ValidationError(f"{reason} Put it on this site and give its path.")
        if not hero.startswith("/") or "\\" in hero:
            raise ValidationError("Give a path that starts with a slash, like /media/picture.png.")
        return hero

    def clean_canonical_url(self) -> str:
        address: str = self.cleaned_data["canonical_url"]
        if address and not WEB_ADDRESS.match(address):
            raise ValidationError("Give a whole address that starts with https:// or http://.")
        return address

    def clean_published_at(self) -> datetime | None:
        return self._moment("published_at")

    def clean_unpublish_at(self) -> datetime | None:
        return self._moment("unpublish_at")

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if (size := len(body.encode())) > MAX_BODY_BYTES:
            reason = f"This text is too long: it has {size:,} bytes, and {MAX_BODY_BYTES:,} fit."
            raise ValidationError(f"{reason} Letters beyond Latin have two to four bytes each.")
        if self._publishes_at and not body.strip():
            raise ValidationError("Write something before you publish it.")
        return body

    def _moment(self, name: str) -> datetime | None:
        text: str = self.cleaned_data[name]
        if text == self.initial.get(name):
            # Not changed, also where the clock shows it twice, or where its seconds are not shown.
            stands: datetime | None = getattr(self._stands, name, None)
            return stands
        if not text:
            return None
        try:
            moment = read_moment(text, self._time_zone)
        except ValueError as exc:
            raise ValidationError(str(exc)) from exc
        if moment.note:
            self.notes.append(f"{self._label(name)}: {moment.note}")
        return moment.at

    def _check_dates(self) -> None:
        begins, ends = (self.cleaned_data.get(name) for name in DATES)
        if ends is None:
            return
        if begins is not None and ends <= begins:
            self.add_error("unpublish_at", "This must be later than the time at which it is published.")
        elif self._publishes_at and ends <= self._publishes_at:
            self.add_error("unpublish_at", "This is over already, so that nobody would see it.")

    def to_fields(self) -> Fields:
        """What is right in the form, and what stands where something is wrong or is not asked for."""
        right = dict(self.cleaned_data)
        if "tags" in right:
            right["tag_labels"] = right.pop("tags")
        return replace(fields_of(self._stands) if self._stands else Fields(title=""), **right)


def _clean(name: str, text: str) -> Cleaned:
    return clean_body(text) if name == "body" else clean_line(text)


def _initial(stands: Article | None, time_zone: ZoneInfo, byline: str) -> dict[str, str]:
    if stands is None:
        return {"author": byline}
    texts = {name: getattr(stands, name) for name in ArticleForm.base_fields if name not in ("tags", *DATES)}
    dates = {name: at for name in DATES if (at := getattr(stands, name))}
    return {
        **texts,
        "body": with_unix_line_ends(stands.body),
        "tags": ", ".join(stands.tag_labels),
        **{name: write_moment(at, time_zone) for name, at in dates.items()},
    }
