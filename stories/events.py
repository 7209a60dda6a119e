"""Writes down each step of the workflow and queues the mail about it, in the transaction that takes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from stories.models import Edition, Story, WorkflowEvent
from stories.notifications import tell
from stories.people import Person


def record(
    action: str,
    *,
    story: Story,
    by: Person | None,
    at: datetime,
    edition: Edition | None = None,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> WorkflowEvent:
    """One event; ``by`` is None where the clock did it. Those whom it concerns are told by mail.

    What the mail is about must be saved before: for ``note`` and ``resolve_note``, ``details`` holds the
    id of the note as ``note``, and whom it mentions is known.
    """
    event = WorkflowEvent.objects.create(
        story=story,
        edition=edition,
        action=action,
        from_state=from_state,
        to_state=to_state,
        by_id=by.pk if by else None,
        reason=reason,
        details=dict(details or {}),
        at=at,
    )
    tell(event, by=by)
    return event
