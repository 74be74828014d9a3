"""Pages for when a form cannot be saved: what was typed comes back whole, to be sent again or taken away as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from articles.cleaning import with_unix_line_ends
from articles.exceptions import ArticleNotFound, NotAllowed, StoreUnavailable
from articles.forms import ArticleForm, labels_in
from articles.frontmatter.writing import FENCE
from articles.frontmatter.yamls import dump_yaml
from articles.keys import slug_from_text
from articles.views.author.answers import page, said, wants_json
from portfolio.accounts.access import open_to_all

SENT_WITH = ("version", "token", "action", "tab", "name")
# What the page says on which two texts become one: these, and a choice for each place and field.
MERGED_WITH = ("started", "pressed", "publish", "merged", "earlier", "chosen")
CHOICES = ("place-", "field-")
# Names of the front matter, where they are not those of the form.
_NAMES = {"published_at": "date", "unpublish_at": "expiryDate"}


class _Trouble(NamedTuple):
    """Why it cannot be saved, whether to send it again, and where to go before that and what for.

    What has no place any more can be saved `as_new`.
    """

    status: int
    heading: str
    sentence: str
    again: bool = True
    as_new: bool = False
    first: str = ""
    way: str = ""


_UNAVAILABLE = _Trouble(
    503,
    "It could not be saved just now",
    "The table that holds the articles does not answer, so nobody can say whether this was saved. "
    "Sent again it is saved once at most.",
)
_SIGNED_OUT = _Trouble(403, "You are signed out", "Nothing was saved, because your session has ended.", way="Sign in")
_GONE = _Trouble(
    404,
    "This article is gone",
    "Somebody has removed it for good meanwhile, so that nothing could be saved to it.",
    again=False,
    as_new=True,
)
_MUST_CHANGE = _Trouble(403, "Change your password first", "Nothing was saved yet.", way="Change it")


def keeping(request: HttpRequest, submit: Callable[[], HttpResponse]) -> HttpResponse:
    """What `submit` makes of a form. One that it cannot save comes back whole, with the reason."""
    try:
        return submit()
    except NotAllowed as exc:
        return refused(request, exc.reason)
    except ArticleNotFound:
        return _keep(request, _GONE)
    except StoreUnavailable:
        return unavailable(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    return _keep(request, _UNAVAILABLE)


def refused(request: HttpRequest, reason: str) -> HttpResponse:
    return _keep(request, _Trouble(403, "You may not do that", reason, again=False, as_new=True))


def stopped(request: HttpRequest, first: str) -> HttpResponse:
    """For a form whose account is not let through (see `requires`)."""
    if not first:
        return unavailable(request)
    trouble = _MUST_CHANGE if first == reverse("accounts:password") else _SIGNED_OUT
    return _keep(request, trouble._replace(first=first))


def _keep(request: HttpRequest, trouble: _Trouble) -> HttpResponse:
    if wants_json(request):
        return said(trouble.status, f"{trouble.heading}. {trouble.sentence}", login_url=trouble.first)
    kept = {name: request.POST[name] for name in request.POST if _is_known(name)}
    texts = {name: kept.pop(name, None) for name in ("body", "merged")}
    return page(
        request,
        "author/kept.html",
        status=trouble.status,
        trouble=trouble,
        address=request.get_full_path(),
        kept=kept.items(),
        **texts,
    )


def _is_known(name: str) -> bool:
    return name in ArticleForm.base_fields or name in (*SENT_WITH, *MERGED_WITH) or name.startswith(CHOICES)


@open_to_all("POST", without_table=True)
def download(request: HttpRequest) -> HttpResponse:
    """What the form holds as a file. It asks no table and no session, since it is for when they are away."""
    typed: Any = request.POST
    fields = {name: typed.get(name, "") for name in ArticleForm.base_fields}
    if typed.get("text") == "merged":
        fields["body"] = typed.get("merged", "")
    text = _as_file(fields)
    response = HttpResponse(text.encode("utf-8", "replace"), content_type="text/markdown; charset=utf-8")
    name = slug_from_text(typed.get("slug") or typed.get("title") or "") or "article"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.md"'
    return response


def _as_file(typed: dict[str, str]) -> str:
    """As `seed` reads it, but with each field as it was typed, right or wrong."""
    body = with_unix_line_ends(typed.pop("body"))
    tags = labels_in(typed.pop("tags"))
    head: dict[str, Any] = {_NAMES.get(name, name): text for name, text in typed.items() if text.strip()}
    return f"{FENCE}{dump_yaml({**head, **({'tags': tags} if tags else {}), 'draft': True})}{FENCE}{body}"
