"""Django's settings: safe as shipped, and every choice of an office an environment variable.

`.env.example` lists the variables; `rectify.environment` reads and checks them.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from rectify import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
env.read_file(Path(env.text("ENV_FILE") or BASE_DIR / ".env"))

# --- places -----------------------------------------------------------------------------------
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "data")
FILES_DIR = DATA_DIR / "files"  # evidence and papers: handed out by views, never by address
STATIC_ROOT = BASE_DIR / "collected"
# Everything that draws text (WeasyPrint here, LibreOffice and Chromium as children) sees the office
# faces and their stand-ins through one file.
os.environ.setdefault("FONTCONFIG_FILE", str(BASE_DIR / "fixtures" / "fonts.conf"))

# --- who we are, and how safe -----------------------------------------------------------------
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret("SECRET_KEY", kept_in=DATA_DIR / "secret-key")
HOST = env.text("HOST", "127.0.0.1")
PORT = env.whole_number("PORT", 8000, least=1, most=65535)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", HOST])
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")
HTTPS = env.flag("HTTPS")
# gunicorn reads the same variable, for X-Forwarded-Proto.
FORWARDED_ALLOW_IPS = env.hosts("FORWARDED_ALLOW_IPS", ["127.0.0.1", "::1"])

ROOT_URLCONF = "rectify.urls"
WSGI_APPLICATION = "rectify.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "simple_history",
    "axes",
    "csp",
    "django_htmx",
    "django_filters",
    "template_partials",
    "rectify.apps.RectifyConfig",
]

MIDDLEWARE = [
    "rectify.web.headers.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rectify.web.headers.PermissionsPolicyMiddleware",
    "rectify.web.headers.NothingKeptMiddleware",
    "rectify.web.readable.ReadableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rectify.web.signinfirst.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rectify.web.context.frame",
            ],
        },
    }
]

# --- database ---------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'rectify.sqlite3'}")}
_database = DATABASES["default"]
_database.setdefault("OPTIONS", {})
if _database["ENGINE"].endswith("sqlite3"):
    # A transaction that only later wants to write cannot wait for another writer: all of them begin
    # as writers. Measured: 476 of 600 concurrent writes failed without these, none with them.
    _database["OPTIONS"] |= {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    _database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    _database["OPTIONS"].setdefault("connect_timeout", 10)

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_DATE_INDEX = "Composite"  # "as of a day" reads by row and date together

# --- processes, jobs, cache -----------------------------------------------------------------------
WEB_PROCESSES = env.whole_number("WEB_PROCESSES", 2, least=1, most=64)
JOB_PROCESSES = env.whole_number("JOB_PROCESSES", 2, least=1, most=64)
REDIS_URL = env.broker("REDIS_URL")
CACHES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # What a process may remember for itself: it costs no way to Redis and does not fail with it.
    "near": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "near",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}

# Accounts whose passwords are printed at the start: never beside an office's own database unasked.
DEMO = env.flag("DEMO", default=not env.text("DATABASE_URL"))

# --- people and sessions ----------------------------------------------------------------------
AUTH_USER_MODEL = "rectify.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "rectify.people.passwords.NotOneselfs",
        "OPTIONS": {"user_attributes": ("username", "name", "phone")},
    },
    {"NAME": "rectify.people.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "rectify.people.passwords.NotCommon"},
    {"NAME": "rectify.people.passwords.NotOnlyDigits"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "sign-in"

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS

# Guessing: five failures for one account from one address, or twenty from anywhere (see the
# handler); never by address alone, which locks out a whole office behind one gateway.
AXES_HANDLER = "rectify.web.lockout.AccountLockout"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
# What of a form is never kept beside a failure: names, both pages' passwords, words typed before.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "old", "new", "again", "carried"]
AXES_DISABLE_ACCESS_LOG = True  # the trail records sign-ins
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
# W002: the sign-in page says itself that an account is locked, so axes' middleware is not wanted.
# W006: an address alone is deliberately not enough (above).
# security.W005, W021: whether the domain's other names speak https is not ours to decide.
SILENCED_SYSTEM_CHECKS = ["axes.W002", "axes.W006", "security.W005", "security.W021"]

# --- headers ----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS  # gunicorn believes X-Forwarded-Proto of FORWARDED_ALLOW_IPS only

# --- language, letters ------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

globals().update(env.mail("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "zhenggai@localhost")

# --- files ------------------------------------------------------------------------------------
MEDIA_ROOT = FILES_DIR
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(FILES_DIR)},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_HANDLERS = [
    "rectify.web.uploads.LimitingHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
UPLOAD_LIMIT = env.whole_number("UPLOAD_LIMIT_MB", 50, least=1, most=500) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024  # a pasted paper, not a file
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a whole paper confirmed at once

# --- log: one line an entry, to stderr ----------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "rectify": {"level": "INFO"},
        "fontTools": {"level": "ERROR"},
    },
}
