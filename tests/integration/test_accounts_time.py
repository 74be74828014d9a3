"""How long a refused sign-in takes tells nobody whether the account exists: the real server, hasher and engine."""

from __future__ import annotations

import contextlib
import http.client
import random
import re
import statistics
import time
import urllib.parse
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from portfolio.accounts.throttling import ACCOUNT
from portfolio.settings import PASSWORD_HASHERS as REAL_HASHERS
from tests.accounts import make_user
from tests.browser.desk_site import DeskSite, running_desk
from tests.integration.conftest import forget_everything
from tests.site import TABLE

ROUNDS, SERIES = 30, 3
# By how much the medians may differ. A hash that is left out takes three quarters of the time away.
TOLERANCE = 0.2
KINDS = ("known", "unknown", "deactivated", "no name ")


@pytest.fixture
def desk(patient: None, settings: Settings) -> Iterator[DeskSite]:
    """With as many accounts as no throttle is needed for."""
    with running_desk(TRUSTED_PROXY_COUNT="1") as site:
        settings.DYNAMODB_TABLE, settings.PASSWORD_HASHERS = TABLE, REAL_HASHERS
        settings.AWS_ENDPOINT_URL_DYNAMODB = site.environment["AWS_ENDPOINT_URL_DYNAMODB"]
        forget_everything()
        for number in range(SERIES * ROUNDS // ACCOUNT.free):
            make_user(f"known{number}")
            make_user(f"deactivated{number}", is_active=False)
        yield site
        forget_everything()


class Guesser:
    """Sends the form as a browser does, each time from another address."""

    def __init__(self, site: DeskSite) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
        self._connection.request("GET", "/author/login/")
        response = self._connection.getresponse()
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.read().decode())
        assert found is not None
        self._token = found[1]
        self._cookie = (response.getheader("Set-Cookie") or "").partition(";")[0]
        self._addresses = iter(f"10.0.{n // 250}.{n % 250}" for n in range(10_000))

    def close(self) -> None:
        self._connection.close()

    def try_name(self, username: str) -> float:
        """Seconds that the answer took."""
        form = {"csrfmiddlewaretoken": self._token, "username": username, "password": "seven wrong otters juggle"}
        headers = {
            "Cookie": self._cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": next(self._addresses),
        }
        began = time.perf_counter()
        self._connection.request("POST", "/author/login/", urllib.parse.urlencode(form), headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        seconds = time.perf_counter() - began
        assert response.status == 200 and "do not fit together" in text
        return seconds


@pytest.fixture
def guesser(desk: DeskSite) -> Iterator[Guesser]:
    with contextlib.closing(Guesser(desk)) as guesser:
        yield guesser


def test_refusals_take_the_same_time(guesser: Guesser) -> None:
    guesser.try_name("warm up")
    # A busy machine makes a difference now and then; one that the code makes is there each time.
    found = []
    for series in range(SERIES):
        found.append(medians_of(guesser, series))
        if max(found[-1].values()) < min(found[-1].values()) * (1 + TOLERANCE):
            return
    pytest.fail(f"{found}")


def medians_of(guesser: Guesser, series: int) -> dict[str, float]:
    seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for turn in range(series * ROUNDS, (series + 1) * ROUNDS):
        # In another order each time, so that what slows the machine down slows all of them down.
        for kind in random.sample(KINDS, len(KINDS)):
            seconds[kind].append(guesser.try_name(f"{kind}{turn // ACCOUNT.free}"))
    return {kind: statistics.median(found) for kind, found in seconds.items()}
