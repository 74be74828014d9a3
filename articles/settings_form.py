"""What an admin types of the site. A field that says what the environment says follows it, now and later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from articles.cleaning import clean_body, clean_line
from articles.forms import LineField, not_whole
from articles.site_settings import MAX_ABOUT_BYTES, MAX_LINKS, SETTINGS, Link, SavedSettings, SiteSettings
from portfolio.env import ACCENTS, is_address, is_language, is_own_path

MAX_LABEL, MAX_ADDRESS = 40, 500
LINES = ("links", "navigation", "about")  # texts of several lines
RESET = "reset_"
GROUPS = (
    ("The site", ("title", "tagline", "language", "share_image", "accent")),
    ("Who writes here", ("author", "bio", "links")),
    ("Pages", ("navigation", "about")),
)


def _area(rows: int, **attributes: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attributes})


class LinksField(forms.CharField):
    """A link a line, as `label=address`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=_area(5, **{"class": "code-input", "spellcheck": "false"}), **options)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MAX_LINKS:
            raise ValidationError(f"These are {len(lines)} links; {MAX_LINKS} fit.")
        return tuple(_link(number, line) for number, line in enumerate(lines, 1))


def _link(number: int, line: str) -> Link:
    label, sign, address = (part.strip() for part in line.partition("="))
    if not sign or not label or not address:
        raise ValidationError(f"Line {number}, “{line[:60]}”, is no link. Write it as label=address.")
    if len(label) > MAX_LABEL:
        raise ValidationError(f"The label in line {number} has {len(label)} characters; {MAX_LABEL} fit.")
    if len(address) > MAX_ADDRESS:
        raise ValidationError(f"The address in line {number} has {len(address):,} characters; {MAX_ADDRESS} fit.")
    if not is_address(address):
        raise ValidationError(
            f"“{address[:60]}” in line {number} is no address. Begin it with /, https://, http:// or mailto:."
        )
    return Link(label, address)


class Row(NamedTuple):
    """A field with what stands beside it. `theirs` is what somebody else saved meanwhile, if that is another text."""

    field: forms.BoundField
    reset: forms.BoundField
    is_own: bool
    environment: str
    theirs: str | None


class SettingsForm(forms.Form):
    """`environment` says what counts where nothing is said here; `notes` say what was done to the texts."""

    use_required_attribute = False

    title = LineField(limit=100, required=True)
    tagline = LineField(limit=200, required=True, help_text="One sentence about the site, without its full stop.")
    language = LineField(
        limit=35,
        required=True,
        help_text="The language of the articles, as a tag like en or pt-BR.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    share_image = LineField(
        limit=MAX_ADDRESS,
        label="Picture for those who share a page",
        help_text="A path on this site, like /static/share.png. Empty: the picture that comes with it.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "class": "code-input"}),
    )
    accent = forms.ChoiceField(
        choices=[(accent, accent.capitalize()) for accent in ACCENTS],
        widget=forms.RadioSelect,
        help_text="The colour of links and marks, by day and by night.",
        error_messages={"invalid_choice": "Choose one of the colours."},
    )
    author = LineField(limit=100, label="Name", help_text="Empty: the pages say nothing of who writes here.")
    bio = LineField(limit=600, label="A few words about them", widget=_area(3))
    links = LinksField(
        label="Where else they can be found",
        help_text=f"A link a line, like GitHub=https://github.com/name. {MAX_LINKS} fit.",
    )
    navigation = LinksField(
        label="Navigation", help_text=f"A link a line, like About=/about/. {MAX_LINKS} fit; a few read best."
    )
    about = forms.CharField(
        label="About page",
        required=False,
        strip=False,
        help_text=f"Markdown. {MAX_ABOUT_BYTES // 1024} KB fit.",
        widget=_area(10, spellcheck="true", **{"class": "code-input"}),
    )
    version = forms.IntegerField(min_value=0, max_value=2**53, widget=forms.HiddenInput)
    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        environment: SiteSettings,
        saved: SavedSettings | None = None,
        token: str = "",
    ) -> None:
        self._environment = texts_of(environment)
        self._missing = [name for name in SETTINGS if name not in data] if data is not None else []
        cleaned = {name: _clean(name, text) for name, text in data.items()} if data is not None else {}
        self.notes = [f"{self._label(name)}: {note}" for name, (_, note) in cleaned.items() if note]
        texts = {name: text for name, (text, _) in cleaned.items()}
        values = saved.settings.over(environment) if saved else environment
        initial = {**texts_of(values), "version": saved.version if saved else 0, "token": token}
        super().__init__(None if data is None else texts, initial=initial)
        for name in SETTINGS:
            self.fields[f"{RESET}{name}"] = forms.BooleanField(required=False, label="Follow the environment again")

    @property
    def settings(self) -> SiteSettings:
        """What is said here, of a form that is valid."""
        return SiteSettings(**{name: self.cleaned_data[name] for name in SETTINGS if not self._follows(name)})

    def groups(self, saved: SavedSettings, theirs: SavedSettings | None) -> list[tuple[str, list[Row]]]:
        """Its rows under their headings; `saved` says which fields have values of their own."""
        others = {**self._environment, **texts_of(theirs.settings)} if theirs else {}
        own = saved.settings.said
        return [(heading, [self._row(name, name in own, others) for name in names]) for heading, names in GROUPS]

    def clean(self) -> dict[str, Any]:
        for name in SETTINGS:
            if self._follows(name):
                self.errors.pop(name, None)
        if self._missing:
            self.add_error(None, not_whole(map(self._label, self._missing)))
        return self.cleaned_data

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        if not is_language(language):
            raise ValidationError("Give a language tag like en or pt-BR.")
        return language

    def clean_share_image(self) -> str:
        path: str = self.cleaned_data["share_image"]
        if path and not is_own_path(path):
            raise ValidationError("Give a path on this site that starts with a slash, like /static/share.png.")
        return path

    def clean_about(self) -> str:
        about: str = self.cleaned_data["about"]
        size = len(about.encode())
        if size > MAX_ABOUT_BYTES:
            raise ValidationError(f"This has {size:,} bytes; {MAX_ABOUT_BYTES:,} fit.")
        return about

    def _follows(self, name: str) -> bool:
        """Whether the environment goes on speaking: what it says itself need not pass the form's limits."""
        return bool(self.cleaned_data.get(f"{RESET}{name}")) or self.data.get(name) == self._environment[name]

    def _row(self, name: str, is_own: bool, others: Mapping[str, str]) -> Row:
        field, theirs = self[name], others.get(name)
        differs = theirs is not None and theirs != field.value()
        return Row(field, self[f"{RESET}{name}"], is_own, self._environment[name], theirs if differs else None)

    def _label(self, name: str) -> str:
        return str(self.base_fields[name].label or name.capitalize())


def texts_of(settings: SiteSettings) -> dict[str, str]:
    """What settings say, as the form's controls show it."""
    return {name: _clean(name, _text_of(value))[0] for name, value in settings.said.items()}


def _text_of(value: str | tuple[Link, ...]) -> str:
    return value if isinstance(value, str) else "\n".join(f"{label}={address}" for label, address in value)


def _clean(name: str, text: str) -> tuple[str, str]:
    """A text that can be kept, and what was taken out of it."""
    if name in LINES:
        text, note = clean_body(text)
        return text.strip(), note
    return clean_line(text) if name in SETTINGS else (text, "")
