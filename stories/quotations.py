"""Looks up what a text quotes in the stored articles, and which pinned passages they no longer bear out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Value
from django.db.models.functions import Coalesce, NullIf

from sources.models import Article
from sources.quotes import Match, Passage
from stories.models import Edition, PinnedQuote
from stories.quotation_check import Quotations, articles_of, beside, gone, still_holds
from stories.quoted import Document, quoted_in


@dataclass(frozen=True, slots=True)
class Shaken:
    """A pinned passage that the newest text of its article no longer holds.

    ``live`` says whether readers see it now, or whether it is in a text that is being worked on.
    """

    edition: Edition
    quote: PinnedQuote
    match: Match
    live: bool


def look_up(document: Document) -> Quotations:
    """Every quotation and every pinned passage of a text beside what its articles say; one query, or none."""
    articles = articles_of(document)
    wanted = {articles[key] for each in quoted_in(document) for key in each.cites if key in articles}
    wanted |= {articles[quote["citation"]["source"]] for quote in document["quotes"]}
    return beside(document, passages_of(wanted))


def gone_since(document: Document) -> Quotations:
    """The pinned passages that articles read again since no longer hold; what publishing asks.

    The text of an article is fetched only where it was read again after the passage was verified.
    """
    return Quotations(gone=gone(document, _read_since(document)))


def passages_of(articles: Collection[str]) -> dict[str, Passage]:
    """The newest stored texts of some articles; one that was never read has none. One query, or none."""
    wanted = [article for article in articles if article]
    if not wanted:
        return {}
    rows = Article.objects.filter(public_id__in=wanted).exclude(newest=None)
    language = Coalesce(NullIf("newest__language", Value("")), "language")
    return {
        public_id: Passage(text, spoken)
        for public_id, text, spoken in rows.values_list("public_id", "newest__text", language)
    }


def _read_since(document: Document) -> dict[str, Passage]:
    if not document["quotes"]:
        return {}
    articles = articles_of(document)
    verified: dict[str, datetime] = {}
    for quote in document["quotes"]:
        article = articles[quote["citation"]["source"]]
        at = datetime.fromisoformat(quote["verified_at"] or "0001-01-01T00:00:00+00:00")
        verified[article] = min(at, verified.get(article, at))
    rows = Article.objects.filter(public_id__in=verified).exclude(newest=None)
    read = rows.values_list("public_id", "newest__fetched_at")
    return passages_of([public_id for public_id, at in read if at > verified[public_id]])


def shaken_by(article: Article, *, text: str | None = None) -> list[Shaken]:
    """The pinned passages of an article that its newest text no longer holds.

    To be asked whenever an article was read again and its text changed; ``text`` spares reading the newest
    snapshot. Looks at texts that are public and at those being worked on, the live ones first; one query,
    or two. Nothing is written: what is shaken is shown by the desk check ``pinned_quotation_gone`` and by
    whoever asks. Without a stored text nothing is known to be shaken.
    """
    if text is None:
        if article.newest is None:
            return []
        text = article.newest.text
    concerned = Q(edition__state=Edition.State.PUBLISHED) | Q(edition__state__in=Edition.WORKING)
    pinned = PinnedQuote.objects.filter(concerned, cited_article__article=article)
    passage = Passage(text, article.language)
    found = [
        Shaken(pin.edition, pin, match, live=pin.edition.state == Edition.State.PUBLISHED)
        for pin in pinned.select_related("edition__story", "cited_article").order_by("edition", "position")
        if not (match := still_holds(pin.exact, passage)).verdict.stands
    ]
    return sorted(found, key=lambda shaken: not shaken.live)
