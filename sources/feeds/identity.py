"""By what an announcement is known again: its id, its address, or what it says; whatever the headline."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from sources.feeds.entries import Entry
from sources.identifiers import BadUrlError, canonical_url, text_key


def address_of(entry: Entry) -> str:
    """The canonical URL, or nothing."""
    try:
        return canonical_url(entry.url) or ""
    except BadUrlError:
        return ""


def identities(entries: Sequence[Entry]) -> list[tuple[str, ...]]:
    """For each entry its keys, the surest first; an entry is known if one of them was seen before.

    A key that occurs twice in one document tells nothing apart and is left out: so a feed that gives all
    entries one id is read by addresses, and one that gives all of them one address by ids. What an entry
    says is a key where it is dated, and where there is no other. Of entries that are alike in all the first
    is kept; the others get no key.
    """
    every = [(_names(entry), _words(entry)) for entry in entries]
    seen = Counter(key for names, words in every for key in (*names, words))
    found: list[tuple[str, ...]] = []
    given: set[str] = set()
    for entry, (names, words) in zip(entries, every, strict=True):
        own = tuple(key for key in names if seen[key] == 1)
        if (not own and words not in given) or (own and entry.published_raw and seen[words] == 1):
            own = (*own, words)
        given.update(own)
        found.append(own)
    return found


def _names(entry: Entry) -> tuple[str, ...]:
    address = address_of(entry)
    guid = (_hash("guid", entry.guid),) if entry.guid else ()
    return (*guid, _hash("address", address)) if address and not _is_home(address) else guid


def _words(entry: Entry) -> str:
    return _hash("words", address_of(entry), text_key(entry.title or entry.summary), entry.published_raw)


def _is_home(address: str) -> bool:
    """A home page says nothing of which article is meant."""
    return address.split("/", 3)[3:] in ([""], [])


def _hash(*parts: str) -> str:
    text = "\0".join(parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
