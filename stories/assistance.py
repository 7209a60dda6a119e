"""Offers from the stored texts of a story's articles: entries for its timeline, passages for its sentences.

Nothing is applied by itself: each offer is accepted, changed or turned down by a person, and what is accepted
is an ordinary save.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone as django_timezone

from sources.models import Article
from stories.citations import find_markers, new_key, sentences, strip_markers
from stories.citing_passages import cite_entry, cite_sentence
from stories.dates import DateError, FuzzyDate, parse
from stories.editing import save_edition
from stories.errors import Refused
from stories.likely_entries import Known, Likely, Told, every_one, likely_entries
from stories.models import CitedArticle, Coverage, Edition, EntryProposal, Revision
from stories.people import Person, require
from stories.revisions import catalogued, edition_document
from stories.supporting import Library, Passage, Source

MOST_ARTICLES: Final = 60  # of a story, the newest, whose texts are read
DISMISSED_ALIKE: Final = 0.5  # share of meaning from which an offer about that time says what was dismissed
_OFFSET: Final = re.compile(r"([+-])(\d{2}):?(\d{2})$")

Document = Mapping[str, Any]
Change = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Offer:
    """One entry for the timeline, with the article that tells it best and the others that tell it too."""

    likely: Likely
    article: Article
    also: Sequence[Article]
    cited: bool  # whether the text lists the article already


def articles_of(edition: Edition) -> list[Article]:
    """Articles of a story whose text is stored: accepted, or cited by the edition; the newest first."""
    accepted = Coverage.objects.filter(
        story=edition.story_id, state=Coverage.State.ACCEPTED, article=OuterRef("pk")
    )
    cited = CitedArticle.objects.filter(
        edition=edition, state=CitedArticle.State.CITED, article=OuterRef("pk")
    )
    found = (
        Article.objects.standing()
        .filter(Exists(accepted) | Exists(cited), newest__isnull=False)
        .exclude(newest__text="")
        .select_related("publisher", "newest")
        .defer("newest__headers", "sketch")
        .order_by("-published_at", "-pk")
    )
    return list(found[:MOST_ARTICLES])


def offers(edition: Edition, document: Document, articles: Sequence[Article]) -> list[Offer]:
    """Entries that the timeline may want, the likeliest first; what was decided before is not among them."""
    by_id = {article.public_id: article for article in articles}
    listed = {source["article"] for source in document["sources"]}
    found = likely_entries(_told(articles), story=_words(document), known=_known(edition, document))
    return [
        Offer(
            likely,
            by_id[likely.article],
            [by_id[other] for other in likely.also],
            likely.article in listed,
        )
        for likely in found
    ]


def dismissed(edition: Edition) -> list[EntryProposal]:
    """Offers that somebody turned down, the latest first."""
    rows = EntryProposal.objects.filter(story=edition.story_id, state=EntryProposal.State.DISMISSED)
    return list(rows.select_related("article__publisher", "decided_by"))


def accept(
    *, edition: Edition, key: str, date_text: str, text: str, by: Person, now: datetime | None = None
) -> Revision:
    """Add an offer to the timeline, as it was offered or as the editor changed it, with its citation.

    Raises:
        NotAllowed: the person may not write.
        Refused: the offer is not there any more, or what was typed is no date or no text.
        StaleSave: somebody saved in this instant.
    """
    require(by, "change_edition")
    likely, article = _offered(edition, key)
    when = _date(date_text)
    text = " ".join(text.split())
    if not text:
        raise Refused("no_text", "Write what happened.")
    with transaction.atomic():
        entry_key = ""

        def add(document: dict[str, Any]) -> None:
            nonlocal entry_key
            source = _source_key(document, article)
            entry_key = new_key(_keys(document))
            entry = {"key": entry_key, "date": when.as_json(), "text": cite_entry(text, source)}
            later = (
                place
                for place, other in enumerate(document["timeline"])
                if FuzzyDate.from_json(other["date"]).sort_key() > when.sort_key()
            )
            document["timeline"].insert(next(later, len(document["timeline"])), entry)

        revision = _change(edition, add, by=by, now=now)
        _decide(edition, likely, article, EntryProposal.State.ACCEPTED, by=by, now=now, entry_key=entry_key)
    return revision


def dismiss(*, edition: Edition, key: str, by: Person, now: datetime | None = None) -> EntryProposal:
    """Turn an offer down: it is not made again for this story, nor one that says the same."""
    require(by, "change_edition")
    likely, article = _offered(edition, key)
    return _decide(edition, likely, article, EntryProposal.State.DISMISSED, by=by, now=now)


def bring_back(*, proposal: EntryProposal, by: Person) -> None:
    """Have a dismissed offer made again."""
    require(by, "change_edition")
    if proposal.state != EntryProposal.State.DISMISSED:
        raise Refused("accepted", "This offer was accepted: remove the entry from the timeline instead.")
    proposal.delete()


def library(articles: Sequence[Article]) -> Library:
    """The passages of some articles, to be asked for what supports a sentence."""
    return Library([Source(article.public_id, _text(article)) for article in articles])


def passages(of: Library, sentence: str) -> list[Passage]:
    """What supports a sentence, best first."""
    return of.supporting(strip_markers(sentence))


def cite(
    *,
    edition: Edition,
    place: str,
    sentence: int,
    seen: str,
    article: str,
    by: Person,
    now: datetime | None = None,
) -> Revision:
    """Cite an article of the story at a sentence of a section, or at an entry; lists it where it is new.

    ``seen`` is the sentence that the editor looked at: another one by now is left alone.

    Raises:
        NotAllowed: the person may not write.
        Refused: the sentence or the article is not there any more, or it is cited there already.
    """
    require(by, "change_edition")
    found = next((one for one in articles_of(edition) if one.public_id == article), None)
    if found is None:
        raise Refused("not_of_story", "This article does not belong to the story any more.")

    def add(document: dict[str, Any]) -> None:
        key = _source_key(document, found)
        for row in (*document["sections"], *document["timeline"]):
            if row["key"] == place:
                field = "body" if "body" in row else "text"
                row[field] = _cited(row[field], sentence, seen, key, entry=field == "text")
                return
        raise Refused("place_gone", "That place is not in the saved text any more.")

    return _change(edition, add, by=by, now=now)


def said_on(article: Article) -> date | None:
    """The day on which an article appeared where it was written, as far as its page told."""
    at = article.published_at
    if at is None:
        return None
    offset = _OFFSET.search(article.published_raw.strip())
    if offset is None or article.published_precision == Article.Precision.DAY:
        return at.date()
    minutes = int(offset[2]) * 60 + int(offset[3])
    if minutes >= 24 * 60:
        return at.date()
    zone = timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
    return at.astimezone(zone).date()


def _change(edition: Edition, change: Change, *, by: Person, now: datetime | None) -> Revision:
    """One ordinary save on top of what is saved now."""
    with transaction.atomic():
        current = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
        document = edition_document(current)
        change(document)
        return save_edition(
            edition=current, document=document, by=by, lock_version=current.lock_version, now=now
        )


def _cited(text: str, sentence: int, seen: str, key: str, *, entry: bool) -> str:
    spans = sentences(text)
    there = strip_markers(text[slice(*spans[sentence])]) if 0 <= sentence < len(spans) else ""
    if not there or there.strip() != seen.strip():
        raise Refused("sentence_changed", "Somebody has changed this sentence: look at it anew.")
    if any(marker.key == key and (entry or marker.sentence == sentence) for marker in find_markers(text)):
        raise Refused("cited_already", "This source is cited there already.")
    return cite_entry(text, key) if entry else cite_sentence(text, sentence, key)


def _source_key(document: dict[str, Any], article: Article) -> str:
    """The key of an article in a document, which lists it from now on."""
    for source in document["sources"]:
        if source["article"] == article.public_id:
            if source["state"] == CitedArticle.State.RETRACTED:
                raise Refused("source_retracted", "This source is struck through: it can carry nothing.")
            return str(source["key"])
    known, publisher = catalogued(article)
    key = new_key(_keys(document))
    source = {"key": key, **known, "publisher": publisher, "title": article.title}
    document["sources"].append({**source, "summary": "", "state": CitedArticle.State.CITED.value})
    return key


def _keys(document: Document) -> set[str]:
    return {row["key"] for group in ("sections", "sources", "timeline") for row in document[group]}


def _offered(edition: Edition, key: str) -> tuple[Likely, Article]:
    articles = articles_of(edition)
    likely = every_one(_told(articles), story=_words(edition_document(edition))).get(key)
    if likely is None:
        raise Refused("not_offered", "This offer is not there any more: its article was read anew.")
    return likely, next(one for one in articles if one.public_id == likely.article)


def _decide(
    edition: Edition,
    likely: Likely,
    article: Article,
    state: EntryProposal.State,
    *,
    by: Person,
    now: datetime | None,
    entry_key: str = "",
) -> EntryProposal:
    decided = {
        "article": article,
        "sentence": likely.sentence,
        "date": likely.date.as_json(),
        "state": state,
        "entry_key": entry_key,
        "decided_by_id": by.pk,
        "decided_at": now or django_timezone.now(),
    }
    return EntryProposal.objects.update_or_create(
        story_id=edition.story_id, key=likely.key, defaults=decided
    )[0]


def _known(edition: Edition, document: Document) -> list[Known]:
    """The entries that are there, and what was decided: dismissed, or accepted and there still."""
    there = {entry["key"] for entry in document["timeline"]}
    known = [
        Known(FuzzyDate.from_json(entry["date"]), strip_markers(entry["text"]))
        for entry in document["timeline"]
    ]
    for row in EntryProposal.objects.filter(story=edition.story_id):
        if row.state == EntryProposal.State.DISMISSED or row.entry_key in there:
            known.append(Known(row.when, row.sentence, DISMISSED_ALIKE))
    return known


def _told(articles: Sequence[Article]) -> list[Told]:
    return [Told(article.public_id, _text(article), said_on(article)) for article in articles]


def _text(article: Article) -> str:
    return article.newest.text if article.newest else ""


def _words(document: Document) -> str:
    """All that a text says, for seeing what belongs to it."""
    parts = [document["headline"], document["standfirst"]]
    parts += [f"{section['heading']}. {section['body']}" for section in document["sections"]]
    parts += [entry["text"] for entry in document["timeline"]]
    return "\n\n".join(strip_markers(part) for part in parts)


def _date(text: str) -> FuzzyDate:
    try:
        return parse(text)
    except DateError as error:
        raise Refused("bad_date", str(error)) from error
