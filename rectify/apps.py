"""The one Django app of the project."""

import gc

from django.apps import AppConfig

from rectify import celery

# Named here so that loading Django always makes ours the current Celery application: otherwise
# a web process would hand jobs to Celery's default broker.
celery_app = celery.app


class RectifyConfig(AppConfig):
    """Label `rectify` for every concept's models; `rectify.models` is their index."""

    name = "rectify"
    verbose_name = "整改台账"

    def ready(self) -> None:
        """Let the collector of cycles look seldom, and never at what stays as long as the process.

        A page makes ten thousands of small things that go by their own counts; looking at all of them
        every seven hundred cost a tenth of its time (docs/performance.md).
        """
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
