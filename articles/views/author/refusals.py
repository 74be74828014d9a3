"""What the service refuses for a reason that lies in a form, said beside the field."""

from __future__ import annotations

from articles import wiring
from articles.exceptions import ArticleError, InvalidContent, SlugFixed, SlugReserved, SlugTaken, TooLarge
from articles.forms import ArticleForm

REFUSALS = (SlugTaken, SlugFixed, TooLarge, InvalidContent)


def say_refusal(form: ArticleForm, exc: ArticleError) -> None:
    """For one of `REFUSALS`."""
    if isinstance(exc, SlugReserved):
        form.add_error("slug", f"{exc.slug} is reserved. {_free(exc.slug)}")
    elif isinstance(exc, SlugTaken):
        form.add_error("slug", f"Another article has the address {exc.slug}. {_free(exc.slug)}")
    elif isinstance(exc, SlugFixed):
        form.add_error("slug", f"Readers know this article as {exc.slug}, so its address stays.")
    elif isinstance(exc, TooLarge):
        form.add_error("body", str(exc))
    elif isinstance(exc, InvalidContent):
        form.add_error(None, exc.reason)


def _free(slug: str) -> str:
    return f"{wiring.authoring().suggest_slug(slug)} is free."
