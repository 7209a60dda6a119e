"""All settings, read from typed environment variables; a bad value stops start-up with one clear line."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF
from environs import Env, EnvValidationError, ValidationError, validate
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from newsroom.ops.logs import not_health
from newsroom.ops.secrets import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def web_address(value: str) -> None:
    """Accept an address of a whole site: scheme and host, no path."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValidationError("must be an address like https://news.example, without a path.")
    try:
        parts.hostname.encode("idna")
    except UnicodeError as error:
        raise ValidationError("has a host name that cannot be.") from error


def needs_package(*schemes: str) -> Any:
    """Accept an address with one of these schemes whose client is installed."""

    def check(value: str) -> None:
        scheme = value.partition("://")[0]
        if "://" not in value or scheme not in schemes:
            raise ValidationError(f"must begin with one of {', '.join(f'{name}://' for name in schemes)}.")
        if scheme in ("redis", "rediss") and find_spec("redis") is None:
            raise ValidationError("needs the package redis, which is not installed.")

    return check


def strong_secret(value: str) -> None:
    """Accept a key that nobody guesses."""
    if len(value) < 50 or len(set(value)) < 8 or value.startswith("django-insecure-"):
        raise ValidationError("must be at least 50 random characters.")


def database(url: str) -> dict[str, Any]:
    """Django's database settings for a libpq connection string or URL."""
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except ProgrammingError as error:
        raise ValidationError("must be like postgresql://user:password@host:5432/newsroom.") from error
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    settings: dict[str, Any] = {known[key]: parts.pop(key) for key in list(parts) if key in known}
    return {"ENGINE": "django.db.backends.postgresql", "OPTIONS": parts, **settings}


@dataclass(frozen=True, slots=True)
class MailServer:
    """How mail leaves: encrypted from the start (``ssl``), after a greeting (``tls``), or not."""

    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    tls: bool = False
    ssl: bool = False

    @classmethod
    def at(cls, url: str) -> "MailServer":
        """The server of ``smtp://user:password@host:port?tls=1`` or ``smtps://…``."""
        try:
            parts = urlsplit(url)
            given, port = parse_qs(parts.query, keep_blank_values=True), parts.port
        except ValueError as error:
            raise ValidationError("must name a host and a port from 1 to 65535.") from error
        tls, ssl = given.pop("tls", ["0"]), parts.scheme == "smtps"
        if not (ssl or parts.scheme == "smtp") or not parts.hostname or parts.path.strip("/"):
            raise ValidationError("must be like smtp://user:password@host:587?tls=1 or smtps://host:465.")
        if given or tls not in (["0"], ["1"]) or (ssl and tls == ["1"]):
            raise ValidationError(
                "takes ?tls=1 with smtp://, and nothing else; smtps:// is encrypted already."
            )
        usual = 465 if ssl else 587 if tls == ["1"] else 25
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, port or usual, user, password, tls == ["1"], ssl)


def known_servers(value: str) -> dict[str, tuple[str, int]]:
    """Servers on a network of one's own, as ``host=address:port,…``: each host with where it is."""
    found = {}
    for entry in filter(None, (part.strip() for part in value.split(","))):
        host, _, place = entry.partition("=")
        address, _, port = place.rpartition(":")
        try:
            name, number = host.strip().lower().encode("idna").decode(), int(port)
            if not name or not 0 < number < 65536:
                raise ValueError
            found[name] = (str(ip_address(address.strip().strip("[]"))), number)
        except (ValueError, UnicodeError) as error:
            raise ValidationError(
                "must be like wire.example.org=10.1.2.3:8080, with commas between."
            ) from error
    return found


def readable_file(value: str) -> None:
    """Accept the path of a file that is there."""
    if not Path(value).is_file():
        raise ValidationError("must be the path of a file of certificates.")


def mail_address(value: str) -> None:
    """Accept ``desk@news.example`` or ``The Desk <desk@news.example>``."""
    before, at, host = parseaddr(value)[1].rpartition("@")
    if not (before and at and host) or not value.isprintable() or value.count("@") != 1:
        raise ValidationError("must be an address like Newsroom <desk@news.example>.")


def plain_address(value: str) -> None:
    """Accept ``desk@news.example`` alone, as readers are shown it."""
    mail_address(value)
    if parseaddr(value) != ("", value):
        raise ValidationError("must be an address alone, like desk@news.example.")


# What can be set -------------------------------------------------------------------------------------------
# Nothing is worked out before all of it is read, so that every bad value is told at once.
env = Env(eager=False)
VAR_DIR = env.path("NEWSROOM_VAR", BASE_DIR / "var")
PORT = env.int("PORT", 8000, validate=validate.Range(1, 65535))
DATABASE_URL = env.str("DATABASE_URL", "", validate=lambda url: database(url) and None)
EMBEDDED = not os.environ.get("DATABASE_URL")
FSYNC = env.bool("NEWSROOM_FSYNC", True)
DEBUG = env.bool("DEBUG", False)
given_secret = (
    env.str("SECRET_KEY", "", validate=lambda value: strong_secret(value) if value else None)
    if EMBEDDED
    else env.str("SECRET_KEY", validate=strong_secret)
)
SITE_NAME = env.str("SITE_NAME", "Newsroom", validate=validate.Length(min=1, max=80))
given_site = env.str("SITE_URL", "", validate=lambda value: web_address(value) if value else None)
given_hosts: list[str] = env.list("ALLOWED_HOSTS", [])
TRUST_FORWARDED_PROTO = env.bool("TRUST_FORWARDED_PROTO", False)
TRUST_FORWARDED_FOR = env.bool("TRUST_FORWARDED_FOR", False)
BROKER_URL = env.str(
    "BROKER_URL", "folder://localhost/", validate=needs_package("folder", "amqp", "amqps", "redis", "rediss")
)
CACHE_URL = env.str("CACHE_URL", "memory://", validate=needs_package("memory", "redis", "rediss"))
EMAIL_URL = env.str("EMAIL_URL", "", validate=lambda url: MailServer.at(url) and None if url else None)
EMAIL_FROM = env.str("EMAIL_FROM", "", validate=lambda value: mail_address(value) if value else None)
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "", validate=lambda value: plain_address(value) if value else None)
given_servers = env.str("FETCH_EXCEPTIONS", "", validate=lambda value: known_servers(value) and None)
given_pause = env.float("FETCH_PAUSE", 2.0, validate=validate.Range(0, 3600))
FETCH_CA_FILE = env.str("FETCH_CA_FILE", "", validate=lambda path: readable_file(path) if path else None)
given_site_root = env.path("SITE_ROOT", None)
LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=validate.OneOf(LOG_LEVELS))
LOG_FORMAT = env.str(
    "LOG_FORMAT", "plain" if EMBEDDED else "json", validate=validate.OneOf(("plain", "json"))
)
DEMO_PASSWORD = env.str("NEWSROOM_DEMO_PASSWORD", "")
try:
    env.seal()
except EnvValidationError as refused:
    for name, reasons in cast("Mapping[str, list[str]]", refused.error_messages).items():
        sys.stderr.write(f"newsroom: {name}: {' '.join(map(str, reasons))}\n")
    sys.exit(1)

# Places and secrets ----------------------------------------------------------------------------------------
VAR_DIR = VAR_DIR.absolute()
SITE_ROOT = (given_site_root or VAR_DIR / "site").absolute()
SITE_URL = (given_site or f"http://127.0.0.1:{PORT}").rstrip("/")
SITE_IS_HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = given_hosts or [str(urlsplit(SITE_URL).hostname), "127.0.0.1", "localhost"]
try:
    SECRET_KEY = given_secret or kept_secret(VAR_DIR / "secret-key")
except OSError as unwritable:
    sys.exit(f"newsroom: {VAR_DIR} cannot be written: {unwritable.strerror}; set NEWSROOM_VAR")

# What is installed -----------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "newsroom.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "pgtrigger",
    "newsroom.accounts",
    "newsroom.site",
    "newsroom.ops",
    "stories",
    "sources",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "newsroom.site.shared.without_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["newsroom.formats"]

# Data ------------------------------------------------------------------------------------------------------
EMBEDDED_DATABASE: dict[str, Any] = {
    "ENGINE": "newsroom.ops.embedded",
    "NAME": "newsroom",
    "USER": "postgres",
    "EMBEDDED": {"var": VAR_DIR, "fsync": FSYNC},
}
stored: dict[str, Any] = EMBEDDED_DATABASE if EMBEDDED else database(DATABASE_URL)
DATABASES = {
    "default": {
        **stored,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # What a process asks again and again is planned once by the server.
        "OPTIONS": {**stored.get("OPTIONS", {}), "server_side_binding": True, "prepare_threshold": 3},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
        if CACHE_URL.startswith("memory://")
        else {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    )
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "newsroom.static_files.HashedFiles"},
}
MEDIA_ROOT = VAR_DIR / "media"

# Mail to colleagues: without a mail server it is kept as files ---------------------------------------------
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_URL else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = EMAIL_FROM or f"newsroom@{urlsplit(SITE_URL).hostname}"
mail_server = MailServer.at(EMAIL_URL) if EMAIL_URL else MailServer()
EMAIL_HOST, EMAIL_PORT = mail_server.host, mail_server.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = mail_server.user, mail_server.password
EMAIL_USE_TLS, EMAIL_USE_SSL = mail_server.tls, mail_server.ssl

# The one door to the network ------------------------------------------------------------------------------
# Servers on our own network that may be read all the same: each host leads to this address and port alone.
FETCH_EXCEPTIONS = known_servers(given_servers)
FETCH_PAUSE = timedelta(seconds=given_pause)  # between two requests to one site

# Work behind the scenes ------------------------------------------------------------------------------------
BROKER_FOLDER = VAR_DIR / "broker"
# Whoever follows the ledger is rung by name after each commit: stories knows nobody above it.
LEDGER_BELLS = ("newsroom.site.tasks.follow_ledger",)
# Whoever makes pages shows what a text would look like: (public story, note=…) → the page.
PREVIEW_PAGE = "newsroom.site.previewing.preview_page"
# Whoever knows the stories shows those of an article on its page: (request, article) → HTML, or “”.
ARTICLE_PANEL = "stories.admin.article_panel.stories_panel"

# Safety ----------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SITE_IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|livez)$"]
SECURE_HSTS_SECONDS = 31_536_000 if SITE_IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_IS_HTTPS
SECURE_HSTS_PRELOAD = SITE_IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_FORWARDED_PROTO else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
PASSWORDS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{PASSWORDS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{PASSWORDS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{PASSWORDS}.CommonPasswordValidator"},
]

DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # one form holds a whole story: some ten fields for each row of it

# Public API ------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "stories.api.problems.handle",
    "URL_FORMAT_OVERRIDE": None,  # no ?format=: what an address answers depends on nothing else
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE_NAME} API",
    "DESCRIPTION": "Published stories with their sources, timelines and corrections. Reading needs no key.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVERS": [{"url": SITE_URL}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
}

# Logs ------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"not_health": {"()": "django.utils.log.CallbackFilter", "callback": not_health}},
    "formatters": {
        "plain": {"()": "newsroom.ops.logs.PlainFormatter"},
        "json": {"()": "newsroom.ops.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.request": {
            "level": "ERROR",
            "filters": ["not_health"],
        },  # a page that is not there is no news
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # answered with 400; anybody can send one
        "celery": {"level": "WARNING"},
        "kombu": {"level": "WARNING"},
        "csp": {"level": "WARNING"},
    },
}
