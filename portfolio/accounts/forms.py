"""Forms of signing in and of accounts. They check what a field can hold; what an account may be, the store says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password

from portfolio.accounts.models import User
from portfolio.accounts.names import (
    DISPLAY_NAME_LENGTH,
    USERNAME_HINT,
    check_display_name,
    check_username,
    clean_display_name,
    clean_username,
)
from portfolio.accounts.passwords import matches
from portfolio.accounts.roles import DESCRIPTIONS, ROLES

# More than any name has; what somebody pastes by mistake shall not be counted letter by letter.
TYPED_LENGTH = 200
ROLE_CHOICES = [(role, f"{role.title()}: {DESCRIPTIONS[role]}") for role in ROLES]


def password_input(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": autocomplete, "spellcheck": "false", "autocapitalize": "none"})


class LoginForm(forms.Form):
    username = forms.CharField(
        max_length=TYPED_LENGTH,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )
    password = forms.CharField(strip=False, widget=password_input("current-password"))

    def clean_username(self) -> str:
        return clean_username(self.cleaned_data["username"])


class PasswordForm(forms.Form):
    """A new password, typed twice for those whose browser cannot show what they typed."""

    current_password = forms.CharField(
        label="Current password", required=False, strip=False, widget=password_input("current-password")
    )
    new_password = forms.CharField(label="New password", strip=False, widget=password_input("new-password"))
    new_password_again = forms.CharField(label="New password again", strip=False, widget=password_input("new-password"))

    def __init__(self, *args: Any, user: User, asks_current: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        self.fields["new_password"].help_text = " ".join(password_validators_help_texts())
        if asks_current:
            self.fields["current_password"].required = True
        else:
            del self.fields["current_password"]

    def clean_new_password(self) -> str:
        new: str = self.cleaned_data["new_password"]
        validate_password(new, self._user)
        return new

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        new, again = cleaned.get("new_password"), cleaned.get("new_password_again")
        if new and again and new != again:
            self.add_error("new_password_again", "This is not the password above. Type the same one twice.")
        return cleaned

    def check_is_new(self) -> bool:
        """Whether it is another one than now. It costs a hash, so it is asked last."""
        if matches(self.cleaned_data["new_password"], self._user.password):
            self.add_error("new_password", "This is the password that you have now. Choose another one.")
        return self.is_valid()


class DisplayNameForm(forms.Form):
    display_name = forms.CharField(
        required=False,
        help_text=f"What people call them, up to {DISPLAY_NAME_LENGTH} characters. Empty: the username.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_display_name(self) -> str:
        name = clean_display_name(self.cleaned_data["display_name"])
        check_display_name(name)
        return name


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=ROLE_CHOICES, initial="author", widget=forms.RadioSelect)


class UserForm(RoleForm, DisplayNameForm):
    """An account to be added."""

    username = forms.CharField(
        max_length=TYPED_LENGTH,
        help_text=f"What they sign in with, for good. {USERNAME_HINT}",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("username", "display_name", "role")

    def clean_username(self) -> str:
        username = clean_username(self.cleaned_data["username"])
        check_username(username)
        return username
