"""Deciding where an article belongs: into a story, out of it, nowhere, and back again."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sources.models import Article
from stories.bell import ring_for_counts
from stories.errors import Refused
from stories.events import record
from stories.models import CitedArticle, Coverage, Edition, Placing, Story
from stories.people import Person, require

State = Coverage.State
GONE = (Story.State.TAKEN_DOWN, Story.State.MERGED)
Before = list[dict[str, Any]]


@transaction.atomic
def place(*, article: Article, story: Story, by: Person, now: datetime | None = None) -> Coverage:
    """Put an article that nobody has placed yet into a story, suggested or not, with all copies of its text.

    The other stories that were suggested for it are rejected by that.

    Raises:
        NotAllowed: the person may not decide about coverage.
        Refused: somebody has decided about it meanwhile, or nothing can be added to the story.
    """
    require(by, "change_coverage")
    placing = hold(article)
    refuse_if_decided(placing)
    return put(placing, story, by=by, now=now or timezone.now())


@transaction.atomic
def decline(*, article: Article, by: Person, now: datetime | None = None) -> Placing:
    """Say that an article belongs to none of the stories that were suggested for it.

    Raises:
        NotAllowed: the person may not decide about coverage.
        Refused: somebody has decided about it meanwhile.
    """
    require(by, "change_coverage")
    now = now or timezone.now()
    placing = hold(article)
    refuse_if_decided(placing)
    texts = texts_of(article)
    suggested = Coverage.objects.select_for_update().filter(article__in=texts, state=State.SUGGESTED)
    before = _set(suggested.order_by("pk"), State.REJECTED, by=by, now=now)
    return _settle(placing, Placing.State.DECLINED, before, by=by, now=now)


@transaction.atomic
def accept(*, coverage: Coverage, by: Person, now: datetime | None = None) -> Coverage:
    """Say that an article belongs to a story, whatever was said before; one that joined by itself is kept.

    Raises:
        NotAllowed: the person may not decide about coverage.
        Refused: it belongs there already, or nothing can be added to the story.
    """
    require(by, "change_coverage")
    placing = hold(coverage.article)
    coverage = _locked(coverage)
    if coverage.state == State.ACCEPTED and not coverage.joined_itself:
        raise Refused("accepted_already", f"{_who(coverage.decided_by)} has accepted it already.")
    return put(placing, coverage.story, by=by, now=now or timezone.now())


@transaction.atomic
def reject(*, coverage: Coverage, by: Person, now: datetime | None = None) -> Coverage:
    """Say that an article does not belong to a story, nor any copy of its text.

    Raises:
        NotAllowed: the person may not decide about coverage.
        Refused: it was rejected already, or the live text cites it.
    """
    require(by, "change_coverage")
    now = now or timezone.now()
    placing = hold(coverage.article)
    coverage = _locked(coverage)
    if coverage.state == State.REJECTED:
        raise Refused("rejected_already", f"{_who(coverage.decided_by)} has rejected it already.")
    accepted = coverage.state == State.ACCEPTED
    _refuse_if_cited([coverage])
    same = Coverage.objects.select_for_update().filter(
        story=coverage.story_id, article__in=texts_of(coverage.article), state=coverage.state
    )
    before = _set(same.order_by("pk"), State.REJECTED, by=by, now=now)
    _settle(placing, _state_after(placing), before, by=by, now=now)
    if accepted:
        _tell("reject_coverage", coverage.story, coverage.article, by=by, now=now)
    coverage.refresh_from_db()
    return coverage


@transaction.atomic
def move(*, coverage: Coverage, to: Story, by: Person, now: datetime | None = None) -> Coverage:
    """Take an article out of one story and put it into another.

    Raises:
        NotAllowed: the person may not decide about coverage.
        Refused: it is the same story, the live text cites it, or nothing can be added to the other story.
    """
    if to.pk == coverage.story_id:
        raise Refused("same_story", "It is in this story: choose another one.")
    now = now or timezone.now()
    reject(coverage=coverage, by=by, now=now)
    placing = hold(coverage.article)
    taken_out = list(placing.before)
    moved = put(placing, to, by=by, now=now)
    placing.before = [*taken_out, *placing.before]
    placing.save(update_fields=("before",))
    return moved


@transaction.atomic
def undo(*, article: Article, by: Person, now: datetime | None = None) -> Placing:
    """Take back the last decision about an article, a person's or its own; without one it waits to be placed.

    Raises:
        NotAllowed: the person may not decide about coverage.
        Refused: there is nothing to take back, a story cites it by now, or somebody decided anew.
    """
    require(by, "change_coverage")
    now = now or timezone.now()
    placing = hold(article)
    if not placing.before:
        raise Refused("nothing_to_undo", "Nothing was decided that could be taken back.")
    was = {entry["coverage"]: entry for entry in placing.before}
    rows = list(
        Coverage.objects.select_for_update(of=("self",))
        .select_related("story")
        .filter(pk__in=was)
        .order_by("pk")
    )
    if len(rows) < len(was) or any(row.decided_at != placing.decided_at for row in rows):
        raise Refused("decided_anew", "Somebody has decided about it since: look at the story it is in.")
    _refuse_if_cited([row for row in rows if row.state == State.ACCEPTED])
    changed = {row.story_id: row.story for row in rows if _counts(row.state, was[row.pk]["state"])}
    for row in rows:
        _restore(row, was[row.pk])
    for story in changed.values():
        _tell("undo_coverage", story, placing.article, by=by, now=now)
    state = _state_after(placing)
    open_again = Placing.State.OPEN if state == Placing.State.DECLINED else state
    return _settle(placing, open_again, [], by=None, now=None)


@transaction.atomic
def set_joining(
    *,
    story: Story,
    by: Person,
    joins_from: float | None,
    copies_count_once: bool,
    now: datetime | None = None,
) -> Story:
    """Say from which score on new articles join a story by themselves, and whether copies count once.

    Raises:
        NotAllowed: the person may not change stories.
        Refused: the score is out of range.
    """
    require(by, "change_story")
    if joins_from is not None and not 0.1 <= joins_from <= 1:
        raise Refused("bad_score", "Give a score between 0.1 and 1, or none.")
    story = Story.objects.select_for_update().get(pk=story.pk)
    if (story.joins_from, story.copies_count_once) == (joins_from, copies_count_once):
        return story
    story.joins_from, story.copies_count_once = joins_from, copies_count_once
    story.save(update_fields=("joins_from", "copies_count_once"))
    details = {"joins_from": joins_from, "copies_count_once": copies_count_once}
    record("set_joining", story=story, by=by, at=now or timezone.now(), details=details)
    ring_for_counts(story.pk)
    return story


def join(*, article: Article, story: Story, score: float, now: datetime) -> Coverage:
    """Let an article join a followed story by itself, marked so; its score was found high enough."""
    placing = hold(article)
    rows = Coverage.objects.select_for_update().filter(article=article, story=story, state=State.SUGGESTED)
    decided = placing.article_id == article.pk and placing.state != Placing.State.OPEN
    before = [] if decided else _set(rows.order_by("pk"), State.ACCEPTED, by=None, now=now)
    if before:  # else somebody, or another worker, was quicker
        _settle(placing, Placing.State.PLACED, before, by=None, now=now)
        _tell("join_coverage", story, article, by=None, now=now, score=round(score, 3))
    return Coverage.objects.select_related("story", "article").get(story=story, article=article)


def hold(article: Article) -> Placing:
    """The placing of an article's text, locked: two who decide at once come one after the other."""
    first = article.original_id or article.pk
    Placing.objects.get_or_create(article_id=first, defaults={"considered_at": timezone.now()})
    held = Placing.objects.select_for_update(of=("self",)).select_related("article", "decided_by")
    placing: Placing = held.get(pk=first)
    return placing


def refuse_if_decided(placing: Placing) -> None:
    """Somebody else was quicker: say who, and what they did.

    Raises:
        Refused: it is not open any more.
    """
    if placing.state == Placing.State.OPEN:
        return
    in_story = Coverage.objects.filter(article=placing.article_id, state=State.ACCEPTED)
    names = ", ".join(f"“{slug}”" for slug in in_story.values_list("story__slug", flat=True)[:3])
    said = f"put it into {names}" if names else "decided that it belongs to none of these stories"
    raise Refused("decided_already", f"{_who(placing.decided_by)} has {said} meanwhile.")


def texts_of(article: Article) -> list[int]:
    """The article that was first with a text, and all copies of it; by key."""
    first = article.original_id or article.pk
    group = Article.objects.filter(Q(pk=first) | Q(original=first))
    return sorted({article.pk, *group.values_list("pk", flat=True)})


def put(placing: Placing, story: Story, *, by: Person, now: datetime) -> Coverage:
    """Make an article and its copies accepted coverage of a story; the caller holds the placing."""
    story = Story.objects.get(pk=story.pk)  # as it stands now
    if story.state in GONE:
        raise Refused("story_gone", f"This story is {story.get_state_display().lower()}: choose another one.")
    texts = texts_of(placing.article)
    known = Coverage.objects.select_for_update().filter(article__in=texts)
    undecided = known.filter(state=State.SUGGESTED).exclude(story=story)
    missing = set(texts) - set(known.filter(story=story).values_list("article", flat=True))
    before: Before = []
    # One that was accepted by somebody stays theirs.
    open_here = known.filter(story=story).exclude(state=State.ACCEPTED, joined_itself=False)
    before += _set(open_here.order_by("pk"), State.ACCEPTED, by=by, now=now)
    decision = {"state": State.ACCEPTED, "decided_by_id": by.pk, "decided_at": now}
    made = [Coverage(story=story, article_id=pk, **decision) for pk in sorted(missing)]
    before += [{"coverage": row.pk, "state": ""} for row in Coverage.objects.bulk_create(made)]
    before += _set(undecided.order_by("pk"), State.REJECTED, by=by, now=now)
    _settle(placing, Placing.State.PLACED, before, by=by, now=now)
    _tell("accept_coverage", story, placing.article, by=by, now=now)
    return Coverage.objects.select_related("story", "article").get(story=story, article=placing.article)


def _locked(coverage: Coverage) -> Coverage:
    held = Coverage.objects.select_for_update(of=("self",)).select_related("story", "article", "decided_by")
    locked: Coverage = held.get(pk=coverage.pk)
    return locked


def _set(rows: Iterable[Coverage], state: str, *, by: Person | None, now: datetime) -> Before:
    """Decide about some rows; returns how they were."""
    changed = list(rows)
    before = [_was(row) for row in changed]
    for row in changed:
        row.state, row.decided_by_id, row.decided_at = state, by.pk if by else None, now
        row.joined_itself = by is None
    Coverage.objects.bulk_update(changed, ("state", "decided_by", "decided_at", "joined_itself"))
    return before


def _was(row: Coverage) -> dict[str, Any]:
    return {
        "coverage": row.pk,
        "state": row.state,
        "decided_by": row.decided_by_id,
        "decided_at": row.decided_at.isoformat() if row.decided_at else None,
        "joined_itself": row.joined_itself,
    }


def _restore(row: Coverage, was: Mapping[str, Any]) -> None:
    if not was["state"]:
        row.delete()  # the decision had made it
        return
    row.state, row.decided_by_id, row.joined_itself = was["state"], was["decided_by"], was["joined_itself"]
    row.decided_at = datetime.fromisoformat(was["decided_at"]) if was["decided_at"] else None
    row.save(update_fields=("state", "decided_by", "decided_at", "joined_itself"))


def _counts(*states: str) -> bool:
    return State.ACCEPTED in states


def _settle(
    placing: Placing, state: str, before: Before, *, by: Person | None, now: datetime | None
) -> Placing:
    placing.state, placing.before = state, before
    placing.decided_by_id, placing.decided_at = by.pk if by else None, now
    placing.save(update_fields=("state", "before", "decided_by", "decided_at"))
    return placing


def _state_after(placing: Placing) -> str:
    """Whether anything is left to decide once a story was rejected."""
    rows = Coverage.objects.filter(article=placing.article_id)
    if rows.filter(state=State.ACCEPTED).exists():
        return Placing.State.PLACED
    return Placing.State.OPEN if rows.filter(state=State.SUGGESTED).exists() else Placing.State.DECLINED


def _refuse_if_cited(rows: Iterable[Coverage]) -> None:
    """What the live text of a story cites is coverage of it.

    Raises:
        Refused: one of the rows is cited.
    """
    accepted = {(row.story_id, row.article_id) for row in rows if row.state == State.ACCEPTED}
    cited = CitedArticle.objects.filter(
        article__in={article for _, article in accepted},
        edition__story__in={story for story, _ in accepted},
        edition__state=Edition.State.PUBLISHED,
        state=CitedArticle.State.CITED,
    )
    if accepted & set(cited.values_list("edition__story", "article")):
        raise Refused("cited", "The live text cites this article: take it out of the text first.")


def _tell(
    action: str,
    story: Story,
    article: Article,
    *,
    by: Person | None,
    now: datetime,
    **details: Any,
) -> None:
    said = {"article": article.public_id, "title": article.title, **details}
    record(action, story=story, by=by, at=now, details=said)
    ring_for_counts(story.pk)


def _who(person: Any) -> str:
    return getattr(person, "byline", "") or str(person or "The newsroom")
