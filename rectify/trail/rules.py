"""How an event is bound to the one before it."""

from __future__ import annotations

import hashlib
import json

from rectify.trail.models import Event


def digest(event: Event) -> str:
    """SHA-256 over the event's facts and the hash before it, as 64 hexadecimal digits."""
    facts = [
        event.position,
        event.at.timestamp(),
        event.actor_id,
        event.actor_name,
        event.act,
        event.subject_kind,
        event.subject_id,
        event.subject_label,
        event.unit_id,
        event.round_id,
        event.address,
        event.previous_hash,
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()
