"""Errors that readers report: taken in with a limit for each sender, dealt with by people at the desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from newsroom.site.models import ReaderReport
from stories.errors import NotAllowed, Refused
from stories.events import record
from stories.models import Edition, PublishedStory, Story
from stories.notes import add_note
from stories.people import Person
from stories.questions import Question

ACTION: Final = "reader_report"
MAY_DEAL: Final = "site.change_readerreport"
LONGEST: Final = {"wrong": 3_000, "sentence": 1_000, "email": 254}
FOR_EACH: Final = 5  # reports of one sender within WITHIN
FOR_ALL: Final = 200  # of all senders: what comes beyond is no reader
WITHIN: Final = timedelta(hours=1)
KNOWN_FOR: Final = timedelta(days=1)  # then it cannot be told any more who sent what
TOLD: Final = 500  # characters of a report that stand in mail
State = ReaderReport.State


class TooMany(Exception):
    """More reports than one reader writes."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a reader wrote; ``faults`` says by field what is to be put right."""

    wrong: str = ""
    sentence: str = ""
    email: str = ""

    def faults(self) -> dict[str, str]:
        """Empty where the report can be taken."""
        faults = {}
        if not self.wrong:
            faults["wrong"] = "Say what is wrong."
        for name, longest in LONGEST.items():
            if len(getattr(self, name)) > longest:
                faults[name] = f"Shorten this to {longest:,} characters."
        if self.email and "email" not in faults:
            try:
                validate_email(self.email)
            except ValidationError:
                faults["email"] = "Write an address like name@example.org, or leave it out."
        return faults


def sender_of(address: str) -> str:
    """What stands for an address: nobody without our secret key can find out which one it was.

    Of an IPv6 address its network counts: a single machine has more addresses than there are reports.
    """
    try:
        known = ip_address(address)
    except ValueError:
        known = ip_address("0.0.0.0")  # noqa: S104 - all who come without an address are one sender
    if isinstance(known, IPv6Address):
        known = known.ipv4_mapped or IPv6Address(int(known) >> 64 << 64)
    return salted_hmac("reader report", str(known), algorithm="sha256").hexdigest()


def take_report(
    *, public: PublishedStory, written: Written, address: str, now: datetime | None = None
) -> ReaderReport:
    """Keep what a reader reports; the same twice is kept once. Who wrote for the story gets mail.

    Raises:
        TooMany: the sender, or all senders together, have reported too much of late.
        ValueError: what is written has faults.
    """
    if written.faults():
        raise ValueError("a report with faults")
    now, sender = now or timezone.now(), sender_of(address)
    with transaction.atomic():
        _one_at_a_time(sender)
        lately = ReaderReport.objects.filter(created_at__gt=now - WITHIN)
        same = lately.filter(sender=sender, story__public_id=public.id, wrong=written.wrong)
        if known := same.filter(sentence=written.sentence).first():
            return known
        if lately.filter(sender=sender)[:FOR_EACH].count() == FOR_EACH or lately[:FOR_ALL].count() == FOR_ALL:
            raise TooMany
        story = Story.objects.get(public_id=public.id)
        waits = ReaderReport.objects.filter(story=story, state=State.NEW).exists()
        report = ReaderReport.objects.create(
            story=story,
            version=public.version,
            wrong=written.wrong,
            sentence=written.sentence,
            email=written.email,
            sender=sender,
            created_at=now,
        )
        if not waits:  # one mail for all reports of a story that nobody has looked at
            reason = written.wrong if len(written.wrong) <= TOLD else f"{written.wrong[: TOLD - 1]}…"
            record(ACTION, story=story, by=None, at=now, reason=reason, details={"report": report.pk})
    return report


def deal_with(*, report: ReaderReport, state: str, by: Person, now: datetime | None = None) -> ReaderReport:
    """Say that a report was looked at, or answered.

    Raises:
        NotAllowed: the person may not deal with reports.
        Refused: there is no such state, or it has that state already.
    """
    _require(by)
    if state not in (State.LOOKED_AT, State.ANSWERED):
        raise Refused("no_such_state", "A report is looked at or answered.")
    now = now or timezone.now()
    changed = (
        ReaderReport.objects.filter(pk=report.pk)
        .exclude(state=state)
        .update(state=state, seen_by=by.pk, seen_at=now)
    )
    if not changed:
        raise Refused("dealt_with_already", "Somebody was here before you: the report says so already.")
    report.refresh_from_db()
    return report


def make_note(*, report: ReaderReport, by: Person, now: datetime | None = None) -> Edition:
    """Put a report beside the text that is being worked on, as a note; it counts as looked at.

    Raises:
        NotAllowed: the person may not deal with reports, or not write notes.
        Refused: nobody works on a text of the story, or the note is there already.
    """
    _require(by)
    now = now or timezone.now()
    with transaction.atomic():
        held = ReaderReport.objects.select_for_update().get(pk=report.pk)
        if held.note_id:
            raise Refused("noted_already", "This report stands beside the text already.")
        working = Edition.objects.filter(story=held.story_id, state__in=Edition.WORKING)
        edition = working.order_by("-number").first()
        if edition is None:
            raise Refused("no_text", "Nobody works on a text of this story: make a new edition first.")
        # An @ in a reader's words calls nobody.
        said = f"A reader reports: {held.wrong}" + (f"\n\nSentence: {held.sentence}" if held.sentence else "")
        held.note = add_note(edition=edition, text=said.replace("@", "@\u200b"), by=by, now=now)
        if held.state == State.NEW:
            held.state, held.seen_by_id, held.seen_at = State.LOOKED_AT, by.pk, now
        held.save(update_fields=("note", "state", "seen_by", "seen_at"))
    return edition


def forget_senders(*, now: datetime | None = None) -> int:
    """Drop what stands for the addresses of those who reported more than a day ago."""
    old = ReaderReport.objects.exclude(sender="")
    return old.filter(created_at__lt=(now or timezone.now()) - KNOWN_FOR).update(sender="")


def _require(by: Person) -> None:
    if not (by.is_active and by.has_perm(MAY_DEAL)):
        raise NotAllowed("no_permission", f"{by} may not deal with reports: ask an administrator.")


def _one_at_a_time(sender: str) -> None:
    """Whoever reports twice at once waits for itself, so that the limit counts all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [sender])


def _new(among: Any, _person: Person, _now: datetime) -> Any:
    return among.filter(state=State.NEW)


REPORTS: Final = (
    Question(
        "reports",
        "Readers report errors",
        "No report of a reader waits.",
        (MAY_DEAL,),
        (F("created_at").asc(),),
        _new,
    ),
)
