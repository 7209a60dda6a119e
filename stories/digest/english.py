"""Knows enough English words to tell a heading in Title Case from the sentence that follows it."""

import tomllib
from pathlib import Path
from typing import Final

_EDGES: Final = "“”‘’'\"()[]{}.,;:!?…"
_LISTS: Final[dict[str, frozenset[str]]] = {
    name: frozenset(words.split())
    for name, words in tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8")).items()
}
CLOSED: Final = (
    "article",
    "demonstrative",
    "pronoun",
    "preposition",
    "conjunction",
    "adverb",
    "quantity",
    "number",
    "auxiliary",
    "day",
)
_CLASS: Final = {word: name for name in reversed(CLOSED) for word in _LISTS[name]}


def bare(word: str) -> str:
    """The word without punctuation at its edges and without a possessive ending."""
    core = word.strip(_EDGES)
    return core[:-2] if core.endswith(("’s", "'s")) else core.rstrip("’'")


def closed_class(word: str) -> str:
    """The closed class of a bare lower-case word, or nothing."""
    return _CLASS.get(word, "")


def listed(name: str, word: str) -> bool:
    """Whether a bare lower-case word is on one of the lists."""
    return word in _LISTS[name]


def open_class(lower: str) -> str:
    """What another word is taken for by its ending: gerund, past, adverb, plural, or else noun."""
    for ending, kind in (("ing", "gerund"), ("ed", "past"), ("ly", "adverb"), ("s", "plural")):
        if lower.endswith(ending) and len(lower) > len(ending) + 2:
            return kind
    return "noun"
