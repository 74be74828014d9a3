"""What is typed on the list of articles: which ones to show, and what to do with those that are chosen."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError

from articles.cleaning import clean_line
from articles.domain import Tag
from articles.drafts import State
from articles.forms import MAX_TAG, LineField
from articles.frontmatter.fields import MAX_TEXT
from articles.keys import tag_from_label
from articles.policies import Actor
from articles.searching import Search
from articles.services.bulk import MOST_AT_ONCE, Job, Step
from articles.tokens import MAX_LENGTH

STATE_NAMES: tuple[tuple[State, str], ...] = (
    ("draft", "Drafts"), ("scheduled", "Scheduled"), ("published", "Published"), ("archived", "Archived"),
)  # fmt: skip
OLDEST, MINE = "oldest", "mine"
MARK = "mark"
TRASH = "trash"  # the list from which a form came
STEPS: tuple[tuple[Step, str], ...] = (
    ("add-tag", "Add tag"), ("remove-tag", "Remove tag"), ("publish", "Publish"), ("unpublish", "Unpublish"),
    ("trash", "Move to trash"), ("recover", "Take from the trash"),
)  # fmt: skip
TAG_STEPS = ("add-tag", "remove-tag")


class SearchForm(forms.Form):
    """Sent by its address, so that a list can be kept as a bookmark. Fields that it does not know are not looked at."""

    use_required_attribute = False

    title = LineField(limit=MAX_TEXT["title"], label="Title holds", widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(required=False, label="Status", choices=[("", "All"), *STATE_NAMES])
    tag = LineField(limit=MAX_TAG, label="Tag")
    author = LineField(limit=MAX_TEXT["author"], label="Byline")
    whose = forms.ChoiceField(required=False, choices=[("", "Everybody's"), (MINE, "My own")])
    sort = forms.ChoiceField(required=False, label="Sorted", choices=[("", "Newest first"), (OLDEST, "Oldest first")])

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__({name: clean_line(data.get(name, "")).text for name in self.base_fields}, auto_id="filter_%s")
        if not actor.writes_everything:
            # Their list holds their own articles only.
            del self.fields["author"], self.fields["whose"]

    def clean_tag(self) -> str:
        label: str = self.cleaned_data["tag"]
        if label and not tag_from_label(label):
            raise ValidationError("A tag holds a letter or a digit.")
        return label

    def to_search(self) -> Search:
        """Of a form that is right."""
        values = self.cleaned_data
        return Search(
            states=(values["state"],) if values["state"] else (),
            title=values["title"],
            tag=values["tag"],
            author=values.get("author", ""),
            newest_first=values["sort"] != OLDEST,
            mine=values.get("whose") == MINE,
        )

    @property
    def narrows(self) -> bool:
        return any(self.data.get(name) for name in self.fields if name != "sort")

    def query(self, **more: str) -> str:
        """The part of an address that gives this list again; fields that say nothing are left out."""
        values = {name: self.data.get(name, "") for name in self.fields} | more
        return urlencode({name: value for name, value in values.items() if value})


class BulkForm(forms.Form):
    """One step with the articles that are chosen. `list` is the query of the list they were chosen in, unless that
    was the trash."""

    use_required_attribute = False

    tag = LineField(limit=MAX_TAG, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    step = forms.ChoiceField(choices=STEPS, error_messages={"required": "Choose what to do with them."})
    token = forms.CharField(max_length=MAX_LENGTH)

    def __init__(self, data: Any = None) -> None:
        self.in_trash = data is not None and data.get("from") == TRASH
        self.chosen = list(dict.fromkeys(data.getlist("chosen"))) if data is not None else []
        texts = {name: clean_line(data.get(name, "")).text for name in self.base_fields} if data is not None else None
        super().__init__(texts, auto_id="bulk_%s")

    def clean(self) -> dict[str, Any]:
        if not self.chosen:
            self.add_error(None, "Choose at least one article.")
        if len(self.chosen) > MOST_AT_ONCE:
            self.add_error(None, f"These are {len(self.chosen)} articles; choose {MOST_AT_ONCE} at most.")
        if self.cleaned_data.get("step") in TAG_STEPS and "tag" in self.cleaned_data:
            self._check_tag(self.cleaned_data["tag"])
        return self.cleaned_data

    def _check_tag(self, label: str) -> None:
        if not label:
            self.add_error("tag", "Type the tag.")
        elif "," in label:
            self.add_error("tag", "One tag at a time, without commas.")
        elif not tag_from_label(label):
            self.add_error("tag", "A tag holds a letter or a digit that an address can show.")

    @property
    def job(self) -> Job:
        step, label = self.cleaned_data["step"], self.cleaned_data["tag"]
        return Job(step, Tag(tag_from_label(label), label) if step in TAG_STEPS else None)
