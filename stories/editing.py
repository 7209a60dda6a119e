"""Writing: a new story, a new edition, one save; each keeps the whole text as a revision."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from sources.cataloguing import record_article, record_publisher
from sources.identifiers import BadUrlError
from sources.slugs import slug_for
from stories.coverage import append_derived
from stories.document import DocumentError, digest, validate
from stories.errors import Refused, StaleSave
from stories.events import record
from stories.models import Edition, Redirect, Revision, Story
from stories.people import Person, require
from stories.revisions import catalogued, edition_document, latest_revision, live_revision, write_rows
from stories.workflow import finish, void_approval

SLUG_LOCK = 0x736C_7567  # "slug": the advisory lock under which addresses are given out


@dataclass(frozen=True, slots=True)
class Plan:
    """What an edition declares beside its text.

    ``change`` is what it does to a public story, ``note`` says so in public, ``target`` is the key of
    the section or entry that a correction is bound to.
    """

    change: str
    note: str = ""
    target: str = ""
    embargo_until: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a change type that does not exist."""
        if self.change not in Edition.Change.values:
            raise Refused(
                "change_type", "Say what this edition does: minor change, update, clarification, correction."
            )

    @classmethod
    def of(cls, edition: Edition) -> "Plan":
        """The plan that an edition has now."""
        return cls(edition.change_type, edition.change_note, edition.change_target, edition.embargo_until)


@transaction.atomic
def create_story(
    *,
    document: Mapping[str, Any],
    by: Person,
    slug: str = "",
    byline: str = "",
    hints: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> Edition:
    """A new story with its first edition, in draft.

    Raises:
        NotAllowed: the person may not write.
        DocumentError: the document is not well formed; names the place.
        Refused: the slug is taken.
    """
    require(by, "add_edition")
    validate(document)
    if slug and slug_for(slug) != slug:
        raise Refused(
            "bad_slug", f"An address is made of words and hyphens: try “{slug_for(slug) or 'story'}”."
        )
    take_slug_lock()
    slug = slug or free_slug(document["headline"])
    if Story.objects.filter(slug=slug).exists() or Redirect.objects.filter(slug=slug).exists():
        raise Refused("slug_taken", f"The address “{slug}” belongs to another story: choose another.")
    now = now or timezone.now()
    story = Story.objects.create(slug=slug, byline=byline)
    edition = _open_edition(story, number=1, plan=Plan(Edition.Change.FIRST), by=by, now=now)
    _record(edition, document, by=by, hints=hints, copied_from=None, now=now)
    record("create", story=story, edition=edition, by=by, at=now, to_state=edition.state)
    return edition


@transaction.atomic
def new_edition(*, story: Story, plan: Plan, by: Person, now: datetime | None = None) -> Edition:
    """A draft that starts from the text that is live.

    Raises:
        NotAllowed: the person may not write.
        Refused: the story was never published, or somebody already works on an edition of it.
    """
    require(by, "add_edition")
    story = Story.objects.select_for_update().get(pk=story.pk)
    base = live_revision(story.pk)
    if base is None:
        raise Refused("not_live", "Only a published story can get a new edition.")
    if working := Edition.objects.filter(story=story, state__in=Edition.WORKING).first():
        raise Refused(
            "working_edition", f"Edition {working.number} is already being worked on: open that one."
        )
    if plan.change == Edition.Change.FIRST:
        raise Refused(
            "change_type", "Say what this edition does: minor change, update, clarification or correction."
        )
    now = now or timezone.now()
    newest = story.editions.order_by("-number")[0]
    edition = _open_edition(story, number=newest.number + 1, plan=plan, by=by, now=now)
    _record(edition, base.document, by=by, hints=base.digest_hints, copied_from=None, now=now)
    record("new_edition", story=story, edition=edition, by=by, at=now, to_state=edition.state)
    return edition


@transaction.atomic
def save_edition(
    *,
    edition: Edition,
    document: Mapping[str, Any],
    by: Person,
    lock_version: int,
    plan: Plan | None = None,
    hints: Mapping[str, Any] | None = None,
    copied_from: Revision | None = None,
    now: datetime | None = None,
) -> Revision:
    """Save a text; from in review or approved the edition falls back to draft.

    A save that changes nothing writes nothing. ``lock_version`` is what the person had open.

    Raises:
        NotAllowed: the person may not write.
        StaleSave: somebody else saved in between.
        DocumentError: the document is not well formed; names the place.
        Refused: the edition is frozen in its state.
    """
    require(by, "change_edition")
    validate(document)
    now = now or timezone.now()
    story = Story.objects.select_for_update().get(pk=edition.story_id)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    edition.story = story
    if edition.lock_version != lock_version:
        raise StaleSave(current=edition.lock_version, given=lock_version)
    if edition.state not in Edition.EDITABLE:
        raise Refused(
            "frozen", f"An edition that is {edition.get_state_display().lower()} cannot be changed."
        )
    newest = latest_revision(edition)
    plan = plan or Plan.of(edition)
    same_hints = hints is None or hints == newest.digest_hints
    if newest.digest == digest(document) and plan == Plan.of(edition) and same_hints:
        return newest
    edition.change_type, edition.change_note, edition.change_target = plan.change, plan.note, plan.target
    edition.embargo_until = plan.embargo_until
    if edition.state not in {Edition.State.DRAFT, Edition.State.CHANGES_REQUESTED}:
        voided = {"approved_by": edition.approved_by_id} if edition.approved_by_id else {}
        void_approval(edition)
        finish("edit", edition, by, now, to=Edition.State.DRAFT, details=voided)
    kept = newest.digest_hints if hints is None else hints
    return _record(edition, document, by=by, hints=kept, copied_from=copied_from, now=now)


@transaction.atomic
def restore_revision(
    *, revision: Revision, by: Person, lock_version: int, edition: Edition, now: datetime | None = None
) -> Revision:
    """Save the text of an older revision of the same story as the newest of this edition."""
    if revision.edition.story_id != edition.story_id:
        raise Refused("other_story", "Only a text of the same story can be restored.")
    return save_edition(
        edition=edition,
        document=revision.document,
        by=by,
        lock_version=lock_version,
        hints=revision.digest_hints,
        copied_from=revision,
        now=now,
    )


def with_articles(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with every source bound to an article of the catalogue, made where it is new."""
    validate(document)
    bound = copy.deepcopy(dict(document))
    for number, source in enumerate(bound["sources"]):
        if not source["article"]:
            try:
                _bind(source)
            except BadUrlError as refused:
                raise DocumentError(f"sources[{number}].url", str(refused)) from refused
            except ValueError as refused:
                raise DocumentError(f"sources[{number}].publisher", str(refused)) from refused
    return bound


def _bind(source: dict[str, Any]) -> None:
    publisher = record_publisher(name=source["publisher"]["name"])
    published = source["published_at"]
    article = record_article(
        publisher=publisher,
        title=source["title"],
        url=source["url"],
        language=source["language"],
        published_at=datetime.fromisoformat(published) if published else None,
    )
    known, of = catalogued(article)
    source |= known
    source["publisher"]["slug"] = of["slug"]


@transaction.atomic
def assign_story(
    *,
    story: Story,
    by: Person,
    byline: str | None,
    assigned_to: Person | None,
    assigned_until: datetime | None,
) -> Story:
    """Say who answers for a story in public, and who works on it until when.

    A new byline of a public story is public at once; it voids the approval of a waiting text. Without a
    byline the story keeps the one it has.
    """
    require(by, "change_story")
    story = Story.objects.select_for_update().get(pk=story.pk)
    byline = story.byline if byline is None else byline
    renamed, story.byline = story.byline != byline, byline
    now, shown = timezone.now(), renamed and story.state in Story.READABLE
    former = (story.assigned_to_id, story.assigned_until)
    story.assigned_to_id = assigned_to.pk if assigned_to else None
    story.assigned_until = assigned_until
    details: dict[str, object] = {"byline": byline} if renamed else {}
    if assigned_to and former != (assigned_to.pk, assigned_until):
        details["assigned_to"] = assigned_to.pk
    story.updated_at = now if shown else story.updated_at
    story.save(update_fields=("byline", "assigned_to", "assigned_until", "updated_at"))
    record("assign", story=story, by=by, at=now, details=details)
    if shown:
        append_derived(story, reason="byline", at=now)
    return story


def free_slug(headline: str) -> str:
    """An address made of the headline that no story has or had."""
    base = slug_for(headline) or "story"
    taken = set(Story.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= set(Redirect.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def take_slug_lock() -> None:
    """Two that want one address at the same moment: the second waits, and sees that it is taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SLUG_LOCK])


def _open_edition(story: Story, *, number: int, plan: Plan, by: Person, now: datetime) -> Edition:
    return Edition.objects.create(
        story=story,
        number=number,
        headline="",
        change_type=plan.change,
        change_note=plan.note,
        change_target=plan.target,
        embargo_until=plan.embargo_until,
        created_by_id=by.pk,
        state_changed_at=now,
        created_at=now,
        updated_at=now,
    )


def _record(
    edition: Edition,
    document: Mapping[str, Any],
    *,
    by: Person,
    hints: Mapping[str, Any] | None,
    copied_from: Revision | None,
    now: datetime,
) -> Revision:
    write_rows(edition, document)
    edition.lock_version += 1
    edition.updated_at = now
    edition.save()
    kept = edition_document(edition)  # what the rows hold, in its one spelling, is what is approved later
    return Revision.objects.create(
        edition=edition,
        number=edition.revisions.count() + 1,
        document=kept,
        digest=digest(kept),
        digest_hints=hints or {},
        author_id=by.pk,
        copied_from=copied_from,
        created_at=now,
    )
