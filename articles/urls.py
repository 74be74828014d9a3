"""Addresses of the reader's pages. Whatever is not a slug matches nothing and is a plain 404."""

from __future__ import annotations

from datetime import UTC

from django.urls import path, register_converter

from articles.keys import SLUG
from articles.months import first_day, part_span
from articles.views import diagrams, feeds, fixed, reader, shared, surveys, texts


class SlugConverter:
    """Slugs and tags as the table's keys have them."""

    regex = SLUG.pattern

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class MonthConverter:
    """A month like `2026/05`, handed on as `2026-05`; one that no calendar has matches nothing."""

    regex = "[0-9]{4}/[0-9]{2}"

    def to_python(self, value: str) -> str:
        month = value.replace("/", "-")
        first_day(month)
        return month

    def to_url(self, value: str) -> str:
        return value.replace("-", "/")


class PartConverter:
    """Parts of the sitemap: a month, or days of one."""

    regex = "[0-9to-]+"

    def to_python(self, value: str) -> str:
        part_span(value, UTC)
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SlugConverter, "key")
register_converter(MonthConverter, "month")
register_converter(PartConverter, "part")

app_name = "articles"
urlpatterns = [
    path("", reader.home, name="home"),
    path("articles/", reader.article_list, name="list"),
    path("articles/<key:slug>/", reader.article_detail, name="detail"),
    path("articles/<key:slug>.md", texts.markdown, name="markdown"),
    path("diagram-frame/", diagrams.diagram_frame, name="diagram-frame"),
    path("tags/", reader.tag_list, name="tags"),
    path("tags/<key:tag>/", reader.tag_detail, name="tag"),
    path("about/", reader.about, name="about"),
    path("feed.xml", feeds.site_feed, {"form": "rss"}, name="feed-rss"),
    path("feed.atom", feeds.site_feed, {"form": "atom"}, name="feed-atom"),
    path("feed.json", feeds.site_feed, {"form": "json"}, name="feed-json"),
    path("tags/<key:tag>/feed.xml", feeds.tag_feed, {"form": "rss"}, name="tag-feed-rss"),
    path("tags/<key:tag>/feed.atom", feeds.tag_feed, {"form": "atom"}, name="tag-feed-atom"),
    path("tags/<key:tag>/feed.json", feeds.tag_feed, {"form": "json"}, name="tag-feed-json"),
    path("archive/", surveys.archive, name="archive"),
    path("archive/<month:month>/", surveys.month_detail, name="month"),
    path("sitemap.xml", surveys.sitemap, name="sitemap"),
    path("sitemaps/pages.xml", surveys.sitemap_pages, name="sitemap-pages"),
    path("sitemaps/<part:part>.xml", surveys.sitemap_part, name="sitemap-part"),
    # What follows in the address has been taken out of it (see `portfolio.shared_addresses`).
    path("share/", shared.shared, name="share"),
    path("llms.txt", texts.guide, name="llms"),
    path("robots.txt", fixed.robots, name="robots"),
    path("site.webmanifest", fixed.manifest, name="manifest"),
    path("favicon.ico", fixed.icon, {"name": "favicon.ico", "media_type": "image/x-icon"}, name="favicon"),
    path(
        "apple-touch-icon.png",
        fixed.icon,
        {"name": "apple-touch-icon.png", "media_type": "image/png"},
        name="touch-icon",
    ),
]
