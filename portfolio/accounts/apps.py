from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "portfolio.accounts"
    label = "accounts"

    def ready(self) -> None:
        from portfolio.accounts.sessions import remember_browser

        user_logged_in.connect(remember_browser, dispatch_uid="accounts.remember_browser")
