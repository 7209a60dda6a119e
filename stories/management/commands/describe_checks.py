"""Prints the page of the documentation that lists the desk checks, from their registry."""

from typing import Any

from django.core.management.base import BaseCommand

from stories.checks import REGISTRY, Check, Severity

HEAD = """# Desk checks

What the desk looks at in every text: while it is written, at submitting and again at publishing. Made from
`stories/checks.py` and `stories/quotation_findings.py` by `manage.py describe_checks > docs/desk-checks.md`;
a test compares the two.
"""
SECTIONS = {
    Severity.BLOCKER: (
        "Blockers",
        "A text with one of these cannot be submitted or published, whoever asks.",
    ),
    Severity.WARNING: (
        "Warnings",
        "For the editor to weigh. They keep nothing back.",
    ),
}
WAIVED = "An editor can let one finding stand with a reason; the approval covers it."


class Command(BaseCommand):
    """``describe_checks``: one section for each severity, one entry for each check."""

    help = "Print docs/desk-checks.md from the registry of desk checks."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write Markdown to standard output."""
        self.stdout.write(page(), ending="")


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for severity, (title, lead) in SECTIONS.items():
        parts.append(f"\n## {title}\n\n{lead}\n")
        parts += [_entry(check) for check in REGISTRY.values() if check.severity == severity]
    return "".join(parts)


def _entry(check: Check) -> str:
    lines = [f"\n### `{check.code}`\n", check.about, f"**What to do:** {check.fix}"]
    if check.waivable:
        lines.append(WAIVED)
    return "\n\n".join(lines).replace("\n\n\n", "\n\n") + "\n"
