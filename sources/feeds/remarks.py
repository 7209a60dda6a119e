"""What is said to editors of a feed that is not as it should be and was read all the same."""

from collections.abc import Sequence

from sources.feeds.dates import ReadDate
from sources.feeds.entries import MOST_ENTRIES, Entry, Warned


def about_size(total: int) -> list[Warned]:
    """More entries than are kept."""
    if total <= MOST_ENTRIES:
        return []
    return [Warned("many", f"It has {total:,} entries; the newest {MOST_ENTRIES:,} are looked at.")]


def about_dates(dates: Sequence[ReadDate]) -> list[Warned]:
    """Zones that nobody knows."""
    zones = sorted({date.zone for date in dates if date.zone})
    if not zones:
        return []
    named = ", ".join(f"“{zone}”" for zone in zones[:3])
    return [
        Warned("zone", f"Its dates name a time zone that we do not know ({named}): only the day is taken.")
    ]


def about_links(entries: Sequence[Entry]) -> list[Warned]:
    """Entries that lead nowhere."""
    without = sum(1 for entry in entries if not entry.url)
    if not without:
        return []
    many = "One entry leads" if without == 1 else f"{without:,} entries lead"
    return [Warned("links", f"{many} to no web page; no article can be made of that.")]
