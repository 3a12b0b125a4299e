"""The one Django app of the project."""

from django.apps import AppConfig

from rectify import celery

# Named here so that loading Django always makes ours the current Celery application: otherwise
# a web process would hand jobs to Celery's default broker.
celery_app = celery.app


class RectifyConfig(AppConfig):
    """Label `rectify` for every concept's models; `rectify.models` is their index."""

    name = "rectify"
    verbose_name = "整改台账"
