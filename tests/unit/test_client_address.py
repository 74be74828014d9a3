"""Whom a request is counted against: strangers write headers, proxies append to them."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from portfolio.client_address import client_network


def network(settings: Settings, count: int, header: str | None, connection: str = "10.0.0.1") -> str:
    settings.TRUSTED_PROXY_COUNT = count
    request = RequestFactory().get("/")
    request.META |= {"REMOTE_ADDR": connection} | ({} if header is None else {"HTTP_X_FORWARDED_FOR": header})
    return client_network(request)


@pytest.mark.parametrize(
    ("count", "header", "expected"),
    [
        (0, None, "10.0.0.1"),
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "1.1.1.1, 203.0.113.9, 192.0.2.7", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, None, "10.0.0.1"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8:1:2:3::4]:4711", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "fe80::1%eth0", "fe80::/64"),
    ],
)
def test_client_network_is_read_from_the_right(
    settings: Settings, count: int, header: str | None, expected: str
) -> None:
    assert network(settings, count, header) == expected


@pytest.mark.parametrize(
    "header",
    [
        "", ",", "unknown", "a" * 100_000, "1.1.1.1,", "256.1.1.1", "[", "[::1", "]", "::1]::", "\ud800", "1.1.1.1;x",
        "%", "-1",
    ],
)  # fmt: skip
def test_client_network_malformed_header_is_harmless(settings: Settings, header: str) -> None:
    assert network(settings, 1, header) in ("10.0.0.1", "::/64")


@pytest.mark.parametrize("connection", ["", "unix:", "nonsense"])
def test_client_network_without_address_is_one_for_all(settings: Settings, connection: str) -> None:
    assert network(settings, 0, None, connection) == "unknown"
