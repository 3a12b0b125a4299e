"""The application's own settings over a throw-away folder (BENCH_DIR) that several processes share."""

from __future__ import annotations

import os

os.environ["ENV_FILE"] = os.devnull
os.environ["DATA_DIR"] = os.environ["BENCH_DIR"]
os.environ["SECRET_KEY"] = "only-for-benchmarks-" + "x" * 32
for _name in ("DATABASE_URL", "DEBUG", "REDIS_URL"):
    os.environ.pop(_name, None)

from rectify.settings import *  # noqa: E402, F403
from rectify.settings import STORAGES  # noqa: E402

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
LOGGING_CONFIG = None
