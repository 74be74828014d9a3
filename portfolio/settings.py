"""Django's settings. Everything that differs between two places comes through `portfolio.env`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from portfolio import env
from portfolio.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG: bool = env.read("DEBUG")
SECRET_KEY: str = env.read("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env.read("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS: list[str] = env.read("ALLOWED_HOSTS")
SITE_URL = env.read_site_url()

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "portfolio",
    "portfolio.accounts",
    "articles",
]

MIDDLEWARE = [
    "portfolio.middleware.SharedAddressMiddleware",
    "portfolio.middleware.SecurityHeadersMiddleware",
    "portfolio.middleware.HeadMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portfolio.middleware.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Within the one above, which would send an old address without its slash on two ways.
    "articles.middleware.OldAddressesMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "articles.middleware.ArticleErrorsMiddleware",
]

ROOT_URLCONF = "portfolio.urls"
WSGI_APPLICATION = "portfolio.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "string_if_invalid": "",
            # None of them reads a cookie before a template asks for what it holds; pages of readers never do.
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Everything is in one DynamoDB table; nothing here may ever reach for a relational database.
DATABASES: dict[str, Any] = {}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_MAX_BYTES: int = env.read("CACHE_MAX_BYTES")
CACHE_URL = env.read_cache_url()
CACHES: dict[str, dict[str, Any]] = {
    # Most of the memory is for finished pages (see `articles.pages`); entries are their compressed raw material.
    "default": {
        "BACKEND": "articles.stores.cache.ByteBoundedCache",
        "OPTIONS": {"MAX_BYTES": CACHE_MAX_BYTES // 4},
    },
    # What crawlers read from end to end, archive and sitemap, has a place of its own: with its pages an eighth of all.
    "aside": {
        "BACKEND": "articles.stores.cache.ByteBoundedCache",
        "OPTIONS": {"MAX_BYTES": CACHE_MAX_BYTES // 32},
    },
    # Misses have a place of their own, so that guessed addresses drive out no article.
    "misses": {
        "BACKEND": "articles.stores.cache.ByteBoundedCache",
        "OPTIONS": {"MAX_BYTES": 256 * 1024},
    },
}

LANGUAGE_CODE = "en"
TIME_ZONE = env.read_time_zone()
USE_TZ = True
USE_I18N = False

AWS_REGION: str = env.read("AWS_REGION")

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.read("STATIC_ROOT") or BASE_DIR / ".local" / "static")


def _storage(bucket: str, folder: str) -> dict[str, Any]:
    """Files of one kind: in a private S3 bucket if one is named, else in a folder of this machine."""
    if bucket:
        options = {
            "bucket_name": bucket,
            "region_name": AWS_REGION,
            "default_acl": None,
            "signature_version": "s3v4",
            "file_overwrite": False,
        }
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    location = BASE_DIR / ".local" / folder
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": location}}


STORAGES = {
    "default": _storage(env.read("MEDIA_BUCKET"), "media"),
    "snapshot": _storage(env.read("SNAPSHOT_BUCKET"), "snapshot"),
    "staticfiles": {"BACKEND": "portfolio.static_files.StaticFilesStorage"},
}

# Cookies follow the site's address: with https the browser itself keeps them to this host and to https.
_SECURE = SITE_URL.startswith("https://")
CSRF_COOKIE_NAME = "__Host-csrftoken" if _SECURE else "csrftoken"
CSRF_COOKIE_SECURE = _SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "portfolio.csrf.csrf_failure"

# Sessions are items of the table. The cookie lasts as long as a session can; the item says when it really ends.
SESSION_ENGINE = "portfolio.accounts.sessions"
SESSION_COOKIE_AGE = 7 * 24 * 60 * 60
SESSION_COOKIE_NAME = "__Host-sessionid" if _SECURE else "sessionid"
SESSION_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "portfolio.accounts.messages.MessageCookie"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["portfolio.accounts.backend.TableBackend"]
LOGIN_URL = "accounts:login"
PASSWORD_HASHERS = ["portfolio.accounts.passwords.Argon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "portfolio.accounts.password_rules.LengthRule"},
    {"NAME": "portfolio.accounts.password_rules.CharacterRule"},
    {"NAME": "portfolio.accounts.password_rules.GuessRule"},
]

# A form of 1 MB of letters beyond Latin is 3 MB once it is encoded for the way.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

# The scheme that a proxy names is believed only when one is known to stand in front.
TRUSTED_PROXY_COUNT: int = env.read("TRUSTED_PROXY_COUNT")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_config(env.read("LOG_LEVEL"))

# What the pages say about the site itself (see `articles.site`).
SITE_TITLE: str = env.read("SITE_TITLE")
SITE_TAGLINE: str = env.read("SITE_TAGLINE")
SITE_LANGUAGE = env.read_language()
SITE_ACCENT = env.read_accent()
SITE_AUTHOR: str = env.read("SITE_AUTHOR")
SITE_AUTHOR_BIO = env.read_text("SITE_AUTHOR_BIO")
SITE_ABOUT = env.read_text("SITE_ABOUT")
SITE_LINKS = env.read_links("SITE_LINKS")
SITE_NAVIGATION = env.read_links("SITE_NAVIGATION")
SITE_SHARE_IMAGE = env.read_share_image()

DYNAMODB_TABLE = env.read_table_name()
AWS_ENDPOINT_URL_DYNAMODB: str = env.read("AWS_ENDPOINT_URL_DYNAMODB")
CACHE_TTL_SECONDS: int = env.read("CACHE_TTL_SECONDS")
READ_DEADLINE_MS: int = env.read_deadline_ms()
USE_FILE_FALLBACK: bool = env.read("USE_FILE_FALLBACK")
CONTENT_DIR = Path(env.read("CONTENT_DIR") or BASE_DIR / "content")
OTEL_SDK_DISABLED: bool = env.read("OTEL_SDK_DISABLED")
OTEL_EXPORTER_OTLP_ENDPOINT: str = env.read("OTEL_EXPORTER_OTLP_ENDPOINT")
