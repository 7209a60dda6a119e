"""What the templates are given: public stories with the words and links that a page adds."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from newsroom.site.templating import unnumbered
from stories.citations import strip_markers
from stories.dates import FuzzyDate
from stories.public import iso, story_path, update_label

PLACE = re.compile(r'id="(cite-([a-z0-9]+)-\d+)"')
SUMMARY_LENGTH = 220
PASSAGE_LENGTH = 320
STATE_WORDS = {"concern": "Under review", "closed": "Closed", "retracted": "Retracted"}
GRAVE = frozenset({"concern", "retracted"})
CORRECTION_WORDS = {"correction": "Correction", "clarification": "Clarification", "retraction": "Retracted"}
LEFTWARD = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "ug", "ur", "yi"})
LEFTWARD_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})


def direction(language: str) -> str:
    """``rtl`` or ``ltr`` for a language tag (BCP 47)."""
    first, *rest = language.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    leftward = script in LEFTWARD_SCRIPTS if script else first in LEFTWARD
    return "rtl" if leftward else "ltr"


def summary(story: Mapping[str, Any]) -> str:
    """The standfirst, or else how the text begins, cut at a word."""
    if story["standfirst"]:
        return str(story["standfirst"])
    body = next(
        (unnumbered(section["body_text"]) for section in story["sections"] if section["body_text"]), ""
    )
    text = " ".join(body.split())
    if len(text) <= SUMMARY_LENGTH:
        return text
    return text[:SUMMARY_LENGTH].rsplit(" ", 1)[0].rstrip(",;:–- ") + " …"


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many}"


def rests_on(story: Mapping[str, Any]) -> str:
    """The diversity line: on how many articles and publishers, and languages if several, a story rests."""
    held = story["diversity"]
    parts = [
        counted(held["articles"], "article", "articles"),
        counted(held["publishers"], "publisher", "publishers"),
    ]
    if held["languages"] > 1:
        parts.append(counted(held["languages"], "language", "languages"))
    return "Rests on " + ", ".join(parts)


def places(story: Mapping[str, Any]) -> dict[str, list[str]]:
    """For each source key the anchors of its markers, in reading order."""
    found: dict[str, list[str]] = defaultdict(list)
    for part in (*(section["body_html"] for section in story["sections"]), *_entries(story)):
        for anchor, key in PLACE.findall(part):
            found[key].append(anchor)
    return {source["key"]: found[source["key"]] for source in story["sources"]}


def passages(story: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """For each source key the passages that quotations rest on, no longer than fair quotation needs."""
    found: dict[str, list[dict[str, Any]]] = {source["key"]: [] for source in story["sources"]}
    for quote in story.get("quotes", ()):  # a body made before there were any has none
        found[quote["source"]].append(
            {"words": shortened(quote["exact"]), "url": web_address(quote["url"]), "anchor": quote["anchor"]}
        )
    return found


def shortened(words: str) -> str:
    """A passage in one line; of a long one its beginning and its end."""
    words = " ".join(words.split())
    if len(words) <= PASSAGE_LENGTH:
        return words
    beginning, end = words[: PASSAGE_LENGTH // 2], words[-PASSAGE_LENGTH // 2 :]
    return f"{beginning.rpartition(' ')[0] or beginning} … {end.partition(' ')[2] or end}"


def _entries(story: Mapping[str, Any]) -> Iterable[str]:
    return (entry["html"] for entry in story["timeline"])


def brief(story: Mapping[str, Any]) -> dict[str, Any]:
    """A story as lists show it."""
    return {
        **story,
        "path": story_path(story["slug"]),
        "direction": direction(story["language"]),
        "state_word": STATE_WORDS.get(story["state"], ""),
        "grave": story["state"] in GRAVE,
        "summary": summary(story),
        "latest": [] if story["state"] == "retracted" else story["timeline"][-3:][::-1],
    }


def full(story: Mapping[str, Any]) -> dict[str, Any]:
    """A story as its own page shows it."""
    return {
        **brief(story),
        "sources": [{**source, "url": web_address(source["url"])} for source in story["sources"]],
        "places": places(story),
        "passages": passages(story),
        "rests_on": rests_on(story),
        "log": [correction(item) for item in reversed(story["corrections"])],
    }


def timeline(story: Mapping[str, Any]) -> dict[str, Any]:
    """A story's timeline as its own page shows it, with the sources that its entries cite."""
    cited = {key for entry in story["timeline"] for key in entry["citations"]}
    shown = {
        **story,
        "sections": [],
        "quotes": [],
        "sources": [source for source in story["sources"] if source["key"] in cited],
    }
    return {**full(shown), "summary": summary(story)}


def correction(item: Mapping[str, Any]) -> dict[str, Any]:
    """A correction with the word that readers see."""
    return {**item, "word": CORRECTION_WORDS.get(item["kind"], "Correction")}


def web_address(url: str) -> str:
    """The address if a reader may safely follow it, else nothing."""
    return url if url.lower().startswith(("https://", "http://")) else ""


def headline(row: Mapping[str, Any]) -> dict[str, Any]:
    """A story as the headlines under the cards show it."""
    return {
        **row,
        "path": story_path(row["slug"]),
        "direction": direction(row["language"]),
        "state_word": STATE_WORDS.get(row["state"], ""),
        "grave": row["state"] in GRAVE,
        "update_label": {"text": update_label(row["article_count"])},
    }


def title_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A story as the pages of publishers, articles and days name it."""
    return {
        **row,
        "first_published_at": iso(row["first_published_at"]),
        "content_updated_at": iso(row["content_updated_at"]),
        "path": story_path(row["slug"]),
        "direction": direction(row["language"]),
        "state_word": STATE_WORDS.get(row["state"], ""),
        "grave": row["state"] in GRAVE,
    }


def timed(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A timeline entry of a document as words and a date for the page."""
    known = FuzzyDate.from_json(entry["date"])
    date = {"display": known.display(), "datetime": known.datetime_attr()}
    return {"text": " ".join(strip_markers(entry["text"]).split()), "date": date}


def topics(stories: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The topics of some stories, each once, in the order in which they first appear."""
    found = {topic["slug"]: topic for story in stories for topic in story["topics"]}
    return list(found.values())


def rows(stories: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Cards that fill whole rows of two and of three, and the stories left over for the headlines."""
    full = len(stories) - len(stories) % 6 if len(stories) >= 6 else len(stories)
    return stories[:full], stories[full:]


def owned_up(entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The log of all that we corrected, clarified or retracted, for the page that lists it."""
    return [
        {
            **correction(item),
            "path": story_path(entry["slug"]),
            "headline": entry["document"]["headline"],
            "language": entry["document"]["language"],
            "direction": direction(entry["document"]["language"]),
        }
        for entry in entries
        for item in _said(entry)
    ]


def _said(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    facts = entry["facts"]
    if entry["kind"] == "retracted":
        return [{**facts["retraction"], "kind": "retraction", "old": ""}] if facts["retraction"] else []
    return [item for item in facts["corrections"] if item["version"] == entry["version"]]
