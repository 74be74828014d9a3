from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from moto import mock_aws
from storages.backends.s3 import S3Storage  # type: ignore[import-untyped]

from tests.engine import PROJECT


def load(monkeypatch: pytest.MonkeyPatch, **variables: str) -> ModuleType:
    """The settings as a process with these variables has them."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    spec = importlib.util.spec_from_file_location("settings_under_test", PROJECT / "portfolio/settings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"])
def test_settings_without_what_is_required_stop_at_once(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(ImproperlyConfigured, match=f"^{name} is not set. Set it to "):
        load(monkeypatch)


@pytest.mark.parametrize(
    ("variables", "name", "value"),
    [
        ({}, "DEBUG", False),
        ({"DEBUG": "true"}, "DEBUG", True),
        ({"ALLOWED_HOSTS": "a.example,b.example"}, "ALLOWED_HOSTS", ["a.example", "b.example"]),
        ({"SECRET_KEY": "x"}, "SECRET_KEY", "x"),
        ({"SECRET_KEY_FALLBACKS": "a,b"}, "SECRET_KEY_FALLBACKS", ["a", "b"]),
        ({}, "DYNAMODB_TABLE", ""),
        ({"DYNAMODB_TABLE": "portfolio-content"}, "DYNAMODB_TABLE", "portfolio-content"),
        ({"AWS_REGION": "eu-west-1"}, "AWS_REGION", "eu-west-1"),
        ({"AWS_ENDPOINT_URL_DYNAMODB": "http://x"}, "AWS_ENDPOINT_URL_DYNAMODB", "http://x"),
        ({"CACHE_TTL_SECONDS": "7"}, "CACHE_TTL_SECONDS", 7),
        ({"READ_DEADLINE_MS": "100"}, "READ_DEADLINE_MS", 100),
        ({"USE_FILE_FALLBACK": "false"}, "USE_FILE_FALLBACK", False),
        ({}, "CONTENT_DIR", PROJECT / "content"),
        ({"CONTENT_DIR": "/else/where"}, "CONTENT_DIR", Path("/else/where")),
        ({"STATIC_ROOT": ""}, "STATIC_ROOT", PROJECT / ".local/static"),
        ({"STATIC_ROOT": "/static"}, "STATIC_ROOT", Path("/static")),
        ({"TIME_ZONE": "Europe/Berlin"}, "TIME_ZONE", "Europe/Berlin"),
        ({"OTEL_SDK_DISABLED": "false"}, "OTEL_SDK_DISABLED", False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x:1"}, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://x:1"),
        ({}, "DATABASES", {}),
    ],
)
def test_settings_follow_the_environment(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], name: str, value: Any
) -> None:
    assert getattr(load(monkeypatch, **variables), name) == value


def test_settings_log_level(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, LOG_LEVEL="WARNING").LOGGING["root"]["level"] == "WARNING"


def test_settings_memory_is_shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    caches = load(monkeypatch, CACHE_MAX_BYTES="4000000").CACHES
    bounds = {name: caches[name]["OPTIONS"]["MAX_BYTES"] for name in ("default", "aside")}
    assert bounds == {"default": 1_000_000, "aside": 125_000}


@pytest.mark.parametrize(
    ("url", "name", "secure"),
    [("https://example.com", "__Host-csrftoken", True), ("http://127.0.0.1:8000", "csrftoken", False)],
)
def test_settings_cookies_follow_the_address(
    monkeypatch: pytest.MonkeyPatch, url: str, name: str, secure: bool
) -> None:
    found = vars(load(monkeypatch, SITE_URL=url))
    assert (found["CSRF_COOKIE_NAME"], found["CSRF_COOKIE_SECURE"]) == (name, secure)
    assert found["CSRF_COOKIE_HTTPONLY"] is True
    assert found["CSRF_TRUSTED_ORIGINS"] == [url]
    session = name.replace("csrftoken", "sessionid")
    assert (found["SESSION_COOKIE_NAME"], found["SESSION_COOKIE_SECURE"]) == (session, secure)
    assert found["SESSION_COOKIE_HTTPONLY"] is True
    assert found["SESSION_COOKIE_SAMESITE"] == found["CSRF_COOKIE_SAMESITE"] == "Lax"


@pytest.mark.parametrize(("count", "believed"), [("0", False), ("1", True)])
def test_settings_scheme_of_a_proxy_is_believed_if_there_is_one(
    monkeypatch: pytest.MonkeyPatch, count: str, believed: bool
) -> None:
    assert bool(load(monkeypatch, TRUSTED_PROXY_COUNT=count).SECURE_PROXY_SSL_HEADER) is believed


@pytest.mark.parametrize(("alias", "folder"), [("default", "media"), ("snapshot", "snapshot")])
def test_settings_storages_are_folders_without_a_bucket(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, alias: str, folder: str
) -> None:
    row = load(monkeypatch).STORAGES[alias]
    assert row["BACKEND"] == "django.core.files.storage.FileSystemStorage"
    assert row["OPTIONS"]["location"] == PROJECT / ".local" / folder
    storage = FileSystemStorage(**{**row["OPTIONS"], "location": tmp_path})
    with storage.open(storage.save("a/b.txt", ContentFile(b"x"))) as file:
        assert file.read() == b"x"


@pytest.fixture
def bucket() -> Iterator[str]:
    with mock_aws():
        client = boto3.client("s3", region_name="eu-central-1")
        client.create_bucket(Bucket="a-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield "a-bucket"


@pytest.mark.parametrize(("alias", "name"), [("default", "MEDIA_BUCKET"), ("snapshot", "SNAPSHOT_BUCKET")])
def test_settings_storages_are_s3_with_a_bucket(
    monkeypatch: pytest.MonkeyPatch, bucket: str, alias: str, name: str
) -> None:
    row = load(monkeypatch, **{name: bucket}).STORAGES[alias]
    assert row["BACKEND"] == "storages.backends.s3.S3Storage"
    storage = S3Storage(**row["OPTIONS"])
    stored = storage.save("a/b.txt", ContentFile(b"x"))
    with storage.open(stored) as file:
        assert file.read() == b"x"
    assert storage.save("a/b.txt", ContentFile(b"y")) != stored


def test_settings_addresses_in_s3_are_signed_for_the_sites_region(monkeypatch: pytest.MonkeyPatch, bucket: str) -> None:
    """S3 refuses a signature for another region, and boto3 itself does not read `AWS_REGION`."""
    options = load(monkeypatch, MEDIA_BUCKET=bucket, AWS_REGION="eu-central-1").STORAGES["default"]["OPTIONS"]
    assert "eu-central-1" in S3Storage(**options).url("a/b.txt")


def test_settings_one_bucket_does_not_move_the_other_storage(monkeypatch: pytest.MonkeyPatch) -> None:
    storages = load(monkeypatch, MEDIA_BUCKET="a-bucket").STORAGES
    assert "FileSystemStorage" in storages["snapshot"]["BACKEND"]
