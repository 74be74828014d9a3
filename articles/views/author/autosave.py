"""What the editor's script sends by itself while somebody writes: answered in JSON, and kept as far as it can be."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from django.http import HttpResponse

from articles import wiring
from articles.exceptions import ArticleNotFound, InvalidContent, InvalidToken, StaleVersion, TooLarge
from articles.tokens import read_token
from articles.views.author.answers import said, wants_json
from articles.views.author.conflict import show_conflict
from articles.views.author.writing import Writing

AUTOSAVE = "autosave"
NO_SCRIPT = "Only the editor's script saves by itself. Please press one of the buttons."
NOT_OURS = "This form was made for another account or is damaged."


def autosave(writing: Writing) -> HttpResponse:
    """Raises `NotAllowed`, `ArticleNotFound` and `StoreUnavailable`, as a save does."""
    if not wants_json(writing.request):
        writing.form.add_error(None, NO_SCRIPT)
        return writing.show(400)
    try:
        token = read_token(writing.request.POST.get("token", ""), writing.actor.username)
    except InvalidToken:
        return said(400, NOT_OURS, stale_form=True)
    if writing.stands is None and writing.form.errors:
        writing = _with_begun(writing, token)
    form = writing.form
    # What a field lacks because the form was cut off on its way, nobody has deleted.
    if not (form.is_valid() or form.is_whole):
        return writing.show(400)
    return _kept(writing, token) if writing.tab else said(400, "The request does not say which page it comes from.")


def _with_begun(writing: Writing, token: str) -> Writing:
    """A page may have begun its article without having heard of it: then that stands where a field is wrong."""
    with contextlib.suppress(ArticleNotFound):
        return replace(writing, stands=wiring.authoring().open(token, actor=writing.actor))
    return writing


def _kept(writing: Writing, token: str) -> HttpResponse:
    article_id = writing.stands.live.article_id if writing.stands else None
    try:
        saved = wiring.authoring().autosave(
            article_id,
            writing.form.to_fields(),
            actor=writing.actor,
            expected=writing.expected,
            token=token,
            tab=writing.tab,
        )
    except TooLarge as exc:
        return said(413, str(exc))
    except InvalidContent as exc:
        return said(400, exc.reason)
    except StaleVersion as exc:
        return show_conflict(writing, exc.theirs)
    return writing.told(saved, "Saved.")
