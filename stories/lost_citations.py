"""Which sentences of a text had a source when it was last live and have none now, wherever they stand."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

from stories.citations import sentences_and_keys
from stories.sentences import pair, words

SAME: Final = 0.8  # share of words that a sentence must have kept to be known elsewhere, from 0 to 1
COMMON: Final = 40  # a pair of words that stands in more sentences than this tells nothing
ASKED: Final = 12  # pairs of words by which a sentence is sought
COMPARED: Final = 6  # sentences that share most of them and are then compared whole

Cited = tuple[str, tuple[str, ...]]  # a sentence without its markers, and the keys that it cites
Texts = Mapping[str, str]  # by the key of the section or entry


@dataclass(frozen=True, slots=True)
class LostCitation:
    """A sentence that had sources and has none now: where it stands, what it was, and what it cited."""

    place: str
    old: str
    new: str
    keys: tuple[str, ...]


def lost_citations(old: Texts, new: Texts) -> list[LostCitation]:
    """Every sentence of ``new`` that lost its last citation since ``old``, in the order of the page.

    A sentence is known again in its own section or entry however much it was reworded, and anywhere else
    if it kept at least ``SAME`` of its words: moving, splitting, merging or retyping hides nothing.
    """
    after = {place: sentences_and_keys(text) for place, text in new.items()}
    lost: dict[tuple[str, int], Cited] = {}
    known: set[tuple[str, int]] = set()  # sentences of ``new`` whose past is settled
    homeless: list[Cited] = []
    for place, text in old.items():
        before, there = sentences_and_keys(text), after.get(place, [])
        pairs = pair([sentence for sentence, _ in before], [sentence for sentence, _ in there])
        known.update((place, j) for j in pairs.values())
        for i, (sentence, keys) in enumerate(before):
            if i not in pairs:
                homeless += [(sentence, keys)] if keys else []
            elif keys and not there[pairs[i]][1]:
                lost[place, pairs[i]] = (sentence, keys)
    lost |= _moved(homeless, after, known)
    return [
        LostCitation(place, lost[place, j][0], sentence, lost[place, j][1])
        for place, there in after.items()
        for j, (sentence, _) in enumerate(there)
        if (place, j) in lost
    ]


def _moved(
    homeless: Iterable[Cited], after: Mapping[str, list[Cited]], known: set[tuple[str, int]]
) -> dict[tuple[str, int], Cited]:
    """Sentences that left their place and stand elsewhere without a source."""
    bare = {
        (place, j): words(sentence)
        for place, there in after.items()
        for j, (sentence, keys) in enumerate(there)
        if not keys and (place, j) not in known
    }
    index: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for at, sentence_words in bare.items():
        for couple in _couples(sentence_words):
            index.setdefault(couple, []).append(at)
    found: dict[tuple[str, int], Cited] = {}
    for sentence, keys in homeless:
        like = _most_like(words(sentence), bare, index)
        if like is not None and like not in found:
            found[like] = (sentence, keys)
    return found


def _most_like(
    sought: list[str],
    bare: Mapping[tuple[str, int], list[str]],
    index: Mapping[tuple[str, str], list[tuple[str, int]]],
) -> tuple[str, int] | None:
    """The sentence that kept most of these words; sought by their rarest pairs, so that it is quick."""
    couples = sorted((len(index[couple]), couple) for couple in _couples(sought) if couple in index)
    shared: Counter[tuple[str, int]] = Counter()
    for count, couple in couples[:ASKED]:
        if count <= COMMON:
            shared.update(index[couple])
    best = SAME
    at: tuple[str, int] | None = None
    for candidate, _ in shared.most_common(COMPARED):
        likeness = SequenceMatcher(None, sought, bare[candidate], autojunk=False).ratio()
        if likeness >= best:
            best, at = likeness, candidate
    return at


def _couples(sentence_words: list[str]) -> set[tuple[str, str]]:
    """Neighbouring words; a lone word is its own neighbour."""
    if len(sentence_words) == 1:
        return {(sentence_words[0], "")}
    return set(pairwise(sentence_words))
