"""The Celery application: where jobs travel and what the clock calls.

The Job row in the database is the truth about a job; a message only says "look at job 12". So there
are no results to keep, and a lost message is mended by the sweep that runs each minute.
"""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rectify.settings")


def _transport() -> dict[str, Any]:
    """Redis when there is one, else folders under DATA_DIR: enough for one machine, no server."""
    if settings.REDIS_URL:
        return {
            "broker_url": settings.REDIS_URL,
            "broker_transport_options": {
                "visibility_timeout": 60 * 60,
                "socket_timeout": 10,
                "socket_connect_timeout": 5,
            },
        }
    folder = settings.DATA_DIR / "queue"
    for name in ("messages", "control"):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "broker_url": "filesystem://localhost",
        "broker_transport_options": {
            "data_folder_in": str(folder / "messages"),
            "data_folder_out": str(folder / "messages"),
            "control_folder": str(folder / "control"),
            "polling_interval": 0.2,
        },
    }


app = Celery("rectify", set_as_current=True)
app.conf.update(
    **_transport(),
    result_backend=None,
    task_ignore_result=True,
    accept_content=["json"],
    task_serializer="json",
    task_default_queue="rectify",
    timezone=settings.TIME_ZONE,
    # A job whose worker died is sent again; its row decides whether it still has to run.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    # Rendering leaves memory behind: children are replaced.
    worker_max_tasks_per_child=50,
    worker_max_memory_per_child=800_000,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    # Every entry runs each few minutes and looks whether there is anything to do: nothing has to be
    # remembered between starts, and a machine that is off at night misses nothing.
    beat_scheduler="celery.beat:Scheduler",
    beat_schedule={
        "sweep-jobs": {
            "task": "rectify.tasks.sweep_jobs",
            "schedule": 60.0,
            "options": {"expires": 50},
        },
        "remind-of-claims": {
            "task": "rectify.tasks.remind_of_claims",
            "schedule": 600.0,
            "options": {"expires": 500},
        },
    },
)
app.autodiscover_tasks(["rectify"])
