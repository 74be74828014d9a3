"""Addresses of the desk, where authors write, under `/author/`."""

from __future__ import annotations

from django.urls import path, register_converter

from articles.views.author import (
    audit,
    bulk,
    checks,
    dashboard,
    difference,
    editor,
    kept,
    links,
    listing,
    lookups,
    presence,
    preview,
    redirects,
    redirects_files,
    renaming,
    resolving,
    revisions,
    session,
    shares,
    site_settings,
    steps,
    trash,
)


class IdConverter:
    """Ids of articles and revisions, as their keys can hold them."""

    regex = "[0-9A-Za-z-]{1,120}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(IdConverter, "id")

app_name = "author"
urlpatterns = [
    path("", dashboard.home, name="home"),
    path("articles/", listing.articles, name="articles"),
    path("articles/bulk/", bulk.bulk, name="bulk"),
    path("articles/bulk/undo/", bulk.undo, name="undo"),
    path("articles/new/", editor.new, name="new"),
    path("articles/<id:article_id>/", editor.edit, name="edit"),
    path("articles/<id:article_id>/conflict/", resolving.resolve, name="conflict"),
    path("articles/<id:article_id>/presence/", presence.presence, name="presence"),
    path("articles/<id:article_id>/unpublish/", steps.unpublish, name="unpublish"),
    path("articles/<id:article_id>/discard/", steps.discard, name="discard"),
    path("articles/<id:article_id>/trash/", steps.trash, name="trash"),
    path("articles/<id:article_id>/recover/", steps.recover, name="recover"),
    path("articles/<id:article_id>/purge/", trash.purge, name="purge"),
    path("articles/<id:article_id>/revisions/", revisions.revisions, name="revisions"),
    path("articles/<id:article_id>/revisions/<id:revision_id>/", revisions.revision, name="revision"),
    path("articles/<id:article_id>/revisions/<id:revision_id>/name/", revisions.name, name="revision-name"),
    path("articles/<id:article_id>/revisions/<id:revision_id>/restore/", steps.restore, name="restore"),
    path("articles/<id:article_id>/rename/", renaming.rename, name="rename"),
    path("redirects/", redirects.redirects, name="redirects"),
    path("redirects/add/", redirects.redirect_add, name="redirect-add"),
    path("redirects/edit/", redirects.redirect, name="redirect"),
    path("redirects/delete/", redirects.redirect_delete, name="redirect-delete"),
    path("redirects/import/", redirects_files.redirects_import, name="redirects-import"),
    path("redirects/export/", redirects_files.redirects_export, name="redirects-export"),
    path("trash/", trash.trash_list, name="trash-list"),
    path("articles/<id:article_id>/shares/", shares.shares, name="shares"),
    path("articles/<id:article_id>/shares/revoke/", shares.revoke, name="share-revoke"),
    path("checks/", checks.checks, name="checks"),
    path("articles/<id:article_id>/links/", links.links, name="links"),
    path("links/", links.dead_links, name="dead-links"),
    path("preview/", preview.preview, name="preview"),
    path("download/", kept.download, name="download"),
    path("difference/", difference.difference, name="difference"),
    path("session/", session.whoami, name="whoami"),
    path("slug/", lookups.slug, name="slug"),
    path("find/", lookups.find, name="find"),
    path("tags/", lookups.tags, name="tags"),
    path("audit/", audit.audit, name="audit"),
    path("settings/", site_settings.site_settings, name="settings"),
]
