"""What an author says of a link to a draft: what it shows, for how long, and for whom it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from articles.cleaning import clean_line
from articles.forms import LineField
from articles.sharing import LASTING_DAYS
from articles.tokens import MAX_LENGTH

MAX_LABEL = 100
FOLLOWS = ""
DAYS = [(str(days), "1 day" if days == 1 else f"{days} days") for days in LASTING_DAYS]


class ShareForm(forms.Form):
    """`revisions` are pairs of an id and what it is called."""

    use_required_attribute = False

    shows = forms.ChoiceField(
        required=False,
        label="What it shows",
        error_messages={"invalid_choice": "This revision is not one of the article's. Choose another."},
    )
    days = forms.ChoiceField(
        label="For how long",
        choices=DAYS,
        initial="7",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose for how long.", "invalid_choice": "Choose one of these times."},
    )
    label = LineField(
        limit=MAX_LABEL,
        label="For whom",
        help_text="For your own list. Readers do not see it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    token = forms.CharField(max_length=MAX_LENGTH, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, revisions: Sequence[tuple[str, str]] = (), **options: Any
    ) -> None:
        texts = {name: clean_line(data.get(name, "")).text for name in self.base_fields} if data is not None else None
        super().__init__(texts, auto_id="share_%s", **options)
        follows = (FOLLOWS, "The draft, as it is when the link is opened")
        shows: Any = self.fields["shows"]
        shows.choices = [follows, *revisions]
