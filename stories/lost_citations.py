"""Which sentences of a text had a source when it was last live and have none now, wherever they stand."""

from collections import Counter, deque
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import Final

from stories.citations import sentences_and_keys
from stories.sentences import pair, words

SAME: Final = 0.8  # share of words that a sentence must have kept to be known elsewhere, from 0 to 1
COMMON: Final = 40  # a pair of words that stands in more sentences than this tells nothing
ASKED: Final = 12  # pairs of words by which a sentence is sought
LEAST_SHARED: Final = 6  # one in so many of them must be shared: less is chance
COMPARED: Final = 3  # sentences that share most of them and are then compared whole
SWALLOWED: Final = 6  # words; a shorter sentence stands inside longer ones by chance

Texts = Mapping[str, str]  # by the key of the section or entry


@dataclass(frozen=True, slots=True)
class LostCitation:
    """A sentence that had sources and has none now: where it stands, what it was, and what it cited."""

    place: str
    old: str
    new: str
    keys: tuple[str, ...]


def lost_citations(old: Texts, new: Texts, *, entries: Collection[str] = ()) -> list[LostCitation]:
    """Every sentence of ``new`` that lost its last citation since ``old``, in the order of the page.

    A sentence is known again in its own section or entry however much it was reworded, and anywhere else
    if it kept at least ``SAME`` of its words: moving, splitting, merging or retyping hides nothing. The
    closest wording wins. In the places named by ``entries`` the closing markers support every sentence.
    """
    before = _cut({place: text for place, text in old.items() if new.get(place) != text}, entries)
    after = _cut({place: text for place, text in new.items() if old.get(place) != text}, entries)
    if not any(sentence.keys for sentence in before):
        return []
    history = _History(before, after)
    history.settle(_same(history.before, history.after, in_place=True))
    history.settle(_same(history.before, history.after, in_place=False))
    settled = set(history.past)  # what stands as it stood has swallowed nothing
    history.settle(_alike(history.before, history.after))
    history.settle(_reworded(history.before, history.after))
    changed = [sentence for sentence in after if sentence not in settled]
    history.past |= _swallowed(history.before, changed, history.past)
    return [
        LostCitation(sentence.place, was.text, sentence.text, was.keys)
        for sentence in after
        if (was := history.past.get(sentence)) and was.keys and not sentence.keys
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Sentence:
    """One sentence without its markers, and the keys that support it; each is its own, however it reads."""

    place: str
    text: str
    keys: tuple[str, ...]


Pairs = Mapping[_Sentence, _Sentence]  # what a sentence is now → what it was


class _History:
    """What each sentence was before, as far as it is settled, and those whose past or fate is still open."""

    def __init__(self, before: list[_Sentence], after: list[_Sentence]) -> None:
        self.before, self.after = before, after
        self.past: dict[_Sentence, _Sentence] = {}

    def settle(self, pairs: Pairs) -> None:
        """Take sentences that are one and the same from those that are still open."""
        self.past |= pairs
        gone = set(pairs.values())
        self.before = [sentence for sentence in self.before if sentence not in gone]
        self.after = [sentence for sentence in self.after if sentence not in pairs]


def _cut(texts: Texts, entries: Collection[str]) -> list[_Sentence]:
    found = []
    for place, text in texts.items():
        cited = sentences_and_keys(text)
        closing = cited[-1][1] if cited and place in entries else ()
        found += [_Sentence(place, sentence, keys or closing) for sentence, keys in cited]
    return found


def _same(before: list[_Sentence], after: list[_Sentence], *, in_place: bool) -> Pairs:
    """Sentences word for word the same; of several, those with a source are known again first."""

    def known_by(sentence: _Sentence) -> Hashable:
        return (sentence.place, sentence.text) if in_place else sentence.text

    there: dict[Hashable, deque[_Sentence]] = {}
    for sentence in _cited_first(after):
        there.setdefault(known_by(sentence), deque()).append(sentence)
    return {open_.popleft(): was for was in _cited_first(before) if (open_ := there.get(known_by(was)))}


def _cited_first(sentences: list[_Sentence]) -> list[_Sentence]:
    return sorted(sentences, key=lambda sentence: not sentence.keys)


def _alike(before: list[_Sentence], after: list[_Sentence]) -> Pairs:
    """Sentences that kept most of their words, wherever they went; the most alike first."""
    if not any(sentence.keys for sentence in before):
        return {}
    index = _Index(after)
    scores = []
    for i, was in enumerate(before):
        sought = _worded(was)
        for is_now in index.near(sought):
            likeness = _likeness(sought, index.words[is_now])
            if likeness >= SAME:
                scores.append((-likeness, is_now.place != was.place, i, is_now))
    scores.sort(key=lambda score: score[:3])
    pairs: dict[_Sentence, _Sentence] = {}
    taken: set[int] = set()
    for _, _, i, is_now in scores:
        if i not in taken and is_now not in pairs:
            pairs[is_now] = before[i]
            taken.add(i)
    return pairs


def _reworded(before: list[_Sentence], after: list[_Sentence]) -> Pairs:
    """Sentences that stayed in their place and share more with one there than with any other."""
    there: dict[str, list[_Sentence]] = {}
    for sentence in after:
        there.setdefault(sentence.place, []).append(sentence)
    pairs: dict[_Sentence, _Sentence] = {}
    for place, group in groupby(before, key=lambda sentence: sentence.place):
        was, is_now = list(group), there.get(place, [])
        if any(sentence.keys for sentence in was):
            found = pair([sentence.text for sentence in was], [sentence.text for sentence in is_now])
            pairs |= {is_now[j]: was[i] for i, j in found.items()}
    return pairs


def _swallowed(before: list[_Sentence], after: list[_Sentence], past: Pairs) -> Pairs:
    """Bare sentences that took in a cited one which stands nowhere any more."""
    gone = {sentence: _worded(sentence) for sentence in before if sentence.keys}
    if not gone:
        return {}
    index = _Index(sentence for sentence in after if not sentence.keys)
    pairs: dict[_Sentence, _Sentence] = {}
    for was, sought in gone.items():
        if len(sought) < SWALLOWED:
            continue
        for is_now in index.near(sought):
            held = _kept(sought, index.words[is_now])
            held_before = _kept(sought, _worded(past[is_now])) if is_now in past else 0
            if held >= SAME * len(sought) and held > held_before:
                pairs.setdefault(is_now, was)
                break
    return pairs


class _Index:
    """Finds the sentences that share rare pairs of words with another, however many there are."""

    def __init__(self, sentences: Iterable[_Sentence]) -> None:
        self.words = {sentence: _worded(sentence) for sentence in sentences}
        self._holders: dict[tuple[str, str], list[_Sentence]] = {}
        for sentence, its_words in self.words.items():
            for couple in _couples(its_words):
                self._holders.setdefault(couple, []).append(sentence)

    def near(self, sought: list[str]) -> Iterator[_Sentence]:
        """The few that share most of these words."""
        holders = self._holders
        couples = sorted((len(holders[couple]), couple) for couple in _couples(sought) if couple in holders)
        asked = [couple for count, couple in couples[:ASKED] if count <= COMMON]
        shared: Counter[_Sentence] = Counter()
        for couple in asked:
            shared.update(holders[couple])
        enough = len(asked) / LEAST_SHARED
        return (sentence for sentence, count in shared.most_common(COMPARED) if count >= enough)


def _worded(sentence: _Sentence) -> list[str]:
    return words(sentence.text.casefold())


def _couples(its_words: list[str]) -> set[tuple[str, str]]:
    """Neighbouring words; a lone word is its own neighbour."""
    if len(its_words) == 1:
        return {(its_words[0], "")}
    return set(pairwise(its_words))


def _likeness(one: list[str], other: list[str]) -> float:
    """From 0, nothing in common, to 1, the same words in the same order."""
    total = len(one) + len(other)
    if 2 * min(len(one), len(other)) < SAME * total:
        return 0.0
    return 2 * _kept(one, other) / total


def _kept(one: list[str], other: list[str]) -> int:
    """How many words stand in both in the same order; the shared start and end are quickly counted."""
    head = _shared(one, other)
    one, other = one[head:], other[head:]
    tail = _shared(one[::-1], other[::-1])
    one, other = one[: len(one) - tail], other[: len(other) - tail]
    if not one or not other:
        return head + tail
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return head + tail + sum(block.size for block in blocks)


def _shared(one: list[str], other: list[str]) -> int:
    """How many words two sentences share from their start."""
    count = 0
    for word, its in zip(one, other, strict=False):
        if word != its:
            break
        count += 1
    return count
