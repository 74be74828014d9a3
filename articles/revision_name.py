"""What somebody calls a revision: one short line, or nothing."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from articles.cleaning import clean_line
from articles.forms import LineField

MAX_NAME = 60


class NameForm(forms.Form):
    use_required_attribute = False

    name = LineField(
        limit=MAX_NAME,
        help_text=f"To find it again, like “As sent to the magazine”. {MAX_NAME} characters; empty takes a name away.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Mapping[str, str] | None = None, *, name: str = "") -> None:
        typed = None if data is None else {"name": clean_line(data.get("name", "")).text}
        super().__init__(typed, initial={"name": name})
