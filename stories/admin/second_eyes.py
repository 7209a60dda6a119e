"""Says of a live text that nobody has approved it yet, and when that has lasted too long."""

from dataclasses import dataclass
from datetime import datetime

from stories.models import Edition
from stories.waiting import ago


@dataclass(frozen=True, slots=True)
class SecondEyes:
    """A text that readers see and that one person alone has answered for."""

    edition: Edition
    since: str
    overdue: bool


def second_eyes(edition: Edition | None, now: datetime) -> SecondEyes | None:
    """The mark of a text that is live before its approval; None for any other."""
    if edition is None or edition.state != Edition.State.PUBLISHED or not edition.needs_second_eyes:
        return None
    overdue = Edition.objects.second_eyes_overdue(now).filter(pk=edition.pk).exists()
    return SecondEyes(edition, ago(edition.state_changed_at, now), overdue)
