"""A database's address and how it is served in, Django configured out; no environment is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from heliotrope.web.address import read_address
from heliotrope.web.logs import LOGS

SESSION_SECONDS = 8 * 60 * 60
"""A shift: a session ends that long after sign-in, whether used or not."""

POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
"""Everything from this server and nothing inline: a script that got into a page does not run."""

MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
)

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

HASHERS = ("django.contrib.auth.hashers.ScryptPasswordHasher",)
"""In Python's own library, and dear in memory as well as in time."""

VALIDATORS = (
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username",)},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
)


def configure(
    database: str,
    *,
    password_file: Path | None = None,
    demo: bool = False,
    https: bool = False,
    hosts: Sequence[str] = LOOPBACK,
    hashers: Sequence[str] = HASHERS,
) -> None:
    """Configure Django for one database and set it up. Once in a process.

    Args:
        database: its address, see `read_address`.
        password_file: holds PostgreSQL's password.
        demo: demonstration accounts may sign in (only ever on a rehearsal served on 127.0.0.1).
        https: cookies travel over TLS only, and browsers are told to insist on it.
        hosts: names under which the server may be called.
        hashers: password hashers, first the one for new passwords; tests take a quick one.

    The secret key is not set here, since it lies in the database: see `database.open_database`.

    Raises:
        BadAddress: the address names no database.
    """
    import django
    from django.conf import settings

    settings.configure(
        **make_settings(
            database,
            password_file=password_file,
            demo=demo,
            https=https,
            hosts=hosts,
            hashers=hashers,
        )
    )
    django.setup()


def make_settings(
    database: str,
    *,
    password_file: Path | None = None,
    demo: bool = False,
    https: bool = False,
    hosts: Sequence[str] = LOOPBACK,
    hashers: Sequence[str] = HASHERS,
) -> dict[str, Any]:
    """Django's settings, as `configure` sets them. Raises BadAddress."""
    return {
        **_make_place(database, password_file, hosts),
        **_make_people(https, hashers),
        **_make_pages(),
        "HELIOTROPE_DEMO": demo,
    }


def _make_place(database: str, password_file: Path | None, hosts: Sequence[str]) -> dict[str, Any]:
    return {
        "DEBUG": False,
        "ALLOWED_HOSTS": list(hosts),
        "DATABASES": {"default": {**read_address(database, password_file), **_NO_REQUEST_WRITES}},
        "CACHES": {
            "default": {
                "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
                # So that a flood of other names does not wash a lock's count away.
                "OPTIONS": {"MAX_ENTRIES": 100_000},
            }
        },
        "INSTALLED_APPS": [
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "django.contrib.staticfiles",
            "axes",
            "heliotrope.web",
        ],
        "MIDDLEWARE": list(MIDDLEWARE),
        "ROOT_URLCONF": "heliotrope.web.urls",
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "LOGGING": LOGS,
        # Counted in memory: failed sign-ins are no entries, and must not queue for the ledger.
        "MIGRATION_MODULES": {"axes": None},
        "SILENCED_SYSTEM_CHECKS": ["axes.W003"],
    }


# With IMMEDIATE transactions, a transaction around each request would make every page view a
# writer.
_NO_REQUEST_WRITES = {"ATOMIC_REQUESTS": False}


def _make_people(https: bool, hashers: Sequence[str]) -> dict[str, Any]:
    return {
        "AUTH_USER_MODEL": "heliotrope.Account",
        "AUTHENTICATION_BACKENDS": [
            "axes.backends.AxesStandaloneBackend",
            "heliotrope.web.accounts.AccountBackend",
        ],
        "AUTH_PASSWORD_VALIDATORS": list(VALIDATORS),
        "PASSWORD_HASHERS": list(hashers),
        "AXES_HANDLER": "axes.handlers.cache.AxesCacheHandler",
        "AXES_FAILURE_LIMIT": 5,
        "AXES_COOLOFF_TIME": 0.25,
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
        "AXES_VERBOSE": False,
        "SESSION_COOKIE_AGE": SESSION_SECONDS,
        "SESSION_SAVE_EVERY_REQUEST": False,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "CSRF_COOKIE_SECURE": https,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_FAILURE_VIEW": "heliotrope.web.pages.refusals.csrf_failed",
        "CSRF_COOKIE_SAMESITE": "Lax",
        "LOGIN_URL": "/sign-in",
        "SECURE_HSTS_SECONDS": 31_536_000 if https else 0,
        "SECURE_SSL_REDIRECT": https,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "X_FRAME_OPTIONS": "DENY",
        "CONTENT_SECURITY_POLICY": POLICY,
    }


def _make_pages() -> dict[str, Any]:
    return {
        "LANGUAGE_CODE": "en",
        "LANGUAGES": [("en", "English"), ("zh-hans", "简体中文")],
        "LANGUAGE_COOKIE_NAME": "language",
        "LANGUAGE_COOKIE_AGE": 31_536_000,
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
        "USE_I18N": True,
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.jinja2.Jinja2",
                "DIRS": [Path(__file__).parent / "templates"],
                "APP_DIRS": False,
                "OPTIONS": {"environment": "heliotrope.web.templating.make_environment"},
            }
        ],
        "STATIC_URL": "/static/",
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_MAX_AGE": 3600,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 2000,
        "APPEND_SLASH": False,
    }
