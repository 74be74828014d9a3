"""Addresses of the desk, where authors write, under `/author/`."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "author"
urlpatterns: list[URLPattern] = []
