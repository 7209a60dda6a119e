"""Makes the part of an address that is read by people, in whatever script they write."""

import unicodedata

DASHES = dict.fromkeys(range(0x2010, 0x2016), "-")  # or "high‑level" would become "highlevel"


LONGEST = 100  # characters
LARGEST = 200  # bytes in UTF-8: a slug is a folder's name, and those end at 255


def slug_for(text: str) -> str:
    """``text`` in lower case with one hyphen between words, of letters, marks and digits of any script.

    Cut at a word's end where it is too long; empty where the text holds no letter or digit.
    """
    folded = unicodedata.normalize("NFKC", text).translate(DASHES).lower().replace("i\u0307", "i")
    kept = "".join(char if is_of_word(char) else _between(char) for char in folded)
    slug = "-".join(kept.split())
    while _too_long(slug):
        slug = slug.rpartition("-")[0] or slug[: LARGEST // 4]
    return slug


def is_of_word(char: str) -> bool:
    """Whether a slug may hold it: a letter, a mark (Hindi and Thai need theirs) or a number of any script."""
    return unicodedata.category(char)[0] in "LMN"


def _too_long(slug: str) -> bool:
    return len(slug) > LONGEST or len(slug.encode()) > LARGEST


def _between(char: str) -> str:
    """A space where words part; nothing for apostrophes and the like inside a word."""
    return "" if char in "'’ʼ`´.\u200c\u200d\u2060" else " "
