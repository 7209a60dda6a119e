"""Compares the quotations of texts with the articles that they cite, and prints what does not stand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from stories.models import Edition, Story
from stories.quotation_check import Quotations
from stories.quotation_findings import difference_in_words
from stories.quotations import look_up
from stories.quoted import Document
from stories.revisions import latest_revision


class Command(BaseCommand):
    """``check_quotations [SLUG …]``: the working and the live text of each story; of all without a name."""

    help = "Compare every quotation with the stored text of the articles that its sentence cites."

    def add_arguments(self, parser: CommandParser) -> None:
        """Slugs of stories."""
        parser.add_argument("slug", nargs="*", help="a story; without one, all")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each quotation that does not stand, and the sum at the end."""
        slugs = options["slug"]
        if unknown := set(slugs) - set(Story.objects.filter(slug__in=slugs).values_list("slug", flat=True)):
            raise CommandError(f"There is no story “{min(unknown)}”.")
        editions = Edition.objects.filter(state__in=(*Edition.WORKING, Edition.State.PUBLISHED))
        if slugs:
            editions = editions.filter(story__slug__in=slugs)
        counts = {"quotations": 0, "stand": 0, "could not be checked": 0, "pinned passages gone": 0}
        for edition in editions.select_related("story").order_by("story__slug", "number").iterator(100):
            document = latest_revision(edition).document
            found = look_up(document)
            counts["quotations"] += len(found.checked)
            counts["stand"] += sum(each.verdict.stands for each in found.checked)
            counts["could not be checked"] += sum(not each.verdict.checked for each in found.checked)
            counts["pinned passages gone"] += len(found.gone)
            for line in _lines(document, found):
                self.stdout.write(f"{edition.story.slug} (edition {edition.number}) {line}")
        self.stdout.write(", ".join(f"{number} {what}" for what, number in counts.items()))


def _lines(document: Document, found: Quotations) -> list[str]:
    numbers = {source["key"]: rank for rank, source in enumerate(document["sources"], 1)}
    lines = [
        f"[{numbers.get(each.source, '?')}] {each.verdict.value}: “{' '.join(each.quoted.words.split())}”"
        + "".join(f"; {difference_in_words(difference)}" for difference in each.match.differences)
        for each in found.checked
        if each.verdict.checked and not each.verdict.stands
    ]
    return lines + [
        f"[{numbers[quote['citation']['source']]}] pinned, gone: “{' '.join(quote['exact'].split())}”"
        for quote, _ in found.gone
    ]
