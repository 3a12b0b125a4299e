"""The application's own settings with three differences: throw-away data, a quick hasher,
static files at their source.

`TEST_ON=postgresql pytest …` starts a PostgreSQL for the session and runs on it; the whole suite
starts itself a second time that way (tests/door/test_postgresql.py).
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.services import postgresql

_folder = Path(tempfile.mkdtemp(prefix="rectify-test-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

# Nothing that an administrator has set for his own installation may reach a test.
for _name in (
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DEBUG",
    "EMAIL_URL",
    "FORWARDED_ALLOW_IPS",
    "HTTPS",
    "REDIS_URL",
):
    os.environ.pop(_name, None)
os.environ["ENV_FILE"] = os.devnull
os.environ["DATA_DIR"] = str(_folder)
os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 32
if os.environ.get("TEST_ON") == "postgresql" and "TEST_DATABASE_URL" not in os.environ:
    # In the environment, so that pytest-xdist's workers share this one server.
    _servers = ExitStack()
    atexit.register(_servers.close)
    os.environ["TEST_DATABASE_URL"] = _servers.enter_context(postgresql.running())
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")

from rectify.settings import *  # noqa: E402, F403
from rectify.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # In a file, as in use: threads of the live server must meet real locks.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
# A connection that is kept open keeps its database from being deleted.
DATABASES["default"].pop("CONN_MAX_AGE", None)

# The tables as the models have them, as a new installation's are (decision 0013).
# What is about the migrations themselves has a session of its own (tests/door/test_migrations.py).
DATABASES["default"].setdefault("TEST", {})["MIGRATE"] = False

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Empty: the live server finds files at their source, and nobody collects there while another reads.
STATIC_ROOT = _folder / "collected"
STATIC_ROOT.mkdir()
