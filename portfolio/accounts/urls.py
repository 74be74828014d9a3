"""Addresses of signing in and of accounts, under `/author/`."""

from __future__ import annotations

from django.urls import path

from portfolio.accounts.views import password, sessions, signing_in, users

app_name = "accounts"
urlpatterns = [
    path("login/", signing_in.sign_in, name="login"),
    path("logout/", signing_in.sign_out, name="logout"),
    path("password/", password.change_password, name="password"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/end/", sessions.end, name="session-end"),
    path("users/", users.users, name="users"),
    path("add-user/", users.add_user, name="user-add"),
    # Nothing else stands below users/, so that no address shadows a username.
    path("users/<str:username>/", users.user, name="user"),
]
