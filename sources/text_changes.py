"""What differs between two readings of one article: title, passages, a notice, words of retraction."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

MOST_PASSAGES: Final = 60  # of a change that are kept; a rewritten article is told as such by its numbers
LONGEST_PASSAGE: Final = 2_000  # characters
_QUOTES: Final = str.maketrans(
    {**dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-")}
)
_SPACE: Final = re.compile(r"\s+")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_STOP: Final = re.compile(r"(?<=[.!?…。！？])[\"”’»)]?\s+")
# Only where an article speaks of itself: a story about a retracted study is not retracted.
_THIS: Final = r"\b(?:this|the) (?:article|story|report|piece|post|version|page|column)(?: \w+){0,3}?"
_GONE: Final = r"(?:retracted|withdrawn|removed|taken down|deleted|unpublished)"
_HEADED: Final = r"(?:retraction|retracted|withdrawn|article withdrawn|kill notice|advisory: story withdrawn)"
_RETRACTED: Final = re.compile(
    rf"{_THIS} (?:has been|was|is|have been|had been) (?:\w+ )?{_GONE}\b"
    rf"|^\W*{_HEADED}\b\s*(?:[:.–—-]|notice|$)"
    r"|\b(?:we|\w+ has|\w+ have) (?:have )?(?:retracted|withdrawn) (?:this|the)"
    r" (?:article|story|report|piece)\b"
    r"|\b(?:este|esta) (?:artículo|noticia|nota) (?:ha sido|fue) (?:retirad[oa]|eliminad[oa])\b"
    r"|\bcet article a été (?:retiré|supprimé|dépublié)\b"
    r"|\bdieser (?:artikel|beitrag) wurde (?:zurückgezogen|entfernt|gelöscht|depubliziert)\b",
    re.IGNORECASE,
)
_LEAD: Final = 600  # characters of the text in which an article says that it is withdrawn


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of an article, as far as a watch compares it."""

    title: str
    text: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences that were replaced, put in (``old`` is empty) or taken out (``new`` is empty)."""

    old: str
    new: str

    def as_json(self) -> dict[str, str]:
        """As a row keeps it."""
        return {"old": self.old[:LONGEST_PASSAGE], "new": self.new[:LONGEST_PASSAGE]}


def normalised(text: str) -> str:
    """The text as far as its words go: no other quotes, dashes, spaces or invisible characters tell."""
    folded = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return _SPACE.sub(" ", _INVISIBLE.sub("", folded)).strip()


def text_hash(text: str) -> str:
    """SHA-256 of the normalised text, in hexadecimal."""
    return hashlib.sha256(normalised(text).encode("utf-8", "surrogatepass")).hexdigest()


def passages(old: str, new: str) -> list[Passage]:
    """The sentences that differ, in order; a paragraph that only moved is not hidden: it went and it came."""
    before, after = _sentences(old), _sentences(new)
    keys_before, keys_after = [normalised(s) for s in before], [normalised(s) for s in after]
    matcher = SequenceMatcher(None, keys_before, keys_after, autojunk=False)
    return [
        Passage(" ".join(before[i1:i2]), " ".join(after[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def differences(before: Reading, after: Reading) -> dict[str, dict[str, Any]]:
    """What changed, by kind of change: title, text, notice, retracted; nothing where nothing did."""
    found: dict[str, dict[str, Any]] = {}
    words = retraction_words(after)
    if words and not retraction_words(before):
        found["retracted"] = {"words": words}
    if before.title and after.title and normalised(before.title) != normalised(after.title):
        found["title"] = {"old": before.title, "new": after.title}
    if normalised(before.text) != normalised(after.text):
        parts = passages(before.text, after.text)
        found["text"] = {
            "passages": [part.as_json() for part in parts[:MOST_PASSAGES]],
            "more": max(0, len(parts) - MOST_PASSAGES),
        }
    if after.notice and normalised(after.notice) != normalised(before.notice):
        found["notice"] = {"words": after.notice}
    return found


def retraction_words(reading: Reading) -> str:
    """The words by which an article says of itself that it is withdrawn, or nothing."""
    for text in (reading.title, reading.notice, reading.text[:_LEAD]):
        if match := _RETRACTED.search(text):
            return _sentence_around(text, match)
    return ""


def _sentence_around(text: str, match: re.Match[str]) -> str:
    before = max(text.rfind(stop, 0, match.start()) + len(stop) for stop in (". ", "\n"))
    start = before if before > 1 else 0
    stop = _END.search(text, match.end())
    return text[start : stop.start() + 1 if stop else len(text)].strip()[:300]


_END: Final = re.compile(r"[.!?](?:\s|$)|\n")


def _sentences(text: str) -> list[str]:
    return [part for line in text.splitlines() for part in _STOP.split(line.strip()) if part]
