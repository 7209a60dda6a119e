"""Plays the demo stories through the ordinary actions, with the demo people, some days back in time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from newsroom.ops.demo_stories import DemoEdition, DemoPublisher, DemoStory
from sources.cataloguing import record_publisher
from stories.decisions import confirm, propose
from stories.editing import Plan, create_story, new_edition, save_edition, with_articles
from stories.models import Edition, PendingDecision, Story, Topic
from stories.people import Person
from stories.pinning import pin_passages
from stories.placing import set_joining
from stories.publishing import publish
from stories.quotations import look_up
from stories.revisions import edition_document
from stories.workflow import approval_digest, approve, request_changes, schedule, submit

VIA: Final = "load_demo"
UNPINNED: Final = ("draft", "changes_requested")  # whoever tries the demo pins here
# How long after the first save each step is taken; a text that goes live does so an hour after it.
PINNED: Final = timedelta(minutes=10)
SUBMITTED, REVIEWED, SCHEDULED, LIVE = (timedelta(minutes=minutes) for minutes in (20, 45, 50, 60))


@dataclass(frozen=True, slots=True)
class Cast:
    """Who does what in the demo: one writes, one reviews and publishes, two retract."""

    writer: Person
    reviewer: Person
    duty: Person
    legal: Person

    @classmethod
    def of(cls, people: Mapping[str, Person]) -> "Cast":
        """The cast by the user names of the demo accounts."""
        return cls(people["reporter"], people["editor"], people["duty"], people["legal"])


def ensure_topics(topics: Mapping[str, str]) -> None:
    """Make the topics that are missing; a name that the desk has changed stays."""
    for slug, name in topics.items():
        Topic.objects.get_or_create(slug=slug, defaults={"name": name})


def ensure_publishers(publishers: tuple[DemoPublisher, ...]) -> None:
    """Take the invented publishers into the catalogue; what the desk has changed stays."""
    for publisher in publishers:
        record_publisher(
            name=publisher.name,
            domain=publisher.domain,
            country=publisher.country,
            language=publisher.language,
            kind=publisher.kind,
        )


def missing(stories: tuple[DemoStory, ...]) -> Iterator[DemoStory]:
    """The demo stories that are not in the newsroom yet, known by their slugs."""
    there = set(Story.objects.filter(slug__in=[s.slug for s in stories]).values_list("slug", flat=True))
    return (story for story in stories if story.slug not in there)


@transaction.atomic
def load_story(story: DemoStory, *, cast: Cast, now: datetime) -> Story:
    """Bring one demo story to its state, with every step between; all of it or nothing.

    Raises:
        Refused: an action refused a step; the message says why.
    """
    first, *later = _bound(story)
    edition = create_story(
        document=first.document,
        by=cast.writer,
        slug=story.slug,
        byline=story.byline,
        now=_saved(first, now),
    )
    _bring(edition, first, cast, now)
    for planned in later:
        _bring(_follow(edition.story, planned, cast, now), planned, cast, now)
    if story.joins_from is not None:
        set_joining(
            story=edition.story,
            by=cast.reviewer,
            joins_from=story.joins_from,
            copies_count_once=True,
            now=now,
        )
    if story.retracted is not None:
        _retract(edition.story, story.retraction_note, cast, now - story.retracted)
    edition.story.refresh_from_db()
    return edition.story


def _bound(story: DemoStory) -> Iterator[DemoEdition]:
    """The editions with their sources bound to articles; the last text holds the sources of all."""
    sources = with_articles(story.editions[-1].document)["sources"]
    bound = {source["key"]: source for source in sources}
    for edition in story.editions:
        kept = [bound[source["key"]] for source in edition.document["sources"]]
        yield replace(edition, document={**edition.document, "sources": kept})


def _follow(story: Story, planned: DemoEdition, cast: Cast, now: datetime) -> Edition:
    """Open the next edition of a live story and save its text."""
    plan, saved = Plan(planned.change, planned.note, planned.target), _saved(planned, now)
    edition = new_edition(story=story, plan=plan, by=cast.writer, now=saved)
    pinned = edition_document(edition)["quotes"]
    save_edition(
        edition=edition,
        document={**planned.document, "quotes": pinned},
        by=cast.writer,
        lock_version=edition.lock_version,
        now=saved,
    )
    return edition


def _bring(edition: Edition, planned: DemoEdition, cast: Cast, now: datetime) -> None:
    """Take the steps that lead from draft to the state that is planned."""
    saved = _saved(planned, now)
    if planned.state not in UNPINNED:
        _pin(edition, cast, saved + PINNED)
    for step in STEPS[planned.state]:
        step(edition, planned, cast, saved)


def _pin(edition: Edition, cast: Cast, at: datetime) -> None:
    """Pin every quotation that a stored article bears out, as whoever writes it does before submitting."""
    edition.refresh_from_db()
    checked = look_up(edition_document(edition)).checked
    tokens = {each.token for each in checked if each.can_be_pinned}
    if tokens:
        pin_passages(edition=edition, by=cast.writer, lock_version=edition.lock_version, pin=tokens, now=at)


def _saved(planned: DemoEdition, now: datetime) -> datetime:
    moment = now - planned.ago
    return moment - LIVE if planned.state == "published" else moment


def _submit(edition: Edition, _: DemoEdition, cast: Cast, saved: datetime) -> None:
    submit(edition=edition, by=cast.writer, now=saved + SUBMITTED)


def _request_changes(edition: Edition, planned: DemoEdition, cast: Cast, saved: datetime) -> None:
    request_changes(edition=edition, by=cast.reviewer, reason=planned.reason, now=saved + REVIEWED)


def _approve(edition: Edition, _: DemoEdition, cast: Cast, saved: datetime) -> None:
    read = approval_digest(edition)
    approve(edition=edition, by=cast.reviewer, seen=read, via=VIA, now=saved + REVIEWED)


def _schedule(edition: Edition, planned: DemoEdition, cast: Cast, saved: datetime) -> None:
    at = saved + planned.ago + planned.ahead
    schedule(edition=edition, by=cast.reviewer, at=at, now=saved + SCHEDULED)


def _publish(edition: Edition, _: DemoEdition, cast: Cast, saved: datetime) -> None:
    publish(edition=edition, by=cast.reviewer, now=saved + LIVE)


def _retract(story: Story, note: str, cast: Cast, at: datetime) -> None:
    """Two people retract: the duty editor proposes, legal confirms."""
    action = PendingDecision.Action.RETRACT
    decision = propose(story=story, action=action, by=cast.duty, reason=note, now=at - REVIEWED)
    confirm(decision=decision, by=cast.legal, now=at)


Act = Callable[[Edition, DemoEdition, Cast, datetime], None]
STEPS: Final[Mapping[str, tuple[Act, ...]]] = {
    "draft": (),
    "in_review": (_submit,),
    "changes_requested": (_submit, _request_changes),
    "approved": (_submit, _approve),
    "scheduled": (_submit, _approve, _schedule),
    "published": (_submit, _approve, _publish),
}
