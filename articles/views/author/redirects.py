"""The redirects that editors look after: their list, one of them, and the end of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles import wiring
from articles.addresses import decoded, normal_path
from articles.domain import Summary
from articles.exceptions import InvalidContent, InvalidRedirect, InvalidToken, RedirectsMoved, StoreUnavailable
from articles.redirect_forms import RedirectForm
from articles.redirects import Done, Redirect
from articles.tokens import new_token, read_token
from articles.views.author.actors import actor_of
from articles.views.author.answers import page
from portfolio.accounts.access import requires

SECTION = "redirects"
UNAVAILABLE = (
    "The table does not answer, so it is not known whether this was saved. "
    "What you typed is kept here; sending it again saves it at most once."
)
SIGNED_OUT = "You are signed out, and nothing was saved. What you typed is kept here."
FOREIGN = "This form was made for another account or is damaged. It has been renewed: please send it again."
BUSY = "Others changed redirects at the same moment, so nothing was saved. Please send it again."
CHANGED = "Somebody else led it elsewhere meanwhile: it leads to {} now. Saving again replaces that."


@dataclass(frozen=True)
class Shown:
    """A redirect with where it leads now; `gone` if its article is no more."""

    redirect: Redirect
    article: Summary | None

    @property
    def address(self) -> str:
        """As somebody would type it."""
        target = self.redirect.target
        if self.article is not None:
            return reverse("articles:detail", args=[self.article.slug]) + target.tail
        return target.address

    @property
    def gone(self) -> bool:
        return bool(self.redirect.target.article_id) and self.article is None

    @property
    def is_hidden(self) -> bool:
        return self.article is not None and not self.article.visible_at(wiring.now())


def shown(redirects: Sequence[Redirect]) -> list[Shown]:
    articles = wiring.redirects().articles(redirects)
    return [Shown(one, articles.get(one.target.article_id)) for one in redirects]


@requires("editor", "GET")
def redirects(request: HttpRequest) -> HttpResponse:
    """In order of their addresses, those that begin as `q` does."""
    typed = request.GET.get("q", "").strip()
    after = request.GET.get("after") or None
    found = wiring.redirects().page(actor=actor_of(request), prefix=_prefix(typed), after=_kept(after))
    query = {"q": typed} if typed else {}
    older = f"?{urlencode({**query, 'after': found.after})}" if found.after else ""
    first = f"?{urlencode(query)}" if after else ""
    return page(
        request,
        "author/redirects.html",
        section=SECTION,
        items=shown(found.items),
        typed=typed,
        older=older,
        first=first,
    )


def stopped(request: HttpRequest, first: str) -> HttpResponse:
    """For a form whose account is not let through: it comes back on a page that asks nobody who is signed in."""
    path = _kept(request.GET.get("path", "")) or ""
    form = RedirectForm(request.POST.dict(), path=path)
    more: dict[str, Any] = {"trouble": SIGNED_OUT if first else UNAVAILABLE, "first": first}
    return _form_page(request, form, path, 403 if first else 503, frame="author/plain.html", **more)


@requires("editor", "GET", "POST", stopped=stopped)
def redirect_add(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _save(request, "")
    form = RedirectForm(initial={"token": _token(request), "source": request.GET.get("from", "")})
    return _form_page(request, form, "")


@requires("editor", "GET", "POST", stopped=stopped)
def redirect(request: HttpRequest) -> HttpResponse:
    """One that stands, named by `path`."""
    stands = _standing(request)
    if request.method == "POST":
        return _save(request, stands.redirect.path)
    initial = {
        "target": stands.address,
        "note": stands.redirect.note,
        "token": _token(request),
        "stands": stands.address,
    }
    return _form_page(request, RedirectForm(path=stands.redirect.path, initial=initial), stands.redirect.path)


@requires("editor", "GET", "POST")
def redirect_delete(request: HttpRequest) -> HttpResponse:
    """Asked about once more: readers who come by it find nothing from then on."""
    actor = actor_of(request)
    stands = _standing(request)
    if request.method == "POST":
        try:
            token = read_token(request.POST.get("token", ""), actor.username)
            wiring.redirects().delete(stands.redirect.path, actor=actor, token=token)
        except InvalidToken:
            messages.error(request, FOREIGN)
            return HttpResponseRedirect(f"{reverse('author:redirect-delete')}?{_named(stands.redirect.path)}")
        wiring.freshness().renew_behind()
        messages.success(request, f"Deleted: {stands.redirect.path} leads nowhere from now on.")
        return HttpResponseRedirect(reverse("author:redirects"))
    return page(request, "author/redirect_delete.html", section=SECTION, one=stands, token=_token(request))


def _save(request: HttpRequest, path: str) -> HttpResponse:
    """What is refused is said beside the field that it is about; what was typed stays."""
    form = RedirectForm(request.POST.dict(), path=path)
    try:
        return _try_to_save(request, form, path)
    except InvalidRedirect as exc:
        form.add_error(exc.field if exc.field in form.fields else None, exc.reason)
        return _form_page(request, form, path, 400)
    except InvalidContent as exc:
        form.add_error(None, exc.reason)
        return _form_page(request, form, path, 400)
    except InvalidToken:
        return _form_page(request, _renewed(request, path), path, 400, trouble=FOREIGN)
    except RedirectsMoved:
        return _form_page(request, form, path, 409, trouble=BUSY)
    except StoreUnavailable:
        return _form_page(request, form, path, 503, trouble=UNAVAILABLE)


def _try_to_save(request: HttpRequest, form: RedirectForm, path: str) -> HttpResponse:
    actor = actor_of(request)
    token = read_token(request.POST.get("token", ""), actor.username)
    if not form.is_valid():
        return _form_page(request, form, path, 400)
    if path:
        now = _standing(request).address
        if now not in (form.cleaned_data["stands"], form.cleaned_data["target"].strip()):
            return _form_page(request, _renewed(request, path, stands=now), path, 409, trouble=CHANGED.format(now))
    done = wiring.redirects().put(form.row, actor=actor, token=token, is_new=not path)
    wiring.freshness().renew_behind()
    messages.success(request, _said(done))
    return HttpResponseRedirect(reverse("author:redirects"))


def _said(done: Done) -> str:
    line = next(iter(done.plan.lines), None)
    if done.repeated or line is None or line.redirect is None or line.outcome == "same":
        return "This was saved already, so nothing was written again."
    others = len(done.plan.moved)
    said = f"Saved: readers who come by {line.redirect.path} are led on within two seconds."
    return (
        f"{said} {others} other redirect{'' if others == 1 else 's'} follow{'s' if others == 1 else ''}."
        if others
        else said
    )


def _standing(request: HttpRequest) -> Shown:
    path = _kept(request.GET.get("path", ""))
    found = wiring.redirects().get(path, actor=actor_of(request)) if path else None
    if found is None:
        raise Http404
    return shown([found])[0]


def _form_page(request: HttpRequest, form: RedirectForm, path: str, status: int = 200, **context: Any) -> HttpResponse:
    shown_in = {"frame": "author/base.html", "section": SECTION, **context}
    return page(request, "author/redirect.html", status, form=form, path=path, named=_named(path), **shown_in)


def _renewed(request: HttpRequest, path: str, **renewed: str) -> RedirectForm:
    """What was typed, with a token of this account's."""
    return RedirectForm({**request.POST.dict(), "token": _token(request), **renewed}, path=path)


def _token(request: HttpRequest) -> str:
    return new_token(actor_of(request).username)


def _named(path: str) -> str:
    return urlencode({"path": path})


def _kept(path: str | None) -> str | None:
    """A path that an address of the desk brings, if any redirect can be kept under it."""
    return normal_path(decoded(path)) if path else None


def _prefix(typed: str) -> str:
    """How paths begin that are searched for; with or without the first slash."""
    path = normal_path(decoded(typed)) or "/"
    slash = "/" if typed.endswith("/") and path != "/" else ""
    return "" if path == "/" else path + slash
