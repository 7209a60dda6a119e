"""Remarks among colleagues on a text: written about a place, calling people by @name, resolved, reopened."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from stories.citations import strip_markers
from stories.dates import FuzzyDate
from stories.errors import Refused
from stories.events import record
from stories.models import Edition, Note, WorkflowEvent
from stories.people import Person, require
from stories.revisions import edition_document

LONGEST_NOTE = 5_000  # characters
MOST_CALLED = 20  # people in one note
OFFERED = 8  # people at once in the list behind an @
WHOLE = "The whole text"
CALL = re.compile(r"(?<![\w.+@-])@([\w.+-][\w.+@-]*)")


def add_note(
    *, edition: Edition, text: str, by: Person, place: str = "", now: datetime | None = None
) -> Note:
    """Write a note about a section, source or entry, named by its key, or about the whole text.

    Raises:
        NotAllowed: the person may not write notes.
        Refused: nothing is written, it is too long, the place is gone, or nobody has a name that is called.
    """
    require(by, "add_note")
    text = _clean(text)
    now = now or timezone.now()
    with transaction.atomic():
        about = places(edition_document(edition)).get(place)
        if about is None:
            raise Refused(
                "place_gone", "That place is not in the saved text any more: write about the whole text."
            )
        called = _called(text)
        note = Note.objects.create(edition=edition, place=place, text=text, author_id=by.pk, created_at=now)
        note.mentioned.set(called)
        details = {"note": note.pk, "about": about}
        record("note", story=edition.story, edition=edition, by=by, at=now, details=details)
    return note


def resolve_note(*, note: Note, by: Person, now: datetime | None = None) -> Note:
    """Say that a note is dealt with; it folds away and can be reopened."""
    require(by, "add_note")
    now = now or timezone.now()
    with transaction.atomic():
        open_one = Note.objects.filter(pk=note.pk, resolved_at=None)
        if not open_one.update(resolved_at=now, resolved_by=by.pk):
            raise Refused("resolved_already", "Somebody resolved this note before you.")
        return _told("resolve_note", note, by, now)


def reopen_note(*, note: Note, by: Person, now: datetime | None = None) -> Note:
    """Say that a resolved note is not dealt with after all."""
    require(by, "add_note")
    now = now or timezone.now()
    with transaction.atomic():
        resolved = Note.objects.filter(pk=note.pk, resolved_at__isnull=False)
        if not resolved.update(resolved_at=None, resolved_by=None):
            raise Refused("open_already", "This note is open already.")
        return _told("reopen_note", note, by, now)


def places(document: Mapping[str, Any]) -> dict[str, str]:
    """What a note on this text can be about, in the order of the text: key → words."""
    found = {"": WHOLE}
    for number, section in enumerate(document["sections"], 1):
        found[section["key"]] = _called_as(f"Section {number}", section["heading"])
    for number, source in enumerate(document["sources"], 1):
        found[source["key"]] = _called_as(f"Source [{number}]", source["publisher"]["name"])
    for entry in document["timeline"]:
        date = FuzzyDate.from_json(entry["date"]).display()
        found[entry["key"]] = _called_as(date, strip_markers(entry["text"]))
    return found


def places_gone(notes: list[Note]) -> dict[str, str]:
    """What these notes were about when they were written, by key: for places that are no longer there."""
    ids = [note.pk for note in notes]
    editions = {note.edition_id for note in notes}
    events = WorkflowEvent.objects.filter(edition__in=editions, action="note", details__note__in=ids)
    about = {details["note"]: details["about"] for details in events.values_list("details", flat=True)}
    return {note.place: about.get(note.pk, "") for note in notes}


def colleagues() -> QuerySet[Any]:
    """Whom a note can call."""
    return get_user_model()._default_manager.filter(is_active=True, is_staff=True)


def calls(text: str) -> Iterator[tuple[int, int]]:
    """Where a note calls people: start and end of each @name, without the full stop behind it."""
    for found in CALL.finditer(text):
        end = found.start() + 1 + len(found.group(1).rstrip(".+@-"))
        if end > found.start() + 1:
            yield found.start(), end


def _told(action: str, note: Note, by: Person, now: datetime) -> Note:
    edition = note.edition
    record(action, story=edition.story, edition=edition, by=by, at=now, details={"note": note.pk})
    note.refresh_from_db()
    return note


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if not text:
        raise Refused("note_missing", "Write the note first.")
    if len(text) > LONGEST_NOTE:
        raise Refused("note_too_long", f"A note has at most {LONGEST_NOTE:,} characters: write two.")
    if any(ord(char) < 32 and char not in "\n\t" for char in text):
        raise Refused("bad_note", "The note holds characters that are no text: paste it as plain text.")
    return text


def _called_as(name: str, words: str) -> str:
    words = " ".join(words.split())
    short = words if len(words) <= 60 else words[:60].rsplit(" ", 1)[0] + " …"
    return f"{name}: {short}" if short else name


def _called(text: str) -> set[int]:
    """Ids of the people whom a note calls.

    Raises:
        Refused: nobody has such a name, or too many are called.
    """
    names = [text[start + 1 : end] for start, end in calls(text)]
    if len(set(names)) > MOST_CALLED:
        raise Refused("too_many_called", f"A note calls at most {MOST_CALLED} people.")
    known = _known(names)
    return {_one(name, known) for name in names}


def _known(names: list[str]) -> list[tuple[int, str]]:
    if not names:
        return []
    alike = colleagues().annotate(lowered=Lower("username"))
    return list(alike.filter(lowered__in={name.lower() for name in names}).values_list("pk", "username"))


def _one(name: str, known: list[tuple[int, str]]) -> int:
    alike = [(pk, username) for pk, username in known if username.lower() == name.lower()]
    exact = [pk for pk, username in alike if username == name]
    if exact or len(alike) == 1:
        return exact[0] if exact else alike[0][0]
    close = get_close_matches(name, colleagues().values_list("username", flat=True), n=1)
    meant = f"did you mean @{close[0]}? If not," if close else "choose from the list behind the @, or"
    raise Refused("nobody_called", f"Nobody here is called @{name}: {meant} leave out the @.")
