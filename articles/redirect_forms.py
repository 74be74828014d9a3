"""What editors type of redirects. Whether an address may lead somewhere the service says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from articles.cleaning import with_unix_line_ends
from articles.exceptions import InvalidContent
from articles.forms import LineField
from articles.redirect_files import read_rows, text_of
from articles.redirects import Row
from articles.services.redirect_plans import MAX_NOTE

MAX_TYPED = 8000


class RedirectForm(forms.Form):
    """One old address. `path` is given for one that stands, whose address stays."""

    source = LineField(
        limit=MAX_TYPED,
        label="Old address",
        help_text="Its path on this site, such as /2019/05/old-post.html. What follows a question mark is not matched.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
    )
    target = LineField(
        limit=MAX_TYPED,
        label="Leads to",
        help_text="A page of this site, such as /articles/a-post/, or an address of another site with https://.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
    )
    note = LineField(
        limit=MAX_NOTE,
        label="Note",
        help_text="For those who look after redirects. Readers do not see it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)
    stands = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, path: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self._path = path
        if path:
            del self.fields["source"]

    @property
    def row(self) -> Row:
        given = self.cleaned_data
        return Row(1, self._path or given["source"], given["target"], given["note"].strip())


class ImportForm(forms.Form):
    """A file, or its text pasted; the text stays in the form for what is done after it was looked at."""

    file = forms.FileField(
        required=False,
        label="CSV file",
        help_text="Two columns: the old address and where it leads. A header is not needed. Up to 10,000 lines, 2 MB.",
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label="Or its lines",
        widget=forms.Textarea(
            attrs={"rows": 8, "spellcheck": "false", "placeholder": "/old-post.html,/articles/post/"}
        ),
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        file = given.get("file")
        try:
            text = text_of(file.read()) if file else with_unix_line_ends(given.get("text", ""))
            self.rows = read_rows(text)
        except InvalidContent as exc:
            raise ValidationError({"file" if file else "text": exc.reason}) from exc
        given["text"] = text
        return given
