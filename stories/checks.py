"""Desk checks: one registry of what keeps a text from going out, and of what a careful editor looks at."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import stories.quotation_findings  # noqa: F401 - registers its checks
from sources.models import Article
from stories.citations import find_markers, uncited_facts
from stories.dates import FuzzyDate
from stories.desk import REGISTRY, Check, Desk, Found, Issue, Severity, blockers, check, run
from stories.lost_citations import lost_citations
from stories.models import Edition, Redirect, Revision, Waiver
from stories.quotations import gone_since, look_up
from stories.quoted import texts_of
from stories.revisions import edition_document, latest_revision, live_revision

__all__ = [
    "REGISTRY",
    "Check",
    "Desk",
    "Issue",
    "Severity",
    "blockers",
    "check",
    "check_edition",
    "desk_of",
    "live_document",
    "run",
]

LONGEST_SECTION = 120  # words
LONGEST_HEADLINE = 90  # characters


def check_edition(edition: Edition) -> list[Issue]:
    """What the desk finds in the saved text of an edition."""
    return run(desk_of(edition))


def desk_of(
    edition: Edition,
    *,
    newest: Revision | None = None,
    document: Mapping[str, Any] | None = None,
    live: Mapping[str, Any] | None = None,
    waivers: Sequence[Waiver] | None = None,
    publishing_at: datetime | None = None,
) -> Desk:
    """Everything around an edition that its checks need; ``newest``, ``live`` and ``waivers`` spare a second
    reading.

    Without ``newest``, the text is that of the rows; with ``document``, one that is not saved.

    ``publishing_at`` brings in what matters only at the moment of going live, and spares what has been
    looked up before: then a pinned passage is sought only in an article that was read again since.
    """
    document = document or (newest.document if newest else edition_document(edition))
    ids = [source["article"] for source in document["sources"]]
    hints = (newest or latest_revision(edition)).digest_hints
    return Desk(
        document=document,
        live=live or live_document(edition.story_id),
        article_states=dict(Article.objects.filter(public_id__in=ids).values_list("public_id", "state")),
        slug_reserved=not edition.story.version
        and Redirect.objects.filter(slug=edition.story.slug).exclude(story=edition.story_id).exists(),
        unconfirmed_headings=frozenset(hints.get("unconfirmed_headings", ())),
        embargo_until=edition.embargo_until,
        publishing_at=publishing_at,
        waivers=list(edition.waivers.select_related("by")) if waivers is None else waivers,
        quotations=gone_since(document) if publishing_at else look_up(document),
    )


def live_document(story_id: int) -> dict[str, Any] | None:
    """The text of a story that is public now."""
    live = live_revision(story_id)
    return live.document if live else None


def _number(desk: Desk, key: str) -> int:
    return next(n for n, source in enumerate(desk.document["sources"], 1) if source["key"] == key)


def _keys(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    return {row["key"] for row in rows}


@check("headline_missing", Severity.BLOCKER, fix="Write a headline.")
def _headline_missing(desk: Desk) -> Found:
    """The story has no headline."""
    if not desk.document["headline"].strip():
        yield "headline", "The story needs a headline."


@check("no_sections", Severity.BLOCKER, fix="Add a section and write in it.")
def _no_sections(desk: Desk) -> Found:
    """The story has no section."""
    if not desk.document["sections"]:
        yield "sections", "The story needs at least one section."


@check("no_sources", Severity.BLOCKER, fix="Add at least one source.")
def _no_sources(desk: Desk) -> Found:
    """The story rests on no source."""
    if not desk.document["sources"]:
        yield "sources", "The story needs at least one source."


@check("empty_section", Severity.BLOCKER, fix="Write the section or remove it.")
def _empty_section(desk: Desk) -> Found:
    """A section has a heading and nothing under it."""
    for number, section in enumerate(desk.document["sections"], 1):
        if not section["body"].strip():
            yield section["key"], f"Section {number} is empty: write it or remove it."


@check("unknown_citation", Severity.BLOCKER, fix="Add the source to the list, or take the marker out.")
def _unknown_citation(desk: Desk) -> Found:
    """A text cites a source that is not in the list."""
    known = _keys(desk.document["sources"])
    for place, text in desk.texts():
        for key in sorted({m.key for m in find_markers(text)} - known):
            yield (
                place,
                f"It cites [@{key}], which is not among the sources: add the source or remove the marker.",
            )


@check(
    "lost_citation",
    Severity.BLOCKER,
    fix="Cite a source again, or delete the sentence. An editor can let it stand with a reason, "
    "which the reviewer and the comparison show.",
    waivable=True,
)
def _lost_citation(desk: Desk) -> Found:
    """A sentence that carried a citation in the live text has none any more, wherever it stands now."""
    if desk.live is None:
        return
    entries = _keys(desk.live["timeline"]) | _keys(desk.document["timeline"])
    for lost in lost_citations(texts_of(desk.live), texts_of(desk.document), entries=entries):
        yield lost.place, f"This sentence lost its last citation: “{_short(lost.new)}”.", lost.new


@check(
    "cited_article_withdrawn",
    Severity.BLOCKER,
    fix="Mark the source as retracted (struck through, its number stays), "
    "or let another source carry its sentences.",
)
def _cited_article_withdrawn(desk: Desk) -> Found:
    """A cited article was retracted by its publisher, and the source is not marked as retracted."""
    for number, source in enumerate(desk.document["sources"], 1):
        state = desk.article_states.get(source["article"], "")
        if state == Article.State.RETRACTED and source["state"] != "retracted":
            yield (
                source["key"],
                f"Source [{number}] was retracted by its publisher: mark it as retracted or replace it.",
            )


@check(
    "timeline_order",
    Severity.BLOCKER,
    fix="Move the entry, or use “Put all in order of date”. Where dates overlap you choose the order.",
)
def _timeline_order(desk: Desk) -> Found:
    """An entry stands after one that began only when it was over."""
    dates = [FuzzyDate.from_json(entry["date"]) for entry in desk.document["timeline"]]
    latest_start: FuzzyDate | None = None
    for entry, date in zip(desk.document["timeline"], dates, strict=True):
        if latest_start is not None and date.end <= latest_start.start:
            yield (
                entry["key"],
                f"“{date.display()}” stands after “{latest_start.display()}” but came before it.",
            )
        if latest_start is None or date.start > latest_start.start:
            latest_start = date


@check("slug_reserved", Severity.BLOCKER, fix="Choose another address on the page of the story.")
def _slug_reserved(desk: Desk) -> Found:
    """The address belongs, or once belonged, to another story."""
    if desk.slug_reserved:
        yield "slug", "The address of this story is reserved by another story: choose another."


@check(
    "embargo",
    Severity.BLOCKER,
    fix="Schedule the text for after the embargo, or change the embargo and have it approved again.",
)
def _embargo(desk: Desk) -> Found:
    """The embargo is not over yet; it holds at the moment of publishing only."""
    if desk.embargo_until and desk.publishing_at and desk.embargo_until > desk.publishing_at:
        yield (
            "embargo_until",
            f"Under embargo until {desk.embargo_until:%b} {desk.embargo_until:%-d %Y %H:%M} UTC.",
        )


@check("image_without_alt", Severity.BLOCKER, fix="Describe what the image shows.")
def _image_without_alt(desk: Desk) -> Found:
    """The image has no text for those who cannot see it."""
    image = desk.document["image"]
    if image and not image.get("alt", "").strip():
        yield "image", "Describe the image for those who cannot see it (alt text)."


@check(
    "uncited_fact",
    Severity.WARNING,
    fix="Cite a source at the end of the sentence, or word it without the figure, date or quotation.",
)
def _uncited_fact(desk: Desk) -> Found:
    """A sentence holds a number, a date or a quotation and no citation."""
    entries = _keys(desk.document["timeline"])
    for place, text in desk.texts():
        for span in uncited_facts(text, closing_supports_all=place in entries):
            yield place, f"A fact without a source: “{_short(text[span.start : span.end])}”."


@check("source_never_cited", Severity.WARNING, fix="Cite it where it is used, or remove it.")
def _source_never_cited(desk: Desk) -> Found:
    """A source is listed that no text cites."""
    for key in sorted(_keys(desk.document["sources"]) - desk.cited(), key=lambda key: _number(desk, key)):
        yield key, f"Source [{_number(desk, key)}] is listed but never cited."


@check("single_publisher", Severity.WARNING, fix="Look for a second, independent publisher.")
def _single_publisher(desk: Desk) -> Found:
    """The whole story rests on one publisher."""
    names = {source["publisher"]["slug"]: source["publisher"]["name"] for source in desk.document["sources"]}
    if len(names) == 1:
        yield "sources", f"The whole story rests on one publisher, {next(iter(names.values()))}."


@check(
    "heading_not_confirmed",
    Severity.WARNING,
    fix="Look where the heading ends, correct it if need be, and tick that it is right.",
)
def _heading_not_confirmed(desk: Desk) -> Found:
    """An import guessed where a heading ends, and nobody has confirmed it."""
    for number, section in enumerate(desk.document["sections"], 1):
        if section["key"] in desk.unconfirmed_headings:
            yield (
                section["key"],
                f"Section {number}: heading not confirmed. Check where “{section['heading']}” ends.",
            )


@check("section_long", Severity.WARNING, fix="Shorten it, or part it in two.")
def _section_long(desk: Desk) -> Found:
    """A section is longer than a digest should be."""
    for number, section in enumerate(desk.document["sections"], 1):
        words = len(section["body"].split())
        if words > LONGEST_SECTION:
            yield (
                section["key"],
                f"Section {number} has {words} words; {LONGEST_SECTION} are enough for a digest.",
            )


@check("headline_long", Severity.WARNING, fix="Shorten it.")
def _headline_long(desk: Desk) -> Found:
    """The headline will wrap to many lines on a phone."""
    length = len(desk.document["headline"])
    if length > LONGEST_HEADLINE:
        yield "headline", f"The headline has {length} characters; keep it under {LONGEST_HEADLINE}."


@check("article_changed", Severity.WARNING, fix="Read the article again and compare it with what you wrote.")
def _article_changed(desk: Desk) -> Found:
    """A cited article changed or went offline since it was cited."""
    words = {
        Article.State.CHANGED: "has changed since it was cited",
        Article.State.GONE: "is no longer online",
    }
    for number, source in enumerate(desk.document["sources"], 1):
        state = desk.article_states.get(source["article"], "")
        if state in words and source["state"] != "retracted":
            yield source["key"], f"Source [{number}] {words[Article.State(state)]}: read it again."


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= 80 else sentence[:77].rstrip() + "…"
