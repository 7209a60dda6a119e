"""What the desk says of quotations that are not, or not quite, in the articles that are cited for them."""

from collections.abc import Collection, Mapping
from typing import Final

from sources.quotes import Caution, Difference, Verdict
from stories.desk import Desk, Found, Severity, check
from stories.quotation_check import Checked
from stories.quoted import Document, lost

CAUTIONS: Final[Mapping[Caution, str]] = {
    Caution.NEGATION: "what it leaves out denies something",
    Caution.LEAVES_QUOTATION: "it runs past a closing quotation mark of the article",
    Caution.FAR_APART: "it leaves out more than 40 words",
}
EDGES: Final = " \n,;.:"
SHOWN: Final = 80  # characters of a quotation in a message


@check(
    "pinned_quotation_gone",
    Severity.BLOCKER,
    fix="Compare with the article, correct the sentence or unpin the passage. An editor can let it stand "
    "with a reason: the archived copy still bears it out.",
    waivable=True,
)
def _pinned_quotation_gone(desk: Desk) -> Found:
    """A passage is pinned as verified, and the newest text of its article no longer holds it."""
    for quote, sentence in desk.quotations.gone:
        citation = quote["citation"]
        source = _sources(desk.document, [citation["source"]])
        passage = _short(quote["exact"])
        yield citation["place"], f"“{passage}” is pinned, but is no longer in {source}.", sentence


@check("quotation_not_found", Severity.WARNING, fix="Correct the words, or cite where they come from.")
def _quotation_not_found(desk: Desk) -> Found:
    """The words in quotation marks are in none of the articles that the sentence cites."""
    for each in desk.quotations.checked:
        if each.verdict == Verdict.NOT_FOUND:
            yield _about(each, f"{_words(each)} is not in {_sources(desk.document, each.quoted.cites)}.")


@check("quotation_differs", Severity.WARNING, fix="Compare with the passage, and quote what it says.")
def _quotation_differs(desk: Desk) -> Found:
    """The cited article has the quotation in other words, or spelt otherwise."""
    for each in desk.quotations.checked:
        if each.verdict in {Verdict.NEAR, Verdict.DIFFERENT}:
            told = "; ".join(difference_in_words(one) for one in each.match.differences[:3])
            source = _sources(desk.document, [each.source])
            yield _about(
                each, f"{_words(each)} differs from {source}: {told or 'its parts stand elsewhere'}."
            )


@check("quotation_cut", Severity.WARNING, fix="Read the whole passage: does it still say what is quoted?")
def _quotation_cut(desk: Desk) -> Found:
    """What a quotation leaves out may matter: a denial, another speaker, or very many words."""
    for each in desk.quotations.checked:
        if each.verdict.stands and each.match.cautions:
            why = "; ".join(CAUTIONS[caution] for caution in each.match.cautions)
            yield _about(each, f"{_words(each)}: {why} ({_sources(desk.document, [each.source])}).")


@check("pin_let_go", Severity.WARNING, fix="Pin the passage again, or leave the sentence without one.")
def _pin_let_go(desk: Desk) -> Found:
    """A passage that is pinned in the live text is pinned no more: its sentence changed, or by hand."""
    for quote in lost(desk.live, desk.document) if desk.live else ():
        yield "sources", f"No longer pinned: “{_short(quote['exact'])}”."


def difference_in_words(difference: Difference) -> str:
    """What differs, as an editor would say it."""
    quoted, article = (_short(words) for words in (difference.quoted, difference.article))
    if not quoted:
        return f"it leaves out “{article}”"
    if not article:
        return f"“{quoted}” is not there"
    return f"“{quoted}” is “{article}” there"


def _about(each: Checked, message: str) -> tuple[str, str, str]:
    return each.quoted.place, message, each.quoted.sentence


def _words(each: Checked) -> str:
    return f"“{_short(each.quoted.words.strip(EDGES))}”"


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= SHOWN else words[: SHOWN - 3].rstrip() + "…"


def _sources(document: Document, keys: Collection[str]) -> str:
    numbers = [f"[{rank}]" for rank, source in enumerate(document["sources"], 1) if source["key"] in keys]
    if len(numbers) > 3:
        return "any of the sources"
    return f"source {numbers[0]}" if len(numbers) == 1 else f"sources {' and '.join(numbers)}"
