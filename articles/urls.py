"""Addresses of the reader's pages. Whatever is not a slug matches nothing and is a plain 404."""

from __future__ import annotations

from django.urls import path, register_converter

from articles.keys import SLUG
from articles.views import reader


class SlugConverter:
    """Slugs and tags as the table's keys have them."""

    regex = SLUG.pattern

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SlugConverter, "key")

app_name = "articles"
urlpatterns = [
    path("", reader.home, name="home"),
    path("articles/", reader.article_list, name="list"),
    path("articles/<key:slug>/", reader.article_detail, name="detail"),
    path("tags/", reader.tag_list, name="tags"),
    path("tags/<key:tag>/", reader.tag_detail, name="tag"),
]
