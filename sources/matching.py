"""Turns an article into a query and says how well it fits each of the stories that it is handed."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

LONGEST_TERM: Final = 6  # letters of a word that count: “recalled” and “recalls” are one term
LEAD: Final = 1_200  # characters of the text that are read: what it is about stands at its head
TEXT_TERMS: Final = 24  # words of the text that are asked for beside those of the title
TEXT_SHARE: Final = 0.5  # what the text counts beside the title
TEXT_LEAST: Final = 1.0  # but never less than one rare word: some titles say nothing
FADING: Final = 0.5  # how much a word counts that only some texts of the story hold: share ** FADING
HALF: Final = 0.3  # the evidence that makes a score of one half
PLACE: Final = 0.2  # what one section says counts so much beside a headline
WIDEST: Final = 400  # terms of a story that are kept
SUGGESTED_FROM: Final = 0.05  # below, nearly none is right
MOST: Final = 3

# No letters between words: two neighbours are a term. Hangul too, whose words carry their endings with them.
_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
)
_TOKEN: Final = re.compile(rf"[{_UNSPACED}]+|\d+(?:[.,]\d+)*|(?:(?![{_UNSPACED}])[^\W_])+")
_POSSESSIVE: Final = re.compile(r"['’]s\b")
_INNER: Final = re.compile(rf"[{_UNSPACED}]")
_SIGN: Final = re.compile(r"\s+[-–—|·:]\s+")

# The words that no text can do without, in the languages that desks read most.
_COMMON: Final = """
a an the and or of to in on for with at by from as is are was were be been it its this that these those
he she his her they their we our you your not no but has have had will would can could may might do does
did after before over up out about into than more most new says said say how why what who when where
which via amid off vs if all so just now get gets one two us known asked ask asks long every within next
taken take takes day days week weeks month months year years time times made make makes many much also
any some only other others such being while since until between through under during against because both
each few own same too very well even still back like part people told tell tells saying called come comes
came go goes going went know knows see seen set given give here there then them him me my i der das den
dem des ein eine einen einem einer und oder von zu im mit auf für ist sind nach bei aus dass wird auch
sich nicht als wie über le la les un une du de et ou en au aux dans sur pour par avec est sont qui que ce
cette ses pas el los las una unos del y o por para es son su sus se al lo más como il gli uno di e che da
della dei delle nel alla non più è os um uma dos em na com mais não het een van op te voor zijn aan bij
uit dat niet och att det som ett på av för med är till
"""
COMMON: Final = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Query:
    """What an article is about: terms of its title, terms of its text, and each as it was written."""

    title: tuple[str, ...]
    text: tuple[str, ...]
    written: Mapping[str, str]

    @property
    def terms(self) -> tuple[str, ...]:
        """All of them, those of the title first."""
        return self.title + self.text


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much a word tells: the fewer stories hold it, the more.

    ``stories`` is how many there are, ``holding`` how many of them hold each word that was asked for.
    """

    stories: int
    holding: Mapping[str, int]

    def of(self, term: str) -> float:
        """From 1 for a word that no story holds down to nearly nothing for one in all of them."""
        held = max(self.holding.get(term, 0), 0.5)
        return math.log(1 + self.stories / held) / math.log(1 + self.stories / 0.5)


@dataclass(frozen=True, slots=True)
class Match:
    """How well one story fits, from 0 to 1, and the words that say so, the most telling first."""

    story: int
    score: float
    words: tuple[str, ...]


def query_for(title: str, *, text: str = "", publisher: str = "") -> Query:
    """The query for an article; a publisher's name at the end of a title is no subject."""
    written: dict[str, str] = {}
    heading = _collect(_without_publisher(title, publisher), written)
    counted: Counter[str] = Counter()
    for term in _collect(text[:LEAD], written, every=True):
        counted[term] += 1 + written[term][:1].isupper() + written[term][:1].isdigit()
    of_text = [term for term, _ in counted.most_common() if term not in heading]
    return Query(tuple(heading), tuple(of_text[:TEXT_TERMS]), written)


def terms_of(text: str) -> list[str]:
    """The terms of a text, each once, in their order."""
    return list(dict.fromkeys(_collect(text, {})))


def profile_of(titles: Iterable[str], places: Iterable[str] = ()) -> dict[str, float]:
    """What a story is about: for each term the share of its headlines that hold it, the most telling first.

    ``titles`` are headline and standfirst of the story and the titles of its articles; ``places`` its
    sections and entries, which hold many words and so count less.
    """
    counted: Counter[str] = Counter()
    count = 0
    for title in titles:
        terms = terms_of(title)
        counted.update(terms)
        count += bool(terms)
    held: dict[str, float] = {term: float(times) for term, times in counted.items()}
    for place in places:
        for term in terms_of(place):
            held[term] = held.get(term, 0.0) + PLACE
    shares = ((term, min(1.0, round(times / max(count, 1), 3))) for term, times in held.items())
    return dict(sorted(shares, key=lambda pair: -pair[1])[:WIDEST])


def rank(
    query: Query, profiles: Mapping[int, Mapping[str, float]], rarity: Rarity, *, most: int = MOST
) -> list[Match]:
    """The stories that fit best, the best first; none that fits too little to be worth a look."""
    weights = weights_of(query, rarity)
    fits = (fit(query, story, profile, weights) for story, profile in profiles.items())
    good = [match for match in fits if match.score >= SUGGESTED_FROM]
    return sorted(good, key=lambda match: (-match.score, -match.story))[:most]


def rarest(query: Query, rarity: Rarity, *, most: int = 12, rows: int = 1_000) -> dict[str, float]:
    """The words by which stories are looked for, with their rarity: the rarest that are cheap to ask for."""
    held = sorted((rarity.holding[term], term) for term in query.terms if rarity.holding.get(term, 0) > 0)
    chosen: dict[str, float] = {}
    for count, term in held[:most]:
        if chosen and count > rows:
            break
        rows -= count
        chosen[term] = rarity.of(term)
    return chosen


def fit(query: Query, story: int, profile: Mapping[str, float], weights: Mapping[str, float]) -> Match:
    """How well an article fits one story.

    Evidence is the sum over shared words of rarity × share, times the root of how much of the article it
    explains: one rare name in a long headline about something else is less than two in a short one.
    """
    told = {
        term: weight * profile[term] ** FADING for term, weight in weights.items() if profile.get(term, 0) > 0
    }
    found, asked = sum(told.values()), sum(weights.values())
    evidence = found * math.sqrt(found / asked) if asked else 0.0
    telling = sorted(told, key=lambda term: -told[term])
    return Match(story, evidence / (evidence + HALF), tuple(query.written[term] for term in telling))


def weights_of(query: Query, rarity: Rarity) -> dict[str, float]:
    """How much each term of a query counts; the text half of the title, or as one rare word."""
    title = {term: rarity.of(term) for term in query.title}
    text = {term: rarity.of(term) for term in query.text}
    weight = sum(text.values())
    most = max(TEXT_SHARE * sum(title.values()), TEXT_LEAST)
    scale = min(1.0, most / weight) if weight else 0.0
    return title | {term: value * scale for term, value in text.items()}


def _collect(text: str, written: dict[str, str], *, every: bool = False) -> list[str]:
    """The terms of a text, noting how each was written first; each once unless ``every``."""
    found: list[str] = []
    for token in _TOKEN.finditer(_POSSESSIVE.sub("", unicodedata.normalize("NFKC", text))):
        for term, word in _terms(token[0]):
            written.setdefault(term, word)
            found.append(term)
    return found if every else list(dict.fromkeys(found))


def _terms(token: str) -> list[tuple[str, str]]:
    if _INNER.match(token):
        pairs = [token[at : at + 2] for at in range(len(token) - 1)] or [token]
        return [(pair, pair) for pair in pairs]
    if token[0].isdigit():
        number = token.replace(",", "").replace(".", "")
        return [(number[:20], token)] if len(number) > 1 else []
    folded = token.casefold()
    return [] if len(folded) < 2 or folded in COMMON else [(folded[:LONGEST_TERM], token)]


def _without_publisher(title: str, publisher: str) -> str:
    """The title less “ - The Paper” at its end."""
    parts = _SIGN.split(title)
    name = publisher.casefold().removeprefix("the ").strip()
    if len(parts) < 2 or not name or name not in parts[-1].casefold():
        return title
    return title[: title.rindex(parts[-1])].rstrip(" -–—|·:")
