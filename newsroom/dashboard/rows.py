"""One line of a panel: where it leads, how it stands, what it waits for, and whether that is too long."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject, Left
from django.urls import reverse

from sources.feed_health import health_of
from sources.models import Feed
from stories import questions
from stories.models import Edition, OutgoingMail, PendingDecision, Placing, Story
from stories.people import Person, zone_of
from stories.waiting import ago, span, until, waiting

NO_HEADLINE = "Without a headline"


@dataclass(frozen=True, slots=True)
class Row:
    """``alert`` says in words what is wrong with how long it has waited."""

    title: str
    url: str
    state: str
    word: str
    note: str
    at: datetime | None = None
    alert: str = ""


def text(edition: Edition, person: Person, now: datetime, *, note: str = "", alert: str = "") -> Row:
    """A text and whom it waits for."""
    return Row(
        title=edition.headline or NO_HEADLINE,
        url=reverse("admin:stories_edition_change", args=(edition.pk,)),
        state=edition.state,
        word=edition.get_state_display(),
        note=note or waiting(edition, now, zone_of(person)),
        at=edition.state_changed_at,
        alert=alert,
    )


def review(edition: Edition, person: Person, now: datetime) -> Row:
    """A text in review; one that has waited for a day stands out."""
    late = now - edition.state_changed_at > questions.LATE_REVIEW
    return text(edition, person, now, alert="too long" if late else "")


def failed(edition: Edition, person: Person, now: datetime) -> Row:
    """Why a text did not go live, or that the clock has passed it by."""
    if edition.state == Edition.State.SCHEDULED:
        return text(edition, person, now, alert="the clock did not publish it: tell an administrator")
    return text(edition, person, now, note=edition.failure)


def second_eyes(edition: Edition, person: Person, now: datetime) -> Row:
    """A text that went out before it was approved; after a day it is overdue."""
    late = now - edition.state_changed_at > Edition.SECOND_EYES_WITHIN
    note = f"live before approval, {ago(edition.state_changed_at, now)}"
    return text(edition, person, now, note=note, alert="overdue: approve it or take it back" if late else "")


def with_note(person: Person, now: datetime) -> QuerySet[Any]:
    """Texts with the newest open note that calls somebody, and how many there are."""
    notes = questions.open_notes_for(person).filter(edition=OuterRef("pk"))
    newest = notes.order_by("-created_at").values(
        told=JSONObject(
            text=Left("text", 160), byline=F("author__byline"), name=F("author__username"), at=F("created_at")
        )
    )
    many = notes.order_by().values("edition").annotate(n=Count("pk")).values("n")
    texts = Edition.objects.select_related("story", "created_by", "approved_by")
    return texts.annotate(newest_note=Subquery(newest[:1]), open_notes=Subquery(many))


def mentioned(edition: Any, person: Person, now: datetime) -> Row:
    """Who called one by name in a text, with their words."""
    note = edition.newest_note
    asked = (
        f"{note['byline'] or note['name']}, {ago(datetime.fromisoformat(note['at']), now)}: {note['text']}"
    )
    more = edition.open_notes - 1
    return text(edition, person, now, note=f"{asked} (and {more} more)" if more else asked)


def story(told: Any, now: datetime, *, note: str, alert: str = "", at: datetime | None = None) -> Row:
    """A story under its headline."""
    return Row(
        title=told.shown_as,
        url=reverse("admin:stories_story_change", args=(told.pk,)),
        state=told.state,
        word=told.get_state_display(),
        note=note,
        at=at,
        alert=alert,
    )


def live(told: Any, person: Person, now: datetime) -> Row:
    """A public story, when its page changed, and whether only its articles did since its text."""
    counted = told.as_of and told.as_of == told.updated_at != told.content_updated_at
    note = f"version {told.version}, {ago(told.content_updated_at if counted else told.updated_at, now)}"
    if counted:
        note += f"; articles counted anew {ago(told.as_of, now)}"
    return story(told, now, note=note, at=told.updated_at)


def assigned(told: Any, person: Person, now: datetime) -> Row:
    """A story that one has been given, and until when."""
    due = told.assigned_until
    if due is None:
        return story(told, now, note="without a date")
    alert = f"overdue for {span(now - due)}" if due < now else ""
    return story(told, now, note="" if alert else f"due {until(due, now)}", alert=alert, at=due)


def stale(told: Any, person: Person, now: datetime) -> Row:
    """A live story that nobody has touched for long; one with newer coverage wants an update."""
    alert = "accepted coverage is newer than the text" if told.has_newer else ""
    note = f"text of {ago(told.content_updated_at, now)}"
    return story(told, now, note=note, alert=alert, at=told.content_updated_at)


def with_decision(person: Person, now: datetime) -> QuerySet[Any]:
    """Stories with the open decision that runs out first."""
    waits = PendingDecision.objects.waiting(now).filter(story=OuterRef("pk"))
    first = waits.order_by("expires_at").values(
        told=JSONObject(
            action=F("action"),
            by=F("proposed_by"),
            byline=F("proposed_by__byline"),
            name=F("proposed_by__username"),
            at=F("proposed_at"),
            expires=F("expires_at"),
        )
    )
    named: QuerySet[Any] = questions.with_headline(Story.objects.all())
    told: QuerySet[Any] = named.annotate(decision=Subquery(first[:1]))
    return told


def decisions(told: Any, person: Person, now: datetime) -> Row:
    """What waits for a second person, who proposed it and when it runs out."""
    decision = told.decision
    who = "you" if decision["by"] == person.pk else decision["byline"] or decision["name"]
    proposed = datetime.fromisoformat(decision["at"])
    expires = datetime.fromisoformat(decision["expires"])
    word = PendingDecision.Action(decision["action"]).label
    late = f"not confirmed in time, overdue for {span(now - expires)}" if expires <= now else ""
    runs_out = "" if late else f", expires {until(expires, now)}"
    note = f"{word}: proposed by {who} {ago(proposed, now)}{runs_out}"
    return story(told, now, note=note, alert=late, at=proposed)


def changed_source(cited: Any, person: Person, now: datetime) -> Row:
    """A source that is not what it was when a live story cited it."""
    edition, article = cited.edition, cited.article
    many = f"{cited.sentences} sentence{'' if cited.sentences == 1 else 's'}"
    return Row(
        title=f"{cited.publisher_name}: {cited.title}",
        url=reverse("admin:stories_story_change", args=(edition.story_id,)),
        state=article.state,
        word=article.get_state_display(),
        note=f"{many} of “{edition.headline}” rest on it",
        at=article.updated_at,
    )


def to_place(placing: Placing, person: Person, now: datetime) -> Row:
    """A new article that may belong to a story, and how well the best one fits."""
    article = placing.article
    return Row(
        title=f"{article.publisher.name}: {article.title}",
        url=f"{reverse('admin:stories_coverage_triage')}?article={article.pk}",
        state=placing.state,
        word=placing.get_state_display(),
        note=f"best match {placing.best:.2f}, {ago(placing.considered_at, now)}",
        at=placing.considered_at,
    )


def feed(told: Feed, person: Person, now: datetime) -> Row:
    """A feed that somebody should look at, and what is the matter with it."""
    health = health_of(told, now)
    since = f" for {span(now - told.failing_since)}" if told.failing_since else ""
    return Row(
        title=f"{told.publisher.name}: {told}",
        url=reverse("admin:sources_feed_change", args=(told.pk,)),
        state=health.state,
        word=f"{health.word}{since}",
        note=health.message,
        at=told.failing_since,
    )


def source_change(change: Any, person: Person, now: datetime) -> Row:
    """What happened to a source, and which text rests on it."""
    article, others = change.article, change.stories - 1
    text = f"“{change.text or NO_HEADLINE}”"
    rests = f"{text} and {others} more rest on it" if others > 0 else f"{text} rests on it"
    return Row(
        title=f"{article.publisher.name}: {article.title}",
        url=reverse("admin:sources_articlechange_change", args=(change.pk,)),
        state=change.kind,
        word=change.get_kind_display(),
        note=f"{ago(change.noticed_at, now)}; {rests}",
        at=change.noticed_at,
    )


def report(reported: Any, person: Person, now: datetime) -> Row:
    """What a reader says is wrong, and in which story."""
    return Row(
        title=reported.shown_as,
        url=reverse("admin:site_readerreport_change", args=(reported.pk,)),
        state=reported.state,
        word=reported.get_state_display(),
        note=f"{ago(reported.created_at, now)}: {reported.wrong[:160]}",
        at=reported.created_at,
    )


def mail(given_up: OutgoingMail, person: Person, now: datetime) -> Row:
    """A mail that nobody got, and the mail server's words."""
    return Row(
        title=given_up.subject.partition("] ")[2] or given_up.subject,
        url=reverse("admin:stories_outgoingmail_change", args=(given_up.pk,)),
        state=given_up.state,
        word=given_up.get_state_display(),
        note=f"to {given_up.recipient}: {given_up.last_error[:160]}",
        at=given_up.created_at,
    )
