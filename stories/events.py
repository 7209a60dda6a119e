"""Writes down each step of the workflow, in the transaction that takes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from stories.models import Edition, Story, WorkflowEvent
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
    """One event; ``by`` is None where the clock did it."""
    return WorkflowEvent.objects.create(
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
