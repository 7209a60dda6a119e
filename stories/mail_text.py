"""How a mail reads: subject, plain text for one person, and the ids by which mail readers thread it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from stories.local_time import zone_named
from stories.models import Note, OutgoingMail, PendingDecision, Story, WorkflowEvent
from stories.people import Person

LONGEST_HEADLINE = 120  # characters of a subject
# Marks that turn the direction of all that follows: in a headline they would turn our own words too.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
JOINING = frozenset("\u200d\ufe0e\ufe0f")


@dataclass(frozen=True, slots=True)
class Told:
    """One person to be told, and why."""

    person: Person
    because: str


def compose(
    event: WorkflowEvent, *, by: Person | None, template: str, word: str, told: Sequence[Told], now: datetime
) -> list[OutgoingMail]:
    """The mail about an event, one for each person, not saved yet."""
    facts = _facts(event, by)
    body = get_template(f"mail/{template}.txt")
    return [
        OutgoingMail(
            story=event.story,
            event=event,
            recipient_id=one.person.pk,
            address=one.person.email,
            subject=subject(facts["headline"], word),
            text=_tidy(body.render(facts | _for_one(event, one))),
            message_id=message_id(event, one.person),
            run_after=now,
            created_at=now,
        )
        for one in told
    ]


def subject(headline: str, word: str) -> str:
    """``[Newsroom] Headline (what happened)``: the word is one of a few, so that rules can look for it."""
    return f"[{one_line(settings.SITE_NAME)}] {shortened(one_line(headline))} ({word})"


def one_line(text: str) -> str:
    """The text as it may stand in a header: one line, without controls, without marks that turn it round."""
    line = " ".join(text.split())
    return "".join(
        c for c in line if unicodedata.category(c) not in {"Cc", "Cs"} and c not in TURNING
    ).strip()


def shortened(line: str) -> str:
    """At most ``LONGEST_HEADLINE`` characters, never cut within an accented letter or a joined sign."""
    if len(line) <= LONGEST_HEADLINE:
        return line
    end = LONGEST_HEADLINE - 1
    while end and (unicodedata.combining(line[end]) or line[end] in JOINING or line[end - 1] in JOINING):
        end -= 1
    return f"{line[:end].rstrip()}…"


def mail_host() -> str:
    """The host of the site, as it may stand in a Message-ID."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"[IPv6:{host}]" if ":" in host else host.encode("idna").decode("ascii")


def message_id(event: WorkflowEvent, person: Person) -> str:
    """The same for every attempt to send; the time keeps it apart after a backup was restored."""
    return f"{event.story.public_id}.{event.pk}.{person.pk}.{event.at:%Y%m%d%H%M%S}@{mail_host()}"


def thread_id(story: Story) -> str:
    """What all mail about a story refers to, so that it is shown together."""
    return f"{story.public_id}@{mail_host()}"


def moment(at: datetime, zone: str) -> str:
    """A time as the person reads clocks, and in UTC."""
    utc = at.astimezone(UTC)
    local = at.astimezone(zone_named(zone))  # a zone that was never checked must not stop what is told
    if local.utcoffset() == utc.utcoffset():
        return f"{utc:%-d %b %Y, %H:%M} UTC"
    day = "" if local.date() == utc.date() else f"{utc:%-d %b %Y}, "
    return f"{local:%-d %b %Y, %H:%M} ({zone}), {day}{utc:%H:%M} UTC"


def _facts(event: WorkflowEvent, by: Person | None) -> dict[str, Any]:
    """What is the same for everybody who is told."""
    story = event.story
    target = ("edition", event.edition_id) if event.edition_id else ("story", story.pk)
    return {
        "event": event,
        "by": one_line(str(by)) if by else "The clock",
        "headline": one_line(_headline(event)) or story.slug,
        "label": _decision_label(event.action),
        "reason": _quoted(_words_of(event)),
        "url": settings.SITE_URL + reverse(f"admin:stories_{target[0]}_change", args=(target[1],)),
        "public_url": f"{settings.SITE_URL}/stories/{story.slug}/",
        "story": story,
        "site": one_line(settings.SITE_NAME),
    }


def _for_one(event: WorkflowEvent, told: Told) -> dict[str, Any]:
    zone = getattr(told.person, "time_zone", "UTC")
    until = event.story.assigned_until if event.action == "assign" else None
    return {
        "because": told.because,
        "at": moment(event.at, zone),
        "until": moment(until, zone) if until else "",
    }


def _headline(event: WorkflowEvent) -> str:
    if event.edition:
        return event.edition.headline
    return event.story.editions.order_by("-number").values_list("headline", flat=True).first() or ""


def _words_of(event: WorkflowEvent) -> str:
    """What somebody wrote: the reason of a step, or a note."""
    if "note" not in event.details:
        return event.reason
    return Note.objects.values_list("text", flat=True).get(pk=event.details["note"])


def _decision_label(action: str) -> str:
    """What is to be decided, in the words of the desk; empty for every other event."""
    name = action.removeprefix("propose_").removeprefix("withdraw_")
    labels = {str(value): str(label) for value, label in PendingDecision.Action.choices}
    return labels.get(name, "")


def _quoted(text: str) -> str:
    return "\n".join(f"> {one_line(line)}".rstrip() for line in text.splitlines())


def _tidy(text: str) -> str:
    """No gaps where a part of the template was empty."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip() + "\n"
