"""Compares what a text quotes with what its articles say, and makes pins of the passages that bear it out."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sources.folding import fold
from sources.quotes import Match, Passage, Verdict, find
from stories.quoted import Document, Quote, Quoted, quoted_in, sentence_of

LONGEST: Final = 1_000  # characters of a passage that fair quotation can still be
_ORDER: Final = (
    *(Verdict.EXACT, Verdict.ELIDED, Verdict.ALTERED, Verdict.NEAR, Verdict.DIFFERENT),
    *(Verdict.TRANSLATED, Verdict.NO_TEXT, Verdict.NOT_FOUND),
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

Passages = Mapping[str, Passage]  # by the public id of the article


@dataclass(frozen=True, slots=True)
class Checked:
    """A quotation beside the best that the cited articles have for it.

    ``source`` is the key of the source it was found in, or that could not be looked into; empty where the
    sentence cites nobody. ``passage`` is the text of that article.
    """

    quoted: Quoted
    source: str
    article: str
    match: Match
    passage: str

    @property
    def verdict(self) -> Verdict:
        """How well it is kept."""
        return self.match.verdict

    @property
    def token(self) -> str:
        """Names this quotation of this article, whatever else is changed in the text."""
        return token(self.article, self.quoted.words)

    @property
    def can_be_pinned(self) -> bool:
        """Whether the passage bears the quotation out and is short enough to be shown."""
        return self.quoted.pinnable and self.verdict.stands and len(self.match.exact) <= LONGEST


@dataclass(frozen=True, slots=True)
class Quotations:
    """What was looked up: the quotations of a text, and the pinned passages that stand no more.

    Each of ``gone`` is a pinned passage with the sentence that rests on it.
    """

    checked: tuple[Checked, ...] = ()
    gone: tuple[tuple[Quote, str], ...] = ()


def token(article: str, words: str) -> str:
    """A short name for words quoted from an article."""
    folded = fold(words).text.strip(" .,;:!?-")
    return f"{article}.{hashlib.sha256(folded.encode()).hexdigest()[:12]}"


def beside(document: Document, passages: Passages) -> Quotations:
    """Every quotation and every pinned passage of a text beside these articles."""
    articles, language = articles_of(document), document["language"]
    quoted = [each for each in quoted_in(document) if each.cites]
    return Quotations(
        checked=tuple(_best(each, articles, passages, language) for each in quoted),
        gone=gone(document, passages),
    )


def articles_of(document: Document) -> dict[str, str]:
    """The article of each source, by its key."""
    return {source["key"]: source["article"] for source in document["sources"]}


def _best(quoted: Quoted, articles: Mapping[str, str], passages: Passages, language: str) -> Checked:
    found = []
    for key in quoted.cites:
        article = articles.get(key, "")
        passage = passages.get(article)
        match = find(quoted.words, passage, language=language) if passage else Match(Verdict.NO_TEXT)
        found.append(Checked(quoted, key, article, match, passage.text if passage else ""))
    return min(found, key=lambda each: (_ORDER.index(each.verdict), len(each.match.cautions)))


def with_pins(
    document: Document, checked: Iterable[Checked], *, chosen: Collection[str], now: datetime
) -> list[dict[str, Any]]:
    """The pinned passages of a text when exactly the quotations named by ``chosen`` (tokens) are pinned.

    One that is pinned already stays as it is; so do passages that belong to no quotation.
    """
    quotes = [dict(quote) for quote in document["quotes"]]
    for each in checked:
        old = pinned_to(quotes, each)
        if each.token not in chosen:
            quotes = [quote for quote in quotes if quote not in old]
        elif not old and each.can_be_pinned:
            quotes.append(_pin(each, now))
    return quotes


def pinned_to(quotes: Iterable[Quote], checked: Checked) -> list[Quote]:
    """The pinned passages that bear a quotation out: of its source, at its sentence, with its words."""
    quoted = checked.quoted
    return [
        quote
        for quote in quotes
        if quote["citation"]["place"] == quoted.place
        and quoted.cites.get(quote["citation"]["source"]) == quote["citation"]["sentence"]
        and find(quoted.words, quote["exact"]).verdict.stands
    ]


def _pin(checked: Checked, now: datetime) -> dict[str, Any]:
    match = checked.match
    return {
        "citation": {
            "place": checked.quoted.place,
            "sentence": checked.quoted.cites[checked.source],
            "source": checked.source,
        },
        "exact": _CONTROL.sub(" ", match.exact),
        "prefix": _CONTROL.sub(" ", match.prefix),
        "suffix": _CONTROL.sub(" ", match.suffix),
        "verified_at": now.isoformat(),
        "score": match.score,
    }


def gone(document: Document, passages: Passages) -> tuple[tuple[Quote, str], ...]:
    """The pinned passages, each with its sentence, that these texts no longer hold."""
    articles = articles_of(document)
    return tuple(
        (quote, sentence_of(document, quote))
        for quote in document["quotes"]
        if (passage := passages.get(articles[quote["citation"]["source"]]))
        and not still_holds(quote["exact"], passage).verdict.stands
    )


def still_holds(exact: str, passage: Passage) -> Match:
    """Whether an article still has a passage, typography aside."""
    return find(exact, passage, language=passage.language)
