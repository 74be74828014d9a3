from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from portfolio import env
from portfolio.env import REQUIRED, VARIABLES, Variable

VALUES = {"str": ("text", "text"), "int": ("7", 7), "bool": ("true", True), "list": ("a,b", ["a", "b"])}


def named(*kinds: str) -> list[Any]:
    return [pytest.param(variable, id=variable.name) for variable in VARIABLES if variable.kind in kinds]


@pytest.mark.parametrize("variable", named(*VALUES))
def test_read_gives_what_is_set(monkeypatch: pytest.MonkeyPatch, variable: Variable) -> None:
    text, value = VALUES[variable.kind]
    monkeypatch.setenv(variable.name, text)
    assert env.read(variable.name) == value


@pytest.mark.parametrize("variable", named(*VALUES))
def test_read_unset_gives_the_default_or_says_how_to_set_it(
    monkeypatch: pytest.MonkeyPatch, variable: Variable
) -> None:
    monkeypatch.delenv(variable.name, raising=False)
    if variable.default is not REQUIRED:
        assert env.read(variable.name) == variable.default
        return
    with pytest.raises(ImproperlyConfigured) as caught:
        env.read(variable.name)
    assert str(caught.value) == f"{variable.name} is not set. Set it to {variable.hint}."


@pytest.mark.parametrize("variable", [v for v in VARIABLES if v.default is REQUIRED], ids=lambda v: v.name)
def test_read_required_but_empty_says_how_to_set_it(monkeypatch: pytest.MonkeyPatch, variable: Variable) -> None:
    monkeypatch.setenv(variable.name, "")
    with pytest.raises(ImproperlyConfigured, match=f"{variable.name} is empty. Set it to "):
        env.read(variable.name)


@pytest.mark.parametrize("variable", named("int"))
@pytest.mark.parametrize("text", ["many", "", "1.5"])
def test_read_what_is_no_number_says_how_to_set_it(
    monkeypatch: pytest.MonkeyPatch, variable: Variable, text: str
) -> None:
    monkeypatch.setenv(variable.name, text)
    with pytest.raises(ImproperlyConfigured, match=f"{variable.name} is wrong. Set it to "):
        env.read(variable.name)


def test_names_are_there_once_and_each_has_a_hint() -> None:
    assert len({variable.name for variable in VARIABLES}) == len(VARIABLES)
    assert all(variable.hint for variable in VARIABLES)


def test_secrets_and_hosts_have_no_default() -> None:
    assert {v.name for v in VARIABLES if v.default is REQUIRED} == {"SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com", "https://example.com"),
        ("https://example.com/", "https://example.com"),
        ("https://example.com:8443", "https://example.com:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_read_site_url(monkeypatch: pytest.MonkeyPatch, url: str, expected: str) -> None:
    monkeypatch.setenv("SITE_URL", url)
    assert env.read_site_url() == expected


@pytest.mark.parametrize(
    "url",
    ["example.com", "ftp://example.com", "https://", "https:///x", "https://example.com/blog", "//example.com", "x",
     "https://example.com?a=b", "https://example.com#x", "https://user:password@example.com", "https://[::1"],
)  # fmt: skip
def test_read_site_url_that_is_none_says_how_to_set_it(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SITE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="SITE_URL is wrong. Set it to the site's address"):
        env.read_site_url()


@pytest.mark.parametrize("url", ["http://example.com", "http://192.168.0.7:8000", "http://localhost.example.com"])
def test_read_site_url_plain_http_is_refused_off_this_machine(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SITE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="ALLOW_INSECURE_HTTP=true"):
        env.read_site_url()
    monkeypatch.setenv("ALLOW_INSECURE_HTTP", "true")
    assert env.read_site_url() == url


def test_read_table_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.read_table_name() == ""
    monkeypatch.setenv("DYNAMODB_TABLE", "portfolio-content")
    assert env.read_table_name() == "portfolio-content"


@pytest.mark.parametrize("name", ["x", "ten-charac"])
def test_read_table_name_too_short_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("DYNAMODB_TABLE", name)
    with pytest.raises(ImproperlyConfigured, match="DYNAMODB_TABLE is too short. Set it to a table's name of 11"):
        env.read_table_name()


@pytest.mark.parametrize("url", ["redis://localhost", "locmem", ""])
def test_read_cache_url_that_is_not_known_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("CACHE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL is not understood. Set it to locmem://"):
        env.read_cache_url()


def test_read_cache_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CACHE_URL", raising=False)
    assert env.read_cache_url() == "locmem://"
