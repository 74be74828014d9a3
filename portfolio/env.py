"""The environment, read in one place. Every name is declared here and stands in the README's table."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured

REQUIRED = object()
# Each has a light and a dark form in site.css, readable on its ground.
ACCENTS = ("pine", "cobalt", "teal", "violet", "plum", "rose", "vermilion", "graphite")
NAVIGATION = ["Articles=/articles/", "Tags=/tags/", "Archive=/archive/", "About=/about/"]


class Variable(NamedTuple):
    """A name, how its text is read, what stands in for it, and what to say when it is missing or wrong."""

    name: str
    kind: str
    default: Any
    hint: str


VARIABLES = (
    Variable("SECRET_KEY", "str", REQUIRED, "a long random text, the same for all processes of the site"),
    Variable("SECRET_KEY_FALLBACKS", "list", [], "former secret keys, separated by commas"),
    Variable("DEBUG", "bool", False, "true or false"),
    Variable("ALLOWED_HOSTS", "list", REQUIRED, "the host names of the site, separated by commas"),
    Variable("ALLOW_INSECURE_HTTP", "bool", False, "true or false"),
    Variable("SITE_URL", "str", REQUIRED, "the site's address, like https://example.com"),
    Variable("SITE_TITLE", "str", "Portfolio", "the site's name"),
    Variable("SITE_TAGLINE", "str", "Articles on building and running software", "one sentence about the site"),
    Variable("SITE_LANGUAGE", "str", "en", "a language tag like en or pt-BR"),
    Variable("SITE_ACCENT", "str", "pine", f"one of {', '.join(ACCENTS)}"),
    Variable("SITE_AUTHOR", "str", "", "the name of who writes here"),
    Variable("SITE_AUTHOR_BIO", "str", "", "a few sentences about who writes here"),
    Variable("SITE_ABOUT", "str", "", r"Markdown for the page about the site, with \n for the end of a line"),
    Variable("SITE_LINKS", "list", [], "label=address pairs, separated by commas"),
    Variable("SITE_NAVIGATION", "list", NAVIGATION, "label=address pairs, separated by commas"),
    Variable("SITE_SHARE_IMAGE", "str", "", "the path of a picture on this site, like /static/share.png"),
    Variable("TRUSTED_PROXY_COUNT", "int", 0, "a number, 0 if nothing stands in front"),
    Variable("TIME_ZONE", "str", "UTC", "a name like Europe/Berlin"),
    Variable("STATIC_ROOT", "str", "", "a folder"),
    Variable("CONTENT_DIR", "str", "", "a folder of Markdown files"),
    Variable("DYNAMODB_TABLE", "str", "", "a table's name of 11 characters or more"),
    Variable("AWS_REGION", "str", "us-east-1", "a region like eu-central-1"),
    Variable("AWS_ENDPOINT_URL_DYNAMODB", "str", "", "an address like http://127.0.0.1:8000"),
    Variable("CACHE_URL", "str", "locmem://", "locmem://"),
    Variable("CACHE_TTL_SECONDS", "int", 300, "a number of seconds"),
    Variable("CACHE_MAX_BYTES", "int", 64 * 1024 * 1024, "a number of bytes"),
    Variable("READ_DEADLINE_MS", "int", 500, "a number of milliseconds, 100 or more"),
    Variable("USE_FILE_FALLBACK", "bool", True, "true or false"),
    Variable("MEDIA_BUCKET", "str", "", "the name of an S3 bucket"),
    Variable("SNAPSHOT_BUCKET", "str", "", "the name of an S3 bucket"),
    Variable("OTEL_SDK_DISABLED", "bool", False, "true or false"),
    Variable("OTEL_EXPORTER_OTLP_ENDPOINT", "str", "http://localhost:4317", "an address like http://localhost:4317"),
    Variable("LOG_LEVEL", "str", "INFO", "DEBUG, INFO, WARNING or ERROR"),
)

_BY_NAME = {variable.name: variable for variable in VARIABLES}
_env = environ.Env()


def read(name: str) -> Any:
    """The value of a declared variable; `ImproperlyConfigured` names it and says how to set it."""
    variable = _BY_NAME[name]
    default = environ.Env.NOTSET if variable.default is REQUIRED else variable.default
    try:
        value = getattr(_env, variable.kind)(name, default=default)
    except ImproperlyConfigured:
        raise ImproperlyConfigured(f"{name} is not set. Set it to {variable.hint}.") from None
    except ValueError:
        raise ImproperlyConfigured(f"{name} is wrong. Set it to {variable.hint}.") from None
    if variable.default is REQUIRED and not value:
        raise ImproperlyConfigured(f"{name} is empty. Set it to {variable.hint}.")
    return value


def read_site_url() -> str:
    """The site's address without a slash at its end; plain http is refused off this machine unless allowed."""
    url = str(read("SITE_URL")).rstrip("/")
    wrong = ImproperlyConfigured(f"SITE_URL is wrong. Set it to {_BY_NAME['SITE_URL'].hint}.")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise wrong from None
    beyond_host = (parts.path, parts.query, parts.fragment, parts.username, parts.password)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(beyond_host):
        raise wrong
    on_loopback = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme == "http" and not on_loopback and not read("ALLOW_INSECURE_HTTP"):
        raise ImproperlyConfigured(
            "SITE_URL begins with http:// and is not on this machine. Use https://, or set ALLOW_INSECURE_HTTP=true."
        )
    return url


def read_table_name() -> str:
    """The table's name, or nothing: then the site runs from its content folder alone."""
    name = str(read("DYNAMODB_TABLE"))
    if name and len(name) < 11:
        raise ImproperlyConfigured(f"DYNAMODB_TABLE is too short. Set it to {_BY_NAME['DYNAMODB_TABLE'].hint}.")
    return name


def read_deadline_ms() -> int:
    """Less than 100 ms would call any table late."""
    milliseconds = int(read("READ_DEADLINE_MS"))
    if milliseconds < 100:
        raise ImproperlyConfigured(f"READ_DEADLINE_MS is too short. Set it to {_BY_NAME['READ_DEADLINE_MS'].hint}.")
    return milliseconds


def read_cache_url() -> str:
    url = str(read("CACHE_URL"))
    if url != "locmem://":
        raise ImproperlyConfigured(f"CACHE_URL is not understood. Set it to {_BY_NAME['CACHE_URL'].hint}.")
    return url


def read_time_zone() -> str:
    name = str(read("TIME_ZONE"))
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ImproperlyConfigured(f"TIME_ZONE={name} is not known. Set it to {_BY_NAME['TIME_ZONE'].hint}.") from None
    return name


def read_accent() -> str:
    accent = str(read("SITE_ACCENT"))
    if accent not in ACCENTS:
        raise ImproperlyConfigured(f"SITE_ACCENT={accent} is not known. Set it to {_BY_NAME['SITE_ACCENT'].hint}.")
    return accent


def read_language() -> str:
    """A language tag by the shape of BCP 47, as `<html lang>` wants it."""
    language = str(read("SITE_LANGUAGE"))
    if not is_language(language):
        raise ImproperlyConfigured(f"SITE_LANGUAGE is wrong. Set it to {_BY_NAME['SITE_LANGUAGE'].hint}.")
    return language


def read_text(name: str) -> str:
    r"""A text of several lines: files of variables have no way to end a line but to write `\n`."""
    return str(read(name)).replace("\\n", "\n").strip()


def read_share_image() -> str:
    """A path of this site, or nothing: pages ask nobody else's server for anything."""
    path = str(read("SITE_SHARE_IMAGE"))
    if path and not is_own_path(path):
        raise ImproperlyConfigured(f"SITE_SHARE_IMAGE is wrong. Set it to {_BY_NAME['SITE_SHARE_IMAGE'].hint}.")
    return path


def read_links(name: str) -> tuple[tuple[str, str], ...]:
    """(label, address) pairs; addresses are paths of this site, http, https or mailto."""
    return tuple(_link(name, text) for text in read(name) if text.strip())


def _link(name: str, text: str) -> tuple[str, str]:
    label, _, address = (part.strip() for part in text.partition("="))
    if not label or not is_address(address):
        raise ImproperlyConfigured(
            f"{name} holds {text.strip()!r}, which is no link. Set it to {_BY_NAME[name].hint}, "
            "where an address begins with /, https:// or mailto:."
        )
    return label, address


def is_language(text: str) -> bool:
    """Whether it has the shape of a language tag (BCP 47)."""
    return re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", text) is not None


def is_own_path(text: str) -> bool:
    """Whether it is a path of this site, and for no browser the address of another one."""
    return re.fullmatch(r"/(?![/\\])[^\s\\]*", text) is not None


def is_address(text: str) -> bool:
    """Whether a link may lead there."""
    return is_own_path(text) or re.fullmatch(r"(https?://|mailto:)\S+", text) is not None
