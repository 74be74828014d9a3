"""What is asked of the audit, and in which words it answers."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from articles.auditing import AuditSearch, Kind
from articles.cleaning import clean_line
from articles.forms import LineField
from articles.frontmatter.fields import MAX_TEXT

MAX_USERNAME = 64
MARK = "mark"
DATE_EXAMPLE = "2026-05-31"

# Actions as lines have them, or as they begin, and in words.
ARTICLES = {
    "save": "saved", "publish": "published", "unpublish": "unpublished", "discard": "unpublished changes discarded",
    "restore": "revision restored", "keep": "text set aside", "tag": "tagged", "archive": "archived",
    "rename": "renamed", "trash": "put in the trash", "recover": "taken from the trash", "purge": "removed for good",
    "undo": "step with others undone", "seed": "put in from a file", "share": "shared by a link",
    "revoke share": "link revoked",
}  # fmt: skip
USERS = {
    "sign in": "signed in", "sign out": "signed out", "end a session": "session ended", "add user": "user added",
    "set role": "role set", "set password": "password set", "set display name": "display name set",
    "activate": "activated", "deactivate": "deactivated",
}  # fmt: skip
SITE = {"settings": "settings saved", "redirect": "redirects changed"}
_WORDS = {
    **ARTICLES, **USERS, **SITE, "redirect": "redirect saved", "redirect-delete": "redirect deleted",
    "redirects-import": "redirects imported",
}  # fmt: skip
KINDS: tuple[tuple[Kind, str], ...] = (
    ("article", "Articles"), ("user", "Users"), ("settings", "Settings"), ("redirect", "Redirects"),
)  # fmt: skip


def in_words(action: str) -> str:
    """An action that says more than its name, like `set role to editor`, speaks for itself."""
    return _WORDS.get(action, action)


def _group(name: str, words: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
    return name, [(action, said.capitalize()) for action, said in words.items()]


def _date(label: str) -> LineField:
    return LineField(limit=20, label=label, widget=forms.DateInput(attrs={"type": "date"}))


class AuditForm(forms.Form):
    """Sent by its address, so that a search can be kept as a bookmark."""

    use_required_attribute = False

    who = LineField(
        limit=MAX_USERNAME,
        label="Who",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    what = forms.ChoiceField(
        required=False,
        label="What",
        choices=[
            ("", "Everything"), _group("Articles", ARTICLES), _group("Users", USERS), _group("Site", SITE),
        ],
    )  # fmt: skip
    about = forms.ChoiceField(required=False, label="About", choices=[("", "Everything"), *KINDS])
    which = LineField(
        limit=MAX_TEXT["title"], label="Which", widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    )
    since = _date("From")
    until = _date("Until")

    def __init__(self, data: Any, *, time_zone: ZoneInfo) -> None:
        super().__init__({name: clean_line(data.get(name, "")).text for name in self.base_fields}, auto_id="audit_%s")
        self._time_zone = time_zone

    def clean_since(self) -> datetime | None:
        return self._midnight("since", days=0)

    def clean_until(self) -> datetime | None:
        """The end of that day."""
        return self._midnight("until", days=1)

    def to_search(self) -> AuditSearch:
        """Of a form that is right."""
        values = self.cleaned_data
        return AuditSearch(
            actor=values["who"].strip().lower(),
            action=values["what"],
            kind=cast("Kind", values["about"]) or None,
            text=values["which"].strip(),
            since=values["since"],
            until=values["until"],
        )

    @property
    def narrows(self) -> bool:
        return any(self.data.values())

    @property
    def shape(self) -> list[str]:
        """What a mark was made for: in another search it would name a place that means nothing."""
        return [self.data[name] for name in self.fields]

    def query(self, **more: str) -> str:
        """The part of an address that gives this page again; fields that say nothing are left out."""
        return urlencode({name: value for name, value in {**self.data, **more}.items() if value})

    def _midnight(self, name: str, *, days: int) -> datetime | None:
        text = self.cleaned_data[name]
        if not text:
            return None
        try:
            day = datetime.strptime(text, "%Y-%m-%d").date() + timedelta(days=days)
        except (ValueError, OverflowError):
            raise ValidationError(f"This is not a date; write it like {DATE_EXAMPLE}.") from None
        return datetime.combine(day, time(), self._time_zone)
