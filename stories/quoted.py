"""What a text quotes and from whom, and how a pinned passage follows the sentence that rests on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sources.quotes import quotations_in
from stories.citations import Marker, Span, find_markers, sentences, strip_markers
from stories.sentences import pair

STANDFIRST: Final = "standfirst"

Document = Mapping[str, Any]
Quote = Mapping[str, Any]  # one of document["quotes"]


@dataclass(frozen=True, slots=True)
class Quoted:
    """One quotation: where it stands, its words without markers, and whom the text cites for it.

    ``cites`` names the sentence that carries the marker of each source: in a timeline entry the closing
    markers support every sentence; a standfirst carries none, and rests on all sources.
    """

    place: str
    words: str
    sentence: str
    cites: Mapping[str, int]

    @property
    def pinnable(self) -> bool:
        """Whether a passage can be pinned to it."""
        return self.place != STANDFIRST


def texts_of(document: Document) -> dict[str, str]:
    """Every text that can hold citations, by its key, in the order of the page."""
    texts = {section["key"]: section["body"] for section in document["sections"]}
    return texts | {entry["key"]: entry["text"] for entry in document["timeline"]}


def quoted_in(document: Document) -> list[Quoted]:
    """Every quotation of a text, in the order of the page."""
    return list(_quoted_in(document))


def _quoted_in(document: Document) -> Iterator[Quoted]:
    language, everyone = document["language"], {source["key"]: 0 for source in document["sources"]}
    standfirst = document["standfirst"]
    for said in quotations_in(standfirst, language):
        yield Quoted(STANDFIRST, said.text, standfirst, everyone)
    entries = {entry["key"] for entry in document["timeline"]}
    for place, text in texts_of(document).items():
        found = quotations_in(text, language)
        if not found:
            continue
        spans, markers = sentences(text), find_markers(text)
        for said in found:
            first, last = _within(spans, said.start), _within(spans, said.end)
            cites = _cites(markers, range(first, last + 1))
            if not cites and place in entries:
                cites = _cites(markers, range(len(spans) - 1, len(spans)))
            sentence = text[spans[first].start : spans[last].end]
            yield Quoted(place, strip_markers(said.text), strip_markers(sentence), cites)


def _within(spans: Sequence[Span], at: int) -> int:
    return max((index for index, span in enumerate(spans) if span.start <= at), default=0)


def _cites(markers: Sequence[Marker], wanted: range) -> dict[str, int]:
    cites: dict[str, int] = {}
    for marker in markers:
        if marker.sentence in wanted:
            cites.setdefault(marker.key, marker.sentence)
    return cites


def sentence_of(document: Document, quote: Quote) -> str:
    """The sentence that a pinned passage belongs to, without its markers."""
    citation = quote["citation"]
    return _sentence(texts_of(document).get(citation["place"], ""), citation["sentence"])


def _sentence(text: str, index: int) -> str:
    spans = sentences(text)
    return strip_markers(text[slice(*spans[index])]) if index < len(spans) else ""


def followed(before: Document, after: Document) -> list[dict[str, Any]]:
    """The pinned passages of one text as the next one holds them.

    A passage goes where its sentence goes, in its own section or entry or to another one. It stays with a
    sentence that was reworded if what that sentence quotes is still the same. It is let go with a sentence
    that is gone, quotes other words, or cites its source no more: ``lost`` names it.
    """
    return [quote for was in before["quotes"] if (quote := _follow(was, before, after))]


def lost(before: Document, after: Document) -> list[Quote]:
    """The pinned passages of one text that the next one has let go, whatever sentence they belong to now."""
    kept = [(quote["citation"]["source"], quote["exact"]) for quote in after["quotes"]]
    gone = []
    for quote in before["quotes"]:
        known = (quote["citation"]["source"], quote["exact"])
        if known in kept:
            kept.remove(known)
        else:
            gone.append(quote)
    return gone


def _follow(quote: Quote, before: Document, after: Document) -> dict[str, Any] | None:
    citation = quote["citation"]
    old, new = texts_of(before), texts_of(after)
    sentence = sentence_of(before, quote)
    own = citation["place"]
    if own in new and new[own] == old[own]:
        places = [(own, citation["sentence"])]
    else:
        others = [place for place in new if place != own]
        places = [
            (place, index)
            for place in ([own] if own in new else []) + others
            for index, text in enumerate(_stripped(new[place]))
            if text == sentence
        ] or list(_reworded(own, citation["sentence"], old, new, after["language"]))
    for place, index in places:
        if citation["source"] in {m.key for m in find_markers(new[place]) if m.sentence == index}:
            return {**quote, "citation": {**citation, "place": place, "sentence": index}}
    return None


def _stripped(text: str) -> list[str]:
    return [strip_markers(text[slice(*span)]) for span in sentences(text)]


def _reworded(
    place: str, index: int, old: Mapping[str, str], new: Mapping[str, str], language: str
) -> Iterator[tuple[str, int]]:
    if place not in new:
        return
    before, after = _stripped(old[place]), _stripped(new[place])
    became = pair(before, after).get(index)
    if became is not None and _words(before[index], language) == _words(after[became], language):
        yield place, became


def _words(sentence: str, language: str) -> list[str]:
    return [" ".join(said.text.split()) for said in quotations_in(sentence, language)]
