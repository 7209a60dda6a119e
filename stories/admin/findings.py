"""The findings of the desk as the checks panel shows them: by weight, and what an editor can let stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from stories.admin.waiving import waive_url
from stories.checks import Issue, Severity
from stories.models import Edition
from stories.people import Person


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: what it says, where it leads, and where it can be let stand, if this person may."""

    code: str
    message: str
    place: str
    waive_url: str


def findings(edition: Edition, issues: Iterable[Issue], by: Person, *, saved: bool = True) -> dict[str, Any]:
    """What the panel is made of; only what is found in a saved text can be let stand."""
    may_waive = by.has_perm("stories.waive_check")
    found: dict[Severity, list[Issue]] = {severity: [] for severity in Severity}
    for issue in issues:
        found[issue.severity].append(issue)

    def shown(severity: Severity) -> list[Finding]:
        return [
            Finding(
                issue.code,
                issue.message,
                issue.place,
                waive_url(edition, issue) if saved and may_waive and issue.waivable else "",
            )
            for issue in found[severity]
        ]

    return {
        "edition": edition,
        "story": edition.story,
        "blockers": shown(Severity.BLOCKER),
        "warnings": shown(Severity.WARNING),
        "waivers": [issue.waiver for issue in found[Severity.WAIVED]],
        "may_waive": may_waive and saved,
    }
