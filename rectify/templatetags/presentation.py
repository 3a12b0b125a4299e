"""The one place that says how a standing and a light look: word, shape, colour.

The words are the enums' own labels; the shape is a symbol of `static/icons/sprite.svg` and the
colour a rule of `static/css/blocks.css`, both named after the same key.
"""

from __future__ import annotations

from dataclasses import dataclass

from rectify.deadlines.enums import Light
from rectify.issues.enums import Standing
from rectify.jobs.enums import JobState


@dataclass(frozen=True, slots=True)
class Face:
    """How one key is shown."""

    key: str
    word: str
    icon: str
    style: str


STATUSES = {
    standing.value: Face(
        standing.value, str(standing.label), f"status-{standing.value}", f"status-{standing.value}"
    )
    for standing in Standing
}

LIGHTS = {
    light.value: Face(light.value, str(light.label), f"light-{light.value}", f"light-{light.value}")
    for light in Light
}

# A background job borrows the standings' shapes: waiting, half way, ended; a failure is an error.
JOBS = {
    JobState.WAITING.value: Face("waiting", JobState.WAITING.label, "status-not_done", "waiting"),
    JobState.RUNNING.value: Face(
        "running", JobState.RUNNING.label, "status-in_progress", "running"
    ),
    JobState.DONE.value: Face("done", JobState.DONE.label, "status-done", "done"),
    JobState.FAILED.value: Face("failed", JobState.FAILED.label, "error", "failed"),
}
