"""Pinning: the passage of an article is tied to the sentence that quotes it, in one save of the text."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from stories.editing import save_edition
from stories.errors import Refused
from stories.models import Edition, Revision
from stories.people import Person
from stories.quotation_check import pinned_to, with_pins
from stories.quotations import look_up
from stories.revisions import edition_document


def pin_passages(
    *,
    edition: Edition,
    by: Person,
    lock_version: int,
    pin: Collection[str] = (),
    unpin: Collection[str] = (),
    now: datetime | None = None,
) -> Revision:
    """Pin and unpin quotations of the saved text, named by their tokens; a pin that is there stays as it is.

    It is a save like any other: an approval of the text before is void.

    Raises:
        NotAllowed: the person may not write.
        StaleSave: somebody saved in between.
        Refused: the words are not in the text any more, or not in the article.
    """
    now = now or timezone.now()
    document = edition_document(edition)
    checked = look_up(document).checked
    pinnable = {each.token for each in checked if each.can_be_pinned}
    pinned = {each.token for each in checked if pinned_to(document["quotes"], each)}
    if not set(pin) <= pinnable | pinned:
        raise Refused(
            "not_standing",
            "Only a passage that bears the quotation out can be pinned, of 1,000 characters at most: "
            "look at it again.",
        )
    chosen = (pinned | set(pin)) - set(unpin)
    quotes = with_pins(document, checked, chosen=chosen, now=now)
    return save_edition(
        edition=edition,
        document=document | {"quotes": quotes},
        by=by,
        lock_version=lock_version,
        now=now,
    )
