"""Every address x every kind of visitor x every method, with and without the slash at its end."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from portfolio.accounts import wiring
from portfolio.accounts.roles import ROLES, includes
from tests.accounts import make_user, signed_in
from tests.factories import make_article
from tests.integration.conftest import Site
from tests.integration.routes import ARGUMENTS, ROUTES, Route, all_routes

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
VISITORS = ("anonymous", *ROLES, "deactivated", "must-change")
# These lead to the page for signing in also when all is well.
LEAD_TO_LOGIN = {"accounts:logout"}
# A form with a text is not sent on its way but answered with what it held, to be sent again after that.
KEEP_THE_FORM = {
    "author:new", "author:edit", "author:conflict", "author:rename", "author:redirect-add", "author:redirect",
    "author:redirects-import", "author:preview", "author:settings", "author:presence", "author:difference",
    "author:shares", "author:checks",
}  # fmt: skip
# It tells a script whether somebody is signed in, and leads nowhere.
SAYS_WHO = {"author:whoami"}
# The page that a visitor whose password must change may see, besides the public ones.
WHILE_PASSWORD_MUST_CHANGE = {"accounts:password"}


def test_every_route_has_an_entry_and_every_entry_a_route() -> None:
    assert {route.name for route in all_routes()} == set(ROUTES)


@pytest.mark.parametrize("route", all_routes(), ids=lambda route: route.name)
def test_route_of_the_desk_states_what_its_entry_says(route: Route) -> None:
    assert mistakes_of(route) == []


def mistakes_of(route: Route) -> list[str]:
    """What a view says of itself (see `portfolio.accounts.access`) against its entry."""
    stated = getattr(route.view, "required_role", None)
    if not route.of_the_desk:
        return [] if stated is None and route.role == "reader" else ["a reader's page that asks for a role"]
    if stated is None:
        return ["neither requires nor open_to_all"]
    found = [] if stated == route.role else [f"requires {stated}, not {route.role}"]
    if set(route.view.allowed_methods) != set(route.methods):
        found.append(f"allows {route.view.allowed_methods}, not {route.methods}")
    return found


def test_route_that_states_nothing_would_be_found() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert mistakes_of(Route("author:home", "/author/", view)) == ["neither requires nor open_to_all"]


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_answer_fits_the_visitor(site: Site, visitor: str) -> None:
    site.publish(make_article(ARGUMENTS["slug"]))
    make_user("root", "admin")
    make_user(ARGUMENTS["username"])
    misfits = []
    for route in all_routes():
        client = visit_as(visitor)
        for method in METHODS:
            if method == "POST" and route.of_the_desk:
                # Some of them end the session or change the account.
                client = visit_as(visitor)
            response = client.generic(method, route.path)
            misfits += [f"{method} {route.path}: {why}" for why in misfits_of(route, visitor, method, response)]
            if route.path != "/":
                other = client.generic(method, route.other_path)
                misfits += [f"{method} {route.other_path}: {why}" for why in misfits_of_other(route, other)]
    assert misfits == []


def visit_as(visitor: str) -> Client:
    """A browser of somebody. Their accounts are made when they are first needed."""
    client = Client()
    if visitor == "anonymous":
        return client
    must_change, deactivated = visitor == "must-change", visitor == "deactivated"
    role: Any = "admin" if must_change or deactivated else visitor
    users = wiring.users()
    user = users.get(visitor) or make_user(visitor, role, must_change=must_change)
    if not user.is_active:
        user = users.set_active(visitor, True, by="tests")
    signed_in(client, user)
    if deactivated:
        users.set_active(visitor, False, by="tests")
    return client


def misfits_of(route: Route, visitor: str, method: str, response: Any) -> list[str]:
    status, to = response.status_code, response.headers.get("Location", "")
    found = []
    if status >= 500:
        found.append(f"{status}")
    if method == "HEAD" and response.content:
        found.append("a body")
    if "Content-Security-Policy" not in response.headers:
        found.append("no policy")
    if route.of_the_desk and "no-store" not in response.headers.get("Cache-Control", ""):
        found.append("may be stored")
    if method not in route.methods:
        return [*found, *([] if status == 405 and response.headers["Allow"] else [f"{status}, not 405"])]
    expected = expected_of(route, visitor)
    if expected in ("login", "password") and method == "POST" and route.name in KEEP_THE_FORM:
        expected = "refusal"
    if got_of(route, method, status, to) != expected:
        found.append(f"{status} {to}, not {expected}")
    return found


def expected_of(route: Route, visitor: str) -> str:
    if route.name in SAYS_WHO and visitor in ("anonymous", "deactivated", "must-change"):
        return "refusal"
    if route.role in ("reader", "public"):
        return "answer"
    if visitor in ("anonymous", "deactivated"):
        return "login"
    role = "admin" if visitor == "must-change" else visitor
    if not includes(role, route.role):  # type: ignore[arg-type]
        return "refusal"
    if visitor == "must-change" and route.name not in WHILE_PASSWORD_MUST_CHANGE:
        return "password"
    return "answer"


def got_of(route: Route, method: str, status: int, to: str) -> str:
    if to.startswith("/author/login/") and route.name not in LEAD_TO_LOGIN:
        return "login"
    if to.startswith("/author/password/"):
        return "password"
    if status in (401, 403, 405):
        return "refusal"
    return "answer"


def misfits_of_other(route: Route, response: Any) -> list[str]:
    """A missing slash is added, one too many is a miss; neither reaches the view."""
    if route.path.endswith("/"):
        fits = response.status_code == 301 and response.headers["Location"] == route.path
    else:
        fits = response.status_code == 404
    return [] if fits else [f"{response.status_code} {response.headers.get('Location', '')}"]
